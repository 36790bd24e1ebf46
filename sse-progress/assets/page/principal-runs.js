// The runs of whoever asks, as the server lists them.

import { backoff } from '../module/connection/backoff.js';
import { readEvents } from '../module/connection/event-reader.js';
import { ask } from './ask.js';
import { credentials } from './credentials.js';
import { address } from './server.js';

/** How long nothing may come, in milliseconds: more than two of the server's heartbeats. */
const SILENCE = 35_000;

/** The runs behind a page of them, as its `next` says. */
export function olderRuns(next) {
  return ask(`/runs${next}`);
}

/** Calls `tell` with the newest page of runs whenever it changes, and with `null` when none can come, until `signal` is aborted or the server refuses. */
export async function followRuns(tell, signal) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener('abort', abort);
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE);
    };
    try {
      heard();
      const headers = { accept: 'text/event-stream', ...credentials() };
      const answer = await fetch(address('/runs'), { headers, signal: attempt.signal, cache: 'no-store' });
      if (answer.status >= 400 && answer.status < 500) return;
      if (answer.ok) {
        for await (const { name, data } of readEvents(answer.body, heard)) {
          failures = 0;
          if (name === 'runs') tell(JSON.parse(data));
        }
      }
    } catch {
      // The server is away, or silent. It is asked again.
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      attempt.abort();
    }
    if (signal.aborted) return;
    tell(null);
    await new Promise((resolve) => {
      const wait = setTimeout(resolve, backoff(failures));
      signal.addEventListener('abort', () => {
        clearTimeout(wait);
        resolve();
      }, { once: true });
    });
  }
}
