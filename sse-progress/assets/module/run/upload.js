// Sends a body that takes long, and tells how far it has come. `fetch` cannot tell that, and `XMLHttpRequest` can.

import { ownProblem, Refusal } from '../problem.js';

/** A text of more characters takes long on a slow link. */
const LONG = 64 * 1024;

/** Whether a body takes long to send. */
export function isUpload(body) {
  if (typeof body === 'string') return body.length > LONG;
  return [Blob, FormData, ArrayBuffer].some((kind) => body instanceof kind) || ArrayBuffer.isView(body);
}

/**
 * Sends a request as `fetch` does. `told` is called with how many bytes were sent and how many there are.
 *
 * Resolves to the `answer` as soon as its head is there, and to a promise `sent` that the whole body was sent, or
 * never will be: a server may answer before. Rejects as `fetch` does, or with a `Refusal` that names a file which cannot
 * be read.
 */
export async function upload(url, request, told) {
  await assertReadable(request.body);
  return send(url, request, told).catch(async (error) => {
    // The browser calls it the network's fault, whichever it was.
    await assertReadable(request.body);
    throw error;
  });
}

/** Throws a `Refusal` if a file has vanished since it was chosen, or is not the same any more. */
async function assertReadable(body) {
  const parts = body instanceof FormData ? [...body.values()] : [body];
  for (const file of parts.filter((part) => part instanceof Blob)) {
    // Not by `slice`: to Chromium that is a file of its own, which may be empty.
    const reader = file.stream().getReader();
    await reader.read().catch(() => {
      throw new Refusal(ownProblem('unreadable', 0, { name: file.name ?? 'blob' }));
    });
    reader.cancel();
  }
}

function send(url, { method, headers, body, signal }, told) {
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  const sent = new Promise((resolve) => {
    request.upload.onloadend = resolve;
  });
  request.upload.onprogress = ({ loaded, total }) => told(loaded, total);
  return new Promise((resolve, reject) => {
    const fail = () => {
      reject(signal.aborted ? signal.reason : new TypeError('The request has got no answer.'));
    };
    signal.throwIfAborted();
    signal.addEventListener('abort', abort);
    request.open(method, url);
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.onreadystatechange = () => {
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED && request.status) resolve({ answer: answerOf(request), sent });
    };
    request.onerror = request.onabort = fail;
    request.send(body);
  });
}

/** What `fetch` would have given, with a body that is read while it comes. */
function answerOf(request) {
  const encoder = new TextEncoder();
  let read = 0;
  const body = new ReadableStream({
    start(controller) {
      const more = () => {
        const text = request.responseText.slice(read);
        read += text.length;
        if (text) controller.enqueue(encoder.encode(text));
      };
      request.onprogress = more;
      request.onload = () => {
        more();
        controller.close();
      };
      request.onerror = request.onabort = () => controller.error(new TypeError('The answer broke off.'));
    },
  });
  const { status, statusText, responseURL } = request;
  const lines = request.getAllResponseHeaders().trim().split(/\r\n/);
  const headers = lines.filter(Boolean).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  // These have no body, and `Response` insists on it.
  const answer = new Response([204, 205, 304].includes(status) ? null : body, { status, statusText, headers });
  return Object.defineProperty(answer, 'url', { value: responseURL });
}
