// Where this script is running, and where it came from.

/** The directory of an address; `null` for an address that has none, such as that of a `blob:`. */
function directory(address) {
  try {
    return withoutCredentials(new URL('.', address));
  } catch {
    return null;
  }
}

/**
 * The address without the `user:password@` that it may have.
 *
 * A page that was opened as `http://user:password@host/` has them in every address that it resolves, and
 * browsers refuse to fetch such an address. For requests to the same server, the browser sends by itself
 * what it has learned from the page's address.
 */
function withoutCredentials(url) {
  url.username = url.password = '';
  return url;
}

/**
 * The directory that this script was loaded from. The server serves it at its root, so this is where
 * `runs/` is looked for when a server does not say where its runs are. A bundle that is no ES module has
 * no `import.meta.url`; the page's own directory stands in.
 */
export const SCRIPT_DIRECTORY = directory(import.meta.url ?? globalThis.document?.baseURI);

/** Whether this is a page: a worker has no document, and neither has a server that renders pages. */
export const IN_PAGE = typeof document !== 'undefined';

/** An address, which may be relative to the page's base, as one to send requests to. */
export function absolute(address) {
  return withoutCredentials(new URL(address, document.baseURI));
}
