// What a page keeps in its entry of the browser's history: a reload finds it again, and another tab with the same
// address does not.

/** How many runs that are over are kept. Those that go on all are. */
const MOST_OVER = 8;

/**
 * The runs that were started on this page, newest first. Each has the `key` and the `label` of its start, when it
 * was `asked` for, the `address` and the `init` that started it, the id of the `run` once it is known, and whether it
 * is `over`. `upload` says that what was sent was too large to be kept.
 */
export function keptRuns() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}

/** Keeps these runs, and nothing else of those that were kept. */
export function keepRuns(runs) {
  let over = 0;
  const kept = runs.filter((run) => !run.over || (over += 1) <= MOST_OVER);
  history.replaceState({ ...history.state, runs: kept }, '');
}

/** Gives the page another address, of the same server, without loading it. */
export function bookmark({ pathname, search }) {
  // Without the origin: a page's address may have a user and a password, which the new one has to have, too.
  history.replaceState(history.state, '', pathname + search);
}
