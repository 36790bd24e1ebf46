// The first page: what runs now and ran lately, and the jobs.

import { lead, make, prose, joined } from './dom.js';
import { RunList } from './run-list.js';
import { address, base } from './server.js';
import { open } from './template.js';
import { say } from './words/index.js';

/** From so many jobs and runs on there is a field to filter them by. */
const MANY = 8;

export class ListPage {
  node;
  title = say('jobs');
  #runs;
  #filter = make('input', { type: 'search', placeholder: say('filter'), ariaLabel: say('filter_jobs'), autocomplete: 'off' });
  #unmatched = make('p', { className: 'unmatched', role: 'status' });
  #jobs;

  /** What the server says at `/jobs`. */
  constructor({ jobs, lists_runs: listed }) {
    this.#jobs = jobs.map(item);
    this.#runs = new RunList(listed, () => this.#apply());
    this.node = make('article', {},
      make('header', { className: 'title' },
        make('h1', {}, this.title),
        make('p', { className: 'count' }, say('jobs_on', { count: jobs.length, host: base.host }))),
      make('div', { className: 'filter' }, this.#filter, this.#unmatched),
      this.#runs.node,
      jobs.length ? make('ul', { className: 'jobs' }, ...this.#jobs) : nothing());
    this.#filter.addEventListener('input', () => this.#apply());
    this.#apply();
  }

  set active(active) {
    this.#runs.active = active;
  }

  #apply() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.#filter.parentElement.hidden = !words.length && this.#jobs.length + this.#runs.count < MANY;
    const rows = [...this.#jobs, ...this.#runs.node.querySelectorAll('.run-row')];
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    this.#unmatched.textContent = words.length && rows.every((row) => row.hidden) ? say('nothing_matches') : '';
  }
}

function item(job) {
  const link = make('a', { href: address(open(job.path)) }, job.name);
  const method = job.methods.includes('GET') ? '' : 'POST ';
  return make('li', { className: 'card job' },
    make('div', { className: 'title' }, make('h2', {}, link), make('code', { dir: 'ltr' }, method + job.path)),
    job.description ? prose('p', { className: 'description' }, joined(lead(job.description))) : '');
}

function nothing() {
  return make('div', { className: 'card empty' },
    make('p', {}, say('no_jobs')),
    prose('p', { className: 'hint' }, say('how_to_job')));
}
