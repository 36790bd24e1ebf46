// What is wrong with something that was entered, below it.

import { make, prose } from './dom.js';

let ids = 0;

export class Problem {
  node = make('div', { className: 'problem', hidden: true });
  #text = make('span');

  /** `id` is that of the text. */
  constructor(id) {
    ids += 1;
    this.#text.id = id ?? `problem-${ids}`;
    this.node.append(this.#text);
  }

  /** What a control is described by: the text alone, without the button beside it. */
  get id() {
    return this.#text.id;
  }

  /** Shows a text, in which backticks make code, and a button with a way out if there is one. An empty text takes both away. */
  say(text, button) {
    this.#text.replaceChildren(...prose('span', {}, text).childNodes);
    this.node.replaceChildren(this.#text, ...button ? [' ', button] : []);
    this.node.hidden = !text;
  }

  get isThere() {
    return !this.node.hidden;
  }
}
