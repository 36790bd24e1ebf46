// The page of a server: its jobs, each with a form, and the runs that were started here.

import '../sse-progress.js';

/** A browser opens six connections to one server; the sixth is left for what is not a stream. */
const STREAMS = 5;

const base = new URL(document.baseURI);
const page = document.getElementById('page');

/** Text is only ever set as text: whatever a job's author wrote, it is never markup. */
function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}

/** An address as jobs give theirs: without what the routes are mounted under. */
function here({ pathname }) {
  return pathname.slice(base.pathname.length - 1);
}

/** A schema with its references followed and the `null` of an `Option` taken apart. */
function flatten(schema, defs, depth = 0) {
  if (typeof schema !== 'object' || schema === null || depth > 8) return {};
  const { $ref, anyOf, allOf, ...own } = schema;
  const within = (inner) => flatten(inner, defs, depth + 1);
  if ($ref) return { ...within(defs?.[$ref.split('/').pop()]), ...own };
  if (allOf?.length === 1) return { ...within(allOf[0]), ...own };
  if (anyOf) {
    const others = anyOf.filter((option) => option.type !== 'null');
    if (others.length !== 1) return { ...own };
    return { ...within(others[0]), ...own, nullable: others.length < anyOf.length };
  }
  if (Array.isArray(own.type)) {
    const types = own.type.filter((type) => type !== 'null');
    own.nullable = types.length < own.type.length;
    own.type = types.length === 1 ? types[0] : undefined;
  }
  const choices = choicesOf(own);
  return choices ? { ...own, choices } : own;
}

/** The values of an enum, of which some may stand in a `oneOf` with words of their own. */
function choicesOf({ enum: values, const: value, oneOf }) {
  if (values) return values.filter((choice) => choice !== null);
  if (value !== undefined) return [value];
  const each = oneOf?.map(choicesOf);
  return each?.every(Boolean) ? each.flat() : undefined;
}

/** One parameter: its input, and its value as the texts of a query or as JSON. */
class Field {
  row = make('div', { className: 'field' });
  #problem = make('p', { className: 'problem', role: 'alert', hidden: true });
  #untouched;

  constructor(name, schema, required, defs, id) {
    this.name = name;
    this.place = schema['x-in'];
    this.schema = flatten(schema, defs);
    this.items = this.schema.type === 'array' ? flatten(this.schema.items, defs) : undefined;
    this.needed = required && !this.schema.nullable;
    this.input = this.#control();
    this.input.id = id;
    this.#problem.id = `${id}-problem`;
    this.input.setAttribute('aria-describedby', `${id}-hint ${id}-problem`);
    this.input.addEventListener('input', () => this.complain(''));
    const preset = this.schema.default ?? undefined;
    if (preset !== undefined) this.fill([preset].flat().map(asText));
    this.#untouched = this.needed ? undefined : String(this.texts());
    this.#lay(id);
  }

  #control() {
    const { type, format, choices, minimum, maximum, minLength, maxLength, pattern } = this.schema;
    const required = this.needed && this.place !== 'body';
    const several = this.items?.choices;
    if (choices || several || (type === 'boolean' && !this.needed && this.schema.default === undefined)) {
      const select = make('select', { multiple: Boolean(several), required });
      if (!several) select.append(make('option', { value: '' }, '\u2014'));
      for (const choice of several ?? choices ?? [true, false]) {
        select.append(make('option', { value: asText(choice) }, asText(choice)));
      }
      return select;
    }
    if (type === 'boolean') return make('input', { type: 'checkbox' });
    if (type === 'integer' || type === 'number') {
      const input = make('input', { type: 'number', step: type === 'integer' ? '1' : 'any', required });
      if (minimum !== undefined) input.min = minimum;
      if (maximum !== undefined) input.max = maximum;
      return input;
    }
    if (type !== 'string') return make('textarea', { rows: 3, spellcheck: false, required });
    const types = { date: 'date', uri: 'url', email: 'email' };
    const input = make('input', { type: types[format] ?? 'text', autocomplete: 'off', required });
    if (minLength) input.minLength = minLength;
    if (maxLength) input.maxLength = maxLength;
    if (pattern) input.pattern = pattern;
    return input;
  }

  #lay(id) {
    const label = make('label', { htmlFor: id }, this.name);
    if (!this.needed && this.input.type !== 'checkbox') {
      label.append(' ', make('span', { className: 'optional' }, 'optional'));
    }
    const words = [this.schema.description];
    if (this.input.localName === 'textarea') {
      words.push(this.items ? 'One per line.' : 'As JSON.');
      this.row.classList.add('wide');
    }
    const hint = make('p', { className: 'hint', id: `${id}-hint` }, words.filter(Boolean).join('\n'));
    const control = this.input.type === 'checkbox'
      ? make('div', { className: 'check' }, this.input, label)
      : undefined;
    this.row.append(...(control ? [control] : [label, this.input]), hint, this.#problem);
  }

  /** The value as texts: none when it is absent, several only for a list. */
  texts() {
    const { input } = this;
    if (input.type === 'checkbox') return [String(input.checked)];
    if (input.multiple) return [...input.selectedOptions].map((option) => option.value);
    if (this.items) return input.value.split('\n').map((line) => line.trim()).filter(Boolean);
    if (input.value === '') return [];
    // A browser takes `1e3` for an integer; a server need not.
    const odd = this.schema.type === 'integer' && !/^-?\d+$/.test(input.value);
    return [odd ? String(Number(input.value)) : input.value];
  }

  /** The value as JSON, `undefined` when it is absent. */
  json() {
    const texts = this.texts();
    if (this.items) return texts.length || this.needed ? texts.map((text) => asJson(text, this.items)) : undefined;
    return texts.length ? asJson(texts[0], this.schema) : undefined;
  }

  /** Whether the server would take the same value if none were sent. */
  get untouched() {
    return String(this.texts()) === this.#untouched;
  }

  fill(texts) {
    const { input } = this;
    if (input.type === 'checkbox') input.checked = texts.at(-1) === 'true';
    else if (input.multiple) for (const option of input.options) option.selected = texts.includes(option.value);
    else input.value = this.items ? texts.join('\n') : texts.at(-1) ?? '';
  }

  /** Finds what a browser's own validation does not; says whether all is well. */
  check() {
    try {
      this.json();
      if (this.place === 'path' && /^\.{0,2}$/.test(this.texts()[0] ?? '')) {
        throw new Error('An address cannot hold this value.');
      }
      this.complain('');
      return true;
    } catch (error) {
      this.complain(error.message);
      return false;
    }
  }

  complain(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = !text;
    this.input.ariaInvalid = text ? 'true' : null;
  }
}

function asText(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asJson(text, { type, choices }) {
  if (choices) return choices.find((choice) => asText(choice) === text);
  if (type === 'string') return text;
  // All digits of a large integer, where the browser can write them.
  if (type === 'integer' && JSON.rawJSON) return JSON.rawJSON(text);
  return JSON.parse(text);
}

let ids = 0;

/** A job: what it is, its form, and the runs started with it. */
class Job {
  node = make('section', { className: 'job' });
  #form = make('form');
  #note = make('p', { className: 'note', role: 'status' });
  #start = make('button', { type: 'submit' }, 'Start');
  #fields = [];
  #body;
  #alone;

  /** `alone` when the page is the job's own. */
  constructor(job, alone = false) {
    this.job = job;
    this.#alone = alone;
    const { properties = {}, required = [], $defs } = job.parameters ?? {};
    const order = ([, schema]) => schema['x-order'] ?? 0;
    for (const [name, schema] of Object.entries(properties).sort((a, b) => order(a) - order(b))) {
      ids += 1;
      const field = new Field(name, schema, required.includes(name), $defs, `field-${ids}`);
      this.#fields.push(field);
      this.#form.append(field.row);
    }
    if (job.body) this.#form.append(this.#bodyFields());
    this.#form.append(make('div', { className: 'actions' }, this.#start, this.#note));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });

    const method = this.#get ? '' : 'POST ';
    const heading = make(alone ? 'h1' : 'h2', {}, job.name);
    const title = make('div', { className: 'title' }, heading, make('code', {}, method + job.path));
    this.node.dataset.job = job.name;
    this.node.append(title);
    if (job.description) this.node.append(make('p', { className: 'description' }, job.description));
    this.node.append(this.#form);
  }

  get #get() {
    return this.job.methods.includes('GET') && !this.job.body;
  }

  #bodyFields() {
    ids += 1;
    this.#body = {
      file: make('input', { type: 'file', id: `field-${ids}` }),
      text: make('textarea', { rows: 4, spellcheck: false, ariaLabel: 'Body as text' }),
    };
    const label = make('label', { htmlFor: `field-${ids}` }, 'Body');
    const hint = make('p', { className: 'hint' }, 'A file, or else this text:');
    return make('div', { className: 'field wide' }, label, this.#body.file, hint, this.#body.text);
  }

  /** Fills the form from the values of an address. */
  prefill(path, query) {
    for (const field of this.#fields) {
      if (path[field.name] !== undefined) field.fill([path[field.name]]);
      else if (query.has(field.name)) field.fill(query.getAll(field.name));
    }
  }

  async #submit() {
    this.#note.textContent = '';
    const wrong = this.#fields.filter((field) => !field.check());
    if (wrong.length) {
      wrong[0].input.focus();
      return;
    }
    if (document.querySelectorAll('sse-progress:not([data-over])').length >= STREAMS) {
      this.#note.textContent = `${STREAMS} runs are being watched here, and a browser keeps few connections to one server. Let one of them end first.`;
      return;
    }
    const address = this.#address();
    const label = decodeURI(here(address) + address.search);
    if (this.#get) {
      // On a job's own page the address stays one that can be kept and opened again.
      if (this.#alone) history.replaceState(null, '', address);
      this.#show(address, label);
      return;
    }
    this.#start.disabled = true;
    try {
      await this.#post(address, label);
    } catch (error) {
      this.#note.textContent = `The server cannot be reached: ${error.message}.`;
    }
    this.#start.disabled = false;
  }

  /** The job's address with the values that belong there. */
  #address() {
    const inPath = this.#fields.filter((field) => field.place === 'path');
    const path = this.job.path.replace(/\{([^{}]+)\}/g, (_, name) => {
      const field = inPath.find((candidate) => candidate.name === name);
      return encodeURIComponent(field?.texts()[0] ?? '');
    });
    const address = new URL(`.${path}`, base);
    if (this.#get || this.job.body) {
      for (const field of this.#fields) {
        if (field.place === 'path' || field.untouched) continue;
        for (const text of field.texts()) address.searchParams.append(field.name, text);
      }
    }
    return address;
  }

  async #post(address, label) {
    const headers = { accept: 'application/json' };
    let body;
    if (this.#body) {
      body = this.#body.file.files[0] ?? this.#body.text.value;
    } else {
      const rest = this.#fields.filter((field) => field.place !== 'path');
      body = JSON.stringify(Object.fromEntries(rest.map((field) => [field.name, field.json()])));
      headers['content-type'] = 'application/json';
    }
    const answer = await fetch(address, { method: 'POST', headers, body });
    const data = await answer.json().catch(() => ({}));
    if (answer.status === 202) this.#show(new URL(data.events, base), label);
    else this.#refused(answer, data);
  }

  /** Shows a problem (RFC 9457) where it belongs. */
  #refused(answer, { title, detail, errors }) {
    let placed = 0;
    for (const error of errors ?? []) {
      const field = this.#fields.find((candidate) => candidate.name === error.parameter);
      field?.complain(error.expected ? `${error.detail} (expected: ${error.expected})` : error.detail);
      placed += field ? 1 : 0;
    }
    const all = detail ?? title ?? `The server answered ${answer.status} ${answer.statusText}.`;
    this.#note.textContent = placed && placed === errors.length ? '' : all;
    this.#form.querySelector('[aria-invalid=true]')?.focus();
  }

  #show(address, label) {
    const run = make('sse-progress');
    run.setAttribute('label', label);
    run.setAttribute('src', address);
    for (const end of ['done', 'closed']) {
      run.addEventListener(end, () => run.toggleAttribute('data-over', true));
    }
    this.#form.after(run);
  }
}

/** The values of a path's parameters when `path` is one of the job's, else `undefined`. */
function match(template, path) {
  const [wanted, given] = [template, path].map((text) => text.split('/'));
  if (wanted.length !== given.length) return undefined;
  const values = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{([^{}]+)\}$/.exec(part)?.[1];
    try {
      if (name) values[name] = decodeURIComponent(given[index]);
      else if (part !== decodeURIComponent(given[index])) return undefined;
    } catch {
      return undefined;
    }
  }
  return values;
}

async function load() {
  const answer = await fetch(new URL('jobs', base), { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  const { jobs } = await answer.json();

  // The page is served at every job's own path, too, where it shows that job.
  const path = here(location);
  const own = jobs
    .map((job) => ({ job, values: match(job.path, path) }))
    .filter(({ values }) => values)
    // `/count/all` is nearer than `/count/{to}`.
    .sort((a, b) => Object.keys(a.values).length - Object.keys(b.values).length)[0];

  if (own) {
    document.title = own.job.name;
    const job = new Job(own.job, true);
    job.prefill(own.values, new URLSearchParams(location.search));
    page.replaceChildren(make('nav', {}, make('a', { href: base.href }, 'All jobs')), job.node);
  } else {
    const none = make('p', { className: 'note' }, 'This server has no jobs.');
    const list = jobs.map((job) => new Job(job).node);
    page.replaceChildren(make('h1', {}, 'Jobs'), ...(list.length ? list : [none]));
  }
}

load().catch((error) => {
  page.replaceChildren(make('p', { className: 'problem', role: 'alert' }, `The jobs cannot be read: ${error.message}.`));
});
