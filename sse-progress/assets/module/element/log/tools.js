// What a log is read with: a search, levels, copy, download, full height.

import { part, setText } from '../part.js';
import { say } from '../../words/index.js';
import { least } from './words.js';

/** How long a button confirms what it has done, in milliseconds. */
const CONFIRMED = 2_000;

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
    this.#levels.append(...least().map(([level, words]) => new Option(words, level)));
    this.#levels.addEventListener('change', () => on.least(this.#levels.value));
    this.#steps = [
      button('↑', () => on.step(false), say('previous_match')),
      button('↓', () => on.step(true), say('next_match')),
    ];
    for (const step of this.#steps) step.hidden = true;
    const tall = button(say('full_height'), () => {
      const isTall = tall.getAttribute('aria-pressed') !== 'true';
      tall.setAttribute('aria-pressed', isTall);
      on.tall(isTall);
    });
    tall.setAttribute('aria-pressed', 'false');
    const download = button(say('download'), async () => {
      // A second press would ask for it a second time.
      if (download.getAttribute('aria-disabled') === 'true') return;
      download.setAttribute('aria-disabled', 'true');
      await on.download();
      download.setAttribute('aria-disabled', 'false');
    });
    // Browsers have a clipboard for scripts over HTTPS and on localhost alone.
    const copy = navigator.clipboard ? [this.#copier()] : [];
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

  #copier() {
    const copy = button(say('copy'), async () => {
      const copied = await navigator.clipboard.writeText(this.#on.copy()).then(() => true, () => false);
      copy.textContent = copied ? say('copied') : say('could_not_copy');
      setTimeout(() => {
        copy.textContent = say('copy');
      }, CONFIRMED);
    });
    return copy;
  }
}

function button(text, press, name) {
  const node = part('button', 'tool', text);
  node.type = 'button';
  if (name) {
    node.title = name;
    node.setAttribute('aria-label', name);
  }
  node.addEventListener('click', press);
  return node;
}
