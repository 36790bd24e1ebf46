// Reads server-sent events from the body of an answer to `fetch`.

/**
 * The events of a body, each as `{ name, id, data, retry }`. `heard` is called whenever something comes, which
 * may be a comment alone. Whoever stops iterating leaves the body open; the request's `AbortSignal` closes it.
 */
export async function* readEvents(body, heard = () => {}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let id = '';
  let event = { name: 'message', data: [] };
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    // Only what is new is looked at: a long line comes in many pieces.
    const lines = value.split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop();
    for (const line of lines) {
      const [, field, text] = /^(\w*): ?(.*?)\r?$/s.exec(line) ?? [];
      if (field === 'event') event.name = text;
      if (field === 'id') id = text;
      if (field === 'data') event.data.push(text);
      if (field === 'retry') event.retry = Number(text);
      // An empty line ends an event. One without data is none, but its id is kept.
      if (!/^\r?$/.test(line)) continue;
      if (event.data.length) yield { ...event, id, data: event.data.join('\n') };
      event = { name: 'message', data: [] };
    }
  }
}
