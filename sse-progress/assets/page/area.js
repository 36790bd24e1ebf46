// Text areas that have the height of their text.

import { make } from './dom.js';

/** How many lines can be seen at least, and at most before an area scrolls. */
const ROWS = { least: 3, most: 16 };

export function area(properties) {
  return make('textarea', { rows: ROWS.least, spellcheck: false, ...properties });
}

/** Gives it the height of its text, unless somebody has dragged it to a height of their own. */
export function grow(node) {
  if (!node.style.height) node.rows = rowsOf(node.value);
}

/** How many lines of a text are to be seen. */
export function rowsOf(text) {
  return Math.min(Math.max(text.split('\n').length, ROWS.least), ROWS.most);
}
