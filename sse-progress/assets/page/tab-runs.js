// The runs that were started in this tab.
//
// Each is watched for as long as the tab shows one of these pages, whichever it is: otherwise the server would cancel
// it as soon as one looks at another page. It is a watcher more of a run, not a connection more.

import { LABEL_LENGTH } from '../module/format/text.js';
import { watch } from '../module/watch.js';
import { credentials } from './credentials.js';
import { address, base } from './server.js';

const NAME = `sse-progress-page runs ${base.pathname}`;

/** How many are remembered, and how many of them are watched: the newest. */
const MOST = 100;
const MOST_WATCHED = 48;

/** With these connections nothing is known of a run. */
const STALE = ['unreachable', 'reconnecting', 'silent'];

/**
 * Their list, newest first. Each has the id of the `run`, the name of its `job`, a `title` in words, when it `started`,
 * its `state`, `fraction`, `elapsed_ms` and `message`, whether these are `stale` since nothing comes, and, once it is
 * over, when it `ended`, and the `error` if it failed.
 * Fires `change`.
 */
class TabRuns extends EventTarget {
  #runs = stored();

  #watched = new Set();

  constructor() {
    super();
    this.resume();
  }

  /** Watches what goes on and is not watched, as after somebody has signed in. */
  resume() {
    const live = this.#runs.filter(({ ended }) => !ended).slice(0, MOST_WATCHED);
    for (const run of live) if (!this.#watched.has(run.run)) this.#watch(run);
  }

  get all() {
    return this.#runs;
  }

  find(id) {
    return this.#runs.find(({ run }) => run === id);
  }

  /** Adds a run, unless it is there. */
  add({ run, job, title }) {
    if (this.find(run)) return;
    const added = { run, job, title, started: new Date().toISOString(), state: 'running', fraction: null };
    this.#runs = [added, ...this.#runs].slice(0, MOST);
    this.#changed();
    this.#watch(added);
  }

  #watch(run) {
    this.#watched.add(run.run);
    const ended = (state, { elapsed_ms: elapsed, error } = {}) => {
      run.state = state;
      run.message = '';
      // Of one that is lost nobody knows more than it has told itself.
      if (elapsed) run.elapsed_ms = elapsed;
      // The storage of a tab is small.
      if (error) run.error = { message: error.message.slice(0, LABEL_LENGTH) };
      run.ended = new Date().toISOString();
      run.stale = false;
      this.#changed();
    };
    watch(address(`/runs/${run.run}`), {
      progress: ({ state, fraction, elapsed_ms, message }) => {
        // One that takes a body has gone on while that was sent.
        if (run.elapsed_ms === undefined) run.started = new Date(Date.now() - elapsed_ms).toISOString();
        Object.assign(run, { state, fraction, elapsed_ms, message: message.slice(0, LABEL_LENGTH) });
        this.dispatchEvent(new Event('change'));
      },
      done: (end) => ended(end.status, end),
      status: (word, problem) => {
        run.stale = STALE.includes(word);
        this.dispatchEvent(new Event('change'));
        if (word !== 'refused') return;
        // A token that is not good any more says nothing about the run.
        if (problem.status === 401) this.#watched.delete(run.run);
        else ended('lost');
      },
    }, { request: { headers: credentials() } });
  }

  #changed() {
    try {
      sessionStorage.setItem(NAME, JSON.stringify(this.#runs));
    } catch {
      // There is no storage, or it is full: they are remembered until the page is loaded anew.
    }
    this.dispatchEvent(new Event('change'));
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '[]');
  } catch {
    return [];
  }
}

export const tabRuns = new TabRuns();
