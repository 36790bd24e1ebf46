// The inputs of a form. Each has a `node` to lay out, an `input` to focus, and a value as texts:
// none when it is absent, several only for a list. `fill` takes what `texts` gives.

import { make } from './dom.js';
import { asText, parse, sample } from './schema.js';

const TYPES = { date: 'date', uri: 'url', email: 'email' };
const LINES = { least: 3, most: 10 };

/**
 * The control for a schema. `items` is that of a list's items, `needed` says that there has to be a
 * value.
 */
export function control(schema, items, needed, defs) {
  if (items?.choices) return checks(items.choices);
  const unsure = !needed && (schema.default ?? undefined) === undefined;
  if (schema.type === 'boolean' && !unsure) return check();
  if (schema.choices || schema.type === 'boolean') return select(schema.choices ?? [true, false], needed);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema, needed);
  if (schema.type === 'string') return line(schema, needed);
  if (items && isPlain(items)) return lines(needed);
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
  for (const box of boxes) node.append(make('label', { className: 'check' }, box, box.value));
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

function select(choices, required) {
  const none = make('option', { value: '' }, required ? 'Choose…' : '–');
  const options = choices.map((choice) => make('option', { value: asText(choice) }, asText(choice)));
  return simple(make('select', { required }, none, ...options), 'select');
}

function number({ type, minimum, maximum }, required) {
  const input = make('input', { type: 'number', step: type === 'integer' ? '1' : 'any', required });
  if (minimum !== undefined) input.min = minimum;
  if (maximum !== undefined) input.max = maximum;
  return {
    ...simple(input, 'line'),
    texts: () => {
      if (input.value === '') return [];
      // A browser takes `1e3` for an integer; a server need not.
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

/** A list of what fits into a line each. */
function lines(required) {
  const input = make('textarea', { rows: LINES.least, spellcheck: false, required });
  return {
    ...simple(input, 'lines'),
    texts: () => input.value.split('\n').map((text) => text.trim()).filter(Boolean),
    fill: (texts) => {
      input.value = texts.join('\n');
    },
  };
}

/** Whatever has no control of its own. */
function json(schema, items, required, defs) {
  const placeholder = JSON.stringify(sample(schema, defs), null, 2);
  const rows = Math.min(Math.max(placeholder.split('\n').length, LINES.least), LINES.most);
  const input = make('textarea', { rows, placeholder, spellcheck: false, className: 'json', required });
  return {
    ...simple(input, 'json'),
    texts: () => {
      if (input.value.trim() === '') return [];
      const value = parse(input.value);
      return items && Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : [input.value];
    },
    fill: (texts) => {
      input.value = items && texts.length ? `[${texts.join(', ')}]` : texts.at(-1) ?? '';
    },
  };
}
