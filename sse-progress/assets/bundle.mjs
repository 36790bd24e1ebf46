// Makes the two files that browsers load: `npm ci && npm run bundle`, after a change of a source.
//
// Both are checked in, so that whoever builds the Rust crate needs no Node.js. A test bundles again and
// compares. Nothing is minified: what a browser's developer tools show is to be read, and a server that
// wants it smaller compresses it.

import { build } from 'esbuild';

const MODULE = `/**
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
 * All that a page watches on one server comes through one connection. The tabs of an origin share it where
 * the browser has workers to share; this file is the script of that worker, too.
 *
 * Bundled by esbuild from \`assets/module/\`, where the comments are. Do not edit.
 */`;

const PAGE = '// Bundled by esbuild from `assets/page/`, where the comments are. Do not edit.';

/** Settings of both. */
const options = {
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  // The browsers that have all that the sources use, of 2022 and later.
  target: 'es2022',
  logLevel: 'warning',
};

await build({
  ...options,
  entryPoints: ['module/index.js'],
  outfile: 'sse-progress.js',
  banner: { js: MODULE },
});
// The page takes the element from the module that everybody else takes, so that there is one of it.
await build({
  ...options,
  entryPoints: ['page/page.js'],
  outfile: 'sse-progress/page.js',
  external: ['./sse-progress.js'],
  banner: { js: PAGE },
});
