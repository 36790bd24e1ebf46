// What a JSON Schema says about one value, as far as a form can show it.

import { parseJson, writeJson } from '../module/format/json.js';

/** How far references are followed: a type may contain itself. */
const DEPTH = 8;

/**
 * A schema with its references followed and the `null` of an `Option` taken apart: `nullable` says
 * that there was one, `choices` are the values of an enumeration, and `options` are the schemas of which a value
 * fits one.
 */
export function flatten(schema, defs, depth = 0) {
  if (typeof schema !== 'object' || schema === null || depth > DEPTH) return {};
  const { $ref, anyOf, allOf, ...own } = schema;
  const within = (inner) => flatten(inner, defs, depth + 1);
  if ($ref) return merged(within(defs?.[$ref.split('/').pop()]), own);
  if (allOf) return merged(allOf.map(within).reduce(merged, {}), own);
  if (anyOf) return { ...oneOfThem(anyOf, within), ...own };
  if (Array.isArray(own.type)) {
    const types = own.type.filter((type) => type !== 'null');
    own.nullable = types.length < own.type.length;
    own.type = types.length === 1 ? types[0] : undefined;
  }
  const choices = choicesOf(own);
  if (choices) return { ...own, choices };
  return own.oneOf ? { ...oneOfThem(own.oneOf, within), ...own } : own;
}

function isNull({ type }) {
  return type === 'null';
}

/** The only one of several schemas besides null, or all of them as `options`. */
function oneOfThem(schemas, within) {
  const others = schemas.filter((option) => !isNull(option));
  const only = others.length === 1 ? within(others[0]) : { options: others };
  return { ...only, nullable: only.nullable || others.length < schemas.length };
}

/** One schema with what another says besides, and the members that both have. */
function merged(one, other) {
  const both = { ...one, ...other };
  if (one.properties && other.properties) both.properties = { ...other.properties, ...one.properties };
  if (one.required && other.required) both.required = [...other.required, ...one.required];
  return both;
}

/** The values of an enum, of which some may stand in a `oneOf` with words of their own. */
function choicesOf({ enum: values, const: value, oneOf }) {
  if (values) return values.filter((choice) => choice !== null);
  if (value !== undefined) return [value];
  const each = oneOf?.map(choicesOf);
  return each?.every(Boolean) ? each.flat() : undefined;
}

/** What each choice of an enumeration means, by its text, where the schema says it. */
export function meanings({ oneOf }) {
  const words = new Map();
  for (const { const: value, description } of oneOf ?? []) {
    if (value !== undefined && description) words.set(asText(value), description);
  }
  return words;
}

/** Bounds that come from the width of an integer. They say nothing about what it means. */
const STORED = new Set([0, -128, 127, 255, -32768, 32767, 65535]);

/** Whether a number, or the length of a text or of a list, has bounds of its own. */
export function isBounded({ format, minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const stored = (bound) => /^u?int/.test(format) && STORED.has(bound);
  if ([minimum, maximum].some((bound) => bound !== undefined && !stored(bound))) return true;
  // A length is never below zero.
  return Boolean(minLength || minItems) || maxLength !== undefined || maxItems !== undefined;
}

/** A value that looks like what the schema asks for. */
export function sample(schema, defs, depth = 0) {
  const flat = flatten(schema, defs);
  if (flat.default !== undefined) return flat.default;
  if (flat.choices) return flat.choices[0];
  if (depth > 3 || (flat.nullable && depth > 0)) return null;
  switch (flat.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(flat.properties ?? {}).map(([name, inner]) => [name, sample(inner, defs, depth + 1)]),
      );
    case 'array':
      return [sample(flat.items, defs, depth + 1)];
    case 'integer':
    case 'number':
      return flat.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}

/** A value as the text of a query or of an input. */
export function asText(value) {
  return typeof value === 'string' ? value : writeJson(value);
}

/** The value that a text stands for. A text that is none of the choices is left to the server to refuse. */
export function asJson(text, { type, choices, 'x-json': json }) {
  if (json) return parseJson(text);
  if (choices) return choices.find((choice) => asText(choice) === text) ?? text;
  return type === 'string' ? text : parseJson(text);
}
