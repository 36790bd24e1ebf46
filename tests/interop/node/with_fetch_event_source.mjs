// @microsoft/fetch-event-source: `EventSource` over fetch. It reconnects by itself when a connection
// breaks, and for ever unless its callbacks throw; after the end of a response it does not.
// It is made for browsers, and looks at these two before it does anything.
globalThis.window = globalThis;
globalThis.document = new EventTarget();
const { fetchEventSource } = await import('@microsoft/fetch-event-source');

const say = (what) => console.log(JSON.stringify(what));

const [url, lastEventId = ''] = process.argv.slice(2);

// As a browser does for a tab that the user leaves, and comes back to when the test says so.
function hide(hidden) {
  document.hidden = hidden;
  document.dispatchEvent(new Event('visibilitychange'));
}
let linesToHiding = Number(process.env.HIDE_AFTER_LINES);

class Over extends Error {}
let status;
await fetchEventSource(url, {
  headers: { 'last-event-id': lastEventId },
  async onopen(response) {
    status = response.status;
    if (status !== 200) throw new Over();
  },
  onmessage({ event, id, data }) {
    say({ event, id, data });
    if (event === 'log') linesToHiding -= 1;
    if (linesToHiding !== 0) return;
    linesToHiding = NaN;
    setImmediate(hide, true);
    process.stdin.once('data', () => {
      process.stdin.destroy();
      hide(false);
    });
  },
  onerror(error) {
    if (error instanceof Over) throw error;
  },
}).catch((error) => {
  if (!(error instanceof Over)) throw error;
});
say({ ended: status });
