const bytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

function amount(number, unit) {
  if (unit !== 'bytes') return count.format(number >= 100 ? Math.round(number) : number);
  let power = 0;
  while (number >= 1024 && power < 6) {
    number /= 1024;
    power += 1;
  }
  return `${bytes.format(number)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'][power]}`;
}

function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  if (minutes) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}

const ENDS = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  lost: 'Lost',
};
const REASONS = {
  requested: 'on request',
  disconnected: 'because nobody watched any more',
  shutdown: 'because the server was shutting down',
};
const REFUSALS = {
  400: 'A parameter is missing or wrong',
  401: 'It wants you to sign in',
  403: 'You are not allowed to',
  404: 'It has no such job or run',
  405: 'The job does not take this kind of request',
  422: 'A parameter is missing or wrong',
  429: 'Too much is running already; try again later',
  503: 'It is too busy or is shutting down; try again later',
};

/** How a run ended, in a sentence. */
function ending({ status, elapsed_ms: elapsed, reason }) {
  const time = elapsed < 10_000 ? `${count.format(elapsed / 1000)} s` : duration(elapsed);
  const when = status === 'lost' ? '' : status === 'succeeded' ? `in ${time}` : `after ${time}`;
  return [ENDS[status] ?? status, when, REASONS[reason] ?? reason].filter(Boolean).join(' ');
}

/** A text without the backticks around its code. */
function plain(text) {
  return text.replace(/`([^`\n]+)`/g, '$1');
}

/** A problem of RFC 9457 in lines: what the server says, else what its status means. */
function refused({ status, title, detail, errors = [] }) {
  const mistakes = errors.map(({ parameter, detail: wrong, expected }) => {
    // Most of what is said of a parameter names it.
    const name = wrong.includes(`\`${parameter}\``) ? '' : `${parameter ?? 'request'}: `;
    return `${name}${plain(wrong)}${expected ? ` (expected: ${plain(expected)})` : ''}`;
  });
  const said = mistakes.length ? mistakes : [plain(detail ?? '')];
  const meaning = REFUSALS[status] ?? title ?? '';
  return [`The server refused. ${meaning} (${status}).`, ...said].filter(Boolean);
}

