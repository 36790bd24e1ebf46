// The log of a run.

import { part, setText } from '../part.js';
import { Blocks } from './blocks.js';
import { Following } from './following.js';
import { Keys } from './keys.js';
import { Line, shortened } from './line.js';
import { Search } from './search.js';
import { logText } from './text.js';
import { LEVELS, Tools } from './tools.js';
import { say } from '../../words/index.js';

/** How many lines are kept while the newest are followed, and how many wait while nothing is drawn. */
const MAX_LINES = 1_000;
/** How many lines there are at most while somebody reads: those that come after them wait. */
const MAX_READ = 2 * MAX_LINES;

/**
 * The newest lines of the log.
 *
 * While a person reads, nothing above the end changes: lines are only added there, and as soon as there are too many,
 * the next ones wait until the person is back at the end.
 */
export class Log {
  node = part('div', 'panel');
  #box = part('div', 'log');
  #dropped = part('div', 'lost');
  #news = part('button', 'news');
  #blocks = new Blocks(this.#box);
  #following = new Following(this.#box, () => this.#followed());
  #keys = new Keys(this.#box);
  #search = new Search();
  #tools = null;
  #download;
  #lines = [];
  #pending = [];
  /** How many lines are not shown any more, and how many have come since somebody reads. */
  #gone = 0;
  #new = 0;
  /** How many lines there are of each level. */
  #levels = new Map();
  #least = 0;

  /** `download` is called with the lines that there are as text, when somebody wants all. */
  constructor(download) {
    this.#download = download;
    this.#box.setAttribute('role', 'log');
    this.#box.setAttribute('aria-label', say('log'));
    // A screen reader that read out every line would say nothing else.
    this.#box.setAttribute('aria-live', 'off');
    // What scrolls has to have the focus to be scrolled with keys.
    this.#box.tabIndex = 0;
    this.#box.addEventListener('keydown', (event) => {
      if (event.key !== '/' || !this.#tools || event.target !== this.#box) return;
      event.preventDefault();
      this.#tools.focusSearch();
    });
    this.#dropped.append(part('span', 'text'));
    this.#dropped.hidden = true;
    this.#box.append(this.#dropped);
    this.#news.type = 'button';
    this.#news.hidden = true;
    this.#news.addEventListener('click', () => {
      this.#following.resume();
      // The button is gone, and what it led to is what one goes on with.
      this.#box.focus({ preventScroll: true });
    });
    const frame = part('div', 'frame');
    frame.append(this.#box, this.#news);
    this.node.append(frame);
    this.node.hidden = true;
  }

  /** Whether somebody who has chosen it, or has gone back in it, sees it. */
  get isRead() {
    const isChosen = this.node.contains(this.node.getRootNode().activeElement);
    if (this.#following.on && !isChosen) return false;
    const { top, bottom } = this.#box.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    return middle > 0 && middle < innerHeight;
  }

  /** Takes a line, which is drawn with the next frame. */
  push(line) {
    this.#pending.push(shortened(line));
    if (!this.#following.on && this.#isShown(line)) this.#new += 1;
    // A hidden page does not draw, and must not collect lines without an end.
    if (this.#pending.length <= MAX_LINES) return;
    this.#pending.shift();
    this.#gone += 1;
  }

  /** Empties it for another run. */
  clear() {
    while (this.#lines.length) this.#shift();
    this.#pending = [];
    this.#gone = this.#new = 0;
    this.#search.restart([]);
    this.#following.resume();
    this.draw();
  }

  /** The element is out of the page: nothing is marked in it any more. */
  leave() {
    this.#search.restart([]);
  }

  /** `panel` says whether there are tools beside the lines. */
  draw(panel = this.#tools !== null) {
    if (panel !== (this.#tools !== null)) this.#equip(panel);
    const { on } = this.#following;
    const added = this.#pending.splice(0, on ? MAX_LINES : MAX_READ - this.#lines.length).map((line) => new Line(line));
    if (added.length) this.#following.grow();
    this.#blocks.append(added.map(({ node }) => node));
    for (const line of added) this.#add(line);
    if (on) while (this.#lines.length > MAX_LINES) this.#shift();
    if (on) {
      // It stands above what somebody reads.
      setText(this.#dropped.firstElementChild, this.#gone ? say('earlier_lines', { count: this.#gone }) : '');
      this.#dropped.hidden = this.#gone === 0;
    }
    this.node.hidden = this.#lines.length === 0 && this.#gone === 0;
    setText(this.#news, on || !this.#new ? '' : say('new_lines', { count: this.#new }));
    this.#drawCount();
    if (added.length) this.#following.update();
  }

  #add(line) {
    this.#lines.push(line);
    this.#keys.take(line.node);
    this.#levels.set(line.level, (this.#levels.get(line.level) ?? 0) + 1);
    if (this.#isShown(line)) this.#search.add(line);
  }

  #shift() {
    const line = this.#lines.shift();
    // The focus would be lost with the line.
    if (line.node.contains(this.#box.getRootNode().activeElement)) this.#box.focus({ preventScroll: true });
    this.#blocks.remove(line.node);
    this.#gone += 1;
    this.#levels.set(line.level, this.#levels.get(line.level) - 1);
    this.#search.shift(line);
  }

  #followed() {
    if (this.#following.on) this.#new = 0;
    this.draw();
    this.#following.update();
  }

  #isShown({ level, isLost, missed }) {
    return isLost || missed > 0 || !(LEVELS.indexOf(level) < this.#least);
  }

  #equip(panel) {
    this.#tools?.node.remove();
    this.#tools = null;
    this.#find('');
    this.#filter(LEVELS[0]);
    this.node.classList.remove('tall');
    if (!panel) return;
    this.#tools = new Tools({
      search: (text) => this.#find(text),
      step: (forward) => this.#step(forward),
      close: () => this.#box.focus({ preventScroll: true }),
      least: (level) => this.#filter(level),
      copy: () => this.#text(true),
      download: () => this.#download(this.#text(false)),
      tall: (on) => this.#stretch(on),
    });
    this.node.prepend(this.#tools.node);
  }

  #find(text) {
    this.#search.start(text, this.#lines.filter((line) => this.#isShown(line)));
    this.#drawCount();
  }

  #step(forward) {
    const start = this.#search.matches.findIndex(({ node }) => this.#place(node) >= 0);
    const line = this.#search.step(forward, Math.max(start, 0));
    if (!line) return;
    this.#keys.take(line.node);
    this.#following.leave();
    // In the middle, or from its beginning if it is higher than the box.
    const above = Math.max((this.#box.clientHeight - line.node.offsetHeight) / 2, 0);
    this.#box.scrollBy({ top: this.#place(line.node) - above, behavior: 'instant' });
    // The page, too, if that part of the box is out of sight.
    line.node.scrollIntoView({ block: 'nearest' });
    this.#drawCount();
  }

  /** How far below the upper edge of the box a line is. */
  #place(node) {
    return node.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
  }

  /** Shows lines from this level on. What somebody reads stays in its place. */
  #filter(level) {
    // What somebody reads begins with the first line of which something is in sight.
    const isRead = (line) => this.#isShown(line) && this.#place(line.node) + line.node.offsetHeight > 0;
    const first = this.#following.on ? -1 : this.#lines.findIndex(isRead);
    const before = first < 0 ? 0 : this.#place(this.#lines[first].node);
    this.#least = LEVELS.indexOf(level);
    this.#box.dataset.least = level;
    const read = first < 0 ? undefined : this.#lines.slice(first).find((line) => this.#isShown(line));
    if (read) this.#box.scrollBy({ top: this.#place(read.node) - before, behavior: 'instant' });
    this.#search.restart(this.#lines.filter((line) => this.#isShown(line)));
    this.#following.update();
    this.#drawCount();
  }

  #stretch(on) {
    this.node.classList.toggle('tall', on);
    this.#following.update();
    if (on) this.node.scrollIntoView({ block: 'start' });
  }

  #drawCount() {
    if (!this.#tools) return;
    const { matches: found, current, isOn } = this.#search;
    let text = '';
    if (isOn) text = current ? say('position', { index: found.indexOf(current) + 1, all: found.length }) : say('lines', { count: found.length });
    else if (this.#least > 0) text = this.#drawShare();
    this.#tools.draw(text, isOn);
  }

  #drawShare() {
    const some = LEVELS.slice(this.#least).reduce((sum, level) => sum + (this.#levels.get(level) ?? 0), 0);
    return say('some_lines', { some, all: this.#lines.length });
  }

  /** The lines as text; with `filtered`, those that are shown. */
  #text(filtered) {
    const drawn = this.#lines.filter((line) => !filtered || this.#isShown(line)).map(({ words }) => `${words}\n`);
    const pending = this.#pending.filter((line) => !filtered || this.#isShown(line));
    return drawn.join('') + logText(pending);
  }
}
