// The lines of a log in the page.
//
// They stand in blocks that are contained (see `style.js`): when lines come and go, a browser lays out and paints the
// blocks at both ends anew, and moves the others as they are.

import { part } from '../part.js';

/** How many lines a block has. */
const SIZE = 50;

export class Blocks {
  #box;
  #last = null;

  /** `box` is what the lines are shown in. */
  constructor(box) {
    this.#box = box;
  }

  append(nodes) {
    let rest = nodes;
    while (rest.length) {
      if (!this.#last || this.#last.childElementCount >= SIZE) {
        this.#last = part('div', 'block');
        this.#box.append(this.#last);
      }
      const room = SIZE - this.#last.childElementCount;
      this.#last.append(...rest.slice(0, room));
      rest = rest.slice(room);
    }
  }

  remove(node) {
    const block = node.parentNode;
    node.remove();
    if (!block.childElementCount && block !== this.#last) block.remove();
  }
}
