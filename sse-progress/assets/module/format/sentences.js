// How a run ended and why a server refused, in words.

import { has, say } from '../words/index.js';
import { exactDuration } from './numbers.js';

/** Reasons of an end that there are words for. */
const REASONS = ['requested', 'disconnected', 'shutdown', 'worker_lost'];

/** How a run ended, from the data of `done`. */
export function ending({ status, elapsed_ms: elapsed, reason }) {
  const how = stateWord(status);
  const time = exactDuration(elapsed);
  const ended = status === 'lost' ? how : say(status === 'succeeded' ? 'ended_in' : 'ended_after', { how, time });
  if (!reason) return ended;
  return say('ended_because', { ended, reason: REASONS.includes(reason) ? say(reason) : reason });
}

/** A failure with its causes, each in a line of its own. */
export function failureLines({ message, causes = [] }) {
  return [message, ...causes.map((cause) => say('caused_by', { cause }))];
}

/** What is wrong with one parameter, and what would be right. */
export function mistake({ detail, expected }) {
  return expected ? say('mistake', { detail, expected }) : detail;
}

/** A text without the backticks around its code. */
function plain(text) {
  return text.replace(/`([^`\n]+)`/g, '$1');
}

/** What a problem is called: one of the module's own has words. */
function titleOf({ title = '', key, values }) {
  return key ? say(key, values) : title;
}

/** What a problem says, in a sentence. */
export function sentenceOf(problem) {
  return problem.detail ?? (titleOf(problem) || say('no_reason'));
}

/** A problem (RFC 9457) in lines: what its status means, then what the server says. Without one it is the title alone. */
export function refusal(problem) {
  const { status, detail, errors = [] } = problem;
  // It is not the server that has said no.
  if (status === 0) return [plain(titleOf(problem))];
  const mistakes = errors.map((error) => {
    // Most of what is said about a parameter names it already.
    const name = error.detail.includes(`\`${error.parameter}\``) ? '' : `${error.parameter ?? say('request')}: `;
    return name + plain(mistake(error));
  });
  const said = mistakes.length ? mistakes : [plain(detail ?? '')];
  const meaning = has(`refusal_${status}`) ? say(`refusal_${status}`) : titleOf(problem);
  return [say('refusal', { meaning, status: `${status}` }), ...said].filter(Boolean);
}

/** A state, or how a run ended, in one or two words. */
export function stateWord(state) {
  return has(state) ? say(state) : state;
}
