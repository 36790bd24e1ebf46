// Starts a run, or finds the one that the same key has started before.

import { isTemporary } from '../connection/backoff.js';
import { readEvents } from '../connection/event-reader.js';
import { challengeOf, ownProblem, readProblem, Refusal } from '../problem.js';
import { isUpload, upload } from './upload.js';

/**
 * Starts the run that the idempotency key `key` stands for, or finds it when it has been started.
 *
 * Resolves to the run's id, the server's root if the server tells it, and the first event. The request goes
 * on after that, so that the run has a watcher until `signal` ends it, which should not be before `sent` is over: a
 * job may read its body while it comes. `told` is called with how much of a large body was sent, and how much there is.
 */
export async function start(address, { method, headers, body } = {}, key, signal, told) {
  const url = new URL(address);
  url.searchParams.set('idempotency_key', key);
  const sent = new Headers(headers);
  sent.set('accept', 'text/event-stream');
  // Firefox lets a request wait for another one of the same address, until that has ended, in case it could be answered
  // from the cache then. A tab that was doubled, or loaded anew, while its run was being started would wait so.
  const cache = 'no-store';
  const request = { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: sent, body, signal, cache };
  const sending = isUpload(body) ? upload(url, request, told) : fetch(url, request).then((answer) => ({ answer }));
  const { answer, sent: whole } = await sending;
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || !type.startsWith('text/event-stream')) throw await refusal(answer);
  const first = await firstEvent(answer.body);
  const [run] = first.id.split('.');
  return { run, base: rootOf(answer, url), first, sent: whole };
}

/**
 * The server's root: the answer names the run's address, `<root>/runs/<id>`, which may be relative to the
 * address that was asked for (RFC 9110, section 8.7). That is `answer.url`, whatever redirects there were.
 */
function rootOf(answer, asked) {
  const run = answer.headers.get('content-location');
  // A service worker may have made the answer; such a one has no address.
  return run ? new URL('..', new URL(run, answer.url || asked)) : null;
}

async function refusal(answer) {
  const { status, statusText } = answer;
  const problem = await readProblem(answer);
  // Without a problem it may be a proxy that answers, while the server is away for a moment.
  if (!problem && isTemporary(status)) return new Error(`the server answered ${status}`);
  const known = answer.ok ? ownProblem('not_a_job', status) : { status, title: statusText };
  return new Refusal({ ...known, ...challengeOf(answer), ...problem });
}

/** The first event with an id: the snapshot that each stream begins with. */
async function firstEvent(body) {
  for await (const event of readEvents(body)) if (event.id) return event;
  throw new Error('the server ended the stream at once');
}
