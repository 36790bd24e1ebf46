// What one page watches, as it asks for it in messages.

import { Hub } from './hub.js';

/**
 * Serves the messages of one page:
 *
 * - `watch: { number, base, run, lines, headers }` watches a run. The page chooses the number, `base` is the
 *   server's root, `lines` how many log lines the page has already, `headers` go with each request.
 * - `stop: number` stops that.
 * - `check: age` reconnects what has been silent for so many milliseconds.
 * - `pause: true` sends nothing to the page until it watches something again.
 *
 * It lives in the page itself, or in the worker that all pages of the origin share.
 */
export class Client {
  #hubs;
  #send;
  #watched = new Map();
  #paused = false;

  constructor(hubs, send) {
    this.#hubs = hubs;
    this.#send = send;
  }

  receive({ watch, stop, check, pause }) {
    if (watch) this.#watch(watch);
    if (stop) this.#stop(stop);
    if (check !== undefined) for (const hub of this.#hubs.values()) hub.check(check);
    // A frozen page handles no messages, and should not find thousands of them when it wakes up. It asks
    // again for what it lacks then; until then its runs go on being watched.
    if (pause) this.#paused = true;
  }

  /** `gone` says that the page has ended without a word, and does not come back: then the server is told from here. */
  close({ gone = false } = {}) {
    const left = new Map([...this.#watched.values()].map(({ leaving, headers }) => [leaving, headers]));
    for (const { stop } of this.#watched.values()) stop();
    this.#watched.clear();
    // At once: the browser stops a worker as soon as all of its pages are in the back/forward cache.
    for (const hub of this.#hubs.values()) hub.update();
    if (!gone) return;
    for (const [address, headers] of left) fetch(address, { method: 'POST', headers, keepalive: true }).catch(() => {});
  }

  #watch({ number, base, run, lines, headers = [] }) {
    this.#paused = false;
    const server = JSON.stringify([base, headers]);
    if (!this.#hubs.has(server)) this.#hubs.set(server, new Hub(base, headers));
    const tell = (message) => {
      if (!this.#paused) this.#send({ number, ...message });
    };
    const stop = this.#hubs.get(server).watch(run, lines, tell);
    this.#stop(number);
    this.#watched.set(number, { stop, leaving: `${new URL(`runs/${run}/leave`, base)}`, headers });
  }

  #stop(number) {
    this.#watched.get(number)?.stop();
    this.#watched.delete(number);
  }
}
