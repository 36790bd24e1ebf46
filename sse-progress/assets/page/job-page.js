// The page of a job: its form, and the runs that were started with it.

import { command } from './command.js';
import { make, prose, unwrap } from './dom.js';
import { Form } from './form.js';
import { bookmark, forget, keep, kept } from './kept.js';
import { copier, Run } from './run.js';
import { address, pathOf } from './server.js';
import { Tab } from './tab.js';

const GOING_ON = 'This run is going on already: see below.';

/** The most characters of a body that the history takes. */
const KEPT = 20_000;

export class JobPage {
  node;
  #job;
  #form;
  #tab;
  #runs = make('div', { className: 'runs' });
  #started = [];

  /** `values` are those of the path, `query` a `URLSearchParams`. */
  constructor(job, values, query) {
    this.#job = job;
    this.#tab = new Tab(job.name);
    this.#form = new Form(job, (request) => this.#start(request));
    this.#form.prefill(values, query);
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
      // The same values once more are the same intention, for as long as its run goes on.
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
    // A file is not kept, nor a text as long as one; the rest is enough to ask for the same run
    // again after a reload.
    const { init, ...known } = entry;
    const upload = init !== undefined && !(init.body.length <= KEPT);
    const keeping = upload ? { ...known, upload } : entry;
    if (!upload) keep(entry);
    // Without its body it cannot be started again, but watched by its own address.
    const source = entry.upload ? { address: address(`/runs/${entry.run}`), label: entry.label } : entry;
    const run = new Run(source, (id) => {
      keep({ ...keeping, run: id });
      if (id !== entry.run) reveal(run.node);
    });
    run.element.addEventListener('refused', ({ detail }) => {
      forget(entry.key);
      run.node.remove();
      // What is forgotten since the page was left is nobody's mistake.
      if (run.element.run === null) this.#form.refused(detail ?? {});
    });
    this.#started.push({ run, address: entry.address, body: init?.body });
    this.#tab.follow(run.element);
    this.#runs.prepend(run.node);
  }

  /** For who would rather not use a browser: the same in a terminal. */
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
        ? command(this.#form.request(), this.#form.file)
        : 'Fill in the form to see the command.';
    };
    details.addEventListener('toggle', write);
    this.#form.node.addEventListener('input', write);
    return details;
  }
}

/** Brings what is below the fold, or close above it, into view. */
function reveal(node) {
  if (node.getBoundingClientRect().top > innerHeight * 0.6) node.scrollIntoView({ block: 'start' });
}

/** An address as people read it, if it can be read. */
function decode(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
