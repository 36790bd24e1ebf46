// The server that the page is from, and its addresses.

import { absolute } from '../module/environment.js';
import { readProblem, Refusal } from '../module/problem.js';

/**
 * What the jobs are mounted under, as the browser sees it. The page's `<base>` is relative to the address that
 * the page was asked for, so this is right below any prefix, and behind a proxy that strips one.
 */
export const base = absolute('.');

/** An address of the server. `path` is one as jobs give theirs, with a slash at its start. */
export function address(path) {
  return new URL(`.${path}`, base);
}

/** The path of an address as jobs give theirs: without what they are mounted under. */
export function pathOf({ pathname }) {
  return pathname.slice(base.pathname.length - 1);
}

/**
 * The JSON at a path.
 *
 * Throws a `Refusal`, or what `fetch` throws when there was no answer.
 */
export async function ask(path) {
  const answer = await fetch(address(path), { headers: { accept: 'application/json' } });
  if (answer.ok) return answer.json();
  const { status, statusText: title, headers } = answer;
  const challenge = headers.get('www-authenticate') ?? '';
  throw new Refusal({ status, title, challenge, ...await readProblem(answer) });
}
