// A run in a list.

import { exactDuration, percent, percentage } from '../module/format/numbers.js';
import { stateWord } from '../module/format/sentences.js';
import { harmless, LABEL_LENGTH } from '../module/format/text.js';
import { make } from './dom.js';
import { address } from './server.js';
import { moment } from './time.js';
import { say } from './words/index.js';

export class RunRow {
  node;
  #link = make('a');
  #badge = make('span', { className: 'badge' });
  #fill = make('div', { className: 'fill' });
  #track = make('div', { className: 'track', role: 'progressbar', ariaValueMin: '0', ariaValueMax: '100' }, this.#fill);
  #facts = make('p', { className: 'facts' });

  constructor(id) {
    this.#link.href = address(`/runs/${id}`);
    this.node = make('li', { className: 'run-row' },
      make('div', { className: 'head' }, this.#link, this.#badge), this.#track, this.#facts);
  }

  /** `run` is one of `GET /runs`, or of those of the tab. */
  draw({ title, job, state, fraction, message, started, ended, elapsed_ms: elapsed, error, queue, stale }) {
    const done = fraction === null || fraction === undefined ? null : percent(fraction);
    const live = !ended;
    const known = done ?? (state === 'succeeded' ? 100 : null);
    const name = harmless(title ?? job, LABEL_LENGTH);
    set(this.#link, name);
    set(this.#badge, stateWord(state));
    this.node.dataset.state = state;
    this.#track.ariaLabel = name;
    this.#track.ariaValueNow = known === null ? null : `${known}`;
    this.#track.classList.toggle('indeterminate', live && known === null);
    this.#fill.style.setProperty('--fraction', known === null ? 0 : known / 100);
    const place = live && queue ? say('place', queue) : '';
    const took = ended && elapsed !== undefined ? exactDuration(elapsed) : '';
    const said = error?.message ?? (live ? message : '');
    set(this.#facts, [
      live && stale ? say('no_news_yet') : '', live && done !== null ? percentage(fraction) : '', place, moment(started), took, harmless(said ?? '', LABEL_LENGTH),
    ].filter(Boolean).join(' · '));
  }
}

/** A text that is the same already is left alone, so that a selection survives. */
function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
