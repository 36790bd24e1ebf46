// The log as text, to be copied or kept in a file.

import { withoutEscapes } from '../../format/ansi.js';
import { harmless, jsonText } from '../../format/text.js';

/** A line with its time and its level. `json` is its data as text. */
export function lineText({ time, level, message, json }) {
  const text = harmless(withoutEscapes(message), Infinity);
  return [time, level.toUpperCase().padEnd(5), text, json ?? ''].filter(Boolean).join(' ');
}

/** The data of `log` events as text, a line each. */
export function logText(lines) {
  const texts = lines.map((line) =>
    lineText({ ...line, json: line.data === undefined ? undefined : jsonText(line.data) }));
  return texts.map((text) => `${text}\n`).join('');
}
