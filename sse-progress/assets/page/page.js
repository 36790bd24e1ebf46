// What a browser shows at an address of the server: a run, a job, or the list of jobs.
//
// The pages lead to each other without being loaded anew, so that runs which are watched go on being watched.

import { Refusal } from '../module/problem.js';
import { ask } from './ask.js';
import { keepToken, token } from './credentials.js';
import { make } from './dom.js';
import { failurePage } from './failure.js';
import { takeGiven } from './given.js';
import { JobPage } from './job-page.js';
import { ListPage } from './list-page.js';
import { nobodyPage } from './nobody-page.js';
import { RunPage } from './run-page.js';
import { base, pathOf } from './server.js';
import { Tab } from './tab.js';
import { tabRuns } from './tab-runs.js';
import { find, match } from './template.js';
import { say } from './words/index.js';

/** How many pages with runs are kept while others are shown. */
const MOST_PARKED = 10;

const main = document.getElementById('page');
/** Where they are. What is in a document goes on watching. */
const parking = make('div', { hidden: true });
/** By the name of their entry in the browser's history. */
const parked = new Map();

let jobs = [];
let shown = null;
let turn = 0;

/** Shows the page at the current address: the one that was shown there before, if it is kept, or a new one. */
async function show() {
  turn += 1;
  const mine = turn;
  const name = history.state?.page ?? `${Math.random()}`;
  history.replaceState({ ...history.state, page: name }, '');
  const page = parked.get(name) ?? await load(() => mine === turn).catch((error) => {
    if (!(error instanceof Refusal || error instanceof TypeError)) reportError(error);
    return failurePage(error, () => {
      tabRuns.resume();
      show();
    });
  });
  if (mine === turn) put(page, name);
}

/** Shows the form of a job with the values of an address and of a draft, and starts a run with them. */
async function startAt(url, entry) {
  go(url, { page: entry });
  await show();
  shown.page.start?.();
}

/** The page for an address. `isWanted` says whether it is still the current one. */
async function load(isWanted) {
  const path = pathOf(location);
  const run = match('/runs/{run}', path);
  if (run) return loadRun(run.run);
  const site = given() ?? await ask('/jobs');
  ({ jobs } = site);
  // What a page has kept is read from the history, which must be at its entry.
  if (!isWanted()) return null;
  const own = find(jobs, path);
  const setAside = site.set_aside;
  if (own) return new JobPage(own.job, { path: own.values, query: new URLSearchParams(location.search), setAside });
  if (!['/', '/runs'].includes(path)) return nobodyPage(path, jobs);
  // With one job, a list would only be in the way.
  if (jobs.length !== 1) return new ListPage(site);
  const list = { listed: site.lists_runs };
  return new JobPage(jobs[0], { path: {}, query: new URLSearchParams(), setAside, list });
}

async function loadRun(run) {
  const asked = RunPage.ask(run);
  // Somebody who may see the run need not be allowed to list the jobs.
  const listed = ask('/jobs').catch(() => ({ jobs: [] })).then((site) => {
    ({ jobs } = site);
  });
  await Promise.allSettled([asked, listed]);
  return new RunPage(await asked, jobs, startAt);
}

/** What the server has put into this page, if that is enough to show it. */
function given() {
  const site = takeGiven();
  const own = site && find(site.jobs, pathOf(location));
  return own && !own.job.parameters ? null : site;
}

function put(page, name) {
  if (shown) {
    shown.page.active = false;
    if (shown.page.isNeeded && shown.page !== page) park(shown);
  }
  const isFirst = shown === null;
  parked.delete(name);
  shown = { page, name };
  main.replaceChildren(...[navigation(), page.node].filter(Boolean));
  document.title = page.title ?? document.title;
  if (page.title) new Tab(page.title).active = true;
  page.active = true;
  if (isFirst) return;
  // As a browser does that loads a page: it begins at its top, and is read from its title on.
  const heading = page.node.querySelector('h1');
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function park({ page, name }) {
  parking.append(page.node);
  parked.set(name, page);
  if (parked.size <= MOST_PARKED) return;
  const [oldest] = parked.keys();
  parked.get(oldest).node.remove();
  parked.delete(oldest);
}

/** The way to the list, where there is one, and out. */
function navigation() {
  const isList = ['/', '/runs'].includes(pathOf(location));
  const home = isList || jobs.length === 1 ? '' : make('a', { href: base, className: 'home' }, say('all_jobs'));
  const out = token() === null ? '' : make('button', { type: 'button', className: 'quiet' }, say('sign_out'));
  if (!home && !out) return null;
  if (out) {
    out.addEventListener('click', () => {
      keepToken(null);
      location.reload();
    });
  }
  return make('nav', { ariaLabel: say('jobs') }, home, out);
}

/** Whether an address is that of one of these pages. */
function isPage(url) {
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return false;
  const path = pathOf(url);
  return ['/', '/runs'].includes(path) || match('/runs/{run}', path) !== undefined || find(jobs, path) !== undefined;
}

function followLink(event) {
  const link = event.target.closest?.('a[href]');
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
  const url = new URL(link.href);
  if (url.hash || !isPage(url)) return;
  event.preventDefault();
  go(url);
  show();
}

function go(url, state = null) {
  // Without the origin: a page's address may have a user and a password, which the new one has to have, too.
  history.pushState(state, '', url.pathname + url.search);
  scrollTo(0, 0);
}

// What it is relative to is the address that was asked for first, whatever comes later.
const element = document.querySelector('base');
element.href = `${element.href}`;
document.body.append(parking);
main.addEventListener('click', followLink);
addEventListener('popstate', () => {
  if (history.state?.page !== shown?.name) show();
});
show();
