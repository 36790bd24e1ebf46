// How a run ended and why a server refused, in words.

import { exactDuration } from './numbers.js';

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
  worker_lost: 'because the process that executed it is gone',
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

/** How a run ended, from the data of `done`. */
export function ending({ status, elapsed_ms: elapsed, reason }) {
  const time = exactDuration(elapsed);
  const when = status === 'lost' ? '' : status === 'succeeded' ? `in ${time}` : `after ${time}`;
  return [ENDS[status] ?? status, when, REASONS[reason] ?? reason].filter(Boolean).join(' ');
}

/** What is wrong with one parameter, and what would be right. */
export function mistake({ detail, expected }) {
  return expected ? `${detail} (expected: ${expected})` : detail;
}

/** A text without the backticks around its code. */
function plain(text) {
  return text.replace(/`([^`\n]+)`/g, '$1');
}

/** A problem (RFC 9457) in lines: what its status means, then what the server says. Without one it is the title alone. */
export function refusal({ status, title, detail, errors = [] }) {
  // It is not the server that has said no.
  if (status === 0) return [plain(title)];
  const mistakes = errors.map((error) => {
    // Most of what is said about a parameter names it already.
    const name = error.detail.includes(`\`${error.parameter}\``) ? '' : `${error.parameter ?? 'request'}: `;
    return name + plain(mistake(error));
  });
  const said = mistakes.length ? mistakes : [plain(detail ?? '')];
  const meaning = REFUSALS[status] ?? title ?? '';
  return [`The server refused. ${meaning} (${status}).`, ...said].filter(Boolean);
}

const STATES = {
  connecting: 'Connecting',
  queued: 'Queued',
  running: 'Running',
  cancelling: 'Cancelling',
  refused: 'Refused',
  unreachable: 'Not reached',
  reconnecting: 'Reconnecting',
  silent: 'No news',
};

/** A state, or how a run ended, in one or two words. */
export function stateWord(state) {
  return STATES[state] ?? ENDS[state] ?? state;
}
