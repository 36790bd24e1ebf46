/** How many runs are started at a time, by all pages of an origin where it can be known. */
const LANES = 2;

let turns = 0;
const ownLanes = Array.from({ length: LANES }, () => Promise.resolve());

/**
 * Waits for its turn. A browser opens six connections to a server of HTTP/1.1; a start has one of
 * its own until the run is watched through the shared one, which must not wait for the starts.
 */
function inTurn(signal, task) {
  turns += 1;
  const lane = turns % LANES;
  if (navigator.locks) return navigator.locks.request(`sse-progress start ${lane}`, { signal }, task);
  const turn = ownLanes[lane].then(() => {
    signal.throwIfAborted();
    return task();
  });
  ownLanes[lane] = turn.catch(() => {});
  return turn;
}

