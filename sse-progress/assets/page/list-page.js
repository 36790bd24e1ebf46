// The list of jobs.

import { lead, make, prose, unwrap } from './dom.js';
import { address, base } from './server.js';
import { open } from './template.js';

export function listPage(jobs) {
  const count = jobs.length === 1 ? '1 job' : `${jobs.length} jobs`;
  return make('article', {},
    make('header', { className: 'title' },
      make('h1', {}, 'Jobs'),
      make('p', { className: 'count' }, `${count} on ${base.host}`)),
    jobs.length ? make('ul', { className: 'jobs' }, ...jobs.map(item)) : nothing());
}

function item(job) {
  const link = make('a', { href: address(open(job.path)) }, job.name);
  const method = job.methods.includes('GET') ? '' : 'POST ';
  return make('li', { className: 'card job' },
    make('div', { className: 'title' }, make('h2', {}, link), make('code', {}, method + job.path)),
    job.description ? prose('p', { className: 'description' }, unwrap(lead(job.description))) : '');
}

function nothing() {
  return make('div', { className: 'card empty' },
    make('p', {}, 'This server has no jobs yet.'),
    prose('p', { className: 'hint' }, 'A function becomes one with `#[job("/path")]`, and is served with `jobs![…]`.'));
}
