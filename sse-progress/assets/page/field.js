// One parameter of a job: its label, its control, what to know about it and what is wrong with it.

import { parseJson, writeJson } from '../module/format/json.js';
import { control } from './controls.js';
import { joined } from './dom.js';
import { inputMistake, takesEmpty } from './mistakes.js';
import { Row } from './row.js';
import { asJson, asText, flatten, isBounded } from './schema.js';
import { isSecret } from './text-control.js';
import { say } from './words/index.js';

/** What an address cannot have as one of its segments. */
const NO_SEGMENT = /^\.{0,2}$/;

/** How many characters of a value stand in a title. */
const WORDS = 40;

/**
 * A field has a value by what happened last: the texts that were entered, those that the page's address gives,
 * or the default, which need not be sent. A control cannot always show a text as it is (a number that is none, a
 * choice that does not exist), so what nobody has changed is not read back from it.
 */
export class Field {
  #row;
  #control;
  #default;
  #given;
  /** What the control made of the texts that it was filled with. */
  #shown;
  /** Whether a text was left empty on purpose. */
  #emptied = false;

  /** `required` says whether the server wants it; `given` are the texts in the page's address, if it has any. */
  constructor(name, schema, required, defs, given) {
    this.name = name;
    this.place = schema['x-in'];
    this.schema = flatten(schema, defs);
    this.isSecret = isSecret(this.schema) || holdsSecret(schema, defs);
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

    this.#control = control(this.schema, { items: this.items, needed: this.needed, defs, texts: filled, name });
    this.#control.fill(filled);
    this.#shown = this.#entered();
    // A field with a default shows what it is when nothing is sent.
    const optional = !this.needed && this.#control.kind !== 'check' && this.#default === undefined;
    this.#row = new Row(this.#control, { name, optional, hint: this.#hint() });
    this.row.addEventListener('input', () => {
      this.#emptied = false;
    });
  }

  get row() {
    return this.#row.node;
  }

  #hint() {
    const { description = '', choices, nullable, 'x-expected': expected, 'x-json': whole } = this.schema;
    const { kind } = this.#control;
    const kinds = { lines: say('one_per_line'), json: whole ? '' : say('list_as_json') };
    // What a plain control shows by itself, such as that it takes a number, need not be said.
    const telling = (whole && kind === 'json') || (!whole && choices === undefined && [this.schema, this.items ?? {}].some(isBounded));
    const empties = nullable && this.#default !== undefined && ['line', 'text', 'lines', 'json'].includes(kind);
    const facts = [telling && expected && `${capital(expected)}.`, kinds[kind], empties && say('empty_is_null')];
    return [joined(description), facts.filter(Boolean).join(' ')].filter(Boolean).join('\n');
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
    return this.#emptied || !same(this.#entered(), this.#shown);
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
      if (['json', 'nested'].includes(this.#control.kind) && !this.#asGiven) throw error;
      return text;
    }
  }

  /** Finds mistakes without asking the server. Returns whether there are none. */
  check() {
    const { leaveEmpty, check } = this.#control;
    const mistake = this.#mistake();
    const canBeEmpty = mistake && leaveEmpty && this.place !== 'path' && this.texts().length === 0;
    this.complain(mistake, canBeEmpty ? () => this.#leaveEmpty() : undefined);
    if (mistake || this.#asGiven) return !mistake;
    return check?.() ?? true;
  }

  #leaveEmpty() {
    this.#control.leaveEmpty();
    this.#emptied = true;
  }

  #mistake() {
    const { input, kind } = this.#control;
    // What the address gives is for the server to judge, whatever the control made of it.
    if (this.#asGiven) return this.#misplaced();
    // Those of several controls are said where they are.
    if (kind !== 'nested') {
      const mistake = inputMistake(input) || this.#control.mistake?.();
      if (mistake) return mistake;
      try {
        this.json();
      } catch (error) {
        return say('no_json', { why: error.message });
      }
    }
    const needsText = this.#cleared && !this.#isList && !this.schema.nullable;
    if (needsText && (kind === 'select' || !takesEmpty(this.schema))) return say('needs_value_default', { preset: this.#default[0] });
    return this.#misplaced();
  }

  #misplaced() {
    const unfit = this.place === 'path' && NO_SEGMENT.test(this.texts()[0] ?? '');
    return unfit ? say('no_address_value') : '';
  }

  /** Shows a text at the field; an empty one takes it away. `leave` is what a button does that has it left empty. */
  complain(text, leave) {
    this.#row.complain(text, leave);
  }

  /** Shows what the server says, at the member that it names if there is one. */
  refused(text, path) {
    const inside = path.length > 0 && this.#control.complain?.(path, text);
    if (!inside) this.complain(text);
  }

  /** Whether everything is there that has to be. */
  get complete() {
    const value = this.json();
    if (value === undefined) return !this.needed;
    return value === null || (this.#control.complete ?? true);
  }

  /** What is sent, to be kept: `undefined` for what is not sent, and for secrets. */
  get said() {
    return this.isSecret || this.#unsaid ? undefined : this.texts();
  }

  /** What was entered, to be kept: `undefined` for what is as it was, and for secrets. */
  get draft() {
    if (this.isSecret || !this.#changed) return undefined;
    return this.#control.draft?.() ?? this.#entered();
  }

  /** Shows what was kept. */
  restore(draft) {
    if (this.isSecret) return;
    (this.#control.restore ?? this.#control.fill)(draft);
  }

  /** Tells that the address has something that the control cannot show, or that the parameter does not take. */
  tellMistaken() {
    if (!this.#given?.some(Boolean)) return;
    const unshown = !this.#shown.some(Boolean);
    const mistake = unshown ? say('unshown', { text: this.#given[0] }) : this.#control.mistake?.();
    if (mistake) this.complain(mistake);
  }

  /** The value in words, for a title; nothing for one that nobody has chosen, and for a secret. */
  get words() {
    if (this.#unsaid || this.isSecret) return '';
    const { type, choices } = this.schema;
    let texts = [];
    try {
      texts = this.texts();
    } catch {
      // It is not the JSON that it has to be.
    }
    if (!texts.length || texts[0] === '') return '';
    if (type === 'boolean') return texts[0] === 'true' ? this.name : '';
    const plain = this.#control.kind === 'nested' ? leaves(parseJson(texts[0])) : texts;
    const said = plain.join(', ').replace(/\s+/g, ' ');
    if (!said) return '';
    const short = said.length > WORDS ? `${said.slice(0, WORDS).trimEnd()}…` : said;
    return choices ? short : `${this.name} ${short}`;
  }

  /** Whether something is complained of, here or inside. */
  get wrong() {
    return this.#row.wrong || this.#wrongInside !== null;
  }

  get #wrongInside() {
    return this.#control.kind === 'nested' ? this.row.querySelector('[aria-invalid="true"]') : null;
  }

  focus() {
    const inside = this.#wrongInside;
    if (inside) inside.focus();
    else this.#row.focus();
  }
}

/** Whether two lists have the same texts. */
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The texts and numbers in a value, in their order. */
function leaves(value) {
  if (typeof value === 'object') return Object.values(value ?? {}).flatMap(leaves);
  return typeof value === 'boolean' ? [] : [`${value}`];
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether a schema says anywhere inside that its values are secret. */
function holdsSecret(schema, defs, seen = new Set()) {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return false;
  seen.add(schema);
  if (isSecret(schema)) return true;
  const { $ref, ...own } = schema;
  const referred = $ref ? defs?.[$ref.split('/').pop()] : undefined;
  return [referred, ...Object.values(own)].some((inside) => holdsSecret(inside, defs, seen));
}
