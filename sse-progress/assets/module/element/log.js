// The log of a run.

import { count } from '../format/numbers.js';
import { harmless, LINE_LENGTH } from '../format/text.js';
import { drawData } from './data.js';
import { part, setText } from './part.js';

/** How many log lines an element keeps. */
const MAX_LINES = 500;

/** The newest lines of the log. */
export class Log {
  node = part('div', 'log');
  #dropped = part('div', 'lost');
  #pending = [];
  #count = 0;

  constructor() {
    this.node.setAttribute('role', 'log');
    this.node.setAttribute('aria-label', 'Log');
    // A screen reader that read out every line would say nothing else.
    this.node.setAttribute('aria-live', 'off');
    this.node.tabIndex = 0;
    this.#dropped.append(part('span', 'text'));
    this.node.append(this.#dropped);
  }

  /** Takes a line, which is drawn with the next frame. */
  push(line) {
    this.#pending.push(line);
    // A hidden page does not draw, and must not collect lines without an end.
    if (this.#pending.length <= MAX_LINES) return;
    this.#pending.shift();
    this.#count += 1;
  }

  draw() {
    const { node } = this;
    const atEnd = node.scrollTop + node.clientHeight >= node.scrollHeight - 8;
    const added = this.#pending.length > 0;
    node.append(...this.#pending.map(drawLine));
    this.#pending = [];
    // The first child counts what has been dropped.
    while (node.childElementCount > MAX_LINES + 1) {
      this.#dropped.nextElementSibling.remove();
      this.#count += 1;
    }
    const words = `${count.format(this.#count)} earlier lines are not shown`;
    setText(this.#dropped.firstElementChild, this.#count ? words : '');
    node.hidden = node.childElementCount === 1;
    if (atEnd && added) node.scrollTop = node.scrollHeight;
  }
}

function drawLine({ level, message, time, missed, data }) {
  const line = part('div', missed ? 'lost' : 'line');
  const date = new Date(time);
  const clock = part('time', 'time', Number.isNaN(date.valueOf()) ? '' : date.toLocaleTimeString());
  clock.dateTime = clock.title = time;
  line.dataset.level = level;
  line.append(clock);
  // Not everybody can tell the colors apart.
  if (level === 'warn' || level === 'error') line.append(part('span', 'level', level));
  if (message || data === undefined) line.append(part('span', 'text', harmless(message, LINE_LENGTH)));
  if (data !== undefined) {
    const node = part('div', 'data');
    node.append(drawData(data));
    line.append(node);
  }
  return line;
}

