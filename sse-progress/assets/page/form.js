// The form of a job, made from the JSON Schema of its parameters.

import { writeJson } from '../module/format/json.js';
import { mistake, sentenceOf } from '../module/format/sentences.js';
import { Body } from './body.js';
import { make } from './dom.js';
import { Field } from './field.js';
import { Parts } from './parts.js';
import { address } from './server.js';
import { fill, open } from './template.js';
import { say } from './words/index.js';

const KEYS = 'Ctrl+Enter';

/** What stands in the place of a secret where it would be shown. */
const SECRET = '…';

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
  #draft;

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
    const button = make('button', { type: 'submit', className: 'primary', title: KEYS, ariaKeyShortcuts: 'Control+Enter' }, say('start'));
    // The second click of a double click starts no second run, even if the first is over by then.
    button.addEventListener('click', (event) => {
      if (event.detail > 1) event.preventDefault();
    });
    this.node.append(
      ...this.#fields.map((field) => field.row),
      this.#body?.row ?? '',
      make('div', { className: 'actions' }, button, this.#note),
    );
    this.node.addEventListener('input', () => {
      this.say('');
      this.#keepDraft();
    });
    this.node.addEventListener('change', () => this.#keepDraft());
    this.node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
      event.preventDefault();
      this.node.requestSubmit();
    });
    this.node.addEventListener('submit', (event) => {
      event.preventDefault();
      this.say('');
      if (this.#check()) start(this.request());
    });
    this.#tellMistakes(query, [...NOT_PARAMETERS, ...setAside]);
  }

  /** Shows what was entered here before, and keeps what is entered from now on. */
  useDraft(draft) {
    this.#draft = draft;
    const { fields = {}, body } = draft.read();
    for (const field of this.#fields) if (Object.hasOwn(fields, field.name)) field.restore(fields[field.name]);
    if (body !== undefined) this.#body?.restore?.(body);
  }

  /** Keeps all that is sent: the address that the page has from now on may have less of it. */
  keepSent(draft = this.#draft) {
    this.#draft = draft;
    this.#keepDraft((field) => field.said);
  }

  /** `kept` gives what to keep of a field. */
  #keepDraft(kept = (field) => field.draft) {
    const fields = this.#fields.map((field) => [field.name, kept(field)]).filter(([, texts]) => texts !== undefined);
    this.#draft?.write({ fields: Object.fromEntries(fields), body: this.#body?.draft });
  }

  /** Tells what the page's address has and the form cannot show. */
  #tellMistakes(query, known) {
    for (const field of this.#fields) field.tellMistaken();
    const strange = [...new Set(query.keys())].filter((name) => !this.#field(name) && !known.includes(name));
    if (!strange.length) return;
    const names = strange.map((name) => `“${shorten(name, LONGEST_TITLE)}”`).join(', ');
    this.say(say('strange', { names }));
  }

  #check() {
    const wrong = this.#fields.filter((field) => !field.check());
    if (!wrong.length && this.#needsJson && !this.#takesJson) {
      const unfit = this.#inQuery.find((field) => field.query() === undefined);
      unfit.complain(say('no_address_no_other'));
      wrong.push(unfit);
    }
    if (this.#body && !this.#body.check()) wrong.push(this.#body);
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  /** The fields that do not belong into the path. */
  get #inQuery() {
    return this.#fields.filter((field) => field.place !== 'path');
  }

  get #needsJson() {
    return this.#inQuery.some((field) => field.query() === undefined || (field.isSecret && this.#takesJson));
  }

  /** Whether there are values that are kept and shown nowhere. */
  get hasSecrets() {
    return this.#fields.some((field) => field.isSecret);
  }

  get #takesJson() {
    return this.job.methods.includes('POST') && !this.#body;
  }

  /** Whether the values can be put into a request. */
  get complete() {
    try {
      // A secret is not shown, whatever it is.
      const missing = this.#fields.some((field) => !field.isSecret && !field.complete);
      return !missing && (this.#takesJson || !this.#needsJson);
    } catch {
      // Something is not the JSON that it has to be.
      return false;
    }
  }

  /** What would start the run: its address, and for a POST what goes with it. */
  request() {
    return this.#request((field) => field);
  }

  /** The same to be shown, without secrets. */
  get shownRequest() {
    return this.#request((field) => (field.isSecret ? hidden(field) : field));
  }

  /** `seen` gives a field, or what stands in for it. */
  #request(seen) {
    const whole = this.#address(seen);
    const large = whole.href.length > MAX_ADDRESS || this.#needsJson;
    const post = this.#body || !this.job.methods.includes('GET') || (large && this.#takesJson);
    if (!post) return { address: whole };
    const headers = { accept: 'text/event-stream' };
    if (this.#body) return { address: whole, init: { method: 'POST', headers, body: this.#body.content } };

    const values = Object.fromEntries(this.#inQuery.map((field) => [field.name, seen(field).json()]));
    headers['content-type'] = 'application/json';
    const withoutQuery = new URL(whole);
    withoutQuery.search = '';
    return { address: withoutQuery, init: { method: 'POST', headers, body: writeJson(values) } };
  }

  /** The job's address with all values that a query can hold. */
  #address(seen = (field) => field) {
    const whole = address(fill(this.job.path, (name) => seen(this.#field(name))?.texts()[0] ?? ''));
    for (const field of this.#inQuery) {
      for (const text of seen(field).query() ?? []) whole.searchParams.append(field.name, text);
    }
    return whole;
  }

  /** What the command takes for the values: pairs of a name and a text. `undefined` if it has to be JSON. */
  get pairs() {
    if (this.#inQuery.some((field) => !field.isSecret && field.query() === undefined)) return undefined;
    const known = this.#inQuery.filter((field) => !field.isSecret);
    return known.flatMap((field) => field.query().map((text) => [field.name, text]));
  }

  /** The job's address with the values of its path alone; a secret is left open. */
  get place() {
    return address(fill(this.job.path, (name) => {
      const field = this.#field(name);
      return field?.isSecret ? `{${name}}` : field?.texts()[0] ?? '';
    }));
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

  /** Those parts of the body that are no files: pairs of a name and a value. */
  get parts() {
    return this.#body?.fields ?? [];
  }

  /**
   * The address at which the page shows the form with these values, as far as an address can hold them. Those of a
   * job that takes POST alone do not come into an address, and secrets into none at all.
   */
  get bookmark() {
    if (!this.job.methods.includes('GET')) return this.place;
    const whole = this.#address((field) => (field?.isSecret ? NOTHING : field));
    return whole.href.length > MAX_ADDRESS ? address(open(this.job.path)) : whole;
  }

  #field(name) {
    return this.#fields.find((field) => field.name === name);
  }

  /** Shows a problem (RFC 9457) at the fields that it names, or else beside the button. */
  refused(problem) {
    const { status, title, detail, key, errors = [] } = problem;
    if (key === 'unreadable' && this.#body) {
      this.#body.complain(sentenceOf(problem));
      this.#body.focus();
      return;
    }
    let placed = 0;
    for (const error of errors) {
      const field = this.#field(error.parameter);
      field?.refused(mistake(error), pathOf(error.pointer));
      placed += field ? 1 : 0;
    }
    const unsaid = status ? say('server_answered', { status: `${status}` }) : say('server_unreached');
    const all = detail ?? title ? sentenceOf(problem) : unsaid;
    this.say(placed > 0 && placed === errors.length ? '' : all);
    this.#fields.find((field) => field.wrong)?.focus();
  }

  /** Gives the focus to the button. */
  focus() {
    this.node.querySelector('[type=submit]').focus();
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

/** The members that a JSON pointer leads through, behind the parameter itself. */
function pathOf(pointer = '#') {
  const names = decodeURIComponent(pointer.slice(1)).split('/').slice(2);
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Stands in for a field of which nothing is said. */
const NOTHING = { query: () => [], texts: () => [], json: () => undefined };

/** Stands in for a secret that is there. */
function hidden(field) {
  const is = field.texts().length > 0;
  return is ? { query: () => [SECRET], texts: () => [SECRET], json: () => SECRET } : field;
}

/** What an address gives for a parameter, as texts. The address of the empty form has `{name}` in its path. */
function given(name, path, query) {
  const text = path[name];
  if (typeof text === 'string' && text !== `{${name}}`) return [text];
  return query.has(name) ? query.getAll(name) : undefined;
}
