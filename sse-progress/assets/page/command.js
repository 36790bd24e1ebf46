// The command that starts the same run in a terminal.

import { PART } from './parts.js';

/** The command, with curl. `files` are the files of the body. */
export function command({ address, init }, files) {
  const words = ['curl -N'];
  for (const [name, value] of Object.entries(init?.headers ?? {})) words.push(`-H ${quote(`${name}: ${value}`)}`);
  if (init) words.push(data(init.body, files));
  return [...words, quote(address)].join(' ');
}

function data(body, files) {
  if (body instanceof FormData) return (files.length ? files : [{ name: 'FILE' }]).map(part).join(' ');
  if (files.length) return `--data-binary ${quote(`@${files[0].name}`)}`;
  // `--data-binary` would take what begins with an `@` for the name of a file.
  return body.startsWith('@') ? `--data-raw ${quote(body)}` : `--data-binary ${quote(body)}`;
}

/** A file as a part. Without quotes of its own, curl would read on after a `;` in its name. */
function part({ name }) {
  return `-F ${quote(`${PART}=@"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`)}`;
}

/** A text as one word of a shell. */
function quote(value) {
  return `'${String(value).replaceAll("'", String.raw`'\''`)}'`;
}
