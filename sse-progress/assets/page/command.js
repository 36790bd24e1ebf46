// The same request for a terminal.

/** What to type to start the run with curl and to watch it. */
export function command({ address, init }, file) {
  const words = ['curl -N'];
  for (const [name, value] of Object.entries(init?.headers ?? {})) words.push(`-H ${quote(`${name}: ${value}`)}`);
  if (init) words.push(data(init.body, file));
  return [...words, quote(address)].join(' ');
}

function data(body, file) {
  if (file) return `--data-binary ${quote(`@${file.name}`)}`;
  // An `@` at its beginning would name a file.
  return body.startsWith('@') ? `--data-raw ${quote(body)}` : `--data-binary ${quote(body)}`;
}

/** One word of a shell, whatever is in it. */
function quote(value) {
  return `'${String(value).replaceAll("'", String.raw`'\''`)}'`;
}
