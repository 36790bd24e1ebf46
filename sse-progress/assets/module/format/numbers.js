// Numbers as people read them.

export const count = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const bytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A position, a length or a rate in its unit; the unit's name is written for bytes alone. */
export function amount(number, unit) {
  if (unit !== 'bytes') return count.format(number >= 100 ? Math.round(number) : number);
  let power = 0;
  while (number >= 1024 && power < 6) {
    number /= 1024;
    power += 1;
  }
  return `${bytes.format(number)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'][power]}`;
}

/** A fraction in percent, rounded down: a bar that says 100 % is full. */
export function percent(fraction) {
  return Math.floor(fraction * 100);
}

/** How long something took: a short time with more digits. */
export function exactDuration(ms) {
  if (ms < 100) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${count.format(ms / 1000)} s` : duration(ms);
}

/** A time that goes on, in its two largest units. */
export function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  if (minutes) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}
