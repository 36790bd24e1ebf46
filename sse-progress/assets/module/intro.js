/**
 * Watches runs of sse-progress in a browser.
 *
 *     <script type="module" src="/sse-progress.js"></script>
 *     <sse-progress src="/count/100"></sse-progress>
 *
 * or, to draw something of your own:
 *
 *     import { watch } from '/sse-progress.js';
 *     const stop = watch('/count/100', { progress: ({ fraction }) => … });
 *
 * All that a page watches of one server comes through one connection, which the tabs of an origin
 * share where the browser lets them: this file is then the script of the worker that has it, too.
 */

/** The directory that an address is in, if it is in one. */
function directory(address) {
  try {
    return new URL('.', address);
  } catch {
    return null;
  }
}

/**
 * Where the server is looked for that does not say so itself: this module lies at its root. A bundle
 * that is no module does not know where it lies.
 */
const BASE = directory(import.meta.url ?? globalThis.document?.baseURI);

/** A page has a document, a worker has none, and neither has a server that renders pages. */
const IN_PAGE = typeof document !== 'undefined';

