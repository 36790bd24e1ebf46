// Starts at most two runs at a time.
//
// A browser opens six connections to a server of HTTP/1.1. A start has one of them until its run is
// watched through the shared connection, so a page with many runs would leave none for that one.

/** How many runs are started at a time: by all pages of the origin, where the browser has locks. */
const SLOTS = 2;

let turns = 0;
/** Without locks, what the next start in each slot has to wait for. */
const ends = Array.from({ length: SLOTS }, () => Promise.resolve());

/** Runs `task` when there is a free slot. Rejects when `signal` is aborted before. */
export function inStartSlot(signal, task) {
  turns += 1;
  const slot = turns % SLOTS;
  if (navigator.locks) return navigator.locks.request(`sse-progress start ${slot}`, { signal }, task);
  const turn = ends[slot].then(() => {
    signal.throwIfAborted();
    return task();
  });
  ends[slot] = turn.catch(() => {});
  return turn;
}
