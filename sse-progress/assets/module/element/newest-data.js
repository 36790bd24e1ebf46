// The data that the run has set last.

import { jsonText } from '../format/text.js';
import { drawData } from './data.js';
import { part } from './part.js';

/** Draws the data of the newest snapshot. */
export class NewestData {
  node = part('div', 'data');
  #drawn = undefined;

  constructor() {
    this.node.hidden = true;
  }

  /** `null` is drawn like nothing. */
  draw(data) {
    if (data === this.#drawn) return;
    // Each snapshot brings its own copy. What is the same stays, so that a selection and the focus survive.
    const same = jsonText(data ?? null) === jsonText(this.#drawn ?? null);
    this.#drawn = data;
    if (same) return;
    const shown = data !== undefined && data !== null;
    this.node.hidden = !shown;
    this.node.replaceChildren(...(shown ? [drawData(data)] : []));
  }
}
