/** A result of more characters than this is not kept: the storage of a tab is a small one. */
const KEPT = 20_000;

/** What the names of ours in the storage begin with. */
const OURS = 'sse-progress ';

/** What is watched on this page, by its name in the storage, and by how many. */
const claims = new Map();

/** Where there is no storage, nothing outlives the page. */
function storage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** Forgets what nothing on this page means. */
function clearOut() {
  for (const name of Object.keys(storage())) {
    if (name.startsWith(OURS) && !claims.has(name)) storage().removeItem(name);
  }
}

/**
 * What a tab remembers of one intention to have a run, so that a reload starts no second one: the
 * key that the server knows the intention by, the run and its base, and how it ended.
 *
 * An intention is named by the page's path, the address and how many of the same came before it
 * on the page, or by a `key` of the page's own; whoever gives the same key means the same run.
 */
class Memory {
  #name;
  #forgotten = false;

  constructor(address, key) {
    const page = `${OURS}${location.pathname}`;
    if (key) {
      this.#name = `${page} ${key}`;
    } else {
      let nth = 0;
      do this.#name = `${page} ${address} ${nth++}`;
      while (claims.has(this.#name));
    }
    const shared = claims.get(this.#name) ?? 0;
    claims.set(this.#name, shared + 1);
    const kept = this.#read();
    // What appears because somebody clicks is meant anew. What appears by itself, as at a reload,
    // is not, whatever is clicked meanwhile; but whoever comes back to a page by a link does not
    // want to see the old end.
    const clicked = document.readyState === 'complete' && navigator.userActivation?.isActive;
    const [visit] = performance.getEntriesByType('navigation');
    const over = kept?.end && visit?.type === 'navigate';
    if (!kept || (!shared && (clicked || over))) this.renew();
    else Object.assign(this, kept);
  }

  /** Another intention takes the place of this one. */
  renew() {
    const random = crypto.getRandomValues(new Uint8Array(16));
    this.key = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.run = this.base = this.snapshot = this.end = null;
    this.#write();
  }

  began(run, base) {
    this.run = run;
    this.base = `${base}`;
    this.#write();
  }

  ended(snapshot, end) {
    if (snapshot.length + end.length > KEPT) return;
    this.snapshot = snapshot;
    this.end = end;
    this.#write();
  }

  /** Nobody on this page means it any more. */
  forget() {
    if (this.#forgotten) return;
    this.#forgotten = true;
    const others = claims.get(this.#name) - 1;
    if (others) {
      claims.set(this.#name, others);
      return;
    }
    claims.delete(this.#name);
    // Whoever takes it up in the same breath, as a framework that draws anew, goes on with it.
    queueMicrotask(() => {
      if (!claims.has(this.#name)) storage()?.removeItem(this.#name);
    });
  }

  #read() {
    try {
      return JSON.parse(storage()?.getItem(this.#name) ?? 'null');
    } catch {
      return null;
    }
  }

  #write() {
    const store = () => storage()?.setItem(this.#name, JSON.stringify(this));
    try {
      store();
    } catch {
      // It is full, perhaps of what pages before this one have left.
      clearOut();
      try {
        store();
      } catch {
        // Of what is not ours: a reload will start anew.
      }
    }
  }
}

