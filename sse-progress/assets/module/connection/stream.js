// One connection with the events of several runs.

import { backoff } from './backoff.js';
import { FetchSource } from './fetch-source.js';

/** How many runs the server sends through one connection. */
const RUNS_PER_STREAM = 16;

/** The longest silence in milliseconds, until the server has said what it is: the server's own default. */
const HEARTBEAT = 15_000;
/** A connection that was silent for so many heartbeats is dead, though nothing may have closed it. */
const MISSED = 2;
/** How long the server may take to answer, in milliseconds, before it is asked again. */
const PATIENCE = 15_000;

/** How the first event of a connection begins, with the longest silence. */
const FIRST = /^\{"id":\s*"[\w.-]*",\s*"heartbeat_ms":\s*(\d+)/;

let numbers = 0;

/** Numbers in ascending order, to tell which of two things came first. */
export function nextNumber() {
  numbers += 1;
  return numbers;
}

/**
 * One connection with the events of a set of runs.
 *
 * One that has ended, or that is silent for too long, is opened again. When the set of runs changes, which
 * needs another address, the old connection goes on until the new one is open, so that no run is without a
 * watcher in between.
 */
export class Stream {
  runs = new Set();
  /** Whether the set of runs has changed since the address was made. */
  stale = false;
  #current = null;
  #next = null;
  #timer = 0;
  #failures = 0;
  /** When anything came last, and when the newest connection was asked for. */
  #heard = Date.now();
  #asked = 0;
  /** Whether it was told that nothing comes. */
  #silent = false;
  #heartbeat = HEARTBEAT;
  /** How long the server wants its clients to wait before they come back. */
  #retry = null;
  #address;
  #headers;
  #on;

  /**
   * `address` makes the address for a set of runs, `headers` go with each request. `on` has the callbacks
   * `event`, `open`, `silent`, `failed` and `refused`.
   */
  constructor(address, headers, on) {
    this.#address = address;
    this.#headers = headers;
    this.#on = on;
  }

  get hasRoom() {
    return this.runs.size < RUNS_PER_STREAM;
  }

  open() {
    this.#stopTimer();
    this.#asked = Date.now();
    this.stale = false;
    this.#next?.close();
    const opened = nextNumber();
    // By this name a page takes its run off the connection, should this script not get to close it.
    const name = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
    const address = this.#address(this.runs);
    address.searchParams.set('stream', name);
    const source = new FetchSource(address, this.#headers, {
      open: () => {
        this.#failures = 0;
        this.#current?.close();
        this.#current = source;
        this.#next = null;
        this.#heard = Date.now();
        this.#silent = false;
        this.#on.open(this, opened, name);
      },
      heard: () => {
        this.#heard = Date.now();
        if (!this.#silent || source !== this.#current) return;
        this.#silent = false;
        this.#on.open(this, opened, name);
      },
      event: ({ name: event, data, retry }) => {
        this.#retry = retry ?? this.#retry;
        this.#heartbeat = Number(FIRST.exec(data)?.[1] ?? this.#heartbeat);
        this.#on.event(event, data, opened);
      },
      ended: (problem) => this.#ended(source, problem),
    });
    this.#next = source;
  }

  /** Reconnects at once, unless something came less than `age` milliseconds ago. */
  check(age) {
    if (this.#current && Date.now() - this.#heard < age) return;
    this.#failures = 0;
    this.open();
  }

  /** Reconnects when nothing comes any more, and tells it. To be called from time to time. */
  look() {
    const unanswered = this.#next && Date.now() - this.#asked >= PATIENCE;
    const silence = Date.now() - this.#heard;
    if (!this.#silent && (this.#current || unanswered) && silence >= MISSED * this.#heartbeat) {
      this.#silent = true;
      this.#on.silent(this, silence);
      if (!this.#next) this.open();
    }
    if (unanswered) this.open();
  }

  close() {
    this.#stopTimer();
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = null;
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #ended(source, problem) {
    if (source === this.#next) this.#next = null;
    else this.#current = null;
    if (this.#next) return;
    this.#stopTimer();
    if (problem && !this.#current) {
      this.#on.refused(this, problem);
      return;
    }
    const wait = this.#failures ? null : this.#retry;
    this.#timer = setTimeout(() => this.open(), wait ?? backoff(this.#failures));
    this.#failures += 1;
    // The old connection goes on.
    if (this.#current && !this.#silent) return;
    this.#on.failed(this);
  }
}
