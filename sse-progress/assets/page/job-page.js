// The page of a job: its form, and the runs that were started with it.

import { command } from './command.js';
import { make, prose, unwrap } from './dom.js';
import { Form } from './form.js';
import { bookmark, keep, kept } from './kept.js';
import { copier, Run } from './run.js';
import { address, pathOf } from './server.js';
import { Tab } from './tab.js';

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
      job.description ? prose('div', 'description', unwrap(job.description)) : '',
      make('section', { className: 'card', ariaLabel: 'Start a run' }, this.#form.node, this.#terminal()),
      this.#runs);
    for (const { run, label } of kept().reverse()) {
      this.#show(new Run({ address: address(`/runs/${run}`) }, label));
    }
  }

  #start(request) {
    const { address: source, init } = request;
    const same = this.#started.find(({ run, address, body }) =>
      !run.over && address === source.href && body === init?.body);
    if (same) {
      // The same values once more are the same intention, for as long as its run goes on.
      this.#form.say('This run is going on already: see below.');
      reveal(same.run.node);
      return;
    }
    bookmark(this.#form.bookmark);
    const label = decode(pathOf(source) + source.search);
    const run = new Run(request, label);
    this.#started.push({ run, address: source.href, body: init?.body });
    run.element.addEventListener('progress', ({ detail }) => {
      keep(detail.run, label);
      reveal(run.node);
    }, { once: true });
    run.element.addEventListener('refused', ({ detail }) => {
      run.node.remove();
      this.#form.refused(detail ?? {});
    });
    this.#show(run);
  }

  #show(run) {
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
