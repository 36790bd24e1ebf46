// An event source over `fetch`, for requests with headers: an `EventSource` cannot send any.

import { readEvents } from './event-reader.js';

/** Headers that belong to the request that starts a run, and to no later one. */
const START_HEADERS = ['accept', 'content-type', 'content-length', 'idempotency-key'];

/** Those headers that go with every request about a run, as a list of pairs that can be sent to a worker. */
export function runHeaders(headers) {
  return [...new Headers(headers)].filter(([name]) => !START_HEADERS.includes(name));
}

/**
 * The part of `EventSource` that a `Stream` uses.
 *
 * It does not reconnect. Its owner opens another one, as it does after an `EventSource` that has given up.
 */
export class FetchSource extends EventTarget {
  readyState = EventSource.CONNECTING;
  onopen = () => {};
  onerror = () => {};
  #closed = new AbortController();

  constructor(url, headers) {
    super();
    this.#read(url, headers);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#closed.abort();
  }

  async #read(url, headers) {
    const { signal } = this.#closed;
    try {
      const sent = new Headers(headers);
      sent.set('accept', 'text/event-stream');
      const answer = await fetch(url, { headers: sent, signal, cache: 'no-store' });
      const type = answer.headers.get('content-type') ?? '';
      if (answer.status === 200 && type.startsWith('text/event-stream')) {
        this.readyState = EventSource.OPEN;
        this.onopen();
        for await (const { name, data } of readEvents(answer.body)) {
          if (signal.aborted) return;
          this.dispatchEvent(new MessageEvent(name, { data }));
        }
      }
    } catch {
      // Whatever went wrong, the connection is gone, and that is told below.
    }
    if (signal.aborted) return;
    this.close();
    this.onerror();
  }
}
