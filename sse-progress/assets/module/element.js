/** The attributes that are properties, too. */
const REFLECTED = ['src', 'label', 'hide', 'base', 'key'];

/** Statuses of refusals that stay the same, however often the same is asked. */
const FINAL = [400, 404, 405, 422];

/** Where there are no elements, as in a worker or on a server, the class is there all the same. */
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<sse-progress src="/count/100">` starts the job, or watches the run, at `src` and draws it.
 *
 * `label` stands in for the job's name. `hide` names parts that are not to be shown: `label`,
 * `message`, `percent`, `facts`, `tasks`, `log`, `result`, `error`, `state`, `buttons`. `base` is the
 * address that `runs/` is found under, where the server does not say so itself. `key` names what is
 * meant: after a reload of the tab, and from two elements with the same key, it is one run. Each of
 * these is a property, too.
 *
 * The property `request` has the `method`, `headers` and `body` to start with; the headers go with
 * all that is asked about the run. `started` is the id of a run that `src` has started before.
 *
 * The element fires `progress`, `log` and `done` with the event's data as `detail`, and `refused` with
 * the problem. Its `state` attribute tells how far the run is, and `connection` whether the browser
 * is `open` or `reconnecting`, for style sheets. Taking it out of the page stops watching; moving
 * it does not.
 */
export class SseProgress extends Base {
  static observedAttributes = ['src', 'label', 'key'];

  #meant = null;
  #watching = null;
  #view = null;
  #tick = 0;
  #frame = 0;
  #snapshot = null;
  #received = 0;
  #end = null;
  #problem = null;
  #lost = false;
  #asked = false;
  #trouble = '';

  /** The run's id, once it has one. */
  get run() {
    return this.#watching?.run ?? null;
  }

  /** `connecting`, the state of the snapshot, the status of the end, or `refused`. */
  get state() {
    if (this.#problem) return 'refused';
    return this.#end?.status ?? this.#snapshot?.state ?? 'connecting';
  }

  /** The newest `progress`, if there has been one. */
  get snapshot() {
    return this.#snapshot;
  }

  /** What the job returned, once it has. */
  get result() {
    return this.#end?.result;
  }

  /** Asks the server to cancel the run. */
  async cancel() {
    if (!this.run || this.#end || this.#asked) return;
    this.#asked = true;
    this.#trouble = '';
    this.#schedule();
    try {
      await this.#watching.cancel();
    } catch (error) {
      this.#asked = false;
      const why = error instanceof TypeError ? 'the server cannot be reached' : error.message;
      this.#trouble = `Could not cancel: ${why}.`;
      this.#schedule();
    }
  }

  /** Starts another run of the job in the place of this one, which it stops watching. */
  retry() {
    if (!this.#watching?.mayRetry) return;
    this.#reset();
    this.#watching.retry(this.request);
    this.#start();
  }

  connectedCallback() {
    if (!this.#view) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet()];
      this.#view = new View(root, (action) => this[action]());
    }
    // What a page has set before this module was there hides what is meant by it.
    for (const name of REFLECTED.filter((each) => Object.hasOwn(this, each))) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#settleSoon();
  }

  attributeChangedCallback() {
    this.#schedule();
    this.#settleSoon();
  }

  disconnectedCallback() {
    // Moving an element disconnects it, too; only one that is still out a moment later has gone.
    this.#settleSoon();
  }

  #settleSoon() {
    queueMicrotask(() => this.#settle());
  }

  #settle() {
    const src = this.isConnected ? this.getAttribute('src') : null;
    const key = this.getAttribute('key') ?? undefined;
    const meant = src === null ? null : `${key} ${src}`;
    if (meant === this.#meant) return;
    this.#meant = meant;
    this.#watching?.stop();
    this.#watching = null;
    clearInterval(this.#tick);
    if (meant === null) return;

    this.#reset();
    const { request, started, base } = this;
    this.#watching = new Watching(src, (name, ...data) => this.#told(name, ...data), { request, key, base, started });
    this.#start();
  }

  #start() {
    clearInterval(this.#tick);
    // A job that reports nothing for a while sends nothing; its time goes on.
    this.#tick = setInterval(() => this.#schedule(), 1000);
    this.#schedule();
  }

  #reset() {
    this.#snapshot = this.#end = this.#problem = null;
    this.#asked = this.#lost = false;
    this.#trouble = '';
    this.#view.clear();
  }

  #told(name, data, problem) {
    if (name === 'progress') {
      this.#snapshot = data;
      this.#received = performance.now();
    }
    if (name === 'log') this.#view.line(data);
    if (name === 'done') this.#end = data;
    if (name === 'status') this.#status(data, problem);
    this.#schedule();
    if (name !== 'status') this.dispatchEvent(new CustomEvent(name, { detail: data }));
    else if (data === 'refused') this.dispatchEvent(new CustomEvent(data, { detail: problem }));
  }

  #status(word, problem) {
    this.#lost = word === 'reconnecting';
    if (!this.#lost) this.#trouble = '';
    if (word === 'refused') this.#problem = problem;
    if (word === 'refused' || word === 'closed') clearInterval(this.#tick);
  }

  #schedule() {
    if (!this.#view) return;
    // The attributes are right even while nothing is drawn.
    this.#mark('state', this.state);
    this.#mark('connection', this.#lost ? 'reconnecting' : 'open');
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #mark(name, value) {
    if (this.isConnected && this.getAttribute(name) !== value) this.setAttribute(name, value);
  }

  #draw() {
    this.#frame = 0;
    const snapshot = this.#snapshot;
    const over = this.#end ?? this.#problem;
    this.#view.draw({
      state: this.#lost && !over ? 'reconnecting' : this.state,
      words: this.#words(),
      label: this.#title(),
      snapshot,
      end: this.#end,
      age: over || !snapshot ? 0 : performance.now() - this.#received,
      asked: this.#asked,
      mayRetry: this.#watching?.mayRetry && !FINAL.includes(this.#problem?.status),
    });
  }

  #title() {
    const known = this.getAttribute('label') ?? this.#snapshot?.job;
    if (known !== undefined || !this.#problem) return known ?? '';
    return new URL(this.src, document.baseURI).pathname;
  }

  #loss() {
    return this.#snapshot ? 'Connection lost, reconnecting…' : 'Could not connect, trying again…';
  }

  #words() {
    if (this.#problem) return refused(this.#problem).join('\n');
    if (this.#end) return ending(this.#end);
    if (this.#trouble || this.#lost) return [this.#lost && this.#loss(), this.#trouble].filter(Boolean).join('\n');
    if (this.#asked || this.state === 'cancelling') return 'Cancelling…';
    if (!this.#snapshot) return 'Connecting…';
    const { queue } = this.#snapshot;
    if (this.state !== 'queued') return '';
    return queue ? `Waiting, number ${queue.position} of ${queue.size}` : 'Waiting';
  }
}

for (const name of REFLECTED) {
  Object.defineProperty(SseProgress.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name) ?? '';
    },
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}

