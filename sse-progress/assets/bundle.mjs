// Makes the files that browsers load: `npm ci && npm run bundle`, after a change of a source.
//
// They are checked in, so that whoever builds the Rust crate needs no Node.js. A test bundles again and
// compares. The module is not minified: what the developer tools of its users show is to be read. What our
// pages need is, since a person waits for it. Scripts are compressed as well, by the best gzip that Node.js has.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

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

// What the module takes for its own address is where it is by itself: from there the worker is loaded that all
// pages of the server share.
const PAGE = `// Bundled by esbuild from \`assets/page/\` and \`assets/module/\`, where the comments are. Do not edit.
const MODULE_ADDRESS = new URL('../sse-progress.js', import.meta.url).href;`;

/** Settings of all. */
const options = {
  bundle: true,
  format: 'esm',
  charset: 'utf8',
  // The browsers that have all that the sources use, of 2022 and later.
  target: 'es2022',
  logLevel: 'warning',
  metafile: true,
};

const made = [
  await build({
    ...options,
    entryPoints: ['module/index.js'],
    outfile: 'sse-progress.js',
    banner: { js: MODULE },
  }),
  await build({
    ...options,
    entryPoints: ['page/page.js'],
    outfile: 'sse-progress/page.js',
    minify: true,
    define: { 'import.meta.url': 'MODULE_ADDRESS' },
    banner: { js: PAGE },
  }),
  await build({
    ...options,
    entryPoints: ['page/all.css'],
    outfile: 'sse-progress/page.css',
    minify: true,
  }),
];

for (const name of ['sse-progress.js', 'page.js']) {
  const script = readFileSync(name === 'page.js' ? 'sse-progress/page.js' : name);
  writeFileSync(`sse-progress/${name}.gz`, gzipSync(script, { level: 9 }));
}

// The page has the style sheet in it, and its policy names it by this.
const style = createHash('sha256').update(readFileSync('sse-progress/page.css')).digest('base64');
writeFileSync('sse-progress/page.css.sha256', style);

// A source that no bundle has could be changed without anybody noticing.
const used = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
for (const directory of ['module', 'page']) {
  const sources = readdirSync(directory, { recursive: true }).filter((name) => /\.(css|js)$/.test(name));
  const unused = sources.filter((name) => !used.includes(`${directory}/${name}`));
  if (unused.length) throw new Error(`no bundle has these of ${directory}/: ${unused.join(', ')}`);
}
