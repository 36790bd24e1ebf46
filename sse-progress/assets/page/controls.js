// The inputs of a form.
//
// A control has a `node` to lay out, an `input` to focus, and a `kind` for its style and its hint. `texts()` is
// what was entered, and `fill(texts)` shows it: no text for nothing, several for a list alone.

import { parseJson, writeJson } from '../module/format/json.js';
import { make } from './dom.js';
import { asText, sample } from './schema.js';
import { say } from './words/index.js';

const TYPES = { date: 'date', uri: 'url', email: 'email' };
/** How many lines of a text can be seen. */
const ROWS = { least: 3, most: 10 };

/**
 * The control for a schema. `items` is the schema of a list's items, `needed` says that there has to be a value,
 * and `texts` are those that it will be filled with.
 */
export function control(schema, items, needed, defs, texts) {
  if (schema['x-json']) return json(schema, undefined, needed, defs);
  if (items?.choices) return checks(items.choices);
  const maybe = schema.nullable || (!needed && (schema.default ?? undefined) === undefined);
  if (schema.type === 'boolean' && !maybe) return check();
  if (schema.choices || schema.type === 'boolean') return select(schema.choices ?? [true, false], needed);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema, needed);
  // An `<input>` would drop the ends of lines, and a list of lines would take them for ends of items.
  const several = texts.some((text) => /[\r\n]/.test(text));
  if (schema.type === 'string') return several ? paragraph(needed) : line(schema, needed);
  if (items && isPlain(items) && !several) return lines(items, needed);
  return json(schema, items, needed, defs);
}

function isPlain({ type, choices }) {
  return choices !== undefined || ['integer', 'number', 'string', 'boolean'].includes(type);
}

function simple(input, kind) {
  return {
    kind,
    node: input,
    input,
    texts: () => (input.value === '' ? [] : [input.value]),
    fill: (texts) => {
      input.value = texts.at(-1) ?? '';
    },
  };
}

function check() {
  const input = make('input', { type: 'checkbox' });
  return {
    ...simple(input, 'check'),
    texts: () => [String(input.checked)],
    fill: (texts) => {
      input.checked = texts.at(-1) === 'true' || texts.at(-1) === 'on';
    },
  };
}

/** A box for each choice, any number of which may be ticked. */
function checks(choices) {
  const boxes = choices.map((choice) => make('input', { type: 'checkbox', value: asText(choice) }));
  const node = make('div', { className: 'checks' });
  for (const box of boxes) node.append(make('label', { className: 'check' }, box, name(box.value)));
  return {
    kind: 'checks',
    node,
    input: boxes[0],
    texts: () => boxes.filter((box) => box.checked).map((box) => box.value),
    fill: (texts) => {
      for (const box of boxes) box.checked = texts.includes(box.value);
    },
  };
}

/** A choice as it is shown: one may be the empty text. */
function name(choice) {
  return choice === '' ? '(empty)' : choice;
}

function select(choices, required) {
  const none = make('option', { value: '' }, required ? 'Choose…' : '–');
  const options = choices.map(asText).map((text) => make('option', { value: text }, name(text)));
  const input = make('select', { required }, none, ...options);
  return {
    ...simple(input, 'select'),
    // By its place: the value of the first option, which is no choice, may be that of a choice, too.
    texts: () => options.filter((option) => option.selected).map((option) => option.value),
    fill: (texts) => {
      (options.find((option) => option.value === texts.at(-1)) ?? none).selected = true;
    },
  };
}

function number({ type, minimum, maximum }, required) {
  const input = make('input', { type: 'number', step: type === 'integer' ? '1' : 'any', required });
  if (minimum !== undefined) input.min = minimum;
  if (maximum !== undefined) input.max = maximum;
  return {
    ...simple(input, 'line'),
    texts: () => {
      if (input.value === '') return [];
      // To a browser `1e3` is an integer, to the server it is not.
      const odd = type === 'integer' && !/^-?\d+$/.test(input.value);
      return [odd ? String(Number(input.value)) : input.value];
    },
  };
}

function line({ format, minLength, maxLength, pattern }, required) {
  const type = TYPES[format] ?? 'text';
  const input = make('input', { type, autocomplete: 'off', spellcheck: false, required });
  if (minLength) input.minLength = minLength;
  if (maxLength) input.maxLength = maxLength;
  if (pattern) input.pattern = pattern;
  return simple(input, 'line');
}

function paragraph(required) {
  return simple(make('textarea', { rows: ROWS.least, spellcheck: false, required }), 'text');
}

/**
 * A list with one item in each line. The end of the last line may be left out, so an empty text is an empty list
 * and an empty line an empty item. Spaces around numbers and lines without one mean nothing.
 */
function lines(items, required) {
  const input = make('textarea', { rows: ROWS.least, spellcheck: false, required });
  const isText = items.type === 'string';
  return {
    ...simple(input, 'lines'),
    texts: () => {
      const texts = input.value.replace(/\n$/, '').split('\n');
      if (input.value === '') return [];
      return isText ? texts : texts.map((text) => text.trim()).filter(Boolean);
    },
    fill: (texts) => {
      input.value = texts.join('\n') + (texts.at(-1) === '' ? '\n' : '');
    },
  };
}

/** Everything else, and lists of texts with several lines. */
function json(schema, items, required, defs) {
  const placeholder = JSON.stringify(sample(schema, defs), null, 2);
  const rows = Math.min(Math.max(placeholder.split('\n').length, ROWS.least), ROWS.most);
  const input = make('textarea', { rows, placeholder, spellcheck: false, className: 'json', required });
  return {
    ...simple(input, 'json'),
    texts: () => {
      if (input.value.trim() === '') return [];
      if (!items) return [input.value];
      const value = parseJson(input.value);
      return Array.isArray(value) ? value.map((item) => itemText(item, items)) : [input.value];
    },
    fill: (texts) => {
      const list = items?.type === 'string' ? JSON.stringify(texts, null, 1) : `[${texts.join(', ')}]`;
      input.value = items && texts.length ? list : texts.at(-1) ?? '';
    },
  };
}

/** An item as the text that a query has of it. */
function itemText(item, { type }) {
  return type === 'string' && typeof item === 'string' ? item : writeJson(item);
}
