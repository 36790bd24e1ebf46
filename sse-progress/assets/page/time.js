// Moments as people read them.

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment in RFC 3339 by the clock of whoever reads it, with the day if it was another. */
export function moment(text) {
  const date = new Date(text);
  if (Number.isNaN(date.valueOf())) return '';
  return (date.toDateString() === new Date().toDateString() ? CLOCK : DAY).format(date);
}
