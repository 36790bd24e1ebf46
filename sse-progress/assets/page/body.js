// The field for the body of a request: a file or a text.

import { area } from './area.js';
import { Needed } from './body-needed.js';
import { make } from './dom.js';
import { say } from './words/index.js';

export class Body {
  row;
  #file = make('input', { type: 'file', id: 'body-file' });
  #text = area({ id: 'body-text', className: 'json' });
  #needed = new Needed(say('body_missing'), say('start_empty'), this.#file);

  constructor() {
    this.row = make('fieldset', { className: 'field body' },
      make('legend', {}, say('body')),
      make('label', { htmlFor: 'body-file' }, say('a_file')),
      this.#file,
      make('label', { htmlFor: 'body-text' }, say('or_text')),
      this.#text,
      this.#needed.node);
    // The file is sent when there is one, so the text shows that it is not.
    this.#file.addEventListener('change', () => {
      this.#text.disabled = this.#file.files.length > 0;
      this.#needed.reset();
    });
    this.#text.addEventListener('input', () => this.#needed.reset());
  }

  get files() {
    return [...this.#file.files].slice(0, 1);
  }

  /** What is sent: a `File` or a string. */
  get content() {
    return this.files[0] ?? this.#text.value;
  }

  /** Says so if there is nothing. Returns whether it can be sent. */
  check() {
    return this.#needed.check(this.files.length > 0 || this.#text.value !== '');
  }

  /** Shows what is wrong with the file. */
  complain(text) {
    this.#needed.complain(text);
  }

  focus() {
    this.#file.focus();
  }

  /** The text, to be kept. A file cannot be. */
  get draft() {
    return this.#text.value || undefined;
  }

  restore(text) {
    this.#text.value = text;
  }
}
