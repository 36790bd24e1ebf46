// The element `<sse-progress>`.

import { absolute } from '../environment.js';
import { duration } from '../format/numbers.js';
import { ending, refusal } from '../format/sentences.js';
import { ownProblem } from '../problem.js';
import { languageOf, say, speak } from '../words/index.js';
import { WatchedRun } from '../run/watched-run.js';
import { logText } from './log/text.js';
import { askForNotifications, notify } from './notification.js';
import { saveText } from './save.js';
import { sheet } from './style.js';
import { View } from './view.js';

/** The attributes that are properties, too. */
const REFLECTED = ['src', 'label', 'hide', 'log', 'base', 'key'];

/** It is drawn so many milliseconds after it was drawn last: faster than anybody reads numbers. */
const DRAWN_EVERY = 100;

/** What has ended within so many milliseconds after it was first heard of was probably over before. */
const JUST_SEEN = 1_000;

/** With these statuses the same request is refused again, however often it is sent. */
const FINAL = [400, 404, 405, 422];

/** A worker and a server that renders pages have no elements, but can import the module. */
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<sse-progress src="/count/100">` starts the job, or watches the run, at `src` and draws it.
 * `sse-progress.d.ts` describes its attributes, properties and events.
 */
export class SseProgress extends Base {
  static observedAttributes = ['src', 'label', 'log', 'key'];

  /** What `src` and `key` were when the run was begun that is shown. */
  #source = null;
  #watched = null;
  #view = null;
  #tick = 0;
  #frame = 0;
  /** When it was drawn last, and the time until it may be drawn again. */
  #drawn = -Infinity;
  #rest = 0;
  #request;
  #started;
  #snapshot = null;
  #received = 0;
  /** When the first snapshot of the run came. */
  #seen = null;
  /** When the news ended, while there are none; else `null`. */
  #stopped = null;
  #end = null;
  #problem = null;
  #connection = 'connecting';
  /** How much of the body was sent, while it is being sent. */
  #sending = null;
  #asked = false;
  /** Why the server could not be asked to cancel. */
  #trouble = null;

  /** The run's id, once it has one. */
  get run() {
    return this.#watched?.run ?? null;
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

  // What a page has set of these two before the module is there stays with the element, and hides them. They
  // are no plain fields because frameworks look for a setter, and write an attribute if there is none.

  get request() {
    return this.#request;
  }

  set request(request) {
    this.#request = request;
  }

  get started() {
    return this.#started;
  }

  set started(started) {
    this.#started = started;
  }

  /** Whether a notification tells of the end, if the browser lets this page show some. */
  get notify() {
    return this.hasAttribute('notify');
  }

  set notify(on) {
    this.toggleAttribute('notify', Boolean(on));
  }

  /** Asks for a notification at the end. To be called when something is clicked. */
  async askToNotify() {
    this.notify = await askForNotifications();
    return this.notify;
  }

  /** Asks the server to cancel the run. */
  async cancel() {
    if (this.#mayWithdraw) this.#watched.withdraw();
    if (!this.run || this.#end || this.#asked) return;
    this.#asked = true;
    this.#trouble = null;
    this.#schedule();
    try {
      await this.#watched.cancel();
    } catch (error) {
      this.#asked = false;
      this.#trouble = error;
      this.#schedule();
    }
  }

  /** Whether there is a start that has not reached the server, or not as a whole. */
  get #mayWithdraw() {
    const onItsWay = this.#sending ? this.#sending.sent < this.#sending.total : this.#connection === 'unreachable';
    return onItsWay && !this.run && this.#watched !== null;
  }

  /** Starts another run of the job in the place of this one, which it stops watching. */
  retry() {
    if (!this.#watched?.mayRetry) return;
    this.#reset();
    this.#watched.retry(this.request);
    this.#start();
  }

  connectedCallback() {
    if (!this.#view) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet()];
      speak(languageOf(this));
      this.#view = new View(root, (action) => this[action](), (known) => this.#download(known));
    }
    // What a page set before the element was defined is a plain property of the node, and hides ours.
    for (const name of [...REFLECTED, 'notify'].filter((each) => Object.hasOwn(this, each))) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#updateSoon();
  }

  attributeChangedCallback() {
    this.#schedule();
    this.#updateSoon();
  }

  disconnectedCallback() {
    // Moving an element disconnects it, too. Only one that is out of the page afterwards is gone.
    this.#updateSoon();
  }

  #updateSoon() {
    queueMicrotask(() => this.#update());
  }

  #update() {
    const src = this.isConnected ? this.getAttribute('src') : null;
    const key = this.getAttribute('key') ?? undefined;
    const source = src === null ? null : `${key} ${src}`;
    if (source === this.#source) return;
    this.#source = source;
    this.#watched?.stop();
    this.#watched = null;
    clearInterval(this.#tick);
    if (source === null) {
      this.#view.leave();
      return;
    }

    this.#reset();
    // An empty address is that of the page itself.
    if (src.trim() === '') {
      this.#problem = ownProblem('no_address');
      this.#schedule();
      return;
    }
    const { request, started, base } = this;
    this.#watched = new WatchedRun(src, (name, ...data) => this.#told(name, ...data), { request, key, base, started });
    this.#start();
  }

  #start() {
    clearInterval(this.#tick);
    // A job that reports nothing for a while sends nothing, but its elapsed time goes on.
    this.#tick = setInterval(() => this.#schedule(), 1000);
    this.#schedule();
  }

  #reset() {
    this.#snapshot = this.#end = this.#problem = this.#seen = null;
    this.#asked = false;
    this.#connection = 'connecting';
    this.#sending = null;
    this.#stopped = null;
    this.#trouble = null;
    this.#view.clear();
  }

  #told(name, data, more) {
    if (name === 'progress') {
      this.#snapshot = data;
      this.#received = performance.now();
      this.#seen ??= this.#received;
    }
    if (name === 'log') this.#view.line(data);
    if (name === 'done') {
      this.#end = data;
      this.#notifyOfEnd();
    }
    if (name === 'status') this.#status(data, more);
    this.#schedule();
    if (name !== 'status') this.dispatchEvent(new CustomEvent(name, { detail: data }));
    else if (data === 'refused') this.dispatchEvent(new CustomEvent(data, { detail: more }));
  }

  #notifyOfEnd() {
    if (!this.notify || this.#seen === null || performance.now() - this.#seen < JUST_SEEN) return;
    const lang = languageOf(this);
    speak(lang);
    const { message } = this.#end.error ?? {};
    const text = [ending(this.#end), message].filter(Boolean).join('. ');
    notify(this, { title: this.#title(), text, lang });
  }

  get #disconnected() {
    return ['unreachable', 'reconnecting', 'silent'].includes(this.#connection);
  }

  #status(word, more) {
    if (word === 'refused') this.#problem = more;
    const silence = more?.silence_ms ?? 0;
    this.#sending = word === 'uploading' ? { ...more, since: this.#sending?.since ?? performance.now() } : null;
    if (['reconnecting', 'silent'].includes(word)) this.#stopped ??= performance.now() - silence;
    else this.#stopped = null;
    this.#connection = word === 'refused' ? 'closed' : word;
    if (this.#connection === 'closed') clearInterval(this.#tick);
    if (!this.#disconnected) this.#trouble = null;
  }

  #schedule() {
    if (!this.#view) return;
    // The attributes are right even while nothing is drawn.
    this.#mark('state', this.state);
    this.#mark('connection', this.#connection);
    if (this.#frame || this.#rest) return;
    const wait = this.#drawn + DRAWN_EVERY - performance.now();
    if (wait > 0) this.#rest = setTimeout(() => this.#drawSoon(), wait);
    else this.#drawSoon();
  }

  /** With the next frame: there is none while nobody can see the page. */
  #drawSoon() {
    this.#rest = 0;
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #mark(name, value) {
    if (this.isConnected && this.getAttribute(name) !== value) this.setAttribute(name, value);
  }

  #draw() {
    this.#frame = 0;
    this.#drawn = performance.now();
    speak(languageOf(this));
    const over = this.#end ?? this.#problem;
    const snapshot = this.#snapshot ?? (this.#sending ? sendingBar(this.#sending) : null);
    this.#view.draw({
      state: (this.#disconnected || this.#sending) && !over ? this.#connection : this.state,
      words: this.#words(),
      label: this.#title(),
      snapshot,
      end: this.#end,
      age: over || !this.#snapshot ? 0 : Math.max((this.#stopped ?? performance.now()) - this.#received, 0),
      stale: this.#stopped !== null,
      isNew: this.#watched?.isNew,
      asked: this.#asked,
      mayCancel: this.#snapshot !== null || this.#mayWithdraw,
      mayRetry: this.#watched?.mayRetry && !FINAL.includes(this.#problem?.status),
      panel: this.getAttribute('log') === 'panel',
    });
  }

  /** Gives the browser the log as a file: all that the server remembers, or what is `known` here if it tells nothing. */
  async #download(known) {
    const { run } = this;
    const lines = (await this.#watched?.readLog()) ?? [];
    const job = (this.#snapshot?.job ?? 'run').replace(/[^\w.-]+/g, '-');
    saveText(`${job}-${run}.log`, lines.length ? logText(lines) : known);
  }

  #title() {
    const known = this.getAttribute('label') ?? this.#snapshot?.job;
    if (known !== undefined || !this.#problem || !this.#watched) return known ?? '';
    return absolute(this.src).pathname;
  }

  #words() {
    if (this.#problem) return refusal(this.#problem).join('\n');
    if (this.#end) return ending(this.#end);
    const trouble = this.#trouble ? inWords(this.#trouble) : '';
    if (this.#disconnected) return [this.#disconnection(), trouble].filter(Boolean).join('\n');
    if (trouble) return trouble;
    if (this.#asked || this.state === 'cancelling') return say('now_cancelling');
    if (this.#sending && this.#sending.sent === this.#sending.total) return say('all_sent');
    if (this.#sending) return '';
    if (!this.#snapshot) return say('now_connecting');
    const { queue } = this.#snapshot;
    if (this.state !== 'queued') return '';
    return queue ? say('waiting_in_queue', queue) : say('waiting');
  }

  #disconnection() {
    if (this.#connection === 'reconnecting') return say('now_reconnecting');
    if (this.#connection === 'silent') {
      return say('no_news', { time: duration(performance.now() - this.#stopped) });
    }
    const words = say('could_not_connect');
    if (!this.#watched.crossOrigin) return words;
    // A browser does not tell a script whether a server is away or does not allow the page's origin.
    const why = this.#watched.answersOthers ? 'not_allowed' : 'perhaps_not_allowed';
    return `${words}\n${say(why, { origin: location.origin })}`;
  }
}

/** Why the server could not be asked to cancel. */
function inWords(error) {
  const { status } = error;
  return say('could_not_cancel', { why: status ? say('answered', { status: `${status}` }) : say('cannot_be_reached') });
}

/** What the bar shows while the body is sent: the numbers of a snapshot. */
function sendingBar({ sent, total, since }) {
  const elapsed = performance.now() - since;
  const rate = elapsed > 1000 && sent > 0 ? sent / (elapsed / 1000) : null;
  return {
    position: sent,
    length: total,
    unit: 'bytes',
    message: '',
    fraction: total ? sent / total : null,
    elapsed_ms: elapsed,
    rate,
    eta_ms: rate ? ((total - sent) / rate) * 1000 : null,
    tasks: [],
  };
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

