// The runs that were started on this page, kept in its entry of the browser's history: a reload finds them
// again, and another tab with the same address does not show them.

/** How many are kept. */
const MOST = 8;

/**
 * The runs, newest first. Each has the `key` and the `label` of its start, the `address` and the `init` that
 * started it, and the id of the `run` once it is known. `upload` says that it was too large to be kept.
 */
export function kept() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}

/** Keeps a run in the place of the entry with the same key. */
export function keep(entry) {
  const others = kept().filter(({ key }) => key !== entry.key);
  history.replaceState({ runs: [entry, ...others].slice(0, MOST) }, '');
}

/** Removes a run. */
export function forget(gone) {
  history.replaceState({ runs: kept().filter(({ key }) => key !== gone) }, '');
}

/** Gives the page another address, of the same server, without loading it. */
export function bookmark({ pathname, search }) {
  // Without the origin: a page's address may have a user and a password, which the new one has to have, too.
  history.replaceState({ runs: kept() }, '', pathname + search);
}
