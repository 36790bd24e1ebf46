// Moments as people read them.

import { locale } from './words/index.js';

// Whoever reads the page in another language than that of the words has the clock of that one, in 24 hours as in the log.
const CLOCK = new Intl.DateTimeFormat(locale(), { timeStyle: 'medium', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });

/** A moment in RFC 3339 by the clock of whoever reads it, with the day if it was another. */
export function moment(text) {
  const date = new Date(text);
  if (Number.isNaN(date.valueOf())) return '';
  return (date.toDateString() === new Date().toDateString() ? CLOCK : DAY).format(date);
}
