// The worker that the pages of an origin share, so that all their runs come through one connection.

import { Client } from './client.js';

/** Serves each page that connects, until it says goodbye or is gone. */
export function serveTabs() {
  const hubs = new Map();
  const life = `sse-progress worker ${Math.random()}`;
  // A page that crashes says nothing, and a port does not tell that its other end is gone. But locks are
  // released when their holder ends: the page and the worker each hold one and wait for the other's.
  const alive = new Promise((resolve) => {
    navigator.locks.request(life, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  self.onconnect = ({ ports: [port] }) => {
    const client = new Client(hubs, (message) => port.postMessage(message));
    const waiting = new AbortController();
    const close = () => {
      waiting.abort();
      client.close();
      port.close();
    };
    port.onmessage = ({ data }) => {
      if (data.bye) close();
      else if (data.lock) navigator.locks.request(data.lock, waiting, close).catch(() => {});
      else client.receive(data);
    };
    // Only once the lock is held: a page that got it first would believe that the worker is gone.
    alive.then(() => port.postMessage({ hello: life }));
  };
}
