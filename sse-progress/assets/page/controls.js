// The inputs of a form.
//
// A control has a `node` to lay out, an `input` to focus, and a `kind` for its style and its hint. `texts()` is
// what was entered, and `fill(texts)` shows it: no text for nothing, several for a list alone. `mistake()` says what
// is wrong with what was entered, if the control can tell, and `leaveEmpty()` has nothing entered mean an empty text,
// if there can be one.

import { parseJson, writeJson } from '../module/format/json.js';
import { area, rowsOf } from './area.js';
import { make } from './dom.js';
import { mistakeInLines, asNumber } from './mistakes.js';
import { nested } from './nested/control.js';
import { shapeOf } from './nested/shape.js';
import { numberControl } from './number-control.js';
import { asText, meanings, sample } from './schema.js';
import { textControl } from './text-control.js';
import { say } from './words/index.js';

const NOTHING = '–';

/** What a choice means stands beside its name, if it has no more characters. */
const MEANING = 70;

/**
 * The control for a schema. `items` is the schema of a list's items, `needed` says that there has to be a value,
 * `texts` are those that it will be filled with, and `name` is what it is called.
 */
export function control(schema, { items, needed, defs, texts = [], name = '' }) {
  if (schema['x-json']) {
    const shown = ['json', 'plain'].includes(shapeOf(schema, defs)) ? undefined : nested(schema, { needed, defs, name });
    return shown ?? json(schema, undefined, needed, defs);
  }
  return plain(schema, { items, needed, texts }) ?? json(schema, items, needed, defs);
}

/** The control for a plain value, or for a list of such; `undefined` for all others. */
export function plain(schema, { items, needed, texts = [] }) {
  if (items?.choices) return checks(items.choices, meanings(items));
  const maybe = schema.nullable || (!needed && (schema.default ?? undefined) === undefined);
  if (schema.type === 'boolean' && !maybe) return check();
  if (schema.choices || schema.type === 'boolean') return select(schema.choices ?? [true, false], needed, meanings(schema));
  if (schema.type === 'integer' || schema.type === 'number') return numberControl(schema, needed);
  if (schema.type === 'string') return textControl(schema, needed, texts);
  // A list of lines would take the ends of lines of a text for ends of items.
  const several = texts.some((text) => /[\r\n]/.test(text));
  return items && isPlain(items) && !several ? lines(items, needed) : undefined;
}

export function isPlain({ type, choices }) {
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
function checks(choices, meant) {
  const boxes = choices.map((choice) => make('input', { type: 'checkbox', value: asText(choice) }));
  const node = make('div', { className: 'checks' });
  for (const box of boxes) {
    const words = meant.get(box.value);
    const meaning = words ? make('span', { className: 'meaning' }, words) : '';
    node.append(make('label', { className: 'check' }, box, make('span', {}, nameOf(box.value), ' ', meaning)));
  }
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
function nameOf(choice) {
  return choice === '' ? say('empty_text') : choice;
}

/** A choice with what it means, in few words. */
function labelOf(choice, words) {
  if (!words) return nameOf(choice);
  const said = words.replace(/\s+/g, ' ').trim();
  return `${nameOf(choice)} – ${said.length > MEANING ? `${said.slice(0, MEANING).trimEnd()}…` : said}`;
}

function select(choices, required, meant) {
  const none = make('option', { value: '' }, required ? say('choose') : NOTHING);
  const options = choices.map(asText).map((text) => make('option', { value: text }, labelOf(text, meant.get(text))));
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

/**
 * A list with one item in each line. The end of the last line may be left out, so an empty text is an empty list
 * and an empty line an empty item. Spaces around numbers and lines without one mean nothing.
 */
function lines(items, required) {
  const input = area({ required });
  const isText = items.type === 'string';
  return {
    ...simple(input, 'lines'),
    texts: () => {
      const texts = input.value.replace(/\n$/, '').split('\n');
      if (input.value === '') return [];
      return isText ? texts : texts.filter((text) => text.trim()).map((text) => asNumber(text, items.type));
    },
    mistake: () => (input.value === '' ? '' : mistakeInLines(input.value.replace(/\n$/, ''), items)),
    fill: (texts) => {
      input.value = texts.join('\n') + (texts.at(-1) === '' ? '\n' : '');
    },
  };
}

/** Everything else, and lists of texts with several lines. */
export function json(schema, items, required, defs) {
  const placeholder = JSON.stringify(sample(schema, defs), null, 2);
  const input = area({ rows: rowsOf(placeholder), placeholder, className: 'json', required });
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
