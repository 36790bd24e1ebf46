// What happens to a page: it is hidden, frozen, put into the back/forward cache, taken out of it, offline.

import { links } from '../connection/link.js';
import { watchedRuns } from './watched-run.js';

/** A connection that was silent for so many milliseconds is checked when the page is looked at again. */
const SILENT = 30_000;

function eachLink(method, ...given) {
  for (const link of Object.values(links)) link[method](...given);
}

/** Listens to the page. To be called once. */
export function followPageLifecycle() {
  addEventListener('pagehide', () => {
    // The page may watch a run more than once, and leaves it once.
    const left = new Map([...watchedRuns].map((watched) => [watched.run, watched]));
    for (const watched of left.values()) watched.leave({ withPage: true });
    eachLink('leave');
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) eachLink('resume');
  });
  document.addEventListener('freeze', () => eachLink('pause'));
  document.addEventListener('resume', () => eachLink('resume'));
  addEventListener('online', () => eachLink('check', 0));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) eachLink('check', SILENT);
  });
}
