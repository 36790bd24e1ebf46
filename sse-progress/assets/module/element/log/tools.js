// What a log is read with: a search, levels, copy, download, full height.

import { part, setText } from '../part.js';
import { copyButton, tallButton, toolButton } from '../tool.js';
import { say } from '../../words/index.js';

/** The levels of lines, the least first. */
export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'];

export class Tools {
  node = part('div', 'tools');
  #search = part('input', 'search');
  #levels = part('select', 'levels');
  #matches = part('span', 'matches');
  #steps;
  #on;

  /**
   * `on` has what to do: `search(text)`, `step(forward)`, `close()` for whoever is done with searching, `least(level)`,
   * `copy()` which gives the text, `download()`, and `tall(on)`.
   */
  constructor(on) {
    this.#on = on;
    this.node.setAttribute('role', 'group');
    this.node.setAttribute('aria-label', say('log'));
    this.#search.type = 'search';
    this.#search.placeholder = say('search');
    this.#search.setAttribute('aria-label', say('search_log'));
    this.#search.autocomplete = 'off';
    this.#search.spellcheck = false;
    this.#search.setAttribute('aria-keyshortcuts', '/');
    this.#search.addEventListener('input', () => on.search(this.#search.value));
    this.#search.addEventListener('keydown', (event) => this.#pressed(event));
    this.#matches.setAttribute('role', 'status');
    this.#levels.setAttribute('aria-label', say('levels'));
    this.#levels.append(...LEVELS.map((level) => new Option(say(`least_${level}`), level)));
    this.#levels.addEventListener('change', () => on.least(this.#levels.value));
    this.#steps = [
      toolButton('↑', () => on.step(false), say('previous_match')),
      toolButton('↓', () => on.step(true), say('next_match')),
    ];
    for (const step of this.#steps) step.hidden = true;
    const download = toolButton(say('download'), async () => {
      // A second press would ask for it a second time.
      if (download.getAttribute('aria-disabled') === 'true') return;
      download.setAttribute('aria-disabled', 'true');
      await on.download();
      download.setAttribute('aria-disabled', 'false');
    }, say('download_log'));
    const copy = copyButton(() => on.copy(), say('copy_log'));
    const tall = tallButton((isTall) => on.tall(isTall));
    this.node.append(this.#search, this.#matches, ...this.#steps, this.#levels, ...copy, download, tall);
  }

  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }

  /** `count` says in words how many lines there are, `searching` whether a text is looked for. */
  draw(count, searching) {
    setText(this.#matches, count);
    for (const step of this.#steps) step.hidden = !searching;
  }

  #pressed(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      this.#on.step(!event.shiftKey);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.#search.value = '';
      this.#on.search('');
      this.#on.close();
    }
  }
}
