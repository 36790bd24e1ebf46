// How a page gets the events of its runs: through the worker, or through connections of its own.

import { IN_PAGE } from '../environment.js';
import { Client } from './client.js';
import { canShare, sharedClient } from './shared-client.js';

/** A client in this page. */
function ownClient(receive) {
  const client = new Client(new Map(), receive);
  return { post: (message) => client.receive(message), close: () => client.close() };
}

/**
 * The runs that a page follows, and the client that it follows them through. There is a client only while
 * something is followed. When the worker ends, a client in the page takes over.
 */
class Link {
  #followed = new Map();
  #numbers = 0;
  #client = null;
  #shared;
  #left = false;

  /** `shared` says whether to use the worker. */
  constructor(shared) {
    this.#shared = shared;
  }

  /**
   * Follows a run from its first log line on, with `headers` in each request. `tell` gets its events and the
   * changes of the connection. Returns `stop`, a function, `stream`, which gives the name of the connection if
   * nobody else has this run on it than this page, and `lines`, which says how many log lines have come.
   */
  follow(base, run, headers, tell) {
    const number = ++this.#numbers;
    const follow = { number, base: `${base}`, run, headers, lines: 0 };
    this.#followed.set(number, { follow, tell });
    if (!this.#left) this.#post({ watch: follow });
    const stop = () => {
      if (!this.#followed.delete(number) || this.#left) return;
      if (this.#followed.size) this.#post({ stop: number });
      else this.#close();
    };
    return { stop, stream: () => this.#streamOf(number), lines: () => follow.lines };
  }

  #streamOf(number) {
    const { follow, stream, listeners } = this.#followed.get(number) ?? {};
    const same = [...this.#followed.values()].filter(({ follow: { run, base } }) => run === follow?.run && base === follow.base);
    return same.length === listeners ? stream : undefined;
  }

  /** Reconnects what has been silent for `age` milliseconds. */
  check(age) {
    this.#client?.post({ check: age });
  }

  /** The page is frozen: it handles no events for a while, but goes on watching. */
  pause() {
    this.#client?.post({ pause: true });
  }

  /** The page is left, perhaps to the back/forward cache. */
  leave() {
    this.#left = true;
    this.#close();
  }

  /** The page is back, or thawed. It asks for what it has missed. */
  resume() {
    this.#left = false;
    for (const { follow } of this.#followed.values()) this.#post({ watch: follow });
  }

  #post(message) {
    this.#client ??= this.#open();
    this.#client.post(message);
  }

  #open() {
    const receive = (message) => {
      if (client === this.#client) this.#receive(message);
    };
    const failed = () => {
      this.#shared = false;
      if (client !== this.#client) return;
      this.#client = null;
      this.resume();
    };
    let client = null;
    if (this.#shared) {
      try {
        client = sharedClient(receive, failed);
      } catch {
        this.#shared = false;
      }
    }
    client ??= ownClient(receive);
    return client;
  }

  #close() {
    this.#client?.close();
    this.#client = null;
  }

  #receive({ number, lines, stream, listeners, ...message }) {
    const followed = this.#followed.get(number);
    if (!followed) return;
    followed.stream = stream ?? followed.stream;
    followed.listeners = listeners ?? followed.listeners;
    followed.follow.lines = lines ?? followed.follow.lines;
    if (message.name || message.status) followed.tell(message);
  }
}

/** The headers of a page may hold a secret, so what is watched with headers is not given to the worker. */
export const links = { shared: new Link(IN_PAGE && canShare()), own: new Link(false) };
