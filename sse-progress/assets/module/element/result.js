// What the job has returned.

import { resultText } from '../format/text.js';
import { say } from '../words/index.js';
import { drawData } from './data.js';
import { part } from './part.js';
import { saveText } from './save.js';
import { copyButton, tallButton, toolButton } from './tool.js';

/** A longer text, or one with several lines, has buttons to take it away. A shorter one is read and done with. */
const SHORT = 80;

/** The result, drawn, and buttons to copy it, to keep it as a file, and to see more of it. */
export class Result {
  #panel = part('div', 'result');
  #actions = part('div', 'actions');
  #drawn;

  constructor() {
    // What scrolls has to have the focus to be scrolled with keys.
    this.#panel.tabIndex = 0;
    this.#panel.setAttribute('role', 'group');
    this.#panel.hidden = this.#actions.hidden = true;
  }

  get nodes() {
    return [this.#panel, this.#actions];
  }

  /** `result` is any JSON; `null` is drawn like nothing. */
  draw(result, run) {
    if (result === this.#drawn) return;
    this.#drawn = result;
    const shown = result !== undefined && result !== null;
    const isText = typeof result === 'string';
    const isShort = isText ? result.length <= SHORT && !result.includes('\n') : typeof result !== 'object';
    this.#panel.hidden = !shown;
    this.#panel.setAttribute('aria-label', say('result'));
    this.#panel.classList.remove('tall');
    this.#panel.replaceChildren(...(shown ? [whole(drawData(result))] : []));
    this.#actions.hidden = !shown || isShort;
    if (this.#actions.hidden) return;
    const save = () => saveText(`result-${run}.${isText ? 'txt' : 'json'}`, `${resultText(result)}\n`);
    this.#actions.replaceChildren(
      ...copyButton(() => resultText(result), say('copy_result')),
      toolButton(say('download'), save, say('download_result')),
      tallButton((on) => this.#panel.classList.toggle('tall', on)),
    );
  }
}

/** What is drawn. A table needs no box of its own to scroll in: the panel is one, and so its names stay in sight. */
function whole(drawn) {
  return drawn.matches('.wide') ? drawn.firstElementChild : drawn;
}
