// The server that the page is from, and its addresses.

import { absolute } from '../module/environment.js';

/**
 * What the jobs are mounted under, as the browser sees it. The page's `<base>` is relative to the address that
 * the page was asked for, so this is right below any prefix, and behind a proxy that strips one.
 */
export const base = absolute('.');

/** An address of the server. `path` is one as jobs give theirs, with a slash at its start. */
export function address(path) {
  return new URL(`.${path}`, base);
}

/** The path of an address as jobs give theirs: without what they are mounted under. */
export function pathOf({ pathname }) {
  return pathname.slice(base.pathname.length - 1);
}
