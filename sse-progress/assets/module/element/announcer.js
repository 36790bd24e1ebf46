// What a screen reader says about a run.

import { percentage } from '../format/numbers.js';
import { stateWord } from '../format/sentences.js';
import { harmless, LABEL_LENGTH } from '../format/text.js';
import { say } from '../words/index.js';
import { part } from './part.js';

/** Announcements of progress are at least so many milliseconds apart. */
const PAUSE = 10_000;
/** Progress is announced at every quarter, in percent. */
const QUARTER = 25;

/** Announces a run's start, its quarters and its end through two live regions. */
export class Announcer {
  polite = part('p', 'unseen');
  assertive = part('p', 'unseen');
  #state = '';
  #quarter = 0;
  #last = -Infinity;

  constructor() {
    this.polite.setAttribute('role', 'status');
    this.assertive.setAttribute('role', 'alert');
  }

  /**
   * Announces what is new. `words` describe the state, when there is something to say about it, and `isNew` says whether
   * the run was started here.
   */
  tell(label, state, fraction, words, isNew) {
    // What is out of the page has nothing to say.
    if (!this.polite.isConnected) return;
    const quarter = Math.floor(((fraction ?? 0) * 100) / QUARTER);
    const now = performance.now();
    if (state !== this.#state) {
      const said = this.#change(state, words, isNew);
      this.#state = state;
      this.#quarter = quarter;
      if (said) this.#say(state, say('said_of', { label, said }), now);
    } else if (quarter > this.#quarter && now - this.#last >= PAUSE) {
      this.#quarter = quarter;
      this.#say(state, say('said_of', { label, said: percentage((quarter * QUARTER) / 100) }), now);
    }
  }

  #change(state, words, isNew) {
    if (state === 'connecting') return '';
    if (state !== 'running') return words;
    if (['reconnecting', 'silent'].includes(this.#state)) return say('connected_again');
    // Whoever comes to it while it goes on has not seen it start.
    return isNew || this.#state === 'queued' ? say('started') : stateWord(state);
  }

  #say(state, text, now) {
    const urgent = ['failed', 'timed_out', 'lost', 'refused'].includes(state);
    const [region, other] = urgent ? [this.assertive, this.polite] : [this.polite, this.assertive];
    region.textContent = harmless(text, LABEL_LENGTH);
    other.textContent = '';
    this.#last = now;
  }
}

