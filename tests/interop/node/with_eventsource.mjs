// eventsource: `EventSource` for Node.js. It reconnects by itself, and is never closed here: the
// answer to the id of `done` has to do that.
import { EventSource } from 'eventsource';

const say = (what) => console.log(JSON.stringify(what));

const source = new EventSource(process.argv[2]);
for (const event of ['progress', 'log', 'done', 'message']) {
  source.addEventListener(event, ({ lastEventId: id, data }) => say({ event, id, data }));
}
source.addEventListener('error', ({ code }) => {
  if (source.readyState === EventSource.CLOSED) say({ ended: code });
});
