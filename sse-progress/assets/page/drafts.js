// What was entered into forms: a reload and Back find it again, and nobody else who comes to the same address.

import { base } from './server.js';

/** It does not begin as the entries of the module do, which it removes when the storage is full. */
const NAME = `sse-progress-page drafts ${base.pathname}`;

/** So many are kept, the newest. */
const MOST = 20;
/** The text of a body is not kept if it has more characters, nor the whole if it has twice as many. */
const LONGEST = 50_000;

/**
 * The draft of the form at one entry of the browser's history, in the storage of the tab. Secrets are never among what
 * it is given.
 */
export class Draft {
  #entry;

  /** `entry` is the name of the entry. */
  constructor(entry) {
    this.#entry = entry;
  }

  /** What was kept; an empty object if nothing was. */
  read() {
    return all().find(([entry]) => entry === this.#entry)?.[1] ?? {};
  }

  /** Keeps the texts of `fields` by their names, and the text of the `body` if there is one. */
  write({ fields, body = '' }) {
    const draft = { fields, body: body.length > LONGEST ? undefined : body || undefined };
    const isEmpty = Object.keys(fields).length === 0 && draft.body === undefined;
    const others = all().filter(([entry]) => entry !== this.#entry);
    const kept = isEmpty || JSON.stringify(draft).length > 2 * LONGEST ? others : [[this.#entry, draft], ...others];
    try {
      sessionStorage.setItem(NAME, JSON.stringify(kept.slice(0, MOST)));
    } catch {
      // There is no storage, or it is full: what was entered lasts until the page is left.
    }
  }
}

/** The drafts with the names of their entries, newest first. */
function all() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? '[]');
  } catch {
    return [];
  }
}
