// All runs that are watched on one server.

import { nextNumber, Stream } from './stream.js';

/** Runs that are added or removed within so many milliseconds cause one reconnect, not several. */
const GATHER = 20;
/** How often silent connections are looked for, in milliseconds. */
const ROUND = 1_000;
/**
 * When a round comes so many milliseconds late, the computer has slept, and a connection that has said nothing
 * meanwhile may be dead.
 */
const SLEPT = 20_000;

/** An event of a connection with several runs begins with its own id: the run and a position. */
const ID = /^\{"id":\s*"([\w-]{22})\.(\d+)(?:\.done)?"/;
/** A position is the number of log lines so far times this, plus a count of the snapshots between them. */
const LINE = 1_000_000;

/** All runs that are watched on one server with the same headers, through as few connections as it allows. */
export class Hub {
  #base;
  #headers;
  #watched = new Map();
  #streams = new Set();
  #gathering = 0;
  #round = 0;
  #lastRound = 0;

  constructor(base, headers) {
    this.#base = base;
    this.#headers = headers;
  }

  /**
   * Watches a run, from after its first `lines` log lines on. `tell` gets its events, each log line once,
   * and the changes of the connection. Returns a function that stops it.
   */
  watch(run, lines, tell) {
    const watched = this.#watched.get(run) ?? { listeners: new Set(), stream: null };
    const listener = { lines, tell, since: nextNumber() };
    this.#watched.set(run, watched);
    watched.listeners.add(listener);
    // A new connection begins with the lines that this listener has missed.
    if (watched.stream) watched.stream.stale = true;
    tellCount(watched);
    this.#updateSoon();
    return () => {
      watched.listeners.delete(listener);
      tellCount(watched);
      this.#updateSoon();
    };
  }

  /** Reconnects what has been silent for `age` milliseconds. */
  check(age) {
    for (const stream of this.#streams) stream.check(age);
  }

  #updateSoon() {
    this.#gathering ||= setTimeout(() => this.update(), GATHER);
  }

  /** Opens the connections that are needed now, and closes the others. */
  update() {
    clearTimeout(this.#gathering);
    this.#gathering = 0;
    for (const [run, { listeners, stream }] of this.#watched) {
      if (listeners.size) continue;
      this.#watched.delete(run);
      stream?.runs.delete(run);
      if (stream) stream.stale = true;
    }
    for (const [run, watched] of this.#watched) {
      if (watched.stream) continue;
      watched.stream = this.#streamWithRoom();
      watched.stream.runs.add(run);
      watched.stream.stale = true;
    }
    for (const stream of this.#streams) this.#openOrClose(stream);
  }

  #streamWithRoom() {
    for (const stream of this.#streams) if (stream.hasRoom) return stream;
    const stream = new Stream((runs) => this.#address(runs), this.#headers, {
      event: (...event) => this.#event(...event),
      open: (opened, since, name) => this.#status(opened, { status: 'open', stream: name }, since),
      silent: (silent, silence) => this.#status(silent, { status: 'silent', silence }),
      failed: (failed) => this.#status(failed, { status: 'reconnecting' }),
      refused: (refused, problem) => this.#status(refused, { status: 'refused', problem }),
    });
    this.#streams.add(stream);
    if (!this.#round) {
      this.#lastRound = Date.now();
      this.#round = setInterval(() => this.#lookAround(), ROUND);
    }
    return stream;
  }

  #lookAround() {
    const slept = Date.now() - this.#lastRound > SLEPT;
    this.#lastRound = Date.now();
    for (const stream of this.#streams) {
      if (slept) stream.check(SLEPT);
      stream.look();
    }
  }

  #openOrClose(stream) {
    if (stream.runs.size) {
      if (stream.stale) stream.open();
      return;
    }
    stream.close();
    this.#streams.delete(stream);
    if (this.#streams.size) return;
    clearInterval(this.#round);
    this.#round = 0;
  }

  #address(runs) {
    const address = new URL('runs/events', this.#base);
    for (const run of runs) {
      // The listener that has the fewest lines decides what is sent again; the others skip what they have.
      const lines = Array.from(this.#watched.get(run).listeners, (listener) => listener.lines);
      const fewest = lines.length ? Math.min(...lines) : 0;
      address.searchParams.append('run', fewest ? `${run}.${fewest * LINE}` : run);
    }
    return address;
  }

  #event(name, text, opened) {
    const [, run, position] = ID.exec(text) ?? [];
    const watched = this.#watched.get(run);
    if (!watched) return;
    const lines = Math.floor(position / LINE);
    for (const listener of watched.listeners) {
      // A connection that is older than the listener did not begin with the lines that this one lacks.
      if (opened < listener.since) continue;
      if (name === 'log') {
        if (lines <= listener.lines) continue;
        listener.lines = lines;
      }
      if (name === 'done') watched.listeners.delete(listener);
      listener.tell({ name, text, lines: listener.lines });
    }
    if (name !== 'done' || watched.listeners.size) return;
    // The server sends nothing more of this run, so the connection need not be opened anew without it.
    this.#watched.delete(run);
    watched.stream.runs.delete(run);
    this.#openOrClose(watched.stream);
  }

  #status(stream, message, since = Infinity) {
    for (const run of stream.runs) {
      const listeners = this.#watched.get(run)?.listeners ?? new Set();
      for (const listener of listeners) {
        if (listener.since < since) listener.tell({ ...message, listeners: listeners.size });
      }
    }
  }
}

/** Tells all who watch a run how many they are: whoever is alone may take the run off the connection. */
function tellCount({ listeners }) {
  for (const listener of listeners) listener.tell({ listeners: listeners.size });
}
