// One connection with the events of several runs.

import { backoff, isTemporary } from './backoff.js';
import { FetchSource } from './fetch-source.js';

/** How many runs the server sends through one connection. */
const RUNS_PER_STREAM = 16;
/** A connection without an event for so many milliseconds may be dead without the browser knowing. */
const SILENCE = 60_000;

const EVENTS = ['progress', 'log', 'done'];

let numbers = 0;

/** Numbers in ascending order, to tell which of two things came first. */
export function nextNumber() {
  numbers += 1;
  return numbers;
}

/**
 * One connection with the events of a set of runs.
 *
 * An `EventSource` reconnects by itself. What is added here: one that gave up, or that looks connected and
 * is not, is opened again; and when the set of runs changes, which needs another address, the old
 * connection goes on until the new one is open, so that no run is without a watcher in between.
 */
export class Stream {
  runs = new Set();
  /** Whether the set of runs has changed since the address was made. */
  stale = false;
  #current = null;
  #next = null;
  #timer = 0;
  #failures = 0;
  /** When the last event came. */
  #heard = 0;
  #address;
  #headers;
  #on;

  /**
   * `address` makes the address for a set of runs, `headers` go with each request. `on` has the callbacks
   * `event`, `open`, `failed` and `refused`.
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
    this.#heard = Date.now();
    this.stale = false;
    this.#next?.close();
    const address = this.#address(this.runs);
    const source = this.#headers.length ? new FetchSource(address, this.#headers) : new EventSource(address);
    const opened = nextNumber();
    this.#next = source;
    source.onopen = () => {
      this.#failures = 0;
      this.#heard = Date.now();
      if (source === this.#next) {
        this.#current?.close();
        this.#current = source;
        this.#next = null;
      }
      this.#on.open(this, opened);
    };
    source.onerror = () => this.#failed(source);
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }) => {
        this.#heard = Date.now();
        this.#on.event(name, data, opened);
      });
    }
  }

  /** Reconnects at once, unless there was an event less than `age` milliseconds ago. */
  check(age) {
    const open = this.#current?.readyState === EventSource.OPEN;
    if (open && Date.now() - this.#heard < age) return;
    this.#failures = 0;
    this.open();
  }

  /** Reconnects after a long silence. To be called from time to time. */
  checkSilence() {
    if (!this.#timer && Date.now() - this.#heard >= SILENCE) this.open();
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

  #failed(source) {
    const gaveUp = source.readyState === EventSource.CLOSED;
    if (source === this.#next) {
      source.close();
      this.#next = null;
    } else if (gaveUp) {
      this.#current = null;
    } else {
      // The browser reconnects by itself, after the time that the server has asked for with `retry`.
      if (!this.#next) this.#on.failed(this);
      return;
    }
    if (this.#next) return;
    this.#stopTimer();
    this.#timer = setTimeout(() => this.open(), backoff(this.#failures));
    this.#failures += 1;
    if (this.#current?.readyState === EventSource.OPEN) return;
    this.#on.failed(this);
    if (gaveUp) this.#findRefusal();
  }

  /** An `EventSource` does not tell the status that it gave up for. A HEAD request does, and starts nothing. */
  async #findRefusal() {
    const timer = this.#timer;
    const headers = [...this.#headers, ['accept', 'text/event-stream']];
    const answer = await fetch(this.#address(this.runs), { method: 'HEAD', headers }).catch(() => null);
    if (!answer || answer.ok || isTemporary(answer.status) || timer !== this.#timer) return;
    this.#stopTimer();
    this.#on.refused(this, { status: answer.status, title: answer.statusText });
  }
}
