// What the job has returned.

import { resultText } from '../format/text.js';
import { say } from '../words/index.js';
import { drawData } from './data.js';
import { saveText } from './log/save.js';
import { part } from './part.js';

/** A longer text, or one with several lines, has buttons to take it away. A shorter one is read and done with. */
const SHORT = 80;
/** How long a button confirms what it has done, in milliseconds. */
const CONFIRMED = 2_000;

/** The result, drawn, and buttons to copy it and to keep it as a file. */
export class Result {
  #panel = part('div', 'result');
  #actions = part('div', 'actions');
  #copy = tool();
  #download = tool();
  #drawn;
  #run = '';
  /** What the button to copy says: before, and when it has. */
  #words = {};

  constructor() {
    // What scrolls has to have the focus to be scrolled with keys.
    this.#panel.tabIndex = 0;
    this.#panel.setAttribute('role', 'group');
    this.#panel.hidden = this.#actions.hidden = true;
    this.#copy.addEventListener('click', () => this.#toClipboard());
    this.#download.addEventListener('click', () => this.#save());
    // Browsers have a clipboard for scripts over HTTPS and on localhost alone.
    if (navigator.clipboard) this.#actions.append(this.#copy);
    this.#actions.append(this.#download);
  }

  get nodes() {
    return [this.#panel, this.#actions];
  }

  /** `result` is any JSON; `null` is drawn like nothing. */
  draw(result, run) {
    if (result === this.#drawn) return;
    this.#drawn = result;
    this.#run = run;
    const shown = result !== undefined && result !== null;
    const isText = typeof result === 'string';
    const isShort = isText ? result.length <= SHORT && !result.includes('\n') : typeof result !== 'object';
    this.#panel.hidden = !shown;
    this.#panel.setAttribute('aria-label', say('result'));
    this.#panel.replaceChildren(...(shown ? [drawData(result)] : []));
    this.#actions.hidden = !shown || isShort;
    this.#words = { copy: say('copy'), copied: say('copied'), failed: say('could_not_copy') };
    this.#copy.textContent = this.#words.copy;
    this.#download.textContent = say('download');
  }

  async #toClipboard() {
    const { copied, failed } = this.#words;
    this.#copy.textContent = await navigator.clipboard.writeText(resultText(this.#drawn)).then(() => copied, () => failed);
    setTimeout(() => {
      this.#copy.textContent = this.#words.copy;
    }, CONFIRMED);
  }

  #save() {
    const isText = typeof this.#drawn === 'string';
    saveText(`result-${this.#run}.${isText ? 'txt' : 'json'}`, `${resultText(this.#drawn)}\n`);
  }
}

function tool() {
  const button = part('button', 'tool');
  button.type = 'button';
  return button;
}
