// Reads server-sent events from the body of an answer to `fetch`.

/**
 * The events of a body, each as `{ name, id, data }`. Whoever stops iterating leaves the body open; the
 * request's `AbortSignal` closes it.
 */
export async function* readEvents(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let [name, id, data] = ['message', '', []];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const [, field, text] = /^(\w*): ?(.*?)\r?$/s.exec(line) ?? [];
      if (field === 'event') name = text;
      if (field === 'id') id = text;
      if (field === 'data') data.push(text);
      // An empty line ends an event. One without data is none, but its id is kept.
      if (!/^\r?$/.test(line)) continue;
      if (data.length) yield { name, id, data: data.join('\n') };
      [name, data] = ['message', []];
    }
  }
}
