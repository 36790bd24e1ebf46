// A list whose items are no lines: a row for each, which can be added and removed.

import { make } from '../dom.js';
import { Problem } from '../problem.js';
import { flatten } from '../schema.js';
import { Member } from './member.js';
import { say } from '../words/index.js';

export class Rows {
  kind = 'nested';
  node = make('div', { className: 'rows' });
  #rows = [];
  #list = make('div');
  #add = make('button', { type: 'button', className: 'quiet add' }, say('add'));
  #problem = new Problem();
  #schema;
  #context;

  constructor(schema, context) {
    this.#schema = schema;
    this.#context = context;
    this.#add.ariaLabel = `${say('add')} ${context.name}`;
    this.#add.addEventListener('click', () => {
      const row = this.#push();
      row.node.querySelector('input, select, textarea, button')?.focus();
      this.#changed();
    });
    this.#add.setAttribute('aria-describedby', this.#problem.id);
    this.node.append(this.#list, this.#problem.node, this.#add);
    for (let index = 0; index < (schema.minItems ?? 0); index += 1) this.#push();
  }

  #push() {
    const { defs, depth, name } = this.#context;
    const index = this.#rows.length;
    const member = new Member(this.#schema.items, { name: `${name} ${index + 1}`, required: true, defs, depth });
    const remove = make('button', { type: 'button', className: 'quiet remove' }, say('remove'));
    const row = { member, remove, node: make('div', { className: 'row' }, member.node, remove) };
    remove.addEventListener('click', () => {
      this.#rows = this.#rows.filter((each) => each !== row);
      row.node.remove();
      this.#name();
      this.#add.focus();
      this.#changed();
    });
    this.#rows.push(row);
    this.#list.append(row.node);
    this.#name();
    return row;
  }

  /** Numbers the rows anew. */
  #name() {
    for (const [index, { member, remove }] of this.#rows.entries()) {
      const name = `${this.#context.name} ${index + 1}`;
      member.rename(name);
      remove.ariaLabel = `${say('remove')} ${name}`;
    }
  }

  /** Whoever listens to what is entered hears of rows, too. */
  #changed() {
    this.#say('');
    this.node.dispatchEvent(new Event('input', { bubbles: true }));
  }

  get value() {
    return this.#rows.map(({ member }) => member.value ?? null);
  }

  show(value) {
    this.#rows = [];
    this.#list.replaceChildren();
    for (const item of value ?? []) this.#push().member.show(item);
  }

  check() {
    const { minItems = 0, maxItems = Infinity } = this.#schema;
    const { length } = this.#rows;
    this.#say(length < minItems ? say('too_few', { least: minItems }) : length > maxItems ? say('too_many', { most: maxItems }) : '');
    const fine = this.#rows.map(({ member }) => member.check()).every(Boolean);
    return fine && !this.#problem.isThere;
  }

  complain([index, ...rest], text) {
    return this.#rows[index]?.member.complain(rest, text) ?? false;
  }

  #say(text) {
    this.#problem.say(text);
  }
}
