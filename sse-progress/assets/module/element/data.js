// Values of the job's own: partial results in the log, and the newest of the run.

import { count } from '../format/numbers.js';
import { harmless, jsonText, LABEL_LENGTH, LINE_LENGTH } from '../format/text.js';
import { part } from './part.js';

/** How many members of an object are shown. */
const MAX_ROWS = 30;

/** Any JSON: an object as a table, an address as a link, anything else as text. */
export function drawData(data) {
  return isObject(data) ? drawTable(Object.entries(data)) : drawValue(data);
}

/** An object without members is better shown as `{}`. */
function isObject(data) {
  return typeof data === 'object' && data !== null && !Array.isArray(data) && Object.keys(data).length > 0;
}

function drawTable(members) {
  const table = part('table', 'table');
  for (const [name, value] of members.slice(0, MAX_ROWS)) {
    const head = part('th', 'name', harmless(name, LABEL_LENGTH));
    head.scope = 'row';
    const cell = part('td', 'value');
    cell.append(drawValue(value));
    table.insertRow().append(head, cell);
  }
  const more = members.length - MAX_ROWS;
  if (more > 0) {
    const cell = part('td', 'more', `and ${count.format(more)} more`);
    cell.colSpan = 2;
    table.insertRow().append(cell);
  }
  return table;
}

function drawValue(value) {
  if (typeof value !== 'string') return part('span', 'json', harmless(jsonText(value), LINE_LENGTH));
  const text = harmless(value, LINE_LENGTH);
  const address = addressOf(value);
  if (!address) return part('span', 'text', text);
  const link = part('a', 'link', text);
  link.href = address;
  link.target = '_blank';
  // The page behind it gets no hold of this one.
  link.rel = 'noopener noreferrer';
  return link;
}

/** The address that a text is, if a link to it can do no more than to open a page: `javascript:` is none. */
function addressOf(text) {
  if (!/^https?:\/\/\S+$/i.test(text) || text.length > LINE_LENGTH) return null;
  try {
    return new URL(text).href;
  } catch {
    return null;
  }
}
