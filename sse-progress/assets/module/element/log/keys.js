// The log as one stop of Tab.
//
// A busy log has hundreds of links and buttons, and more of them every second: nobody would get past them with Tab. So
// they are no stops of it. Enter leads into the log, the arrow keys from one to the next, and Escape back.

import { say } from '../../words/index.js';

/** What could be reached with Tab elsewhere. */
const STOPS = 'a[href], button, .wide';

export class Keys {
  #box;

  constructor(box) {
    this.#box = box;
    box.setAttribute('aria-description', say('log_keys'));
    box.addEventListener('keydown', (event) => this.#pressed(event));
    // What is unfolded may bring some.
    box.addEventListener('click', () => this.take(box));
  }

  /** Takes what is in a node out of the way of Tab. */
  take(node) {
    for (const stop of node.querySelectorAll(STOPS)) stop.tabIndex = -1;
  }

  #pressed(event) {
    const { target, key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stop = this.#next(target, key);
    if (!stop) return;
    event.preventDefault();
    stop.focus({ preventScroll: true });
    if (stop !== this.#box) stop.scrollIntoView({ block: 'nearest' });
  }

  /** Where a key leads to. */
  #next(from, key) {
    if (from === this.#box) return key === 'Enter' ? this.#firstInSight : null;
    if (key === 'Escape') return this.#box;
    const isThere = (direction) => (stop) => from.compareDocumentPosition(stop) & direction;
    if (key === 'ArrowUp') return this.#stops.findLast(isThere(Node.DOCUMENT_POSITION_PRECEDING));
    return key === 'ArrowDown' ? this.#stops.find(isThere(Node.DOCUMENT_POSITION_FOLLOWING)) : null;
  }

  /** Those of lines that are shown. */
  get #stops() {
    return [...this.#box.querySelectorAll(STOPS)].filter((stop) => stop.getClientRects().length);
  }

  get #firstInSight() {
    const { top, bottom } = this.#box.getBoundingClientRect();
    const place = (stop) => stop.getBoundingClientRect().top;
    return this.#stops.find((stop) => place(stop) >= top && place(stop) < bottom);
  }
}
