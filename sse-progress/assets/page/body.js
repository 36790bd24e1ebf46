// The field for the body of a request: a file or a text.

import { make } from './dom.js';
import { say } from './words/index.js';

export class Body {
  row;
  #file = make('input', { type: 'file', id: 'body-file' });
  #text = make('textarea', { rows: 3, spellcheck: false, id: 'body-text', className: 'json' });

  constructor() {
    this.row = make('fieldset', { className: 'field body' },
      make('legend', {}, 'Body'),
      make('label', { htmlFor: 'body-file' }, 'A file'),
      this.#file,
      make('label', { htmlFor: 'body-text' }, 'or a text'),
      this.#text);
    // The file is sent when there is one, so the text shows that it is not.
    this.#file.addEventListener('change', () => {
      this.#text.disabled = this.#file.files.length > 0;
    });
  }

  get files() {
    return [...this.#file.files].slice(0, 1);
  }

  /** What is sent: a `File` or a string. */
  get content() {
    return this.files[0] ?? this.#text.value;
  }
}
