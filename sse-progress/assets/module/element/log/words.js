// What the log says to people, about numbers of things.

import { say } from '../../words/index.js';

/** The least level that is shown, and what that is called. */
export const least = () => ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, say(`least_${level}`)]);

export const unfold = (count) => say('unfold', { count });
export const newLines = (count) => say('new_lines', { count });
export const earlier = (count) => say('earlier_lines', { count });
export const matches = (count) => say('lines', { count });
export const position = (index, all) => say('position', { index, all });
export const shown = (some, all) => say('some_lines', { some, all });
export const characters = (all) => say('characters_in_all', { all });
