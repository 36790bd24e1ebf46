// Asking the server.

import { challengeOf, readProblem, Refusal } from '../module/problem.js';
import { credentials } from './credentials.js';
import { address } from './server.js';

/**
 * The JSON at a path, as `read` reads it.
 *
 * Throws a `Refusal`, or what `fetch` throws when there was no answer.
 */
export async function ask(path, read = JSON.parse) {
  const answer = await fetch(address(path), { headers: { accept: 'application/json', ...credentials() } });
  if (answer.ok) return read(await answer.text());
  const { status, statusText: title } = answer;
  throw new Refusal({ status, title, ...challengeOf(answer), ...await readProblem(answer) });
}
