/** The worker of pages that speak alike: to be counted up when the messages change. */
const WORKER = 'sse-progress 1';
/** After so many milliseconds a worker that has not said a word is done without. */
const PATIENCE = 5_000;

/** A worker has to be of the page's own origin, and has to notice that a page is gone. */
function mayShare() {
  if (!import.meta.url) return false;
  const script = new URL(import.meta.url);
  const ours = script.origin === location.origin && script.pathname.endsWith('/sse-progress.js');
  return typeof SharedWorker === 'function' && /^https?:$/.test(script.protocol) && ours && 'locks' in navigator;
}

/** What a page watches through connections of its own. */
function ownClient(receive) {
  const client = new Client(new Map(), receive);
  return { post: (message) => client.receive(message), close: () => client.close() };
}

/** What a page watches through the worker. `failed` is called if there is none after all. */
function sharedClient(receive, failed) {
  const worker = new SharedWorker(import.meta.url, { type: 'module', name: WORKER });
  const { port } = worker;
  const open = new AbortController();
  let release = () => {};
  const close = () => {
    clearTimeout(patience);
    open.abort();
    port.postMessage({ bye: true });
    port.close();
    release();
  };
  const giveUp = () => {
    close();
    failed();
  };
  const patience = setTimeout(giveUp, PATIENCE);
  worker.onerror = giveUp;
  // Each of the two holds a lock, and notices by getting the other's that the other is no more.
  port.onmessage = ({ data }) => {
    if (!data.hello) {
      receive(data);
      return;
    }
    clearTimeout(patience);
    navigator.locks.request(data.hello, { signal: open.signal }, giveUp).catch(() => {});
  };
  const life = `sse-progress page ${Math.random()}`;
  const held = () => {
    port.postMessage({ lock: life });
    return new Promise((resolve) => { release = resolve; });
  };
  navigator.locks.request(life, { signal: open.signal }, held).catch(() => {});
  return { post: (message) => port.postMessage(message), close };
}

/** How a page gets the events of runs. It holds nothing open while nothing is watched. */
class Link {
  #followed = new Map();
  #numbers = 0;
  #client = null;
  #shares;
  #away = false;

  /** `shares` says whether other pages may have a part in it. */
  constructor(shares) {
    this.#shares = shares;
  }

  /**
   * Tells `tell` all of a run from its first log line on, asking with `headers`. Returns what
   * stops it.
   */
  follow(base, run, headers, tell) {
    const number = ++this.#numbers;
    const follow = { number, base: `${base}`, run, headers, lines: 0 };
    this.#followed.set(number, { follow, tell });
    if (!this.#away) this.#post({ watch: follow });
    return () => {
      if (!this.#followed.delete(number) || this.#away) return;
      if (this.#followed.size) this.#post({ stop: number });
      else this.#close();
    };
  }

  /** Makes sure that connections are alive which have been silent for so many milliseconds. */
  check(after) {
    this.#client?.post({ check: after });
  }

  /** The page takes no events for a while, but goes on watching. */
  pause() {
    this.#client?.post({ pause: true });
  }

  /** The page is gone, or may be. */
  leave() {
    this.#away = true;
    this.#close();
  }

  /** Goes on with what it has not been told yet. */
  resume() {
    this.#away = false;
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
      this.#shares = false;
      if (client !== this.#client) return;
      this.#client = null;
      this.resume();
    };
    let client = null;
    if (this.#shares) {
      try {
        client = sharedClient(receive, failed);
      } catch {
        this.#shares = false;
      }
    }
    client ??= ownClient(receive);
    return client;
  }

  #close() {
    this.#client?.close();
    this.#client = null;
  }

  #receive({ number, lines, ...message }) {
    const followed = this.#followed.get(number);
    if (!followed) return;
    followed.follow.lines = lines ?? followed.follow.lines;
    followed.tell(message);
  }
}

/** What is asked for with headers of the page's own, which may be a secret, is not shared. */
const links = { shared: new Link(IN_PAGE && mayShare()), own: new Link(false) };

