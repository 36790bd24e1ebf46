// Values of the job's own, drawn for people: partial results in the log, the newest of the run, and its result.

import { harmless, jsonText, LABEL_LENGTH, LINE_LENGTH } from '../format/text.js';
import { say } from '../words/index.js';
import { drawSome, foldButton, takeFocus } from './fold.js';
import { linkTo } from './link.js';
import { part } from './part.js';
import { drawResource, resourceOf } from './resource.js';

/** How many members of an object, and rows or items of a list, are shown before somebody asks for more. */
const MOST = 30;
/** How many columns a table has at most. */
const COLUMNS = 20;
/** What is so short as JSON stays JSON where it is a part of something else. */
const SHORT = 60;
/** A text with more characters may take several lines. */
const SHORT_TEXT = 32;
/** What is nested deeper is JSON. */
const DEPTH = 5;
/** How many characters of a text are shown once somebody has asked for all. */
const WHOLE = 1_000_000;

/**
 * Any JSON. An object is a table of its members, alike objects in a list or by names are one with a row for each, an
 * address is a link, and a resource (see `resource.js`) a link or an image. What is long is shown in part, with a button
 * for the rest.
 */
export function drawData(data, depth = 0) {
  if (typeof data === 'string') return drawText(data);
  if (typeof data !== 'object' || data === null || Object.keys(data).length === 0 || depth > DEPTH) return drawJson(data);
  const resource = resourceOf(data);
  if (resource) return drawResource(resource);
  if (depth > 0 && isShort(data)) return drawJson(data);
  const columns = Array.isArray(data) ? columnsOf(data) : columnsByName(data);
  if (columns) return drawRows(data, columns, depth);
  if (!Array.isArray(data)) return drawMembers(data, depth);
  return data.every((each) => typeof each === 'number') && isShort(data) ? drawJson(data) : drawItems(data, depth);
}

function drawJson(value) {
  return part('span', typeof value === 'number' || typeof value === 'bigint' ? 'json number' : 'json', harmless(jsonText(value), LINE_LENGTH));
}

/** A nested value, of which only large ones would need more room. One with a link or an image in it is drawn. */
function isShort(data) {
  const json = jsonText(data);
  return json.length <= SHORT && !/https?:|"url"|"href"/.test(json);
}

function drawText(text) {
  const shown = harmless(text, LINE_LENGTH);
  const link = linkTo(shown);
  if (link) return link;
  const node = part('span', 'text', shown);
  if (text.length <= LINE_LENGTH) return node;
  const button = foldButton(say('show_all', { count: text.length }), () => {
    node.replaceChildren(harmless(text, WHOLE));
    takeFocus(node);
  });
  node.append(' ', button);
  return node;
}

function drawMembers(object, depth) {
  const table = part('table', 'table');
  const row = ([name, value]) => {
    const cell = part('td', 'value');
    cell.append(drawData(value, depth + 1));
    const node = part('tr', 'row');
    node.append(headCell('row', name), cell);
    return node;
  };
  drawSome(body(table), Object.entries(object), MOST, row, (button) => moreRow(button, 2));
  return table;
}

/** The names of the members of alike objects; `null` if they are not alike. */
function columnsOf(list) {
  const isPlain = (each) => typeof each === 'object' && each !== null && !Array.isArray(each) && !resourceOf(each);
  if (!list.every(isPlain)) return null;
  const columns = [...new Set(list.flatMap(Object.keys))];
  const isAlike = (each) => Object.keys(each).length * 2 >= columns.length;
  return columns.length && columns.length <= COLUMNS && list.every(isAlike) ? columns : null;
}

/**
 * The same of objects by names, as `{"a.csv": {"rows": 3}, "b.csv": {"rows": 5}}`. Each has more than half of the
 * members, so that any two share one: the parts of one thing, which have little in common, stay apart.
 */
function columnsByName(object) {
  const list = Object.values(object);
  const columns = list.length > 1 && columnsOf(list);
  return columns && list.every((each) => Object.keys(each).length * 2 > columns.length) ? columns : null;
}

/** `data` is a list, or an object, whose names are the first column. */
function drawRows(data, columns, depth) {
  const isList = Array.isArray(data);
  const table = part('table', 'table rows');
  const heads = part('tr', 'row');
  if (!isList) heads.append(part('td', 'name'));
  const list = Object.values(data);
  heads.append(...columns.map((name) => {
    const head = headCell('col', name);
    // It stands above the digits, which end at the same place.
    const isNumber = list.every((object) => ['number', 'undefined'].includes(typeof object[name]));
    head.classList.toggle('end', isNumber);
    return head;
  }));
  table.createTHead().append(heads);
  const row = ([name, object]) => {
    const node = part('tr', 'row');
    if (!isList) node.append(headCell('row', name));
    node.append(...columns.map((name) => {
      const cell = part('td', 'value');
      // Where the table is wider than its place, a column of texts is not narrowed to a word.
      cell.classList.toggle('long', typeof object[name] === 'string' && object[name].length > SHORT_TEXT);
      if (Object.hasOwn(object, name)) cell.append(drawData(object[name], depth + 1));
      return cell;
    }));
    return node;
  };
  drawSome(body(table), Object.entries(data), MOST, row, (button) => moreRow(button, heads.cells.length));
  // A wide table is moved sideways, also with keys.
  const wide = part('div', 'wide');
  wide.tabIndex = 0;
  wide.setAttribute('role', 'group');
  wide.setAttribute('aria-label', harmless(columns.join(', '), LABEL_LENGTH));
  wide.append(table);
  return wide;
}

function drawItems(list, depth) {
  const node = part('ul', 'items');
  const item = (...content) => {
    const each = part('li', 'item');
    each.append(...content);
    return each;
  };
  drawSome(node, list, MOST, (value) => item(drawData(value, depth + 1)), (button) => item(button));
  return node;
}

function headCell(scope, name) {
  const head = part('th', 'name', harmless(name, LABEL_LENGTH));
  head.scope = scope;
  head.classList.toggle('long', name.length > SHORT_TEXT);
  return head;
}

function body(table) {
  return table.createTBody();
}

function moreRow(button, columns) {
  const cell = part('td', 'more');
  cell.colSpan = columns;
  cell.append(button);
  const row = part('tr', 'row');
  row.append(cell);
  return row;
}
