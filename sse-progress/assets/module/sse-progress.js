/**
 * Watches runs of sse-progress in a browser.
 *
 *     <script type="module" src="/sse-progress.js"></script>
 *     <sse-progress src="/count/100"></sse-progress>
 *
 * or, to draw something of your own:
 *
 *     import { watch } from '/sse-progress.js';
 *     const stop = watch('/count/100', { progress: ({ fraction }) => … });
 */

/** The server's root: this module lies there. An element's `base` attribute overrules it. */
const BASE = new URL('.', import.meta.url);
/** How many log lines an element keeps. */
const LINES = 500;

/**
 * Watches the run behind `url`: a job's path, which starts one, or a run's address.
 *
 * Each of the handlers may be left out. `progress`, `log` and `done` are given the data of their
 * events. `status` is given one word at a time: `open`, `reconnecting`, `refused` (the server
 * answered with something else than events) or `closed` (it ended the stream without a `done`).
 * Integers in a `done` that a number cannot hold exactly are BigInts, where the browser can tell.
 *
 * Returns a function that stops watching. The server cancels a run that nobody watches, unless its
 * job says otherwise.
 */
export function watch(url, { progress, log, done, status } = {}) {
  const address = new URL(url, document.baseURI);
  const handlers = { progress, log, done };
  let source;
  let lastId = '';

  function open() {
    source = new EventSource(address);
    source.onopen = () => status?.('open');
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) {
        status?.('reconnecting');
        return;
      }
      stop();
      status?.(lastId ? 'closed' : 'refused');
    };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        lastId = event.lastEventId;
        if (name === 'done') stop();
        handler?.(JSON.parse(event.data, name === 'done' ? exactly : undefined));
      });
    }
  }

  // A page in the back/forward cache must not keep its run alive. When it comes back, the last id
  // takes it to the run it had; without one, asking again could start a second run.
  const hide = () => source.close();
  const show = (event) => {
    if (!event.persisted) return;
    if (lastId) {
      address.searchParams.set('last_event_id', lastId);
      open();
    } else {
      stop();
      status?.('closed');
    }
  };

  function stop() {
    source.close();
    removeEventListener('pagehide', hide);
    removeEventListener('pageshow', show);
  }

  addEventListener('pagehide', hide);
  addEventListener('pageshow', show);
  open();
  return stop;
}

function exactly(_key, value, context) {
  const inexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return inexact && /^-?\d+$/.test(context?.source) ? BigInt(context.source) : value;
}

const count = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const bytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

function amount(number, unit) {
  if (unit !== 'bytes') return count.format(number >= 100 ? Math.round(number) : number);
  let power = 0;
  while (number >= 1024 && power < 6) {
    number /= 1024;
    power += 1;
  }
  return `${bytes.format(number)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'][power]}`;
}

function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  if (minutes) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}

/** Text is only ever set as text: whatever a job says, it is never markup. */
function make(tag, className, text = '') {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

/** Leaves a node alone that has the text already, so that a selection in it survives. */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

/** One bar: the run's own or a task's, with the bars of its children below it. */
class Bar {
  node = make('div', 'bar');
  head = make('div', 'head');
  children = make('div', 'children');
  #label = make('span', 'label');
  #message = make('span', 'message');
  #percent = make('span', 'percent');
  #track = make('div', 'track');
  #fill = make('div', 'fill');
  #facts = ['amount', 'rate', 'elapsed', 'eta'].map((name) => make('span', name));

  constructor() {
    this.head.append(this.#label, this.#message, this.#percent);
    const facts = make('div', 'facts');
    facts.append(...this.#facts);
    this.#track.role = 'progressbar';
    this.#track.ariaValueMin = '0';
    this.#track.ariaValueMax = '100';
    this.#track.append(this.#fill);
    this.node.append(this.head, this.#track, facts, this.children);
  }

  /** `state` is the bar's, `age` the milliseconds since `bar` was true. */
  draw(bar, label, state, age) {
    const live = state === 'running' || state === 'cancelling';
    const known = bar.fraction ?? (state === 'succeeded' || state === 'finished' ? 1 : null);
    const unit = bar.unit === 'items' || bar.unit === 'bytes' ? '' : ` ${bar.unit}`;
    // Rounded down: a bar that says 100 % is full.
    const percent = known === null ? '' : `${Math.floor(known * 100)}`;
    const of = bar.length === null ? '' : ` / ${amount(bar.length, bar.unit)}`;
    const done = bar.position || of ? `${amount(bar.position, bar.unit)}${of}${unit}` : '';
    const left = bar.eta_ms === null ? '' : `${duration(Math.max(bar.eta_ms - age, 0))} left`;

    this.node.dataset.state = state;
    say(this.#label, label);
    say(this.#message, bar.message ?? '');
    say(this.#percent, bar.fraction === null ? '' : `${percent} %`);
    const facts = [
      done,
      live && bar.rate ? `${amount(bar.rate, bar.unit)}${unit}/s` : '',
      bar.elapsed_ms === null || state === 'queued' ? '' : duration(bar.elapsed_ms + (live ? age : 0)),
      live ? left : '',
    ];
    this.#facts.forEach((node, index) => say(node, facts[index]));

    this.#track.ariaLabel = label;
    this.#track.ariaValueNow = percent || null;
    this.#track.ariaValueText = [done, bar.message].filter(Boolean).join(', ') || null;
    this.#track.classList.toggle('indeterminate', known === null && live);
    this.#fill.style.setProperty('--fraction', known ?? 0);
  }
}

const ENDS = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  timed_out: 'Timed out',
  lost: 'Lost',
};
const REASONS = {
  requested: 'on request',
  disconnected: 'because nobody watched any more',
  shutdown: 'because the server was shutting down',
};
const REFUSALS = {
  400: 'A parameter is missing or wrong',
  401: 'It wants you to sign in',
  403: 'You are not allowed to',
  404: 'It has no such job or run',
  405: 'The job does not take this kind of request',
  422: 'A parameter is missing or wrong',
  429: 'Too much is running already; try again later',
  503: 'It is too busy or is shutting down; try again later',
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host {
    --accent: var(--sse-progress-accent, #2f6feb);
    --good: var(--sse-progress-good, #1f9d61);
    --bad: var(--sse-progress-bad, #d6453d);
    --quiet: color-mix(in srgb, currentColor 62%, transparent);
    --faint: color-mix(in srgb, currentColor 12%, transparent);
    display: block;
    margin-block: 1rem;
    font-size: 0.9375rem;
    line-height: 1.45;
  }
  :host([hidden]), [hidden] { display: none !important; }
  .head { display: flex; align-items: baseline; gap: 0.6rem; }
  .label { font-weight: 600; overflow-wrap: anywhere; }
  .label, .message {
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2;
    overflow: hidden; overflow-wrap: anywhere; unicode-bidi: isolate;
  }
  .message { color: var(--quiet); flex: 1 1 40%; min-width: 0; }
  .run > .head { flex-wrap: wrap; gap: 0 0.8rem; }
  .run > .head > .label { flex: 1 1 50%; }
  .run > .head > .message { order: 1; flex: 1 1 100%; }
  .percent { margin-inline-start: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .track {
    position: relative; height: 0.5rem; margin: 0.4rem 0;
    border-radius: 1rem; background: var(--faint); overflow: hidden;
  }
  .fill {
    height: 100%; border-radius: inherit; background: var(--accent);
    width: calc(var(--fraction, 0) * 100%); transition: width 0.15s linear;
  }
  .indeterminate .fill { width: 35%; animation: slide 1.4s ease-in-out infinite alternate; }
  @keyframes slide { to { margin-inline-start: 65%; } }
  @media (prefers-reduced-motion: reduce) {
    .fill { transition: none; }
    .indeterminate .fill { width: 100%; opacity: 0.4; animation: none; }
  }
  .facts {
    display: flex; flex-wrap: wrap; gap: 0 1.1rem;
    color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums;
  }
  .children:not(:empty) {
    display: grid; gap: 0.6rem; margin-top: 0.7rem;
    padding-inline-start: 0.9rem; border-inline-start: 2px solid var(--faint);
  }
  .run > .children { max-height: 32rem; overflow: auto; }
  .children .track { height: 0.3rem; margin: 0.25rem 0; }
  .children .label { font-weight: 500; }
  .bar[data-state=succeeded] > .track > .fill, .bar[data-state=finished] > .track > .fill { background: var(--good); }
  .bar:is([data-state=failed], [data-state=timed_out], [data-state=lost]) > .track > .fill { background: var(--bad); }
  .bar:is([data-state=cancelled], [data-state=stopped]) > .track > .fill { background: var(--quiet); }
  .omitted { margin: 0.5rem 0 0; color: var(--quiet); font-size: 0.8125rem; }
  button {
    flex: none; font: inherit; font-size: 0.8125rem; color: inherit; cursor: pointer;
    padding: 0.25rem 0.8rem; border-radius: 0.5rem;
    border: 1px solid color-mix(in srgb, currentColor 25%, transparent); background: transparent;
  }
  button:hover { background: var(--faint); }
  button:disabled { opacity: 0.55; cursor: default; }
  button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .log, .result {
    margin: 0.7rem 0 0; padding: 0.5rem 0.75rem; max-height: 14rem; overflow: auto;
    border-radius: 0.5rem; background: color-mix(in srgb, currentColor 5%, transparent);
    font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    white-space: pre-wrap; overflow-wrap: anywhere;
  }
  .log > div { display: flex; gap: 0.75rem; }
  .log time { flex: none; color: var(--quiet); }
  .log .text { min-width: 0; unicode-bidi: isolate; }
  .log [data-level=warn] .text { color: color-mix(in srgb, currentColor 35%, #d98a00); }
  .log [data-level=error] .text, .error { color: color-mix(in srgb, currentColor 15%, var(--bad)); }
  .log :is([data-level=debug], [data-level=trace], .lost) .text { color: var(--quiet); }
  .state { margin: 0.5rem 0 0; font-size: 0.875rem; }
  .state::before { content: "● "; color: var(--accent); }
  .state[data-state=succeeded]::before { color: var(--good); }
  .state:is([data-state=failed], [data-state=timed_out], [data-state=lost], [data-state=refused])::before { color: var(--bad); }
  .state:is([data-state=queued], [data-state=cancelled], [data-state=closed])::before { color: var(--quiet); }
  .error { margin: 0.3rem 0 0; overflow-wrap: anywhere; white-space: pre-wrap; max-height: 14rem; overflow: auto; }
`);

/**
 * `<sse-progress src="/count/100">` starts the job, or watches the run, at `src` and draws it.
 *
 * `label` stands in for the job's name, `base` for the address that `runs/` is found under. The
 * element fires `progress`, `log` and `done` with the event's data as `detail`, and `closed` when
 * its stream ended without a `done`. Its `state` attribute tells how far the run is, for style
 * sheets. Taking the element out of the page stops watching; moving it does not.
 */
class SseProgress extends HTMLElement {
  static observedAttributes = ['src'];

  #src = null;
  #stop = () => {};
  #tick = 0;
  #frame = 0;
  #snapshot = null;
  #received = 0;
  #end = null;
  #trouble = null;
  #asked = false;
  #pending = [];
  #dropped = 0;

  #bar;
  #tasks;
  #view = {
    omitted: make('p', 'omitted'),
    cancel: make('button', 'cancel', 'Cancel'),
    state: make('p', 'state'),
    log: make('div', 'log'),
    dropped: make('div', 'lost'),
    error: make('p', 'error'),
    result: make('pre', 'result'),
  };

  constructor() {
    super();
    const view = this.#view;
    view.cancel.type = 'button';
    view.cancel.addEventListener('click', () => this.cancel());
    view.state.role = 'status';
    view.log.role = 'log';
    view.log.tabIndex = 0;
    view.dropped.append(make('span', 'text'));
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = [sheet];
    this.#reset();
  }

  connectedCallback() {
    this.#follow();
  }

  attributeChangedCallback() {
    this.#follow();
  }

  disconnectedCallback() {
    // Moving an element disconnects it, too; only one that is still out a moment later has gone.
    queueMicrotask(() => this.#follow());
  }

  /** Asks the server to cancel the run. */
  async cancel() {
    if (!this.#snapshot) return;
    const base = new URL(this.getAttribute('base') ?? BASE, document.baseURI);
    const run = encodeURIComponent(this.#snapshot.run);
    this.#asked = true;
    this.#draw();
    try {
      const answer = await fetch(new URL(`runs/${run}`, base), { method: 'DELETE' });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    } catch (error) {
      this.#asked = false;
      this.#trouble = `Could not cancel: ${error.message}.`;
    }
    this.#draw();
  }

  #follow() {
    const src = this.isConnected ? this.getAttribute('src') : null;
    if (src === this.#src) return;
    this.#src = src;
    this.#stop();
    clearInterval(this.#tick);
    if (src === null) return;

    this.#reset();
    this.#stop = watch(src, {
      progress: (snapshot) => {
        this.#snapshot = snapshot;
        this.#received = performance.now();
        this.#told('progress', snapshot);
      },
      log: (line) => {
        this.#pending.push(line);
        // A hidden page draws nothing, and must not grow meanwhile.
        if (this.#pending.length > LINES) {
          this.#pending.shift();
          this.#dropped += 1;
        }
        this.#told('log', line);
      },
      done: (end) => {
        this.#end = end;
        clearInterval(this.#tick);
        this.#told('done', end);
      },
      status: (word) => this.#connection(src, word),
    });
    // A job that reports nothing for a while sends nothing; its time goes on.
    this.#tick = setInterval(() => this.#schedule(), 1000);
  }

  #reset() {
    this.#snapshot = this.#end = this.#trouble = null;
    this.#asked = false;
    this.#pending = [];
    this.#dropped = 0;
    this.#bar = new Bar();
    this.#tasks = new Map();
    const view = this.#view;
    this.#bar.node.classList.add('run');
    this.#bar.head.append(view.cancel);
    view.log.replaceChildren(view.dropped);
    this.shadowRoot.replaceChildren(
      this.#bar.node, view.omitted, view.state, view.error, view.result, view.log,
    );
    this.#draw();
  }

  #told(name, detail) {
    if (name === 'progress') this.#trouble = null;
    this.#schedule();
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #connection(src, word) {
    if (word === 'open') this.#trouble = null;
    if (word === 'reconnecting') this.#trouble = 'Connection lost, connecting again…';
    if (word === 'closed') this.#trouble = 'The server ended the stream before the run was over.';
    if (word === 'refused') this.#trouble = 'The server refused to start this run.';
    this.#schedule();
    if (word !== 'closed' && word !== 'refused') return;

    clearInterval(this.#tick);
    this.#end = { status: word };
    this.dispatchEvent(new CustomEvent('closed', { detail: word }));
    if (word === 'closed') return;
    // An EventSource keeps the answer to itself. HEAD starts nothing and is answered alike.
    const headers = { accept: 'text/event-stream' };
    const answer = await fetch(new URL(src, document.baseURI), { method: 'HEAD', headers }).catch(() => null);
    if (!answer || answer.ok || src !== this.#src) return;
    const words = REFUSALS[answer.status] ?? answer.statusText;
    this.#trouble = `The server refused to start this run. ${words} (${answer.status}).`;
    this.#schedule();
  }

  #schedule() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const snapshot = this.#snapshot;
    const state = this.#end?.status ?? snapshot?.state ?? 'connecting';
    const label = this.getAttribute('label') ?? snapshot?.job ?? '';
    if (this.isConnected) this.setAttribute('state', state);

    this.#drawBars(snapshot, label, state);
    this.#drawLines();

    const { cancel, state: line, error, result } = this.#view;
    cancel.hidden = !snapshot || this.#end !== null;
    cancel.disabled = this.#asked || state === 'cancelling';
    line.dataset.state = state;
    say(line, this.#words(state));
    const failure = this.#end?.error;
    say(error, failure ? [failure.message, ...(failure.causes ?? [])].join('\ncaused by: ') : '');
    say(result, show(this.#end?.result));
  }

  #drawBars(snapshot, label, state) {
    const age = this.#end || !snapshot ? 0 : performance.now() - this.#received;
    const empty = { position: 0, length: null, unit: 'items', fraction: null, elapsed_ms: null, eta_ms: null };
    const bar = { ...empty, ...snapshot };
    if (this.#end?.elapsed_ms) bar.elapsed_ms = this.#end.elapsed_ms;
    this.#bar.draw(bar, label, state, age);

    const tasks = snapshot?.tasks ?? [];
    const listed = new Set(tasks.map((task) => task.id));
    for (const [id, gone] of this.#tasks) {
      if (listed.has(id)) continue;
      gone.node.remove();
      this.#tasks.delete(id);
    }
    for (const task of tasks) {
      const child = this.#tasks.get(task.id) ?? new Bar();
      this.#tasks.set(task.id, child);
      const { children } = this.#tasks.get(task.parent) ?? this.#bar;
      if (child.node.parentNode !== children) children.append(child.node);
      const running = task.state === 'running';
      const state = running && this.#end ? 'stopped' : task.state;
      child.draw({ ...empty, ...task }, task.label, state, running ? age : 0);
    }
    const omitted = snapshot?.tasks_omitted;
    say(this.#view.omitted, omitted ? `and ${count.format(omitted)} more` : '');
  }

  #drawLines() {
    const { log, dropped } = this.#view;
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    log.append(...this.#pending.map(drawLine));
    this.#pending = [];
    // The first child counts what has been dropped.
    while (log.childElementCount > LINES + 1) {
      dropped.nextElementSibling.remove();
      this.#dropped += 1;
    }
    const words = `${count.format(this.#dropped)} earlier lines are not shown`;
    say(dropped.firstElementChild, this.#dropped ? words : '');
    log.hidden = log.childElementCount === 1;
    if (atEnd) log.scrollTop = log.scrollHeight;
  }

  #words(state) {
    if (this.#trouble) return this.#trouble;
    const queue = this.#snapshot?.queue;
    if (state === 'queued') return queue ? `Waiting, number ${queue.position} of ${queue.size}` : 'Waiting';
    if (state === 'connecting') return 'Connecting…';
    if (state === 'cancelling' || (this.#asked && !this.#end)) return 'Cancelling…';
    if (!this.#end) return '';
    const { status, elapsed_ms: elapsed, reason } = this.#end;
    const time = elapsed < 10_000 ? `${count.format(elapsed / 1000)} s` : duration(elapsed);
    const when = status === 'lost' ? '' : status === 'succeeded' ? `in ${time}` : `after ${time}`;
    return [ENDS[status] ?? status, when, REASONS[reason] ?? reason].filter(Boolean).join(' ');
  }
}

function drawLine({ level, message, time, missed }) {
  const line = make('div', missed ? 'lost' : '');
  const date = new Date(time);
  const clock = make('time', '', Number.isNaN(date.valueOf()) ? '' : date.toLocaleTimeString());
  clock.dateTime = clock.title = time;
  line.dataset.level = level;
  line.append(clock, make('span', 'text', message));
  return line;
}

/** A result as text: a string as it is, anything else as JSON. */
function show(result) {
  if (result === undefined || result === null) return '';
  if (typeof result === 'string') return result;
  const digits = (_key, value) => (typeof value === 'bigint' ? JSON.rawJSON(`${value}`) : value);
  return JSON.stringify(result, digits, 2);
}

if (!customElements.get('sse-progress')) customElements.define('sse-progress', SseProgress);
