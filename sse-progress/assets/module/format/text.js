// Texts of a job's, made fit to be shown.

import { say } from '../words/index.js';
import { writeJson } from './json.js';

/** How many characters are shown of a log line, of a text to be read at length, and of what stands beside a bar. */
export const LINE_LENGTH = 4_000;
const TEXT_LENGTH = 100_000;
export const LABEL_LENGTH = 500;

/**
 * Characters that are invisible or change the text around them: control characters except tabs and ends
 * of lines, those that turn the direction of writing around, and those without a width. The joiners that
 * scripts and emoji need (U+200C, U+200D) are not among them. The table is that of
 * `src/protocol/harmless.rs`; a test compares the two.
 */
const UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\r(?!\n)/gu;

function hex(character) {
  return character.codePointAt(0).toString(16);
}

/** The first `length` characters of a text, with invisible ones written as `\u{…}`. */
export function harmless(text, length = TEXT_LENGTH) {
  // Not the first half alone of a character that takes two.
  const start = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const shown = text.length > length ? say('characters', { text: start, count: text.length }) : text;
  return shown.replace(UNSEEN, (character) => `\\u{${hex(character)}}`);
}

/** A result as text: a string as it is, anything else as JSON. */
export function resultText(result) {
  if (result === undefined || result === null) return '';
  if (typeof result === 'string') return result;
  return jsonText(result, 2);
}

/** A value as JSON, in which invisible characters are escaped. */
export function jsonText(value, indent) {
  return writeJson(value, indent).replace(UNSEEN, (character) => {
    // JSON writes a character that takes two code units as both of them.
    const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
  });
}
