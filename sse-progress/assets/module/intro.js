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

/** Where the server is looked for that does not say so itself: this module lies at its root. */
const BASE = new URL('.', import.meta.url);

/** A page has a document, a worker has none, and neither has a server that renders pages. */
const IN_PAGE = typeof document !== 'undefined';

