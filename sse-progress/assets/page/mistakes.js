// What is wrong with a text that was entered, as far as its schema tells without asking the server.
//
// Nothing is corrected in silence: an input of the browser's own for numbers makes 15 of “1,5”, and one with a
// longest length cuts what is too long.

import { say } from './words/index.js';

/** A text of an error is not said back longer than this. */
const SAID = 60;

/** The formats of texts that have an input of their own, by its type. */
export const INPUTS = { date: 'date', uri: 'url', email: 'email', password: 'password' };

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What is wrong with a text for a value of this schema, in words; an empty text if nothing is. */
export function mistakeIn(text, schema) {
  if (schema.choices) return '';
  if (schema.type === 'integer' || schema.type === 'number') return ofNumber(text.trim(), schema);
  return schema.type === 'string' ? ofText(text, schema) : '';
}

/** Whether an empty text is a value of this schema. */
export function takesEmpty(schema) {
  return schema.type === 'string' && !INPUTS[schema.format] && !mistakeIn('', schema);
}

/** What the browser has against what is in an input. That there is nothing is said in words of ours. */
export function inputMistake({ validity, validationMessage, localName }) {
  if (!validity.valueMissing) return validationMessage;
  return say(localName === 'select' ? 'choose_one' : 'needs_value');
}

/** What is wrong with the items of a list that stand in lines, with the number of the line. */
export function mistakeInLines(value, items) {
  const skips = items.type !== 'string';
  for (const [index, line] of value.split('\n').entries()) {
    if (skips && !line.trim()) continue;
    const wrong = mistakeIn(line, items);
    if (wrong) return say('in_line', { number: index + 1, words: wrong });
  }
  return '';
}

function ofNumber(text, { type, minimum, maximum }) {
  const said = text.length > SAID ? `${text.slice(0, SAID)}…` : text;
  if (!NUMBER.test(text)) {
    if (type === 'number' && NUMBER.test(text.replace(',', '.'))) return say('no_comma', { text: said, right: said.replace(',', '.') });
    return say(type === 'integer' ? 'no_integer' : 'no_number', { text: said });
  }
  if (type === 'integer' && !INTEGER.test(text)) return say('no_integer', { text: said });
  const value = type === 'integer' ? BigInt(text.replace('+', '')) : Number(text);
  if (minimum !== undefined && value < minimum) return say('too_small', { text: said, least: minimum });
  return maximum !== undefined && value > maximum ? say('too_large', { text: said, most: maximum }) : '';
}

/** Lengths are counted in characters of Unicode, as the server does it: 👍 is one, and for a script it is two. */
function ofText(text, { minLength, maxLength, pattern }) {
  const { length } = [...text];
  if (minLength === 1 && maxLength === 1 && length > 1) return say('one_character', { length });
  if (maxLength !== undefined && length > maxLength) return say('too_long', { most: maxLength, length });
  if (minLength !== undefined && length < minLength) return say('too_short', { least: minLength, length });
  return pattern !== undefined && !matches(text, pattern) ? say('no_match', { pattern }) : '';
}

function matches(text, pattern) {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    // It is a pattern of another kind than those of scripts, which the server knows.
    return true;
  }
}

/** The text of a number as JSON has it: without a plus, and without zeros before it. */
export function asNumber(text, type) {
  const trimmed = text.trim();
  if (type === 'integer' && INTEGER.test(trimmed)) return `${BigInt(trimmed.replace('+', ''))}`;
  if (type === 'number' && NUMBER.test(trimmed) && !isJson(trimmed)) return `${Number(trimmed)}`;
  return trimmed;
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
