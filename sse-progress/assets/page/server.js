// The server that the page is from, and its addresses.

/** What the jobs are mounted under. */
export const base = new URL(document.baseURI);

/** An address of the server; `path` is one as jobs give theirs. */
export function address(path) {
  return new URL(`.${path}`, base);
}

/** An address as jobs give theirs: without what they are mounted under. */
export function pathOf({ pathname }) {
  return pathname.slice(base.pathname.length - 1);
}

/** An answer that is not what was asked for. Its message is for people. */
export class Refusal extends Error {
  constructor({ status, statusText }, problem) {
    super(problem.detail ?? problem.title ?? (statusText || 'The server does not say why.'));
    this.status = status;
  }
}

/**
 * The JSON at a path.
 *
 * Throws a `Refusal`, or what `fetch` throws when there was no answer.
 */
export async function ask(path) {
  const answer = await fetch(address(path), { headers: { accept: 'application/json' } });
  if (answer.ok) return answer.json();
  throw new Refusal(answer, await answer.json().catch(() => ({})));
}
