// One of the variants of an enum, with its data.

import { make, joined } from '../dom.js';
import { Problem } from '../problem.js';
import { Member } from './member.js';
import { partFor } from './part.js';
import { shapeOf, variantsOf } from './shape.js';
import { flatten } from '../schema.js';
import { say } from '../words/index.js';

export class Choice {
  kind = 'nested';
  node = make('div', { className: 'choice' });
  #select = make('select', { required: true });
  #hint = make('p', { className: 'hint', hidden: true });
  #problem = new Problem();
  #inside = make('div');
  #variants;
  #context;
  #chosen = null;
  #part = null;

  constructor(schema, context) {
    this.#variants = variantsOf(schema, context.defs);
    this.#context = context;
    const options = this.#variants.map(({ label }, index) => make('option', { value: index }, label));
    this.#select.append(make('option', { value: '' }, say('choose')), ...options);
    this.#select.ariaLabel = context.name;
    this.#select.addEventListener('change', () => this.#choose(this.#variants[this.#select.value] ?? null));
    this.node.addEventListener('input', () => this.#say(''));
    this.#select.setAttribute('aria-describedby', this.#problem.id);
    this.node.append(this.#select, this.#hint, this.#problem.node, this.#inside);
  }

  #choose(variant) {
    this.#chosen = variant;
    this.#select.value = variant === null ? '' : this.#variants.indexOf(variant);
    this.#hint.textContent = joined(variant?.description ?? '');
    this.#hint.hidden = !this.#hint.textContent;
    this.#part = variant?.schema === undefined ? null : this.#partOf(variant);
    this.#inside.replaceChildren(...this.#part ? [this.#part.node] : []);
  }

  /** A single control has a label, those of an object have labels each. */
  #partOf({ schema }) {
    const { defs, depth } = this.#context;
    const single = ['plain', 'json'].includes(shapeOf(flatten(schema, defs), defs));
    if (single) return new Member(schema, { name: say('value'), required: true, defs, depth });
    return partFor(schema, { ...this.#context, needed: !flatten(schema, defs).nullable });
  }

  get value() {
    if (this.#chosen === null) return undefined;
    const { value, key } = this.#chosen;
    if (value !== undefined) return value;
    const inside = this.#part.value;
    return key === undefined ? inside : { [key]: inside ?? null };
  }

  show(value) {
    const variant = this.#variants.find(({ accepts }) => accepts(value))
      // Not all of it is there yet, or right.
      ?? this.#variants.find(({ resembles }) => resembles(value)) ?? null;
    this.#choose(variant);
    if (variant?.schema !== undefined) this.#part.show(variant.key === undefined ? value : value[variant.key]);
  }

  check() {
    this.#say(this.#chosen === null ? say('choose_one') : '');
    return this.#chosen !== null && (this.#part?.check() ?? true);
  }

  complain(path, text) {
    const key = this.#chosen?.key;
    const rest = key !== undefined && path[0] === key ? path.slice(1) : path;
    if (!this.#part?.complain(rest, text)) this.#say(text);
    return true;
  }

  #say(text) {
    this.#problem.say(text);
    this.#select.ariaInvalid = text ? 'true' : null;
  }
}
