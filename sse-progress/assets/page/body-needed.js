// What is said when a body is forgotten. An empty one may be meant, but rarely is.

import { make } from './dom.js';
import { Problem } from './problem.js';

export class Needed {
  #problem = new Problem('body-problem');
  #input;
  #missing;
  #button;
  #isMeant = false;

  /** `missing` is what is said, `meant` the name of the button that starts with nothing on purpose. */
  constructor(missing, meant, input) {
    this.#input = input;
    this.#missing = missing;
    this.#button = make('button', { type: 'button', className: 'quiet' }, meant);
    this.#button.addEventListener('click', () => {
      const { form } = input;
      this.reset();
      this.#isMeant = true;
      // It takes the place of this button, which is gone.
      form.querySelector('[type=submit]').focus();
      form.requestSubmit();
    });
    input.setAttribute('aria-describedby', this.#problem.id);
  }

  get node() {
    return this.#problem.node;
  }

  /** Returns whether a body can be sent. `isThere` says whether there is something in it. */
  check(isThere) {
    const fine = isThere || this.#isMeant;
    this.complain(fine ? '' : this.#missing, fine ? undefined : this.#button);
    return fine;
  }

  /** Shows a text; an empty one takes it away. `button` stands beside it. */
  complain(text, button) {
    this.#problem.say(text, button);
    this.#input.ariaInvalid = text ? 'true' : null;
  }

  reset() {
    this.#isMeant = false;
    this.complain('');
  }
}
