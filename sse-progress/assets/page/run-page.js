// The page of one run, for whoever was given its address.

import { parseJson, writeJson } from '../module/format/json.js';
import { harmless, LABEL_LENGTH, LINE_LENGTH } from '../module/format/text.js';
import { ask } from './ask.js';
import { make } from './dom.js';
import { Draft } from './drafts.js';
import { Form } from './form.js';
import { Run } from './run.js';
import { address } from './server.js';
import { Tab } from './tab.js';
import { tabRuns } from './tab-runs.js';
import { open } from './template.js';
import { moment } from './time.js';
import { say, sayWith } from './words/index.js';

/** What becomes of the run when nobody watches it, by its `on_disconnect`. */
const LEAVING = {
  cancel: say('cancelled_unwatched'),
  cancel_after: say('cancelled_unwatched'),
  detach: say('goes_on_unwatched'),
};

export class RunPage {
  node;
  isNeeded = true;
  #tab;

  /**
   * What the server says of a run.
   *
   * Throws a `Refusal` when there is no such run, or none that this user may see.
   */
  static ask(id) {
    // Its parameters keep their digits.
    return ask(`/runs/${id}`, parseJson);
  }

  /**
   * `jobs` are those that the server lists; none if it does not list them to this user. `again` is called with the
   * address of the form with the same values, and with the name of the entry of the history that its draft is for.
   */
  constructor({ run: id, job, started, ended, owner, parameters, on_disconnect: policy }, jobs, again) {
    const known = jobs.find(({ name }) => name === job);
    const form = known && parameters && new Form(known, { path: {}, query: query(parameters, known.parameters) });
    const title = form ? form.title : tabRuns.find(id)?.title;
    const run = new Run({ address: address(`/runs/${id}`), label: title, leaving: LEAVING[policy] });
    this.#tab = new Tab(job);
    this.#tab.follow(run.element);
    const end = make('dd', {}, ended ? moment(ended) : '–');
    run.element.addEventListener('done', () => {
      end.textContent = moment(ended ?? new Date().toISOString());
    });
    const button = make('button', { type: 'button', className: 'quiet' }, say('run_again_same'));
    button.addEventListener('click', () => {
      // By a draft, since an address cannot hold all values.
      const entry = `${Math.random()}`;
      form.keepSent(new Draft(entry));
      again(form.bookmark, entry);
    });
    this.node = make('article', {},
      make('header', { className: 'title' },
        make('h1', {}, job),
        make('p', { className: 'count' }, ...sayWith('one_run_of', { job: known ? link(known) : say('this_job') }))),
      run.node,
      make('section', { className: 'card facts', ariaLabel: say('about_run') },
        make('dl', {},
          ...Object.entries(parameters ?? {}).flatMap(([name, value]) => fact(name, texts(value).join('\n'))),
          ...fact(say('started_at'), moment(started)),
          make('dt', {}, say('ended_at')), end,
          ...owner ? fact(say('owner'), owner) : []),
        form ? button : ''));
  }

  set active(active) {
    this.#tab.active = active;
  }
}

function fact(name, text) {
  return [make('dt', {}, harmless(name, LABEL_LENGTH)), make('dd', {}, harmless(text, LINE_LENGTH))];
}

/** The parameters as a query has them. */
function query(parameters, { properties }) {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => {
    // A value of a type that is not plain is one text of JSON.
    const whole = properties[name]?.['x-json'] && value !== null;
    return (whole ? [writeJson(value)] : texts(value)).map((text) => [name, text]);
  });
  return new URLSearchParams(pairs);
}

/** The texts of a value: several for a list, an empty one for none. */
function texts(value) {
  return [value].flat().map((each) => {
    if (each === null) return '';
    return typeof each === 'string' ? each : writeJson(each);
  });
}

function link(job) {
  return make('a', { href: address(open(job.path)) }, job.name);
}
