// The field for a body of several parts: files, and other fields.

import { Needed } from './body-needed.js';
import { make } from './dom.js';
import { PartFields } from './part-fields.js';
import { say } from './words/index.js';

/** What `curl -F` and this form call the files. A job takes other names, too. */
export const PART = 'file';

export class Parts {
  row;
  #files = make('input', { type: 'file', id: 'body-files', multiple: true });
  #fields = new PartFields();
  #needed = new Needed(say('file_missing'), say('start_no_file'), this.#files);
  #content = new FormData();

  constructor() {
    this.row = make('fieldset', { className: 'field body' },
      make('legend', {}, say('body')),
      make('label', { htmlFor: 'body-files' }, say('files')),
      this.#files,
      this.#needed.node,
      this.#fields.node);
    this.#files.addEventListener('change', () => this.#changed());
    this.#fields.node.addEventListener('input', () => this.#changed());
  }

  /** What is sent again without a change is the same body. */
  #changed() {
    this.#content = new FormData();
    for (const [name, value] of this.fields) this.#content.append(name, value);
    for (const file of this.files) this.#content.append(PART, file);
    this.#needed.reset();
  }

  get files() {
    return [...this.#files.files];
  }

  /** What is sent beside the files, and before them: pairs of a name and a value. */
  get fields() {
    return this.#fields.pairs;
  }

  /** What is sent. The browser sets its `content-type`. */
  get content() {
    return this.#content;
  }

  /** Says so if there is nothing, or a field without a name. Returns whether it can be sent. */
  check() {
    const isThere = this.#needed.check(this.files.length > 0 || this.fields.length > 0);
    return this.#fields.check() && isThere;
  }

  /** Shows what is wrong with a file. */
  complain(text) {
    this.#needed.complain(text);
  }

  focus() {
    if (!this.#fields.focus()) this.#files.focus();
  }

  /** The fields, to be kept. Files cannot be. */
  get draft() {
    return this.fields.length ? JSON.stringify(this.fields) : undefined;
  }

  restore(text) {
    this.#fields.show(JSON.parse(text));
    this.#changed();
  }
}
