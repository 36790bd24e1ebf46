// Numbers as people read them.

import { locale, number, say } from '../words/index.js';

export const count = { format: number };

const fine = new Map();

/** A number of bytes, with more digits than a count has. */
function fraction(value) {
  if (!fine.has(locale())) fine.set(locale(), new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }));
  return fine.get(locale()).format(value);
}

/** A position, a length or a rate in its unit; the unit's name is written for bytes alone. */
export function amount(value, unit) {
  if (unit !== 'bytes') return number(value >= 100 ? Math.round(value) : value);
  let power = 0;
  while (value >= 1024 && power < 6) {
    value /= 1024;
    power += 1;
  }
  return `${fraction(value)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'][power]}`;
}

/** A fraction in percent, rounded down: a bar that says 100 % is full. */
export function percent(part) {
  return Math.floor(part * 100);
}

/** A fraction in percent, in words. */
export function percentage(part) {
  return say('percent', { percent: percent(part) });
}

/** How long something took: a short time with more digits. Nothing takes no time. */
export function exactDuration(ms) {
  if (ms < 100) return say('milliseconds', { count: Math.max(Math.round(ms), 1) });
  return ms < 10_000 ? say('seconds', { count: ms / 1000 }) : duration(ms);
}

/** A time that goes on, in its two largest units. */
export function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return say('days', { days, hours: hours % 24 });
  if (hours) return say('hours', { hours, minutes: minutes % 60 });
  if (minutes) return say('minutes', { minutes, seconds: seconds % 60 });
  return say('seconds', { count: seconds });
}
