// Starts at most two runs at a time.
//
// A browser opens six connections to a server of HTTP/1.1. A start has one of them until its run is
// watched through the shared connection, so a page with many runs would leave none for that one. Those that send
// much take long, and so have slots of their own.

/** How many runs are started at a time: by all pages of the origin, where the browser has locks. */
const SLOTS = 2;

let turns = 0;
/** Without locks, what the next start in each slot has to wait for. */
const ends = new Map();

/** Runs `task` when there is a free slot of a kind, `start` or `upload`. Rejects when `signal` is aborted before. */
export function inStartSlot(kind, signal, task) {
  turns += 1;
  const slot = `sse-progress ${kind} ${turns % SLOTS}`;
  if (navigator.locks) return navigator.locks.request(slot, { signal }, task);
  const turn = (ends.get(slot) ?? Promise.resolve()).then(() => {
    signal.throwIfAborted();
    return task();
  });
  ends.set(slot, turn.catch(() => {}));
  return turn;
}
