// The command that starts the same run in a terminal.

/** The command, with curl. `file` is the file that is the body, if one is. */
export function command({ address, init }, file) {
  const words = ['curl -N'];
  for (const [name, value] of Object.entries(init?.headers ?? {})) words.push(`-H ${quote(`${name}: ${value}`)}`);
  if (init) words.push(data(init.body, file));
  return [...words, quote(address)].join(' ');
}

function data(body, file) {
  if (file) return `--data-binary ${quote(`@${file.name}`)}`;
  // `--data-binary` would take what begins with an `@` for the name of a file.
  return body.startsWith('@') ? `--data-raw ${quote(body)}` : `--data-binary ${quote(body)}`;
}

/** A text as one word of a shell. */
function quote(value) {
  return `'${String(value).replaceAll("'", String.raw`'\''`)}'`;
}
