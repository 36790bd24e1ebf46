// The parts of a body that are no files: each a name and a value, in a row that can be added and removed.

import { make } from './dom.js';
import { Row } from './row.js';
import { textControl } from './text-control.js';
import { say } from './words/index.js';

const TEXT = { type: 'string' };

export class PartFields {
  node;
  #rows = [];
  #list = make('div');
  #add = make('button', { type: 'button', className: 'quiet add' }, say('add_field'));

  constructor() {
    this.node = make('div', { className: 'rows' }, this.#list, this.#add);
    this.#add.addEventListener('click', () => {
      this.#push().name.row.focus();
      this.#changed();
    });
  }

  #push() {
    const entry = (required) => {
      const control = textControl(TEXT, required);
      return { control, row: new Row(control, { name: '…' }) };
    };
    const [name, value] = [entry(true), entry(false)];
    const remove = make('button', { type: 'button', className: 'quiet remove' }, say('remove'));
    const node = make('div', { className: 'row' }, name.row.node, value.row.node, remove);
    const row = { name, value, remove, node };
    remove.addEventListener('click', () => {
      this.#rows = this.#rows.filter((each) => each !== row);
      node.remove();
      this.#number();
      this.#add.focus();
      this.#changed();
    });
    this.#rows.push(row);
    this.#list.append(node);
    this.#number();
    return row;
  }

  #number() {
    for (const [index, { name, value, remove }] of this.#rows.entries()) {
      name.row.rename(`${say('field_name')} ${index + 1}`);
      value.row.rename(`${say('value')} ${index + 1}`);
      remove.ariaLabel = `${say('remove')} ${say('field_name')} ${index + 1}`;
    }
  }

  /** Whoever listens to what is entered hears of rows, too. */
  #changed() {
    this.node.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** Pairs of a name and a value. A row in which nothing is entered is none. */
  get pairs() {
    const text = ({ control }) => control.texts()[0] ?? '';
    return this.#rows.map(({ name, value }) => [text(name), text(value)]).filter((pair) => pair.some(Boolean));
  }

  show(pairs) {
    for (const texts of pairs) {
      const { name, value } = this.#push();
      name.control.fill([texts[0]]);
      value.control.fill([texts[1]]);
    }
  }

  /** Says where a name is missing. Returns whether none is. */
  check() {
    for (const { name, value } of this.#rows) {
      const isMissing = name.control.texts().length === 0 && value.control.texts().length > 0;
      name.row.complain(isMissing ? say('needs_value') : '');
    }
    return !this.#wrong;
  }

  get #wrong() {
    return this.#rows.find(({ name }) => name.row.wrong);
  }

  /** Goes to the name that is missing. Returns whether one is. */
  focus() {
    this.#wrong?.name.row.focus();
    return this.#wrong !== undefined;
  }
}
