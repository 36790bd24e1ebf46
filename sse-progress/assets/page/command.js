// The commands that start the same run in a terminal.

import { PART } from './parts.js';

/** The command `sse-progress`, for what the form holds. */
export function ownCommand(form) {
  const { pairs, files, parts, place } = form;
  const words = ['sse-progress run', quote(place)];
  const request = form.shownRequest;
  if (pairs === undefined) {
    // As pairs, an empty list and null cannot be said.
    return `${input(request.init.body)} | ${[...words, '--body -'].join(' ')}`;
  }
  for (const [name, text] of pairs) words.push(word(`${name}=${literal(text)}`));
  const body = form.job.body ? request.init.body : undefined;
  if (body === undefined) return words.join(' ');
  if (body instanceof FormData) {
    for (const [name, text] of parts) words.push(`-F ${quote(`${name}=${literal(text)}`)}`);
    for (const { name } of named(form)) words.push(`-F ${quote(`${PART}=@${name}`)}`);
    return words.join(' ');
  }
  if (files.length) return [...words, '--body', quote(files[0].name)].join(' ');
  return `${input(body)} | ${[...words, '--body -'].join(' ')}`;
}

/** The command with curl. */
export function curl(form) {
  const { address, init } = form.shownRequest;
  const words = ['curl -N'];
  for (const [name, value] of Object.entries(init?.headers ?? {})) words.push(`-H ${quote(`${name}: ${value}`)}`);
  if (init) words.push(data(init.body, form));
  return [...words, quote(address)].join(' ');
}

function data(body, form) {
  const { files, parts } = form;
  if (body instanceof FormData) {
    // `-F` would take what begins with an `@` or a `<` for the name of a file.
    const texts = parts.map(([name, text]) => `--form-string ${quote(`${name}=${text}`)}`);
    return [...texts, ...named(form).map(part)].join(' ');
  }
  if (files.length) return `--data-binary ${quote(`@${files[0].name}`)}`;
  // `--data-binary` would take what begins with an `@` for the name of a file.
  return body.startsWith('@') ? `--data-raw ${quote(body)}` : `--data-binary ${quote(body)}`;
}

/** The files, or one to be filled in if there are no parts at all. */
function named({ files, parts }) {
  return files.length || parts.length ? files : [{ name: 'FILE' }];
}

/** A text as the value of a pair: one that begins with `@` would be read from a file. */
function literal(text) {
  return text.startsWith('@') ? `@${text}` : text;
}

/** A file as a part. Without quotes of its own, curl would read on after a `;` in its name. */
function part({ name }) {
  return `-F ${quote(`${PART}=@"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`)}`;
}

/** What writes a text, as it is, into a pipe. */
function input(text) {
  return `printf %s ${quote(text)}`;
}

/** A word that needs no quotes, without them. */
function word(text) {
  return /^[\w.,:=@/+-]+$/.test(text) ? text : quote(text);
}

/** A text as one word of a shell. */
function quote(value) {
  return `'${String(value).replaceAll("'", String.raw`'\''`)}'`;
}
