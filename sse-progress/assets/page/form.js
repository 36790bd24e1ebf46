// The form of a job, made from the JSON Schema of its parameters.

import { Body } from './body.js';
import { make } from './dom.js';
import { Field } from './field.js';
import { address } from './server.js';
import { fill, open } from './template.js';

/** The longest address that no server and no proxy minds. */
const LONG = 4000;

export class Form {
  node = make('form', { noValidate: true });
  #note = make('p', { className: 'note', role: 'alert' });
  #fields = [];
  #body;

  /** `start` is called with what `request` gives when the form is submitted and all is well. */
  constructor(job, start) {
    this.job = job;
    const { properties = {}, required = [], $defs } = job.parameters ?? {};
    const order = ([, schema]) => schema['x-order'] ?? 0;
    for (const [name, schema] of Object.entries(properties).sort((a, b) => order(a) - order(b))) {
      this.#fields.push(new Field(name, schema, required.includes(name), $defs));
    }
    if (job.body) this.#body = new Body();
    const button = make('button', { type: 'submit', className: 'primary' }, 'Start');
    // The second click of a double click is no second intention, even if the first run is over.
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
  }

  /** Fills the fields from the values of an address; a hole that was left open stays empty. */
  prefill(path, query) {
    for (const field of this.#fields) {
      const { name } = field;
      if (path[name] !== undefined && path[name] !== `{${name}}`) field.fill([path[name]]);
      else if (query.has(name)) field.fill(query.getAll(name));
    }
  }

  #check() {
    const wrong = this.#fields.filter((field) => !field.check());
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  /** Whether the values can be put into a request. */
  get complete() {
    return this.#fields.every((field) => {
      try {
        return field.json() !== undefined || !field.needed;
      } catch {
        return false;
      }
    });
  }

  /** What would start the run: its address, and for a POST what goes with it. */
  request() {
    const { methods, body } = this.job;
    const whole = this.#address(this.#fields);
    const post = body || !methods.includes('GET') || (whole.href.length > LONG && methods.includes('POST'));
    if (!post) return { address: whole };
    const headers = { accept: 'text/event-stream' };
    if (this.#body) return { address: whole, init: { method: 'POST', headers, body: this.#body.content } };

    const rest = this.#fields.filter((field) => field.place !== 'path');
    const values = Object.fromEntries(rest.map((field) => [field.name, field.json()]));
    headers['content-type'] = 'application/json';
    const init = { method: 'POST', headers, body: JSON.stringify(values) };
    return { address: this.#address([]), init };
  }

  /** The job's address with what of `fields` belongs into its query. */
  #address(fields) {
    const path = fill(this.job.path, (name) => this.#field(name)?.texts()[0] ?? '');
    const whole = address(path);
    for (const field of fields) {
      if (field.place === 'path' || field.untouched) continue;
      for (const text of field.texts()) whole.searchParams.append(field.name, text);
    }
    return whole;
  }

  /** The file that is sent, if it is one. */
  get file() {
    return this.#body?.file;
  }

  /** Where this form can be found again with these values, as far as an address holds them. */
  get bookmark() {
    const whole = this.#address(this.#fields);
    return whole.href.length > LONG ? address(open(this.job.path)) : whole;
  }

  #field(name) {
    return this.#fields.find((field) => field.name === name);
  }

  /** Shows a problem (RFC 9457) where it belongs. */
  refused({ status, title, detail, errors = [] }) {
    let placed = 0;
    for (const { parameter, detail: what, expected } of errors) {
      const field = this.#field(parameter);
      field?.complain(expected ? `${what} (expected: ${expected})` : what);
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

  /** Takes a text away, if it is still there. */
  unsay(text) {
    if (this.#note.textContent === text) this.say('');
  }
}
