/** How long a start waits for the shared connection to have its run, in milliseconds. */
const HAND_OVER = 10_000;

/** The address of a run, whatever is before it. */
const RUN = /\/runs\/([\w-]{22})$/;

/** All that this page watches. */
const watching = new Set();

/**
 * One run that is watched, from its start on or from wherever it is.
 *
 * `tell` is called with `progress`, `log` or `done` and the data of the event, or with `status`, one
 * of its words and, if refused, the problem.
 */
class Watching {
  run = null;
  #base = null;
  #address;
  #options;
  #headers = [];
  #tell;
  #memory = null;
  #snapshot = '';
  #over = false;
  #barred = false;
  #status = '';
  #stopped = new AbortController();
  #unfollow = () => {};
  #handedOver = () => {};

  /**
   * `options` may have the `base` of the server, a `key` for the memory, the `request`, and the id
   * of a run that it has `started`.
   */
  constructor(url, tell, options = {}) {
    this.#address = new URL(url, document.baseURI);
    this.#tell = tell;
    this.#options = options;
    this.#headers = lasting(options.request?.headers);
    const run = RUN.exec(this.#address.pathname)?.[1];
    this.#address.hash = '';
    if (!run) {
      this.#memory = new Memory(this.#address, options.key);
      const { started } = options;
      if (started && started !== this.#memory.run) this.#memory.began(started, this.#given ?? this.#root);
    }
    watching.add(this);
    // Whoever stops at once has started nothing.
    shown().then(() => {
      if (this.#stopped.signal.aborted) return;
      this.#say('connecting');
      if (run) this.#follow(run, this.#given ?? new URL('..', this.#address));
      else if (this.#memory.run) this.#follow(this.#memory.run, this.#given ?? this.#memory.base);
      else this.#start();
    });
  }

  get #given() {
    const { base } = this.#options;
    if (!base) return null;
    const given = new URL(base, document.baseURI);
    if (!given.pathname.endsWith('/')) given.pathname += '/';
    return given;
  }

  /** Where the server is looked for that has not said so. */
  get #root() {
    return BASE ?? new URL('/', this.#address);
  }

  /** Whether there is a job to start again, or a run to be let in to. */
  get mayRetry() {
    return this.#memory !== null || this.#barred;
  }

  /** Asks the server to cancel the run. Rejects if it cannot be asked. */
  async cancel() {
    const address = new URL(`runs/${this.run}/cancel`, this.#base);
    const answer = await fetch(address, { method: 'POST', headers: this.#headers, keepalive: true });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  }

  /**
   * Starts another run in the place of this one, or asks again for one that it was not let in to,
   * with what is to be sent by now.
   */
  retry(request) {
    if (!this.#barred) this.leave();
    this.#end();
    this.#options.request = request;
    this.#headers = lasting(request?.headers);
    this.#stopped = new AbortController();
    this.#snapshot = '';
    watching.add(this);
    this.#say('connecting');
    if (this.#barred) {
      this.#follow(this.run, this.#base);
      return;
    }
    this.#memory.renew();
    this.#over = false;
    this.run = null;
    this.#start();
  }

  stop() {
    this.leave();
    this.#end();
    this.#memory?.forget();
  }

  /** Tells the server that nobody comes back, other than by a reload: the connection is not just lost. */
  leave() {
    if (!this.run || this.#over) return;
    const address = new URL(`runs/${this.run}/leave`, this.#base);
    // A beacon takes no headers.
    const asked = { method: 'POST', headers: this.#headers, keepalive: true };
    if (this.#headers.length) fetch(address, asked).catch(() => {});
    else navigator.sendBeacon?.(address);
  }

  #end() {
    this.#stopped.abort();
    this.#unfollow();
    watching.delete(this);
  }

  /** Starts the run, however often it has to ask: the key makes sure that it is one. */
  async #start() {
    const { signal } = this.#stopped;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await inTurn(signal, () => this.#startOnce(signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refusal) {
          this.#refused(error.problem);
          return;
        }
        this.#say('reconnecting');
        await online(wait(failures), signal);
      }
    }
  }

  async #startOnce(signal) {
    const request = new AbortController();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    const { request: asked } = this.#options;
    // A text is soon sent. A file need not be, and is not answered before.
    const soon = typeof (asked?.body ?? '') === 'string';
    let timer = soon ? setTimeout(abort, ANSWER) : 0;
    try {
      const { run, base, first } = await start(this.#address, asked, this.#memory.key, request.signal);
      if (signal.aborted) return;
      clearTimeout(timer);
      const found = this.#given ?? base ?? this.#root;
      this.#memory.began(run, found);
      const watched = new Promise((resolve) => {
        this.#handedOver = resolve;
        timer = setTimeout(resolve, HAND_OVER);
        signal.addEventListener('abort', resolve);
      });
      this.#follow(run, found);
      this.#event(first.name, first.data);
      await watched;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      abort();
    }
  }

  #follow(run, base) {
    this.#barred = false;
    this.run = run;
    this.#base = base;
    const link = this.#headers.length ? links.own : links.shared;
    this.#unfollow = link.follow(base, run, this.#headers, (message) => {
      // While that connection is broken, the one of the start may be all that holds the run.
      if (message.status !== 'reconnecting') this.#handedOver();
      if (message.name) this.#event(message.name, message.text);
      else if (message.status === 'refused') this.#refused(message.problem);
      else this.#say(message.status);
    });
  }

  #refused(problem) {
    this.#barred = this.run !== null;
    this.#end();
    this.#say('refused', problem);
  }

  #say(status, ...problem) {
    if (status === this.#status) return;
    this.#status = status;
    this.#tell('status', status, ...problem);
  }

  #event(name, text) {
    if (this.#over) return;
    if (name === 'done') {
      this.#done(text);
      return;
    }
    if (name === 'progress') this.#snapshot = text;
    this.#tell(name, read(text));
  }

  #done(text) {
    let end = read(text, exactly);
    if (end.status !== 'lost') {
      this.#memory?.ended(this.#snapshot, text);
    } else if (this.#memory?.end) {
      // The server has forgotten the run since; this tab has not.
      this.#tell('progress', read(this.#memory.snapshot));
      end = read(this.#memory.end, exactly);
    }
    this.#over = true;
    this.#end();
    this.#tell('done', end);
    this.#say('closed');
  }
}

/** The data of an event, without the id that it has among those of other runs. */
function read(text, reviver) {
  const { id, ...data } = JSON.parse(text, reviver);
  return data;
}

/** Keeps the digits of an integer that no number holds, where the browser still has them. */
function exactly(_key, value, context) {
  const inexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return inexact && /^-?\d+$/.test(context?.source) ? BigInt(context.source) : value;
}

/** Waits until the page is shown: a browser may load it ahead, and nobody has asked for that. */
function shown() {
  if (!document.prerendering) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('prerenderingchange', resolve, { once: true });
  });
}

/** Waits so long, or until the network is back or nobody waits any more. */
function online(time, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, time);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

