// eventsource-parser: the parser alone, behind a fetch of one's own.
import { createParser } from 'eventsource-parser';

const say = (what) => console.log(JSON.stringify(what));

const [url, lastEventId = ''] = process.argv.slice(2);
const parser = createParser({
  onEvent: ({ event = 'message', id, data }) => say({ event, id, data }),
});
try {
  const headers = { accept: 'text/event-stream', 'last-event-id': lastEventId };
  const response = await fetch(url, { headers });
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) parser.feed(text);
  say({ ended: response.status });
} catch (error) {
  say({ ended: String(error) });
}
