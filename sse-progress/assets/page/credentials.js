// The token that somebody has given to these pages.
//
// A browser sends cookies, and the name and password of Basic, by itself. A token it does not know of, so the pages
// keep one for as long as the tab is open and send it with each request.

import { base } from './server.js';

/** It does not begin as the entries of the module do, which it removes when the storage is full. */
const NAME = `sse-progress-page token ${base.pathname}`;

/** Where there is no storage, it lasts until the page is left. */
let kept = null;

export function token() {
  try {
    return sessionStorage.getItem(NAME) ?? kept;
  } catch {
    return kept;
  }
}

/** Keeps a token; `null` forgets it. */
export function keepToken(text) {
  kept = text;
  try {
    if (text === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, text);
  } catch {
    // There is no storage, or it is full.
  }
}

/** The headers by which a request says who asks; none if the browser does it, or nobody needs to know. */
export function credentials() {
  const known = token();
  return known === null ? {} : { authorization: `Bearer ${known}` };
}
