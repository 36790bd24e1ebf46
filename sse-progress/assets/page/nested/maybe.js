// What may be left out as a whole: nothing, until somebody adds it.

import { make } from '../dom.js';
import { say } from '../words/index.js';

export class Maybe {
  kind = 'nested';
  node = make('div', { className: 'maybe' });
  #make;
  #part = null;
  #inside = make('div');
  #button;

  /** `create` makes the part. */
  constructor(create, name) {
    this.#make = create;
    this.#button = make('button', { type: 'button', className: 'quiet' });
    this.#button.addEventListener('click', () => {
      this.#set(this.#part ? null : create());
      this.#inside.querySelector('input, select, textarea, button')?.focus();
      this.node.dispatchEvent(new Event('input', { bubbles: true }));
    });
    this.name = name;
    this.node.append(this.#inside, this.#button);
    this.#set(null);
  }

  #set(part) {
    this.#part = part;
    this.#inside.replaceChildren(...part ? [part.node] : []);
    this.#button.textContent = part ? say('remove') : say('add');
    this.#button.ariaLabel = `${part ? say('remove') : say('add')} ${this.name}`;
    this.#button.className = `quiet ${part ? 'remove' : 'add'}`;
  }

  get value() {
    return this.#part?.value;
  }

  show(value) {
    this.#set(value === undefined || value === null ? null : this.#make());
    this.#part?.show(value);
  }

  check() {
    return this.#part?.check() ?? true;
  }

  complain(path, text) {
    return this.#part?.complain(path, text) ?? false;
  }
}
