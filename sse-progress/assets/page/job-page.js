// The page of a job: its form, and the runs that were started with it.

import { curl, ownCommand } from './command.js';
import { make, prose, joined } from './dom.js';
import { Draft } from './drafts.js';
import { Form } from './form.js';
import { bookmark, keepRuns, keptRuns } from './history.js';
import { copier, Run } from './run.js';
import { RunList } from './run-list.js';
import { address } from './server.js';
import { signIn } from './sign-in.js';
import { Tab } from './tab.js';
import { tabRuns } from './tab-runs.js';
import { say } from './words/index.js';

const GOING_ON = say('going_on');

/** A body of more characters is not kept in the history: browsers write it to disk at every change. */
const MAX_KEPT = 20_000;

/** A start that has not reached the server is not made later than so many milliseconds after it was wished for. */
const START_LASTS = 60_000;

/** What becomes of a run when one leaves, by the `on_disconnect` of its job. */
const LEAVING = {
  cancel: say('leaving_cancels_reload'),
  cancel_after: say('leaving_cancels'),
  detach: say('goes_on'),
};

export class JobPage {
  node;
  #job;
  #form;
  #tab;
  #list;
  #runs = make('div', { className: 'runs' });
  #started = [];
  #active = false;
  /** What is kept of its runs, newest first. */
  #kept = keptRuns();

  /**
   * `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`; `setAside` are
   * names in it that are not for jobs. `list` says whether to list other runs, too, and whether the server knows some.
   */
  constructor(job, { path, query, setAside, list }) {
    this.#job = job;
    this.#tab = new Tab(job.name);
    this.#form = new Form(job, { path, query, setAside }, (request) => this.#start(request));
    this.#form.useDraft(new Draft(history.state?.page));
    this.#list = list ? new RunList(list.listed) : null;
    const method = job.methods.includes('GET') ? '' : 'POST ';
    this.node = make('article', {},
      make('header', { className: 'title' },
        make('h1', {}, job.name),
        make('code', {}, method + job.path)),
      job.description ? prose('div', { className: 'description' }, joined(job.description)) : '',
      make('section', { className: 'card', ariaLabel: say('start_run') }, this.#form.node, this.#terminal()),
      this.#runs,
      this.#list?.node ?? '');
    for (const entry of [...this.#kept].reverse()) this.#resume(entry);
  }

  /** Whether it is the page that is shown. Its runs go on when it is not. */
  set active(active) {
    this.#active = active;
    this.#tab.active = active;
    if (this.#list) this.#list.active = active;
    this.#save();
  }

  /** Starts a run with the values of the form. */
  start() {
    this.#form.submit();
  }

  /** Whether it has runs, so that it is to be kept when another page is shown. */
  get isNeeded() {
    return this.#started.length > 0;
  }

  #start({ address: source, init }) {
    const same = this.#started.find(({ run, address, body }) =>
      !run.over && address === source.href && body === init?.body);
    if (same) {
      // A run with the same values goes on: it is shown instead of starting another.
      this.#form.say(GOING_ON);
      for (const end of ['done', 'refused']) {
        same.run.element.addEventListener(end, () => this.#form.unsay(GOING_ON), { once: true });
      }
      reveal(same.run.node);
      return;
    }
    bookmark(this.#form.bookmark);
    this.#form.keepSent();
    this.#begin({
      key: `${Date.now()}-${Math.random()}`,
      asked: Date.now(),
      label: this.#form.title,
      address: source.href,
      init,
      secret: this.#form.hasSecrets,
    });
  }

  /** Goes on with what was begun before the page was loaded anew. */
  #resume(entry) {
    if (entry.run || Date.now() - entry.asked < START_LASTS) {
      this.#begin(entry);
      return;
    }
    this.#forget(entry.key);
    this.#form.say(say('too_old'));
  }

  #begin(entry) {
    // A file, a long text and a secret are not kept. Without them a run cannot be started again, but after a reload
    // it can still be watched by its own address.
    const { init, address: source, ...known } = entry;
    const upload = entry.secret || (init !== undefined && !(init.body.length <= MAX_KEPT));
    let keeping = upload ? { ...known, upload } : entry;
    const keep = (more) => {
      keeping = { ...keeping, ...more };
      this.#keep(keeping);
    };
    if (!upload) keep({});
    const watched = entry.upload ? { address: address(`/runs/${entry.run}`), label: entry.label } : entry;
    const run = new Run({ ...watched, leaving: LEAVING[this.#job.on_disconnect] }, (id) => {
      keep({ run: id, over: false });
      tabRuns.add({ run: id, job: this.#job.name, title: entry.label });
      if (id !== entry.run) reveal(run.node);
    });
    run.element.addEventListener('done', () => keep({ over: true }));
    run.element.addEventListener('refused', ({ detail }) => {
      if (detail?.status === 401 && run.element.run !== null) return;
      this.#forget(entry.key);
      const isFocused = run.node.contains(document.activeElement);
      run.node.remove();
      this.#started = this.#started.filter((each) => each.run !== run);
      // A start was refused: that is shown at the form. A run that was forgotten since the last visit is not.
      if (run.element.run === null) this.#refused(detail ?? {}, entry);
      // Whoever has withdrawn it with keys is not to begin anew.
      if (isFocused && document.activeElement === document.body) this.#form.focus();
    });
    this.#started.push({ run, address: source, body: init?.body });
    this.#tab.follow(run.element);
    this.#runs.prepend(run.node);
  }

  #refused(problem, entry) {
    this.#form.refused(problem);
    if (problem.status !== 401) return;
    const form = signIn(problem.challenge, () => {
      form.remove();
      this.#form.say('');
      this.#begin({ ...entry, key: `${Date.now()}-${Math.random()}`, asked: Date.now() });
    });
    form.classList.add('card');
    this.#runs.prepend(form);
  }

  #keep(entry) {
    const index = this.#kept.findIndex(({ key }) => key === entry.key);
    if (index < 0) this.#kept.unshift(entry);
    else this.#kept[index] = entry;
    this.#save();
  }

  #forget(gone) {
    this.#kept = this.#kept.filter(({ key }) => key !== gone);
    this.#save();
  }

  /** The browser's history is at the page that is shown, and at no other. */
  #save() {
    if (this.#active) keepRuns(this.#kept);
  }

  /** The command that does the same in a terminal. */
  #terminal() {
    const text = make('pre', { tabIndex: 0 });
    const others = make('pre', { tabIndex: 0 });
    const copy = (of) => (navigator.clipboard ? copier(say('copy'), () => of.textContent) : '');
    const whole = make('div', {}, text, copy(text), make('p', { className: 'other' }, say('with_curl')), others, copy(others));
    const open = make('p', { className: 'other' }, say('fill_in'));
    const details = make('details', { className: 'terminal' }, make('summary', {}, say('in_terminal')), open, whole);
    const write = () => {
      if (!details.open) return;
      const { complete } = this.#form;
      open.hidden = complete;
      whole.hidden = !complete;
      text.textContent = complete ? ownCommand(this.#form) : '';
      others.textContent = complete ? curl(this.#form) : '';
    };
    details.addEventListener('toggle', write);
    this.#form.node.addEventListener('input', write);
    return details;
  }
}

/** Scrolls to what is outside of the window or near its lower end. */
function reveal(node) {
  if (node.getBoundingClientRect().top > innerHeight * 0.6) node.scrollIntoView({ block: 'start' });
}
