// Which controls show a value that is made of others.

import { isPlain } from '../controls.js';
import { asText, flatten } from '../schema.js';
import { say } from '../words/index.js';

const WORDS = {
  string: 'a_text', integer: 'an_integer', number: 'a_number', boolean: 'true_or_false', array: 'a_list', object: 'an_object',
};

/**
 * `group` for an object with known members, `tuple` for a list with a schema for each place, `rows` for a list of
 * values that are no lines, `choice` for one of several schemas, `plain` for what one control shows, and `json` for
 * what none does: maps, and values of any kind.
 */
export function shapeOf(schema, defs) {
  const { type, properties, options, items, prefixItems, choices } = schema;
  if (options) return properties ? 'json' : 'choice';
  if (choices) return choices.some((choice) => typeof choice === 'object') ? 'json' : 'plain';
  if (Object.keys(properties ?? {}).length) return 'group';
  if (prefixItems) return 'tuple';
  if (type === 'array') {
    if (items === undefined || items === true) return 'json';
    const each = flatten(items, defs);
    return isPlain(each) && !each.nullable ? 'plain' : 'rows';
  }
  return isPlain(schema) ? 'plain' : 'json';
}

/** Whether a member says nothing but which variant of an enum it is. */
export function isTag(schema) {
  return schema?.const !== undefined;
}

/**
 * The variants of an enum. Each has a `label`, a `description`, what it `accepts`, what `resembles` it though something
 * is missing or wrong, and either its only `value` or the `schema` of its data, which stands under `key` if there is
 * one: `{"Circle": {…}}`, as serde writes it.
 */
export function variantsOf({ options }, defs) {
  return options.flatMap((option) => {
    const flat = flatten(option, defs);
    const { choices, description, title, properties = {}, required = [] } = flat;
    const accepts = (value) => fits(value, option, defs);
    if (choices) {
      const is = (value) => (other) => other === value;
      return choices.map((value) => ({ label: asText(value), description, value, accepts: is(value), resembles: is(value) }));
    }
    const members = Object.entries(properties);
    const tag = members.find(([, member]) => isTag(member));
    if (tag) {
      const [name, { const: value }] = tag;
      return [{ label: asText(value), description, schema: option, accepts, resembles: (other) => other?.[name] === value }];
    }
    const names = (value) => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
    const [only] = members;
    if (members.length === 1 && required.includes(only[0])) {
      const [key, schema] = only;
      return [{ label: key, description, key, schema, accepts, resembles: (value) => names(value).includes(key) }];
    }
    const resembles = (value) => names(value).some((name) => Object.hasOwn(properties, name));
    return [{ label: title ?? say(WORDS[flat.type] ?? 'value'), description, schema: option, accepts, resembles }];
  });
}

/** Whether the controls for a schema can show a value with nothing of it left out. */
export function fits(value, schema, defs) {
  const flat = flatten(schema, defs);
  if (value === null) return flat.nullable === true || flat.type === 'null';
  if (flat.choices) return flat.choices.includes(value);
  if (flat.options) return flat.options.some((option) => fits(value, option, defs));
  switch (flat.type) {
    case 'object':
      return typeof value === 'object' && !Array.isArray(value) && fitsMembers(value, flat, defs);
    case 'array':
      return Array.isArray(value) && fitsItems(value, flat, defs);
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'number':
      return typeof value === 'bigint' || typeof value === 'number';
    case 'string':
    case 'boolean':
      return typeof value === flat.type;
    default:
      return true;
  }
}

function fitsMembers(value, { properties, required = [], additionalProperties }, defs) {
  if (!required.every((name) => Object.hasOwn(value, name))) return false;
  return Object.entries(value).every(([name, member]) => {
    if (Object.hasOwn(properties ?? {}, name)) return fits(member, properties[name], defs);
    return !properties || typeof additionalProperties === 'object';
  });
}

function fitsItems(value, { prefixItems, items }, defs) {
  if (prefixItems) {
    return value.length === prefixItems.length && value.every((item, index) => fits(item, prefixItems[index], defs));
  }
  return value.every((item) => items === undefined || items === true || fits(item, items, defs));
}
