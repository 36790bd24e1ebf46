// The runs that were started here, kept with the page's entry in the history: a reload finds them
// again, and who opens the same address elsewhere does not.

/** As many as anybody looks back at. */
const MOST = 8;

/**
 * What is known of the runs, newest first: the `key` of each start and its `label`; the `run`, and
 * as long as that is not known, the `address` and the `init` that start it.
 */
export function kept() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}

/** Keeps a run, in place of what was known of it. */
export function keep(entry) {
  const others = kept().filter(({ key }) => key !== entry.key);
  history.replaceState({ runs: [entry, ...others].slice(0, MOST) }, '');
}

/** Forgets what has started nothing. */
export function forget(gone) {
  history.replaceState({ runs: kept().filter(({ key }) => key !== gone) }, '');
}

/** Gives the page the address at which its form is found filled in like this. */
export function bookmark(url) {
  history.replaceState({ runs: kept() }, '', url);
}
