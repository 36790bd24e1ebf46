// One bar: the run's own, or that of a task in it.

import { amount, duration, exactDuration, percent, percentage } from '../format/numbers.js';
import { harmless, LABEL_LENGTH } from '../format/text.js';
import { inThisLanguage, say } from '../words/index.js';
import { part, setText } from './part.js';

/** What a bar shows before there is a snapshot. */
export const EMPTY = { 
  position: 0, length: null, unit: 'items', message: '', fraction: null, elapsed_ms: null, rate: null, eta_ms: null,
};

/** A bar that is out of sight is drawn again after so many milliseconds. */
const DRAWN_EVERY = 1_000;

/** In these states nothing goes on any more, so that the time stays what it is. */
const ENDED = ['succeeded', 'failed', 'cancelled', 'timed_out', 'lost', 'finished', 'stopped'];

/** One bar, with those of its children below it. */
export class Bar {
  node = part('div', 'bar');
  head = part('div', 'head');
  children = part('div', 'children');
  #label = part('span', 'label');
  /** That it is over, for those who do not see the mark. */
  #over = part('span', 'unseen');
  #message = part('span', 'message');
  #percent = part('span', 'percent');
  #track = part('div', 'track');
  #fill = part('div', 'fill');
  #facts = ['amount', 'rate', 'elapsed', 'eta'].map((name) => part('span', name));
  /** Whether it is out of sight, when it was drawn last, and what has come since. */
  #hidden = false;
  #drawn = -Infinity;
  #late = null;
  /** What is shown, by a name for each piece: most bars of a snapshot are as they were, and nodes are slow to ask. */
  #shown = new Map();
  /** The numbers keep their order where the text around them is written from right to left. */
  #number = part('bdi', 'number');

  constructor() {
    this.#number.dir = 'ltr';
    this.children.setAttribute('role', 'list');
    this.head.append(this.#label, this.#over, this.#percent, this.#message);
    const facts = part('div', 'facts');
    facts.append(...this.#facts);
    this.#track.setAttribute('role', 'progressbar');
    this.#track.setAttribute('aria-valuemin', '0');
    this.#track.setAttribute('aria-valuemax', '100');
    this.#track.append(this.#fill);
    this.node.append(this.head, this.#track, facts, this.children);
    this.node.addEventListener('contentvisibilityautostatechange', ({ target, skipped }) => {
      if (target !== this.node) return;
      this.#hidden = skipped;
      if (!skipped && this.#late) this.#late();
    });
  }

  /**
   * `state` is the bar's; `age` is for how long the work has gone on since. What is out of sight is drawn now and then,
   * for those who do not look but listen.
   */
  draw(bar, label, state, age) {
    const now = performance.now();
    const wait = this.#hidden && state === this.#shown.get('state') && now - this.#drawn < DRAWN_EVERY;
    this.#late = wait ? inThisLanguage(() => this.#draw(bar, label, state, age)) : null;
    if (wait) return;
    this.#drawn = now;
    this.#draw(bar, label, state, age);
  }

  #draw(bar, label, state, age) {
    const live = ['running', 'cancelling', 'uploading'].includes(state);
    const time = ENDED.includes(state) ? exactDuration : duration;
    const known = bar.fraction ?? (state === 'succeeded' || state === 'finished' ? 1 : null);
    const unit = bar.unit === 'items' || bar.unit === 'bytes' ? '' : ` ${harmless(bar.unit, LABEL_LENGTH)}`;
    const full = known === null ? '' : `${percent(known)}`;
    const said = known === null ? '' : percentage(known);
    const of = bar.length === null ? '' : ` / ${amount(bar.length, bar.unit)}`;
    const number = bar.position || of ? `${amount(bar.position, bar.unit)}${of}` : '';
    const done = number && number + unit;
    const left = bar.eta_ms === null ? '' : say('time_left', { time: duration(Math.max(bar.eta_ms - age, 0)) });
    const name = harmless(label, LABEL_LENGTH);
    const message = harmless(bar.message, LABEL_LENGTH);

    this.#update('state', state, () => {
      this.node.dataset.state = state;
    });
    this.#text('label', this.#label, name);
    this.#text('message', this.#message, message);
    this.#text('percent', this.#percent, bar.fraction === null ? '' : said);
    const facts = [
      live && bar.rate ? say('per_second', { amount: `${amount(bar.rate, bar.unit)}${unit}` }) : '',
      bar.elapsed_ms === null || state === 'queued' ? '' : time(bar.elapsed_ms + age),
      live ? left : '',
    ];
    this.#update('amount', number + unit, () => this.#drawAmount(number, unit));
    this.#facts.slice(1).forEach((node, index) => this.#text(index, node, facts[index]));
    this.#text('over', this.#over, state === 'finished' || state === 'stopped' ? say(state) : '');

    this.#aria('label', name || say('progress'));
    this.#aria('valuenow', full);
    this.#aria('valuetext', [said, done, message].filter(Boolean).join(', '));
    const indeterminate = known === null && live;
    this.#update('indeterminate', indeterminate, () => this.#track.classList.toggle('indeterminate', indeterminate));
    this.#update('fraction', known ?? 0, (fraction) => this.#fill.style.setProperty('--fraction', fraction));
  }

  #text(name, node, text) {
    this.#update(name, text, () => setText(node, text));
  }

  #drawAmount(number, unit) {
    const [node] = this.#facts;
    const text = number && number + unit;
    node.hidden = !text;
    if (node.textContent === text) return;
    this.#number.textContent = number;
    node.replaceChildren(this.#number, text.slice(number.length));
  }

  #aria(name, value) {
    this.#update(`aria-${name}`, value, () => {
      if (value === '') this.#track.removeAttribute(`aria-${name}`);
      else this.#track.setAttribute(`aria-${name}`, value);
    });
  }

  #update(name, value, draw) {
    if (this.#shown.get(name) === value) return;
    this.#shown.set(name, value);
    draw(value);
  }
}

