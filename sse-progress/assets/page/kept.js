// The runs that were started here, kept with the page's entry in the history: a reload finds them
// again, and who opens the same address elsewhere does not.

/** As many as anybody looks back at. */
const MOST = 8;

/** The runs, newest first: each its `run` and its `label`. */
export function kept() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}

/** Keeps one more. */
export function keep(run, label) {
  const runs = [{ run, label }, ...kept()].slice(0, MOST);
  history.replaceState({ runs }, '');
}

/** Gives the page the address at which its form is found filled in like this. */
export function bookmark(url) {
  history.replaceState({ runs: kept() }, '', url);
}
