/** What belongs to the request of a start alone. */
const OF_A_START = ['accept', 'content-type', 'content-length', 'idempotency-key'];

/** The headers that every request for a run has to have, as a list that a message can hold. */
function lasting(headers) {
  return [...new Headers(headers)].filter(([name]) => !OF_A_START.includes(name));
}

/**
 * What an `EventSource` is, for requests that need headers: it can have none.
 *
 * It does not come back by itself. Whoever has it opens another, as after an `EventSource` that
 * gave up.
 */
class FetchedSource extends EventTarget {
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
      const asked = new Headers(headers);
      asked.set('accept', 'text/event-stream');
      const answer = await fetch(url, { headers: asked, signal, cache: 'no-store' });
      const type = answer.headers.get('content-type') ?? '';
      if (answer.status === 200 && type.startsWith('text/event-stream')) {
        this.readyState = EventSource.OPEN;
        this.onopen();
        for await (const { name, data } of events(answer.body)) {
          if (signal.aborted) return;
          this.dispatchEvent(new MessageEvent(name, { data }));
        }
      }
    } catch {
      // Whatever it was, the connection is gone.
    }
    if (signal.aborted) return;
    this.close();
    this.onerror();
  }
}

