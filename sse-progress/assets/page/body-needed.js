// What is said when a body is forgotten. An empty one may be meant, but rarely is.

import { make } from './dom.js';

export class Needed {
  node = make('p', { className: 'problem', id: 'body-problem', hidden: true });
  #input;
  #isMeant = false;

  /** `missing` is what is said, `meant` the name of the button that sends nothing on purpose. */
  constructor(missing, meant, input) {
    this.#input = input;
    const button = make('button', { type: 'button', className: 'quiet' }, meant);
    button.addEventListener('click', () => {
      const { form } = input;
      this.reset();
      this.#isMeant = true;
      form.requestSubmit();
    });
    this.node.append(missing, ' ', button);
    input.setAttribute('aria-describedby', this.node.id);
  }

  /** Returns whether a body can be sent. `isThere` says whether there is something in it. */
  check(isThere) {
    const fine = isThere || this.#isMeant;
    this.node.hidden = fine;
    this.#input.ariaInvalid = fine ? null : 'true';
    return fine;
  }

  reset() {
    this.#isMeant = false;
    this.node.hidden = true;
    this.#input.ariaInvalid = null;
  }
}
