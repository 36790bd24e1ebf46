// The page of one run, for whoever was given its address.

import { make } from './dom.js';
import { Run } from './run.js';
import { address, ask } from './server.js';
import { Tab } from './tab.js';
import { open } from './template.js';

/**
 * The page of a run. `jobs` are those that the server lists; none if it does not list them to this user.
 *
 * Throws a `Refusal` when there is no such run, or none that this user may see.
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
