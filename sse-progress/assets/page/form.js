// The form of a job, made from the JSON Schema of its parameters.

import { writeJson } from '../module/format/json.js';
import { mistake } from '../module/format/sentences.js';
import { Body } from './body.js';
import { make } from './dom.js';
import { Field } from './field.js';
import { Parts } from './parts.js';
import { address } from './server.js';
import { fill, open } from './template.js';
import { say } from './words/index.js';

/** An address of more characters is refused by some servers and proxies. */
const MAX_ADDRESS = 4000;

/** More characters make no title. */
const LONGEST_TITLE = 100;

/** What stands in the query of a job's address and is none of its parameters. */
const NOT_PARAMETERS = ['idempotency_key', 'last_event_id', 'lastEventId', 'Last-Event-ID'];

export class Form {
  node = make('form', { noValidate: true });
  #note = make('p', { className: 'note', role: 'alert' });
  #fields = [];
  #body;

  /**
   * `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`. `start` is
   * called with what `request` gives when the form is submitted without mistakes.
   */
  constructor(job, { path, query, setAside = [] }, start) {
    this.job = job;
    const { properties = {}, required = [], $defs } = job.parameters ?? {};
    const order = ([, schema]) => schema['x-order'] ?? 0;
    for (const [name, schema] of Object.entries(properties).sort((a, b) => order(a) - order(b))) {
      this.#fields.push(new Field(name, schema, required.includes(name), $defs, given(name, path, query)));
    }
    if (job.body) this.#body = job.body_type === 'multipart/form-data' ? new Parts() : new Body();
    const button = make('button', { type: 'submit', className: 'primary' }, 'Start');
    // The second click of a double click starts no second run, even if the first is over by then.
    button.addEventListener('click', (event) => {
      if (event.detail > 1) event.preventDefault();
    });
    this.node.append(
      ...this.#fields.map((field) => field.row),
      this.#body?.row ?? '',
      make('div', { className: 'actions' }, button, this.#note),
    );
    this.node.addEventListener('input', () => this.say(''));
    this.node.addEventListener('submit', (event) => {
      event.preventDefault();
      this.say('');
      if (this.#check()) start(this.request());
    });
    this.#tellMistakes(query, [...NOT_PARAMETERS, ...setAside]);
  }

  /** Tells what the page's address has and the form cannot show. */
  #tellMistakes(query, known) {
    for (const field of this.#fields) field.tellUnshown();
    const strange = [...new Set(query.keys())].filter((name) => !this.#field(name) && !known.includes(name));
    if (!strange.length) return;
    const named = strange.map((name) => `“${shorten(name, LONGEST_TITLE)}”`).join(', ');
    this.say(`The address has what is no parameter of this job, and it is left out: ${named}.`);
  }

  #check() {
    const wrong = this.#fields.filter((field) => !field.check());
    if (!wrong.length && this.#needsJson && !this.#takesJson) {
      const unfit = this.#inQuery.find((field) => field.query() === undefined);
      unfit.complain('An address cannot hold this value, and this job takes no other.');
      wrong.push(unfit);
    }
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  /** The fields that do not belong into the path. */
  get #inQuery() {
    return this.#fields.filter((field) => field.place !== 'path');
  }

  get #needsJson() {
    return this.#inQuery.some((field) => field.query() === undefined);
  }

  get #takesJson() {
    return this.job.methods.includes('POST') && !this.#body;
  }

  /** Whether the values can be put into a request. */
  get complete() {
    try {
      const missing = this.#fields.some((field) => field.json() === undefined && field.needed);
      return !missing && (this.#takesJson || !this.#needsJson);
    } catch {
      // Something is not the JSON that it has to be.
      return false;
    }
  }

  /** What would start the run: its address, and for a POST what goes with it. */
  request() {
    const whole = this.#address();
    const large = whole.href.length > MAX_ADDRESS || this.#needsJson;
    const post = this.#body || !this.job.methods.includes('GET') || (large && this.#takesJson);
    if (!post) return { address: whole };
    const headers = { accept: 'text/event-stream' };
    if (this.#body) return { address: whole, init: { method: 'POST', headers, body: this.#body.content } };

    const values = Object.fromEntries(this.#inQuery.map((field) => [field.name, field.json()]));
    headers['content-type'] = 'application/json';
    const withoutQuery = new URL(whole);
    withoutQuery.search = '';
    return { address: withoutQuery, init: { method: 'POST', headers, body: writeJson(values) } };
  }

  /** The job's address with all values that a query can hold. */
  #address() {
    const whole = address(fill(this.job.path, (name) => this.#field(name)?.texts()[0] ?? ''));
    for (const field of this.#inQuery) {
      for (const text of field.query() ?? []) whole.searchParams.append(field.name, text);
    }
    return whole;
  }

  /** The job and its values in words: those that were chosen, without secrets. */
  get title() {
    const words = this.#fields.map((field) => field.words).filter(Boolean);
    words.push(...this.files.map((file) => file.name));
    return shorten([this.job.name, ...words].join(' · '), LONGEST_TITLE);
  }

  /** Starts it, as if the button were pressed. A body has to be given first. */
  submit() {
    if (!this.#body) this.node.requestSubmit();
  }

  /** The files of the body. */
  get files() {
    return this.#body?.files ?? [];
  }

  /** The address at which the page shows the form with these values, as far as an address can hold them. */
  get bookmark() {
    const whole = this.#address();
    return whole.href.length > MAX_ADDRESS ? address(open(this.job.path)) : whole;
  }

  #field(name) {
    return this.#fields.find((field) => field.name === name);
  }

  /** Shows a problem (RFC 9457) at the fields that it names, or else beside the button. */
  refused({ status, title, detail, errors = [] }) {
    let placed = 0;
    for (const error of errors) {
      const field = this.#field(error.parameter);
      field?.complain(mistake(error));
      placed += field ? 1 : 0;
    }
    const all = detail ?? title ?? (status ? `The server answered ${status}.` : 'The server cannot be reached.');
    this.say(placed > 0 && placed === errors.length ? '' : all);
    this.#fields.find((field) => field.wrong)?.focus();
  }

  /** Shows a text beside the button. */
  say(text) {
    this.#note.textContent = text;
  }

  /** Takes a text away, unless another one has taken its place. */
  unsay(text) {
    if (this.#note.textContent === text) this.say('');
  }
}

function shorten(text, length) {
  return text.length > length ? `${text.slice(0, length).trimEnd()}…` : text;
}

/** What an address gives for a parameter, as texts. The address of the empty form has `{name}` in its path. */
function given(name, path, query) {
  const text = path[name];
  if (typeof text === 'string' && text !== `{${name}}`) return [text];
  return query.has(name) ? query.getAll(name) : undefined;
}
