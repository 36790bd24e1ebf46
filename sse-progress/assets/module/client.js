/**
 * What one page watches, as the page asks for it in messages: `watch` (a number of its own, a base,
 * a run, the log lines that it has, the headers to ask with) and `stop` with the number, `check` the connections, `pause`.
 *
 * It stands in the page itself, or in the worker that all pages share.
 */
class Client {
  #hubs;
  #send;
  #stops = new Map();
  #paused = false;

  constructor(hubs, send) {
    this.#hubs = hubs;
    this.#send = send;
  }

  receive({ watch, stop, check, pause }) {
    if (watch) this.#watch(watch);
    if (stop) this.#stop(stop);
    if (check !== undefined) for (const hub of this.#hubs.values()) hub.check(check);
    // A frozen page takes nothing, and must not find all of it when it wakes up. It asks again for
    // what it lacks; its runs go on being watched until then.
    if (pause) this.#paused = true;
  }

  close() {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    // At once: a worker of which all pages are kept for the way back is stopped in the next moment.
    for (const hub of this.#hubs.values()) hub.settle();
  }

  #watch({ number, base, run, lines, headers = [] }) {
    this.#paused = false;
    const server = JSON.stringify([base, headers]);
    if (!this.#hubs.has(server)) this.#hubs.set(server, new Hub(base, headers));
    const tell = (message) => {
      if (!this.#paused) this.#send({ number, ...message });
    };
    const stop = this.#hubs.get(server).watch(run, lines, tell);
    this.#stops.get(number)?.();
    this.#stops.set(number, stop);
  }

  #stop(number) {
    this.#stops.get(number)?.();
    this.#stops.delete(number);
  }
}

