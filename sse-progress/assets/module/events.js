/** The events of a stream, as they come. Whoever stops taking them leaves the stream open. */
async function* events(body) {
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
      if (!/^\r?$/.test(line)) continue;
      if (data.length) yield { name, id, data: data.join('\n') };
      [name, data] = ['message', []];
    }
  }
}

