// Answers that are refusals.

import { ENGLISH } from './words/en.js';

/** The server refuses, and says why: `problem` is that of RFC 9457, as far as the server tells it. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? (problem.title || ENGLISH.no_reason));
    this.problem = problem;
  }
}

/** A problem that is the module's own. Its `title` is for programs; `key` names the words for people, in which `values` stand. */
export function ownProblem(key, status = 0, values = {}) {
  const title = ENGLISH[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return { status, title, key, values };
}

/**
 * The members of the problem that an answer has as its body, or `null` when it has none: then it may be
 * the answer of a proxy, and not the server's.
 */
export async function readProblem(answer) {
  const type = answer.headers.get('content-type') ?? '';
  return type.includes('problem+json') ? answer.json().catch(() => null) : null;
}

/** The `challenge` of a 401: how to say who one is (RFC 9110, section 11.6.1). */
export function challengeOf(answer) {
  const challenge = answer.headers.get('www-authenticate');
  return challenge === null ? {} : { challenge };
}
