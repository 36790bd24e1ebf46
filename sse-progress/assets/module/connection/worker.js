// The worker that the pages of an origin share, so that all their runs come through one connection.

import { Client } from './client.js';

/**
 * Messages to a page that come within so many milliseconds are sent as one. Each costs the page a task, and nobody reads
 * faster than that.
 */
const GATHER = 50;

/** Serves each page that connects, until it says goodbye or is gone. */
export function serveTabs() {
  const hubs = new Map();
  const life = `sse-progress worker ${Math.random()}`;
  // A page that crashes says nothing, neither does Firefox let each page speak that is closed, and a port does not
  // tell that its other end is gone. But locks are released when their holder ends: the page and the worker each hold
  // one and wait for the other's.
  const alive = new Promise((resolve) => {
    navigator.locks.request(life, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  self.onconnect = ({ ports: [port] }) => {
    const client = new Client(hubs, gathering((messages) => port.postMessage(messages)));
    const waiting = new AbortController();
    const close = (how) => {
      waiting.abort();
      client.close(how);
      port.close();
    };
    const gone = () => close({ gone: true });
    port.onmessage = ({ data }) => {
      if (data.bye) close();
      else if (data.lock) navigator.locks.request(data.lock, waiting, gone).catch(() => {});
      else client.receive(data);
    };
    // Only once the lock is held: a page that got it first would believe that the worker is gone.
    alive.then(() => port.postMessage({ hello: life }));
  };
}

/** Takes messages one by one, and sends them as lists: the first at once, later ones when it is their time. */
function gathering(send) {
  let messages = [];
  let sent = -Infinity;
  let timer = 0;
  const flush = () => {
    timer = 0;
    sent = performance.now();
    send(messages);
    messages = [];
  };
  return (message) => {
    messages.push(message);
    timer ||= setTimeout(flush, Math.max(sent + GATHER - performance.now(), 0));
  };
}
