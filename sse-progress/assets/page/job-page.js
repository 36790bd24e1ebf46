// The page of a job: its form, and the runs that were started with it.

import { command } from './command.js';
import { make, prose, unwrap } from './dom.js';
import { Form } from './form.js';
import { bookmark, forget, keep, kept } from './history.js';
import { copier, Run } from './run.js';
import { address, pathOf } from './server.js';
import { Tab } from './tab.js';

const GOING_ON = 'This run is going on already: see below.';

/** A body of more characters is not kept in the history: browsers write it to disk at every change. */
const MAX_KEPT = 20_000;

export class JobPage {
  node;
  #job;
  #form;
  #tab;
  #runs = make('div', { className: 'runs' });
  #started = [];

  /** `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`. */
  constructor(job, path, query) {
    this.#job = job;
    this.#tab = new Tab(job.name);
    this.#form = new Form(job, { path, query }, (request) => this.#start(request));
    const method = job.methods.includes('GET') ? '' : 'POST ';
    this.node = make('article', {},
      make('header', { className: 'title' },
        make('h1', {}, job.name),
        make('code', {}, method + job.path)),
      job.description ? prose('div', { className: 'description' }, unwrap(job.description)) : '',
      make('section', { className: 'card', ariaLabel: 'Start a run' }, this.#form.node, this.#terminal()),
      this.#runs);
    for (const entry of kept().reverse()) this.#begin(entry);
  }

  #start({ address: source, init }) {
    const same = this.#started.find(({ run, address, body }) =>
      !run.over && address === source.href && body === init?.body);
    if (same) {
      // A run with the same values goes on: it is shown instead of starting another.
      this.#form.say(GOING_ON);
      same.run.element.addEventListener('done', () => this.#form.unsay(GOING_ON), { once: true });
      reveal(same.run.node);
      return;
    }
    bookmark(this.#form.bookmark);
    this.#begin({
      key: `${Date.now()}-${Math.random()}`,
      label: decode(pathOf(source) + source.search),
      address: source.href,
      init,
    });
  }

  #begin(entry) {
    // A file or a long text is not kept. Without its body a run cannot be started again, but after a reload it
    // can still be watched by its own address.
    const { init, ...known } = entry;
    const upload = init !== undefined && !(init.body.length <= MAX_KEPT);
    const keeping = upload ? { ...known, upload } : entry;
    if (!upload) keep(entry);
    const source = entry.upload ? { address: address(`/runs/${entry.run}`), label: entry.label } : entry;
    const run = new Run(source, (id) => {
      keep({ ...keeping, run: id });
      if (id !== entry.run) reveal(run.node);
    });
    run.element.addEventListener('refused', ({ detail }) => {
      forget(entry.key);
      run.node.remove();
      // A start was refused: that is shown at the form. A run that was forgotten since the last visit is not.
      if (run.element.run === null) this.#form.refused(detail ?? {});
    });
    this.#started.push({ run, address: entry.address, body: init?.body });
    this.#tab.follow(run.element);
    this.#runs.prepend(run.node);
  }

  /** The command that does the same in a terminal. */
  #terminal() {
    const text = make('pre', { tabIndex: 0 });
    const details = make('details', { className: 'terminal' },
      make('summary', {}, 'In a terminal'),
      text,
      navigator.clipboard ? copier('Copy', () => text.textContent) : '');
    const write = () => {
      if (!details.open) return;
      const { complete } = this.#form;
      text.textContent = complete
        ? command(this.#form.request(), this.#form.files)
        : 'Fill in the form to see the command.';
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

/** An address with its percent-encoding decoded, if that gives UTF-8. */
function decode(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
