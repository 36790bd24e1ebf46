// What somebody reads stays where it is on the screen while what stands above it grows.
//
// Browsers see to that where it grows above the edge of the screen (`overflow-anchor`), but not where it grows on the
// screen, nor while a page is at its beginning.

export class Hold {
  #node;
  /** How far down the screen it is to be, while something changes; else `null`. */
  #top = null;

  /** `node` is what is read, and `above` is what may grow. */
  constructor(node, above) {
    this.#node = node;
    // It is told when all is laid out, and before it is painted.
    const observer = new ResizeObserver(() => this.#settle());
    for (const each of above) observer.observe(each);
  }

  /** To be called when a frame is drawn, before anything changes. */
  take() {
    this.#top = this.#place;
    setTimeout(() => {
      this.#top = null;
    });
  }

  get #place() {
    return this.#node.getBoundingClientRect().top;
  }

  #settle() {
    if (this.#top !== null) window.scrollBy({ top: this.#place - this.#top, behavior: 'instant' });
  }
}
