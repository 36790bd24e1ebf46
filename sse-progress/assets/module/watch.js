// Watching without the element.

import { WatchedRun } from './run/watched-run.js';

/**
 * Watches the run behind `url`: a job's path, which starts one, or a run's address, which does not.
 * `sse-progress.d.ts` describes it for its callers.
 */
export function watch(url, handlers = {}, options = {}) {
  if (`${url}`.trim() === '') throw new TypeError('watch() needs an address; the empty one is that of the page itself');
  const tell = (name, ...data) => {
    try {
      handlers[name]?.(...data);
    } catch (error) {
      // The page's mistake is reported to the page, and does not end the run or the others.
      reportError(error);
    }
  };
  const watched = new WatchedRun(url, tell, options);
  return () => watched.stop();
}
