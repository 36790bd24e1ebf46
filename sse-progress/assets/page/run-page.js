// The page of one run: what somebody sees who was given its address.

import { make } from './dom.js';
import { Run } from './run.js';
import { address, ask } from './server.js';
import { Tab } from './tab.js';

/**
 * The page of the run with this id.
 *
 * Throws a `Refusal` when the server knows no such run, or does not show it to us.
 */
export async function runPage(id) {
  const path = `/runs/${id}`;
  const { job } = await ask(path);
  const run = new Run({ address: address(path) });
  new Tab(job).follow(run.element);
  const title = make('header', { className: 'title' },
    make('h1', {}, job),
    make('p', { className: 'count' }, 'One run of this job'));
  return make('article', {}, title, run.node);
}
