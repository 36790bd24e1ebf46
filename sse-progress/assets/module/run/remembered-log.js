// What a server remembers of a run's log.

import { readEvents } from '../connection/event-reader.js';

/** How long nothing may come before what has come is taken for all, in milliseconds. */
const PATIENCE = 10_000;

/** The position in an id: the number of log lines so far times a million, plus a count of the snapshots between them. */
const POSITION = /\.(\d+)(?:\.done)?$/;
const LINE = 1_000_000;

/**
 * The data of the `log` events of the run at `address`, from the first that the server remembers to the `last`, counted
 * from the beginning of the run. Those that have come if there are no more; none if the server does not tell any.
 */
export async function rememberedLog(address, headers, last) {
  const lines = [];
  const over = new AbortController();
  const end = () => over.abort();
  let timer = setTimeout(end, PATIENCE);
  try {
    const sent = new Headers(headers);
    sent.set('accept', 'text/event-stream');
    const answer = await fetch(address, { headers: sent, signal: over.signal, cache: 'no-store' });
    if (!answer.ok) return [];
    for await (const { name, id, data } of readEvents(answer.body)) {
      clearTimeout(timer);
      timer = setTimeout(end, PATIENCE);
      if (name === 'log') lines.push(JSON.parse(data));
      // A run that goes on has no last line.
      const position = Number(POSITION.exec(id)?.[1] ?? 0);
      if (name === 'done' || Math.floor(position / LINE) >= last) break;
    }
  } catch {
    // The server is away, or says nothing more.
  } finally {
    clearTimeout(timer);
    end();
  }
  return lines;
}
