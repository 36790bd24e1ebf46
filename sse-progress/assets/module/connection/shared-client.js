// The page's end of the worker that the pages of an origin share.

/** The worker's name. A page of another version that speaks other messages needs another worker. */
const WORKER = 'sse-progress 3';
/** A worker that has not answered for so many milliseconds is not used. */
const PATIENCE = 5_000;

/**
 * Whether this page can use the worker. Browsers load a worker from the page's own origin alone, and
 * without locks neither end would notice that the other is gone: those exist over HTTPS and on localhost.
 */
export function canShare() {
  if (!import.meta.url) return false;
  const script = new URL(import.meta.url);
  const ours = script.origin === location.origin && script.pathname.endsWith('/sse-progress.js');
  return typeof SharedWorker === 'function' && /^https?:$/.test(script.protocol) && ours && 'locks' in navigator;
}

/** A client in the worker. `failed` is called when there is no worker, or when it has ended. */
export function sharedClient(receive, failed) {
  const worker = new SharedWorker(import.meta.url, { type: 'module', name: WORKER });
  const { port } = worker;
  const open = new AbortController();
  let release = () => {};
  const close = () => {
    clearTimeout(patience);
    open.abort();
    port.postMessage({ bye: true });
    port.close();
    release();
  };
  const giveUp = () => {
    close();
    failed();
  };
  const patience = setTimeout(giveUp, PATIENCE);
  worker.onerror = giveUp;
  port.onmessage = ({ data }) => {
    if (!data.hello) {
      for (const message of data) receive(message);
      return;
    }
    clearTimeout(patience);
    // Who gets the worker's lock knows that the worker is gone; see `worker.js`.
    navigator.locks.request(data.hello, { signal: open.signal }, giveUp).catch(() => {});
  };
  const life = `sse-progress page ${Math.random()}`;
  const held = () => {
    port.postMessage({ lock: life });
    return new Promise((resolve) => { release = resolve; });
  };
  navigator.locks.request(life, { signal: open.signal }, held).catch(() => {});
  return { post: (message) => port.postMessage(message), close };
}
