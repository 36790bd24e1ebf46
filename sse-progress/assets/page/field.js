// One parameter of a job: its label, its control, what to know about it and what is wrong with it.

import { writeJson } from '../module/format/json.js';
import { control } from './controls.js';
import { make, prose, unwrap } from './dom.js';
import { asJson, asText, flatten, isBounded, meanings } from './schema.js';
import { say } from './words/index.js';

/** What an address cannot have as one of its segments. */
const NO_SEGMENT = /^\.{0,2}$/;

/** How many characters of a value stand in a title. */
const WORDS = 40;

let ids = 0;

/**
 * A field has a value by what happened last: the texts that were entered, those that the page's address gives,
 * or the default, which need not be sent. A control cannot always show a text as it is (a number that is none, a
 * choice that does not exist), so what nobody has changed is not read back from it.
 */
export class Field {
  row;
  #control;
  #problem;
  #default;
  #given;
  /** What the control made of the texts that it was filled with. */
  #shown;

  /** `required` says whether the server wants it; `given` are the texts in the page's address, if it has any. */
  constructor(name, schema, required, defs, given) {
    ids += 1;
    const id = `field-${ids}`;
    this.name = name;
    this.place = schema['x-in'];
    this.schema = flatten(schema, defs);
    // A value of a type that is not plain is one text of JSON, a list of such values, too.
    const whole = this.schema['x-json'] === true;
    this.items = this.schema.type === 'array' && !whole ? flatten(this.schema.items, defs) : undefined;
    this.needed = required && !this.schema.nullable;
    const preset = this.schema.default ?? undefined;
    const texts = whole ? [writeJson(preset)] : [preset].flat().map(asText);
    this.#default = preset === undefined ? undefined : texts;
    // To the server an empty text is no value if there need not be one.
    this.#given = this.schema.nullable && same(given, ['']) ? [] : given;
    const filled = this.#given ?? this.#default ?? [];

    this.#control = control(this.schema, this.items, this.needed, defs, filled);
    this.#control.fill(filled);
    this.#shown = this.#entered();
    this.#problem = make('p', { className: 'problem', id: `${id}-problem`, hidden: true });
    this.row = this.#lay(id);
    this.row.addEventListener('input', () => this.complain(''));
  }

  #lay(id) {
    const { kind, node, input } = this.#control;
    // A field with a default shows what it is when nothing is sent.
    const unset = !this.needed && kind !== 'check' && this.#default === undefined;
    const group = kind === 'checks';
    const label = make(group ? 'legend' : 'label', group ? {} : { htmlFor: id }, this.name);
    if (unset) label.append(' ', make('span', { className: 'optional' }, 'optional'));

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
    const { description = '', choices, 'x-expected': expected, 'x-json': json } = this.schema;
    const kinds = { lines: 'One per line.', json: json ? '' : 'A list, as JSON.' };
    // What a plain control shows by itself, such as that it takes a number, need not be said.
    const telling = json || (choices === undefined && [this.schema, this.items ?? {}].some(isBounded));
    const meant = [...meanings(this.items?.choices ? this.items : this.schema)]
      .map(([choice, words]) => `\`${choice}\`: ${words}`);
    const facts = [telling && expected && `${capital(expected)}.`, kinds[this.#control.kind]];
    const text = [unwrap(description), facts.filter(Boolean).join(' '), ...meant].filter(Boolean).join('\n');
    if (!text) return undefined;
    return prose('p', { className: 'hint', id: `${id}-hint` }, text);
  }

  get #isList() {
    return this.schema.type === 'array';
  }

  /** What is in the control; a text that cannot be read (no JSON) as it is. */
  #entered() {
    try {
      return this.#control.texts();
    } catch {
      return [this.#control.input.value];
    }
  }

  get #changed() {
    return !same(this.#entered(), this.#shown);
  }

  /** Whether the value is still that of the page's address. */
  get #asGiven() {
    return this.#given !== undefined && !this.#changed;
  }

  /** The value as texts: none when it is absent, several for a list alone. */
  texts() {
    if (this.#changed) return this.#control.texts();
    return this.#given ?? this.#default ?? this.#shown;
  }

  /** Whether the server takes the same value if nothing is sent. */
  get #unsaid() {
    if (this.needed || this.#changed) return false;
    return this.#given === undefined;
  }

  /** Whether it has been emptied, while nothing sent would mean the default. */
  get #cleared() {
    return this.#default !== undefined && !this.#unsaid && this.texts().length === 0;
  }

  /** The texts to send in a query; `undefined` if a query cannot say it and a JSON body has to. */
  query() {
    if (this.#unsaid) return [];
    const texts = this.texts();
    if (this.#cleared) return this.items && !this.schema.nullable ? undefined : [''];
    // To the server an empty text is no value if there need not be one.
    return this.schema.nullable && same(texts, ['']) ? undefined : texts;
  }

  /** The value for a JSON body, `undefined` when nothing is to be sent. */
  json() {
    if (this.#unsaid) return undefined;
    const texts = this.texts();
    if (this.#cleared) {
      if (this.schema.nullable) return null;
      return this.#isList ? [] : '';
    }
    if (this.items) return texts.length || this.needed ? texts.map((text) => this.#value(text, this.items)) : undefined;
    return texts.length ? this.#value(texts[0], this.schema) : undefined;
  }

  #value(text, schema) {
    try {
      return asJson(text, schema);
    } catch (error) {
      // The server knows better how to say what is wrong, unless JSON was asked for.
      if (this.#control.kind === 'json' && !this.#asGiven) throw error;
      return text;
    }
  }

  /** Finds mistakes without asking the server. Returns whether there are none. */
  check() {
    this.complain(this.#mistake());
    return this.#problem.hidden;
  }

  #mistake() {
    const { input, kind } = this.#control;
    // What the address gives is for the server to judge, whatever the control made of it.
    if (this.#asGiven) return this.#misplaced();
    if (!input.validity.valid) return input.validationMessage;
    try {
      this.json();
    } catch (error) {
      return `This is not JSON: ${error.message}`;
    }
    const needsText = this.#cleared && !this.#isList && !this.schema.nullable;
    if (needsText && (this.schema.type !== 'string' || kind === 'select')) {
      return `This needs a value. The default is \`${this.#default[0]}\`.`;
    }
    return this.#misplaced();
  }

  #misplaced() {
    const unfit = this.place === 'path' && NO_SEGMENT.test(this.texts()[0] ?? '');
    return unfit ? 'An address cannot hold this value.' : '';
  }

  /** Shows a text at the field; an empty one takes it away. */
  complain(text) {
    this.#problem.replaceChildren(...prose('span', {}, text).childNodes);
    this.#problem.hidden = !text;
    this.#control.input.ariaInvalid = text ? 'true' : null;
  }

  /** Tells that the address has something that the control cannot show, such as a number that is none. */
  tellUnshown() {
    const unshown = this.#given?.some(Boolean) && !this.#shown.some(Boolean);
    if (unshown) this.complain(`The address has \`${this.#given[0]}\` here.`);
  }

  /** The value in words, for a title; nothing for one that nobody has chosen, and for a secret. */
  get words() {
    if (this.#unsaid || this.schema.format === 'password' || this.schema.writeOnly) return '';
    const { type, choices } = this.schema;
    let texts = [];
    try {
      texts = this.texts();
    } catch {
      // It is not the JSON that it has to be.
    }
    if (!texts.length || texts[0] === '') return '';
    if (type === 'boolean') return texts[0] === 'true' ? this.name : '';
    const said = texts.join(', ').replace(/\s+/g, ' ');
    const short = said.length > WORDS ? `${said.slice(0, WORDS).trimEnd()}…` : said;
    return choices ? short : `${this.name} ${short}`;
  }

  get wrong() {
    return !this.#problem.hidden;
  }

  focus() {
    this.#control.input.focus();
  }
}

/** Whether two lists have the same texts. */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
