// What runs now and ran lately: the runs of whoever asks, where the server knows who that is, else those of this tab.

import { make } from './dom.js';
import { followRuns, olderRuns } from './principal-runs.js';
import { RunRow } from './run-row.js';
import { tabRuns } from './tab-runs.js';
import { say } from './words/index.js';

/** How many of the tab's are shown. */
const MOST = 20;

export class RunList {
  node;
  #heading = make('h2');
  #list = make('ul', { className: 'card run-rows' });
  #more = make('button', { type: 'button', className: 'quiet', hidden: true }, say('older_runs'));
  #rows = new Map();
  #listed;
  /** Those of the server: the newest page, which changes, and what was asked for behind it. */
  #newest = null;
  #stale = false;
  #older = [];
  #next = null;
  #following = null;
  #frame = 0;
  #changed;
  #redraw = () => this.#drawSoon();

  /** `listed` says whether the server lists runs; `changed` is called when there are other rows. */
  constructor(listed, changed = () => {}) {
    this.#listed = listed;
    this.#changed = changed;
    this.#heading.textContent = say(listed ? 'your_runs' : 'runs_of_tab');
    this.node = make('section', { className: 'run-list', hidden: true }, this.#heading, this.#list, this.#more);
    this.#more.addEventListener('click', () => this.#showOlder());
  }

  /** Whether somebody can see it: only then is the server asked. */
  set active(active) {
    this.#following?.abort();
    this.#following = null;
    tabRuns.removeEventListener('change', this.#redraw);
    if (!active) return;
    tabRuns.addEventListener('change', this.#redraw);
    this.#draw();
    if (!this.#listed) return;
    this.#following = new AbortController();
    followRuns((page) => {
      this.#stale = page === null;
      this.#newest = page?.runs ?? this.#newest;
      if (page && !this.#older.length) this.#next = page.next;
      this.#drawSoon();
    }, this.#following.signal);
  }

  get count() {
    return this.#rows.size;
  }

  async #showOlder() {
    this.#more.disabled = true;
    const page = await olderRuns(this.#next).catch(() => null);
    this.#more.disabled = false;
    if (!page) return;
    this.#older.push(...page.runs);
    this.#next = page.next;
    this.#draw();
  }

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const runs = this.#runs();
    const before = this.#rows.size;
    for (const [id, row] of this.#rows) {
      if (runs.some(({ run }) => run === id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    runs.forEach((run, index) => {
      const row = this.#rows.get(run.run) ?? new RunRow(run.run);
      this.#rows.set(run.run, row);
      row.draw(run);
      if (this.#list.children[index] !== row.node) this.#list.insertBefore(row.node, this.#list.children[index] ?? null);
    });
    this.node.hidden = runs.length === 0;
    this.#more.hidden = this.#next === null;
    if (before !== this.#rows.size) this.#changed();
  }

  #runs() {
    if (!this.#listed) return tabRuns.all.slice(0, MOST);
    const seen = new Set();
    const all = [...this.#newest ?? [], ...this.#older].filter(({ run }) => !seen.has(run) && seen.add(run));
    // This tab knows what it was started with.
    return all.map((run) => ({ ...run, title: tabRuns.find(run.run)?.title, stale: this.#stale }));
  }
}
