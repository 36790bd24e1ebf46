// The page of one run: what somebody sees who was given its address.

import { make } from './dom.js';
import { Run } from './run.js';
import { address, ask } from './server.js';
import { Tab } from './tab.js';
import { open } from './template.js';

/**
 * The page of the run with this id. `jobs` are those that the server lists, if it does.
 *
 * Throws a `Refusal` when the server knows no such run, or does not show it to us.
 */
export async function runPage(id, jobs) {
  const path = `/runs/${id}`;
  const { job } = await ask(path);
  const run = new Run({ address: address(path) });
  new Tab(job).follow(run.element);
  const known = jobs.find(({ name }) => name === job);
  const title = make('header', { className: 'title' },
    make('h1', {}, job),
    make('p', { className: 'count' }, 'One run of ', known ? link(known) : 'this job'));
  return make('article', {}, title, run.node);
}

function link(job) {
  return make('a', { href: address(open(job.path)) }, job.name);
}
