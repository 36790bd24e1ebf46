// The field for a body of several parts: files.

import { Needed } from './body-needed.js';
import { make } from './dom.js';
import { say } from './words/index.js';

/** What `curl -F` and this form call the files. A job takes other names, too, and fields that are no files. */
export const PART = 'file';

export class Parts {
  row;
  #files = make('input', { type: 'file', id: 'body-files', multiple: true });
  #needed = new Needed(say('file_missing'), say('start_no_file'), this.#files);
  #content = new FormData();

  constructor() {
    this.row = make('fieldset', { className: 'field body' },
      make('legend', {}, say('body')),
      make('label', { htmlFor: 'body-files' }, say('files')),
      this.#files,
      this.#needed.node);
    // What is sent again without a change is the same body.
    this.#files.addEventListener('change', () => {
      this.#content = new FormData();
      for (const file of this.files) this.#content.append(PART, file);
      this.#needed.reset();
    });
  }

  get files() {
    return [...this.#files.files];
  }

  /** What is sent. The browser sets its `content-type`. */
  get content() {
    return this.#content;
  }

  /** Says so if there is nothing. Returns whether it can be sent. */
  check() {
    return this.#needed.check(this.files.length > 0);
  }

  /** Shows what is wrong with a file. */
  complain(text) {
    this.#needed.complain(text);
  }

  focus() {
    this.#files.focus();
  }
}
