// One parameter of a job: its label, its control, what to know about it and what is wrong with it.

import { control } from './controls.js';
import { make, prose, unwrap } from './dom.js';
import { asJson, asText, bounds, flatten, meanings } from './schema.js';

/** What an address cannot hold as one of its segments. */
const NO_SEGMENT = /^\.{0,2}$/;

let ids = 0;

export class Field {
  row;
  #control;
  #problem;
  #untouched;

  /** `schema` is the parameter's, `required` whether the server says so. */
  constructor(name, schema, required, defs) {
    ids += 1;
    const id = `field-${ids}`;
    this.name = name;
    this.place = schema['x-in'];
    this.schema = flatten(schema, defs);
    this.items = this.schema.type === 'array' ? flatten(this.schema.items, defs) : undefined;
    this.needed = required && !this.schema.nullable;
    this.#control = control(this.schema, this.items, this.needed, defs);
    this.#problem = make('p', { className: 'problem', id: `${id}-problem`, hidden: true });
    this.row = this.#lay(id);

    const preset = this.schema.default ?? undefined;
    if (preset !== undefined) this.fill([preset].flat().map(asText));
    this.#untouched = this.needed ? undefined : String(this.texts());
    this.row.addEventListener('input', () => this.complain(''));
  }

  #lay(id) {
    const { kind, node, input } = this.#control;
    // What has a default says what it is when it is left alone.
    const unsure = !this.needed && kind !== 'check' && (this.schema.default ?? undefined) === undefined;
    const optional = unsure && make('span', { className: 'optional' }, 'optional');
    const group = kind === 'checks';
    const label = make(group ? 'legend' : 'label', group ? {} : { htmlFor: id }, this.name);
    if (optional) label.append(' ', optional);

    const hint = this.#hint(id);
    const row = make(group ? 'fieldset' : 'div', { className: `field ${kind}` });
    const described = [hint?.id, this.#problem.id].filter(Boolean).join(' ');
    (group ? row : input).setAttribute('aria-describedby', described);
    if (!group) input.id = id;
    if (kind === 'check') row.append(make('div', { className: 'check' }, input, label));
    else row.append(label, node);
    if (hint) row.append(hint);
    row.append(this.#problem);
    return row;
  }

  #hint(id) {
    const { description = '', choices } = this.schema;
    const kinds = { lines: 'One per line.', json: this.items ? 'A list, as JSON.' : 'As JSON.' };
    const range = bounds(this.schema) || (this.items && bounds(this.items));
    const meant = [...meanings(this.items?.choices ? this.items : this.schema)]
      .map(([choice, words]) => `\`${choice}\`: ${words}`);
    const facts = [range && choices === undefined && `${capital(range)}.`, kinds[this.#control.kind]];
    const text = [unwrap(description), facts.filter(Boolean).join(' '), ...meant].filter(Boolean).join('\n');
    if (!text) return undefined;
    return prose('p', { className: 'hint', id: `${id}-hint` }, text);
  }

  /** The value as texts: none when it is absent, several only for a list. */
  texts() {
    return this.#control.texts();
  }

  /** The value as JSON, `undefined` when it is absent. */
  json() {
    const texts = this.texts();
    if (this.items) {
      return texts.length || this.needed ? texts.map((text) => asJson(text, this.items)) : undefined;
    }
    return texts.length ? asJson(texts[0], this.schema) : undefined;
  }

  /** Whether the server would take the same value if none were sent. */
  get untouched() {
    return String(this.texts()) === this.#untouched;
  }

  fill(texts) {
    this.#control.fill(texts);
  }

  /** Finds what can be found without the server; says whether all is well. */
  check() {
    this.complain(this.#flaw());
    return this.#problem.hidden;
  }

  #flaw() {
    const { input } = this.#control;
    if (!input.validity.valid) return input.validationMessage;
    try {
      this.json();
    } catch (error) {
      return `This is not JSON: ${error.message}`;
    }
    const unfit = this.place === 'path' && NO_SEGMENT.test(this.texts()[0] ?? '');
    return unfit ? 'An address cannot hold this value.' : '';
  }

  /** Shows a text at the field; an empty one takes it away. */
  complain(text) {
    this.#problem.replaceChildren(...prose('span', {}, text).childNodes);
    this.#problem.hidden = !text;
    this.#control.input.ariaInvalid = text ? 'true' : null;
  }

  get wrong() {
    return !this.#problem.hidden;
  }

  focus() {
    this.#control.input.focus();
  }
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
