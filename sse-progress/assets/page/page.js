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
    // Who was given the address of a run need not be shown the jobs.
    const { jobs } = await ask('/jobs').catch(() => ({ jobs: [] }));
    main.replaceChildren(home(jobs), await runPage(run.run, jobs));
    return;
  }
  const { jobs } = await ask('/jobs');
  const own = nearest(jobs, path);
  if (own) {
    const query = new URLSearchParams(location.search);
    main.replaceChildren(home(jobs), new JobPage(own.job, own.values, query).node);
  } else if (jobs.length === 1) {
    // Who serves one job wants to see it, not a list.
    main.replaceChildren(new JobPage(jobs[0], {}, new URLSearchParams()).node);
  } else {
    main.replaceChildren(listPage(jobs));
  }
}

/** Where there is one job, it has no list. */
function home(jobs) {
  if (jobs?.length === 1) return '';
  return make('nav', { ariaLabel: 'Jobs' }, make('a', { href: base }, 'All jobs'));
}

/** What is shown in place of the page, for each of the ways in which there may be none. */
function failure(error) {
  const { status } = error;
  if (!(error instanceof Refusal)) {
    return excuse('The server cannot be reached', 'It may be starting, or the network may be down.', again());
  }
  if (status === 404 && match('/runs/{run}', pathOf(location))) {
    return excuse('No such run', 'It may have ended some time ago and been forgotten, or it belongs to somebody else.');
  }
  if (status === 401 || status === 403) return excuse('Not for you', error.message);
  return excuse('This did not work', error.message, again());
}

function excuse(title, text, button = '') {
  document.title = title;
  return make('article', {},
    make('h1', {}, title),
    make('div', { className: 'card empty', role: 'alert' }, make('p', { className: 'reason' }, text), button));
}

function again() {
  const button = make('button', { type: 'button', className: 'primary' }, 'Try again');
  button.addEventListener('click', () => location.reload());
  return button;
}

load().catch((error) => {
  main.replaceChildren(home(), failure(error));
  if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
});
