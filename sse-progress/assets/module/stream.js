/** How many runs the server sends through one connection. */
const RUNS_OF_A_STREAM = 16;
/** After so many milliseconds without an event a connection may be a dead one. */
const SILENCE = 60_000;

const EVENTS = ['progress', 'log', 'done'];

/** Tells which of two things came first. */
let moment = 0;

/**
 * One connection with the events of some runs.
 *
 * An `EventSource` that gave up is opened again, and one that only looks alive, too. Another set of
 * runs needs another address: the old connection goes on until the new one is there, so that no
 * run is without a watcher in between.
 */
class Stream {
  runs = new Set();
  /** Whether its address is not what it has to be any more. */
  stale = false;
  #current = null;
  #next = null;
  #timer = 0;
  #failures = 0;
  #heard = 0;
  #address;
  #headers;
  #on;

  /**
   * `address` tells where to find some runs, `headers` is what to ask with; `on` has `event`, `open`,
   * `failed` and `refused`.
   */
  constructor(address, headers, on) {
    this.#address = address;
    this.#headers = headers;
    this.#on = on;
  }

  get room() {
    return this.runs.size < RUNS_OF_A_STREAM;
  }

  open() {
    this.#stopWaiting();
    this.#heard = Date.now();
    this.stale = false;
    this.#next?.close();
    const address = this.#address(this.runs);
    const source = this.#headers.length ? new FetchedSource(address, this.#headers) : new EventSource(address);
    const opened = ++moment;
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

  /** Makes sure at once that it is alive, unless it was so many milliseconds ago. */
  check(after) {
    const alive = this.#current?.readyState === EventSource.OPEN;
    if (alive && Date.now() - this.#heard < after) return;
    this.#failures = 0;
    this.open();
  }

  /** Does not trust a silence, after which a connection may only look alive. */
  doubt() {
    if (!this.#timer && Date.now() - this.#heard >= SILENCE) this.open();
  }

  close() {
    this.#stopWaiting();
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = null;
  }

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #failed(source) {
    const refused = source.readyState === EventSource.CLOSED;
    if (source === this.#next) {
      source.close();
      this.#next = null;
    } else if (refused) {
      this.#current = null;
    } else {
      // The browser connects again by itself, after as long as the server has asked for.
      if (!this.#next) this.#on.failed(this);
      return;
    }
    if (this.#next) return;
    this.#stopWaiting();
    this.#timer = setTimeout(() => this.open(), wait(this.#failures));
    this.#failures += 1;
    if (this.#current?.readyState === EventSource.OPEN) return;
    this.#on.failed(this);
    if (refused) this.#inquire();
  }

  /** An `EventSource` keeps it to itself why it was refused. To ask starts and watches nothing. */
  async #inquire() {
    const asked = this.#timer;
    const headers = [...this.#headers, ['accept', 'text/event-stream']];
    const answer = await fetch(this.#address(this.runs), { method: 'HEAD', headers }).catch(() => null);
    if (!answer || answer.ok || passes(answer.status) || asked !== this.#timer) return;
    this.#stopWaiting();
    this.#on.refused(this, { status: answer.status, title: answer.statusText });
  }
}

