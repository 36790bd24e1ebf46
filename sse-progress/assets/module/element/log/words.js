// What the log says to people.

import { count } from '../../format/numbers.js';

export const LOG = 'Log';
export const SEARCH = 'Search the log';
export const SEARCH_HINT = 'Search';
export const PREVIOUS = 'Previous match';
export const NEXT = 'Next match';
export const LEVELS = 'Levels';
/** The least level that is shown, and what that is called. */
export const LEAST = [
  ['trace', 'All levels'],
  ['debug', 'From debug'],
  ['info', 'From info'],
  ['warn', 'From warnings'],
  ['error', 'Errors'],
];
export const COPY = 'Copy';
export const COPIED = 'Copied';
export const NOT_COPIED = 'Could not copy';
export const DOWNLOAD = 'Download';
export const TALL = 'Full height';
export const FOLD = 'Show less';

export const unfold = (characters) => `… ${count.format(characters)} more ${characters === 1 ? 'character' : 'characters'}`;
export const newLines = (lines) => `↓ ${count.format(lines)} new ${lines === 1 ? 'line' : 'lines'}`;
export const earlier = (lines) => `${count.format(lines)} earlier ${lines === 1 ? 'line is' : 'lines are'} not shown`;
export const matches = (lines) => `${count.format(lines)} ${lines === 1 ? 'line' : 'lines'}`;
export const position = (index, lines) => `${count.format(index)} of ${count.format(lines)}`;
export const shown = (some, all) => `${count.format(some)} of ${count.format(all)} lines`;
export const characters = (all) => `… (${count.format(all)} characters in all)`;
