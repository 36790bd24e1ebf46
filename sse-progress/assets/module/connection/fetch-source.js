// An event stream over `fetch`.
//
// An `EventSource` would do less: it can send no headers, does not tell why it was refused, and hides comments,
// which are all that comes of a run that reports nothing. Without them nobody can tell a silent run from a
// connection that is dead though nothing has closed it.

import { challengeOf, readProblem } from '../problem.js';
import { isTemporary } from './backoff.js';
import { readEvents } from './event-reader.js';

/** Headers that belong to the request that starts a run, and to no later one. */
const START_HEADERS = ['accept', 'content-type', 'content-length', 'idempotency-key'];

/** Those headers that go with every request about a run, as a list of pairs that can be sent to a worker. */
export function runHeaders(headers) {
  return [...new Headers(headers)].filter(([name]) => !START_HEADERS.includes(name));
}

/** One connection. It does not reconnect: its owner opens another. */
export class FetchSource {
  #closed = new AbortController();

  /**
   * `on` has the callbacks `open`, `heard` (something has come, perhaps a comment), `event` and `ended`, which
   * gets the problem if the server has refused, and is not called after `close`.
   */
  constructor(url, headers, on) {
    this.#read(url, headers, on).then((problem) => {
      if (this.#closed.signal.aborted) return;
      this.close();
      on.ended(problem);
    });
  }

  close() {
    this.#closed.abort();
  }

  async #read(url, headers, on) {
    const { signal } = this.#closed;
    try {
      const sent = new Headers(headers);
      sent.set('accept', 'text/event-stream');
      const answer = await fetch(url, { headers: sent, signal, cache: 'no-store' });
      const type = answer.headers.get('content-type') ?? '';
      const { status, statusText: title } = answer;
      if (!answer.ok) return isTemporary(status) ? null : { status, title, ...challengeOf(answer), ...await readProblem(answer) };
      if (status !== 200 || !type.startsWith('text/event-stream')) return null;
      on.open();
      for await (const event of readEvents(answer.body, on.heard)) {
        if (signal.aborted) return null;
        on.event(event);
      }
    } catch {
      // Whatever went wrong, the connection is gone.
    }
    return null;
  }
}
