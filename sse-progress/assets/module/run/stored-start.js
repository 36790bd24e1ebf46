// What a tab remembers of a run that it has started, so that a reload does not start it again.

/** A result with more characters than this is not stored: the storage of a tab is small. */
const MAX_STORED = 20_000;

/** How the names of our entries in the storage begin. */
const PREFIX = 'sse-progress ';

/** How often each entry is in use on this page, by its name. */
const uses = new Map();

/** Some pages have no storage. Then nothing outlives the page. */
function storage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** Removes our entries that are not in use on this page. */
function removeUnused() {
  for (const name of Object.keys(storage())) {
    if (name.startsWith(PREFIX) && !uses.has(name)) storage().removeItem(name);
  }
}

/**
 * One start, stored for the tab: the idempotency `key` that it was sent with, the `run` and the `base` of
 * its server once these are known, and the last `snapshot` and the `end` once it is over.
 *
 * Its name in the storage is made of the page's path and of the `name` that the page has given, or else of
 * the address and how many of the same address came before it on the page. The same name means the same run.
 */
export class StoredStart {
  #name;
  #released = false;

  constructor(address, name) {
    const page = `${PREFIX}${location.pathname}`;
    if (name) {
      this.#name = `${page} ${name}`;
    } else {
      let nth = 0;
      do this.#name = `${page} ${address} ${nth++}`;
      while (uses.has(this.#name));
    }
    const before = uses.get(this.#name) ?? 0;
    uses.set(this.#name, before + 1);
    const stored = this.#read();
    // What appears on a loaded page just after a click is a new start. What appears while the page loads
    // belongs to the page, even if somebody clicks meanwhile; but somebody who comes back by a link does
    // not want to see a run that has ended.
    const clicked = document.readyState === 'complete' && navigator.userActivation?.isActive;
    const [visit] = performance.getEntriesByType('navigation');
    const over = stored?.end && visit?.type === 'navigate';
    if (!stored || (!before && (clicked || over))) this.renew();
    else Object.assign(this, stored);
  }

  /** Forgets the run: the next start is another one, with another key. */
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
    if (snapshot.length + end.length > MAX_STORED) return;
    this.snapshot = snapshot;
    this.end = end;
    this.#write();
  }

  /** It is no longer in use here. Removed from the storage when nothing else on the page uses it. */
  release() {
    if (this.#released) return;
    this.#released = true;
    const others = uses.get(this.#name) - 1;
    if (others) {
      uses.set(this.#name, others);
      return;
    }
    uses.delete(this.#name);
    // A framework that draws anew takes it up again before the next task, and shall find it.
    queueMicrotask(() => {
      if (!uses.has(this.#name)) storage()?.removeItem(this.#name);
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
      // The storage is full, perhaps of entries that earlier pages have left.
      removeUnused();
      try {
        store();
      } catch {
        // It is full of what is not ours. A reload will start another run.
      }
    }
  }
}
