/** Changes of the set of runs that come together are made together. */
const GATHERING = 20;
/** How often connections are looked after, in milliseconds. */
const ROUND = 5_000;
/** Whoever has not done so for so long has slept, and dreams of connections. */
const SLEEP = 20_000;

/** What an event of several runs begins with: its own id. */
const ID = /^\{"id":\s*"([\w-]{22})\.(\d+)(?:\.done)?"/;
/** An id counts log lines in this many steps. */
const LINE = 1_000_000;

/** All that is watched of one server with the same headers, through as few connections as the server allows. */
class Hub {
  #base;
  #headers;
  #watched = new Map();
  #streams = new Set();
  #gathering = 0;
  #round = 0;
  #looked = 0;

  constructor(base, headers) {
    this.#base = base;
    this.#headers = headers;
  }

  /**
   * Watches a run from after its log line number `lines` on. `tell` is given its events, each log
   * line once, and what becomes of the connection. Returns what stops it.
   */
  watch(run, lines, tell) {
    const watched = this.#watched.get(run) ?? { listeners: new Set(), stream: null };
    const listener = { lines, tell, since: ++moment };
    this.#watched.set(run, watched);
    watched.listeners.add(listener);
    // What it has missed comes with a connection that is made for it.
    if (watched.stream) watched.stream.stale = true;
    this.#settleSoon();
    return () => {
      watched.listeners.delete(listener);
      this.#settleSoon();
    };
  }

  /** Makes sure that the connections are alive that have been silent for so long. */
  check(after) {
    for (const stream of this.#streams) stream.check(after);
  }

  #settleSoon() {
    this.#gathering ||= setTimeout(() => this.settle(), GATHERING);
  }

  /** Makes the connections those that are needed now. */
  settle() {
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
    for (const stream of this.#streams) this.#keep(stream);
  }

  #streamWithRoom() {
    for (const stream of this.#streams) if (stream.room) return stream;
    const stream = new Stream((runs) => this.#address(runs), this.#headers, {
      event: (...event) => this.#event(...event),
      open: (opened, since) => this.#status(opened, { status: 'open' }, since),
      failed: (failed) => this.#status(failed, { status: 'reconnecting' }),
      refused: (refused, problem) => this.#status(refused, { status: 'refused', problem }),
    });
    this.#streams.add(stream);
    if (!this.#round) {
      this.#looked = Date.now();
      this.#round = setInterval(() => this.#look(), ROUND);
    }
    return stream;
  }

  #look() {
    const slept = Date.now() - this.#looked > SLEEP;
    this.#looked = Date.now();
    if (slept) this.check(0);
    else for (const stream of this.#streams) stream.doubt();
  }

  #keep(stream) {
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
      // From where the last of its listeners stands.
      const places = Array.from(this.#watched.get(run).listeners, ({ lines }) => lines);
      const lines = places.length ? Math.min(...places) : 0;
      address.searchParams.append('run', lines ? `${run}.${lines * LINE}` : run);
    }
    return address;
  }

  #event(name, text, opened) {
    const [, run, position] = ID.exec(text) ?? [];
    const watched = this.#watched.get(run);
    if (!watched) return;
    const lines = Math.floor(position / LINE);
    for (const listener of watched.listeners) {
      // A connection from before it came does not begin where it stands.
      if (opened < listener.since) continue;
      if (name === 'log') {
        if (lines <= listener.lines) continue;
        listener.lines = lines;
      }
      if (name === 'done') watched.listeners.delete(listener);
      listener.tell({ name, text, lines: listener.lines });
    }
    if (name !== 'done' || watched.listeners.size) return;
    // Nothing more comes of it, so the connection may stay as it is.
    this.#watched.delete(run);
    watched.stream.runs.delete(run);
    this.#keep(watched.stream);
  }

  #status(stream, message, since = Infinity) {
    for (const run of stream.runs) {
      for (const listener of this.#watched.get(run)?.listeners ?? []) {
        if (listener.since < since) listener.tell(message);
      }
    }
  }
}

