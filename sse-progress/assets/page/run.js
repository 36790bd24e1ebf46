// One run on a page: the element, and the run's address to pass on.

import '../sse-progress.js';
import { make } from './dom.js';
import { address } from './server.js';

/** How long a button says that it has done something, in milliseconds. */
const CONFIRMED = 2000;

export class Run {
  element = make('sse-progress');
  node;
  #share = make('p', { className: 'share', hidden: true });

  /** `source` has the `address` to watch, and the `init` of a POST that starts it. */
  constructor({ address: source, init }, label) {
    this.element.setAttribute('src', source);
    if (label) this.element.setAttribute('label', label);
    if (init) this.element.request = init;
    this.node = make('section', { className: 'card run', ariaLabel: `Run ${label ?? ''}`.trim() },
      this.element, this.#share);
    this.element.addEventListener('progress', ({ detail }) => this.#offer(detail.run), { once: true });
    for (const end of ['done', 'refused']) {
      this.element.addEventListener(end, () => {
        this.over = true;
      });
    }
  }

  /** Whether nothing more is to come. */
  over = false;

  /** Shows where the run can be found by others. */
  #offer(id) {
    const link = make('a', { href: address(`/runs/${id}`) }, 'Link to this run');
    this.#share.append(link);
    // Only where the page was got in a secure way, or from this computer.
    if (navigator.clipboard) this.#share.append(copier('Copy link', link.href));
    this.#share.hidden = false;
  }
}

/** A button that copies a text, which may be made when it is pressed. */
export function copier(words, text) {
  const button = make('button', { type: 'button', className: 'quiet' }, words);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Could not copy';
    }
    setTimeout(() => {
      button.textContent = words;
    }, CONFIRMED);
  });
  return button;
}
