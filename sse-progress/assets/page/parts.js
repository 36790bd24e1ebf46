// The field for a body of several parts: files.

import { make } from './dom.js';
import { say } from './words/index.js';

/** What `curl -F` and this form call the files. A job takes other names, too, and fields that are no files. */
export const PART = 'file';

export class Parts {
  row;
  #files = make('input', { type: 'file', id: 'body-files', multiple: true });
  #content = new FormData();

  constructor() {
    this.row = make('fieldset', { className: 'field body' },
      make('legend', {}, 'Body'),
      make('label', { htmlFor: 'body-files' }, 'Files'),
      this.#files);
    // What is sent again without a change is the same body.
    this.#files.addEventListener('change', () => {
      this.#content = new FormData();
      for (const file of this.files) this.#content.append(PART, file);
    });
  }

  get files() {
    return [...this.#files.files];
  }

  /** What is sent. The browser sets its `content-type`. */
  get content() {
    return this.#content;
  }
}
