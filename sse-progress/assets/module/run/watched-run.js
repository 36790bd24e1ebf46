// One run that a page watches, from its start or from wherever it is.

import { backoff } from '../connection/backoff.js';
import { runHeaders } from '../connection/fetch-source.js';
import { links } from '../connection/link.js';
import { absolute, SCRIPT_DIRECTORY } from '../environment.js';
import { parseJson } from '../format/json.js';
import { ownProblem, Refusal } from '../problem.js';
import { rememberedLog } from './remembered-log.js';
import { start } from './start.js';
import { inStartSlot } from './start-slots.js';
import { StoredStart } from './stored-start.js';
import { isUpload } from './upload.js';

/** How long the server may take to answer a start, in milliseconds, before it is asked again. */
const START_TIMEOUT = 15_000;

/**
 * For how long a start that does not reach the server is tried, in milliseconds: later, nobody may want any more
 * what was wanted then.
 */
const START_LASTS = 60_000;

/** How long a start keeps its own connection until the shared one has its run, in milliseconds. */
const HAND_OVER = 10_000;

/** The address of a run, whatever the server's jobs are mounted under. */
const RUN = /\/runs\/([\w-]{22})$/;

/** All runs that this page watches. */
export const watchedRuns = new Set();

/**
 * One run that is watched.
 *
 * `tell` is called with `progress`, `log` or `done` and the data of the event, and with `status`, one of the
 * words of `Status` in `sse-progress.d.ts`, and what there is to say about it: the problem if the word is
 * `refused`, how long nothing has come if it is `silent`, and how much was sent if it is `uploading`.
 */
export class WatchedRun {
  run = null;
  /** Whether it was started here, rather than found while it went on. */
  isNew = false;
  #base = null;
  #address;
  #options;
  #headers = [];
  #tell;
  /** `null` when the address is that of a run: there is nothing to start. */
  #stored = null;
  #snapshot = '';
  #over = false;
  /** Whether there has been an answer since the last start: what never was connected cannot be lost. */
  #reached = false;
  /** Whether the server is there, though it answers nothing that a page of this origin may read. */
  answersOthers = false;
  /** Whether the server has refused to show the run. */
  #barred = false;
  #status = '';
  #stopped = new AbortController();
  #unfollow = () => {};
  #stream = () => undefined;
  /** How many log lines have come. */
  #lines = () => 0;
  #handedOver = () => {};
  /** When a part of the body was sent last. */
  #moved = 0;

  /**
   * `options` may have the `base` of the server, a `key` that names the start, the `request` to start with,
   * and the id of a run that was `started` before.
   */
  constructor(url, tell, options = {}) {
    this.#address = absolute(url);
    this.#tell = tell;
    this.#options = options;
    this.#headers = runHeaders(options.request?.headers);
    const run = RUN.exec(this.#address.pathname)?.[1];
    this.#address.hash = '';
    if (!run) {
      this.#stored = new StoredStart(this.#address, options.key);
      const { started } = options;
      if (started && started !== this.#stored.run) this.#stored.began(started, this.#givenBase ?? this.#likelyBase);
    }
    watchedRuns.add(this);
    // In a later task, so that what is stopped at once has started nothing.
    shown().then(() => {
      if (this.#stopped.signal.aborted) return;
      this.#say('connecting');
      if (run) this.#follow(run, this.#givenBase ?? new URL('..', this.#address));
      else if (this.#stored.run) this.#follow(this.#stored.run, this.#givenBase ?? this.#stored.base);
      else this.#start();
    });
  }

  get #givenBase() {
    const { base } = this.#options;
    if (!base) return null;
    const given = absolute(base);
    if (!given.pathname.endsWith('/')) given.pathname += '/';
    return given;
  }

  /** Where the server's root probably is, until it has said so. */
  get #likelyBase() {
    return SCRIPT_DIRECTORY ?? new URL('/', this.#address);
  }

  /** Whether there is a job to start again, or a run to ask for again with other headers. */
  get mayRetry() {
    return this.#stored !== null || this.#barred;
  }

  /** Whether the server is of another origin than the page, and so has to allow the page's. */
  get crossOrigin() {
    return (this.#base ? new URL(this.#base) : this.#address).origin !== location.origin;
  }

  /** Gives up a start that the server has not answered yet. */
  withdraw() {
    this.#refused(ownProblem(this.#status === 'uploading' ? 'upload_cancelled' : 'withdrawn'));
  }

  /** Asks the server to cancel the run. Rejects when it cannot be asked, or refuses. */
  async cancel() {
    const address = new URL(`runs/${this.run}/cancel`, this.#base);
    const answer = await fetch(address, { method: 'POST', headers: this.#headers, keepalive: true });
    if (!answer.ok) throw Object.assign(new Error(`the server answered ${answer.status}`), { status: answer.status });
  }

  /** The lines that the server remembers, up to the newest that has come. Empty if it cannot be asked. */
  async readLog() {
    if (!this.run) return [];
    return rememberedLog(new URL(`runs/${this.run}`, this.#base), this.#headers, this.#lines());
  }

  /**
   * Starts another run in the place of this one, or asks again for one that the server has refused to show.
   * `request` is what to start with, whose headers may be others now.
   */
  retry(request) {
    this.answersOthers = false;
    if (!this.#barred) this.leave();
    this.#end();
    this.#options.request = request;
    this.#headers = runHeaders(request?.headers);
    this.#stopped = new AbortController();
    this.#snapshot = '';
    this.#reached = false;
    watchedRuns.add(this);
    this.#say('connecting');
    if (this.#barred) {
      this.#follow(this.run, this.#base);
      return;
    }
    this.#stored.renew();
    this.#over = false;
    this.run = null;
    this.#start();
  }

  stop() {
    this.leave();
    this.#end();
    this.#stored?.release();
  }

  /**
   * Tells the server that this watcher does not come back, except by a reload: the server need not wait
   * for it as it does for one whose connection was lost. `withPage` says that the whole page leaves. The connection
   * may be the worker's, which the browser may suspend before it hears of that: so the server is told to take the
   * run off it.
   */
  leave({ withPage = false } = {}) {
    if (!this.run || this.#over) return;
    const address = new URL(`runs/${this.run}/leave`, this.#base);
    const stream = withPage ? this.#stream() : undefined;
    if (stream) address.searchParams.set('stream', stream);
    // Both are sent even when the page is closed. A beacon cannot have headers.
    const options = { method: 'POST', headers: this.#headers, keepalive: true };
    if (this.#headers.length) fetch(address, options).catch(() => {});
    else navigator.sendBeacon?.(address);
  }

  #end() {
    this.#stopped.abort();
    this.#unfollow();
    watchedRuns.delete(this);
  }

  /** Starts the run, asking as often as it takes: the key makes sure that only one is started. */
  async #start() {
    const { signal } = this.#stopped;
    const begun = Date.now();
    // What is sent well for minutes, and then breaks off, is tried again, too.
    const left = () => Math.max(begun, this.#moved) + START_LASTS - Date.now();
    const kind = isUpload(this.#options.request?.body) ? 'upload' : 'start';
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await inStartSlot(kind, signal, () => this.#startOnce(signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refusal) {
          this.#refused(error.problem);
          return;
        }
        if (this.crossOrigin && !failures) this.#findServer();
        this.#disconnected();
        await waitOrOnline(Math.min(backoff(failures), left()), signal);
        if (signal.aborted || left() > 0) continue;
        this.#refused(ownProblem('given_up'));
        return;
      }
    }
  }

  /**
   * A browser does not tell a script why it got no answer from another origin. But it sends what needs no answer,
   * and tells whether there was one. HEAD starts nothing.
   */
  #findServer() {
    const asked = fetch(this.#address, { method: 'HEAD', mode: 'no-cors', cache: 'no-store' });
    asked.then(() => {
      this.answersOthers = true;
    }, () => {});
  }

  async #startOnce(signal) {
    const request = new AbortController();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    const { request: options } = this.#options;
    // A file may take long, and there is no answer before it is sent.
    let timer = isUpload(options?.body) ? 0 : setTimeout(abort, START_TIMEOUT);
    const told = (sent, total) => {
      this.#moved = Date.now();
      // Over HTTP/2 a run may be known before all is sent, and then speaks for itself.
      if (this.run !== null) return;
      this.#status = 'uploading';
      this.#tell('status', 'uploading', { sent, total });
    };
    try {
      const { run, base, first, sent } = await start(this.#address, options, this.#stored.key, request.signal, told);
      if (signal.aborted) return;
      clearTimeout(timer);
      this.isNew = true;
      const found = this.#givenBase ?? base ?? this.#likelyBase;
      this.#stored.began(run, found);
      const watched = new Promise((resolve) => {
        this.#handedOver = resolve;
        timer = setTimeout(resolve, HAND_OVER);
        signal.addEventListener('abort', resolve);
      });
      this.#follow(run, found);
      this.#event(first.name, first.data);
      await watched;
      await sent;
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
    const followed = link.follow(base, run, this.#headers, ({ name, text, status, problem, silence }) => {
      if (status === 'reconnecting') {
        // The connection of the start goes on: it may be the only one that holds the run now.
        this.#disconnected();
        return;
      }
      this.#handedOver();
      if (name) {
        this.#event(name, text);
      } else if (status === 'refused') {
        this.#refused(problem);
      } else if (status === 'silent') {
        this.#say(status, { silence_ms: silence });
      } else {
        this.#reached = true;
        this.#say(status);
      }
    });
    this.#unfollow = followed.stop;
    this.#stream = followed.stream;
    this.#lines = followed.lines;
  }

  #disconnected() {
    this.#say(this.#reached ? 'reconnecting' : 'unreachable');
  }

  #refused(problem) {
    this.#barred = this.run !== null;
    this.#end();
    this.#say('refused', problem);
  }

  #say(status, ...more) {
    if (status === this.#status) return;
    this.#status = status;
    this.#tell('status', status, ...more);
  }

  #event(name, text) {
    this.#reached = true;
    if (this.#over) return;
    if (name === 'done') {
      this.#done(text);
      return;
    }
    if (name === 'progress') this.#snapshot = text;
    this.#tell(name, readReport(text));
  }

  #done(text) {
    let end = read(text, parseJson);
    if (end.status !== 'lost') {
      this.#stored?.ended(this.#snapshot, text);
    } else if (this.#stored?.end) {
      // The server has forgotten the run by now, but this tab has stored how it ended.
      this.#tell('progress', readReport(this.#stored.snapshot));
      end = read(this.#stored.end, parseJson);
    }
    this.#over = true;
    this.#end();
    this.#tell('done', end);
    this.#say('closed');
  }
}

/**
 * The data of `progress` or `log`. In a value of the job's own, integers keep their digits; all others are numbers to
 * count with.
 */
function readReport(text) {
  const report = read(text, JSON.parse);
  if (Object.hasOwn(report, 'data')) report.data = parseJson(text).data;
  return report;
}

/** The data of an event, without the id that an event has on a connection with several runs. */
function read(text, parse) {
  const { id, ...data } = parse(text);
  return data;
}

/** Waits until the page is shown. A browser may load it ahead, for somebody who never comes. */
function shown() {
  if (!document.prerendering) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('prerenderingchange', resolve, { once: true });
  });
}

/** Waits so long, or until the network is back, or until `signal` is aborted. */
function waitOrOnline(time, signal) {
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
