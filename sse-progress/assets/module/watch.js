/**
 * Watches the run behind `url`: a job's path, which starts one, or a run's address, which does not.
 *
 * Each of the handlers may be left out. `progress`, `log` and `done` are given the data of their
 * events. `status` is given a word: `connecting`, `open`, `reconnecting`, `refused` with the
 * problem (RFC 9457) as far as the server tells, and `closed` after `done`. Integers in a `done` that
 * a number cannot hold exactly are BigInts, where the browser can tell.
 *
 * `options.request` has the `method`, `headers` and `body` to start with; the headers go with all that
 * is asked about the run. `options.base` is the server's root if the server does not say so itself. After a reload the run goes on that the same
 * call started before, the nth of its `url` on the page, or that of the same `options.key`.
 *
 * Returns a function that stops watching. The server cancels a run that nobody watches, unless its
 * job says otherwise.
 */
export function watch(url, handlers = {}, options = {}) {
  const tell = (name, ...data) => {
    try {
      handlers[name]?.(...data);
    } catch (error) {
      // A mistake of the page's is its own: the run goes on, and so do the others.
      reportError(error);
    }
  };
  const watched = new Watching(url, tell, options);
  return () => watched.stop();
}

