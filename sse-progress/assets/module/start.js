/** How long a server may take to tell of a run that it was asked to start, in milliseconds. */
const ANSWER = 15_000;

/** The server will not do it, and says why: a problem of RFC 9457, as far as it told. */
class Refusal extends Error {
  constructor(problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/**
 * Starts the run that `key` names, or finds it when it has been started.
 *
 * Resolves to the run, to where its server is, if that is told, and to its first event. The
 * request goes on after that: the run has a watcher until `signal` ends it.
 */
async function start(address, { method, headers, body } = {}, key, signal) {
  const url = new URL(address);
  url.searchParams.set('idempotency_key', key);
  const asked = new Headers(headers);
  asked.set('accept', 'text/event-stream');
  const answer = await fetch(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers: asked, body, signal });
  const type = answer.headers.get('content-type') ?? '';
  if (answer.status !== 200 || !type.startsWith('text/event-stream')) throw await refusal(answer, type);
  const first = await firstEvent(answer.body);
  const [run] = first.id.split('.');
  const place = answer.headers.get('content-location');
  return { run, base: place ? new URL('..', new URL(place, answer.url)) : null, first };
}

async function refusal(answer, type) {
  const { status, statusText } = answer;
  const told = type.includes('problem+json') ? await answer.json().catch(() => null) : null;
  // Not the server's own words, but those of something before it, which may not last.
  if (!told && passes(status)) return new Error(`the server answered ${status}`);
  const title = answer.ok ? 'It is not the address of a job' : statusText;
  return new Refusal({ status, title, ...told });
}

/** Reads a stream up to the end of its first event. */
async function firstEvent(body) {
  for await (const event of events(body)) if (event.id) return event;
  throw new Error('the server ended the stream at once');
}

