// What a browser shows at an address of the server: a run, a job, or the list of jobs.

import { make } from './dom.js';
import { JobPage } from './job-page.js';
import { listPage } from './list-page.js';
import { runPage } from './run-page.js';
import { ask, base, pathOf, Refusal } from './server.js';
import { match, nearest } from './template.js';

const main = document.getElementById('page');

async function load() {
  const path = pathOf(location);
  const run = match('/runs/{run}', path);
  if (run) {
    main.replaceChildren(home(), await runPage(run.run));
    return;
  }
  const { jobs } = await ask('/jobs');
  const own = nearest(jobs, path);
  if (own) {
    const query = new URLSearchParams(location.search);
    main.replaceChildren(home(), new JobPage(own.job, own.values, query).node);
  } else if (jobs.length === 1) {
    // Who serves one job wants to see it, not a list.
    main.replaceChildren(new JobPage(jobs[0], {}, new URLSearchParams()).node);
  } else {
    main.replaceChildren(listPage(jobs));
  }
}

function home() {
  return make('nav', { ariaLabel: 'Jobs' }, make('a', { href: base }, 'All jobs'));
}

/** What went wrong, in place of the page. */
function failure(error) {
  const run = match('/runs/{run}', pathOf(location));
  const known = error instanceof Refusal;
  const [title, text] = run && known && error.status === 404
    ? ['No such run', 'It has ended some time ago and is forgotten, or it never was, or it is somebody else’s.']
    : known
      ? [error.status === 401 || error.status === 403 ? 'Not for you' : 'This did not work', error.message]
      : ['The server cannot be reached', 'It may be starting, or the network may be down.'];
  document.title = title;
  const again = make('button', { type: 'button', className: 'primary' }, 'Try again');
  again.addEventListener('click', () => location.reload());
  return make('article', {},
    make('h1', {}, title),
    make('div', { className: 'card empty', role: 'alert' }, make('p', {}, text), again));
}

load().catch((error) => {
  main.replaceChildren(home(), failure(error));
  if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
});
