// @microsoft/fetch-event-source: `EventSource` over fetch. It reconnects by itself when a connection
// breaks, and for ever unless its callbacks throw; after the end of a response it does not.
// It is made for browsers, and looks at these two before it does anything.
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
const { fetchEventSource } = await import('@microsoft/fetch-event-source');

const say = (what) => console.log(JSON.stringify(what));

const [url, lastEventId = ''] = process.argv.slice(2);
class Over extends Error {}
let status;
await fetchEventSource(url, {
  headers: { 'last-event-id': lastEventId },
  async onopen(response) {
    status = response.status;
    if (status !== 200) throw new Over();
  },
  onmessage: ({ event, id, data }) => say({ event, id, data }),
  onerror(error) {
    if (error instanceof Over) throw error;
  },
}).catch((error) => {
  if (!(error instanceof Over)) throw error;
});
say({ ended: status });
