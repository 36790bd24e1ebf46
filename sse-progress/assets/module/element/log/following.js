// Staying at the end of what grows, until a person looks at something before it.
//
// Where the box is says too little: a smooth scroll begins and ends with steps that are hardly seen, and the end moves
// away while somebody goes there. So it counts which way the box is moved, and where its end was when that began.

/** How far from the end is still at the end, in pixels. */
const NEAR = 30;
/** Whoever is where the end was so many milliseconds ago has meant the end. */
const RECENT = 1_000;

const BACKWARD = ['ArrowUp', 'PageUp', 'Home'];

export class Following {
  on = true;
  #box;
  #changed;
  #top = 0;
  #size = '';
  /** Where the end was when somebody began to move the box; `null` while nobody does. */
  #goal = null;
  /** Where the end was before the box grew, and when, of the last times. */
  #ends = [];

  /** `box` scrolls. `changed` is called when a person leaves the end, or is back. */
  constructor(box, changed) {
    this.#box = box;
    this.#changed = changed;
    box.addEventListener('scroll', () => this.#scrolled());
    box.addEventListener('scrollend', () => {
      this.#goal = null;
    });
    box.addEventListener('wheel', ({ deltaY }) => {
      if (deltaY < 0 && box.scrollTop > 0) this.leave();
    }, { passive: true });
    box.addEventListener('keydown', (event) => this.#pressed(event));
    // Whoever has chosen a link or a button in it reads there.
    box.addEventListener('focusin', ({ target }) => {
      if (target !== box) this.leave();
    });
    new ResizeObserver(() => this.update()).observe(box);
  }

  leave() {
    if (!this.on) return;
    this.on = false;
    this.#goal = null;
    this.#ends = [];
    this.#changed();
  }

  resume() {
    if (this.on) return;
    this.on = true;
    this.#changed();
  }

  /** To be called before something is added at the end. */
  grow() {
    if (this.on) return;
    const now = performance.now();
    this.#ends = this.#ends.filter(({ at }) => now - at < RECENT);
    this.#ends.push({ at: now, end: this.#box.scrollHeight });
  }

  /** Goes to the end, if it is to stay there. To be called when the box has other content. */
  update() {
    if (!this.on) return;
    this.#box.scrollTo({ top: this.#box.scrollHeight, behavior: 'instant' });
    this.#remember();
  }

  #pressed(event) {
    const { target, key } = event;
    if (target !== this.#box || event.altKey || event.shiftKey) return;
    if (BACKWARD.includes(key) && this.#box.scrollTop > 0) this.leave();
    if (key !== 'End') return;
    // The browser would go to where the end is now, smoothly, and find it gone when it is there.
    event.preventDefault();
    this.resume();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const [top, size] = [this.#top, this.#size];
    this.#remember();
    if (this.on) {
      // A box that has become larger, or has less in it, is moved by the browser.
      if (scrollTop < top - 0.5 && size === this.#size) this.leave();
      return;
    }
    const now = performance.now();
    const recent = this.#ends.find(({ at }) => now - at < RECENT)?.end ?? scrollHeight;
    // Browsers that do not tell when a scroll ends have no more than what is recent.
    if ('onscrollend' in window) this.#goal ??= recent;
    if (scrollTop > top && scrollTop + clientHeight >= Math.min(this.#goal ?? recent, recent) - NEAR) this.resume();
  }

  #remember() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    this.#top = scrollTop;
    this.#size = `${scrollHeight} ${clientHeight}`;
  }
}
