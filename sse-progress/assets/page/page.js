// What a browser shows at an address of the server: a run, a job, or the list of jobs.

import { Refusal } from '../module/problem.js';
import { make } from './dom.js';
import { failure } from './failure.js';
import { JobPage } from './job-page.js';
import { listPage } from './list-page.js';
import { runPage } from './run-page.js';
import { ask, base, pathOf } from './server.js';
import { find, match } from './template.js';

const main = document.getElementById('page');

async function load() {
  const path = pathOf(location);
  const run = match('/runs/{run}', path);
  if (run) {
    // Somebody who may see the run need not be allowed to list the jobs.
    const { jobs } = await ask('/jobs').catch(() => ({ jobs: [] }));
    main.replaceChildren(home(jobs), await runPage(run.run, jobs));
    return;
  }
  const { jobs } = await ask('/jobs');
  const own = find(jobs, path);
  if (own) {
    const query = new URLSearchParams(location.search);
    main.replaceChildren(home(jobs), new JobPage(own.job, own.values, query).node);
  } else if (jobs.length === 1) {
    // With one job, a list would only be in the way.
    main.replaceChildren(new JobPage(jobs[0], {}, new URLSearchParams()).node);
  } else {
    main.replaceChildren(listPage(jobs));
  }
}

/** The link to the list, where there is one. */
function home(jobs) {
  if (jobs?.length === 1) return '';
  return make('nav', { ariaLabel: 'Jobs' }, make('a', { href: base }, 'All jobs'));
}

load().catch((error) => {
  main.replaceChildren(home(), failure(error));
  if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
});
