// One line of the log.

import { pieces, withoutEscapes } from '../../format/ansi.js';
import { harmless, jsonText, LINE_LENGTH } from '../../format/text.js';
import { drawData } from '../data.js';
import { foldButton } from '../fold.js';
import { linked } from '../link.js';
import { part } from '../part.js';
import { say } from '../../words/index.js';
import { inked } from './ink.js';
import { lineText } from './text.js';

/** What is longer is folded: so many characters or lines of it are shown. */
const FOLDED = { characters: 600, lines: 8 };
/** It is not worth a button to hide less. */
const LITTLE = 200;

/** How much of a message is looked at: escape sequences take room, too. */
const MOST = 10 * LINE_LENGTH;

/** Columns of the same width, in the digits of whoever reads them. */
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** The data of a `log` event, without what is never shown of a long message. */
export function shortened(line) {
  const { message } = line;
  if (message.length <= MOST) return line;
  // A piece of a text would keep all of it in memory, a copy does not.
  return { ...line, message: structuredClone(message.slice(0, MOST)), length: message.length };
}

export class Line {
  node;
  level;
  /** Whether it is the server's, and says that lines are lost. */
  isLost;
  #time;
  #message;
  /** Its data as text. */
  #json;
  #text = part('span', 'text');
  #data = null;
  /** What unfolds it, if it is long, and how much is shown without that. */
  #button = null;
  #folded = 0;
  /** What stands behind a message of which not all can be shown. */
  #rest;

  constructor({ level, message, time, missed, data, length }) {
    this.level = level;
    this.isLost = missed > 0;
    this.#time = time;
    this.#message = message;
    this.#json = data === undefined ? undefined : harmless(jsonText(data), LINE_LENGTH);
    this.node = part('div', this.isLost ? 'lost' : 'line');
    this.node.dataset.level = level;
    // The spaces are for whoever copies what is shown.
    this.node.append(clock(time), ' ');
    // Not everybody can tell the colors apart.
    if (level === 'warn' || level === 'error') this.node.append(part('span', 'level', level), ' ');
    if (message || data === undefined) this.node.append(this.#text);
    if (data !== undefined) {
      this.#data = part('div', 'data');
      this.#data.append(drawData(data));
      this.node.append(message ? ' ' : '', this.#data);
    }
    this.#drawMessage(length);
  }

  /** All that it says, as one line of text. */
  get words() {
    return lineText({ time: this.#time, level: this.level, message: this.#message, json: this.#json });
  }

  /** What can be searched: its message, also what is folded of it, and its data. */
  get content() {
    return `${withoutEscapes(this.#message)} ${this.#json ?? ''}`;
  }

  /** The nodes that show it. */
  get nodes() {
    return [this.#text, this.#data].filter(Boolean);
  }

  /** Shows all of it, or its beginning. */
  unfold(open) {
    if (!this.#button || this.#isOpen === open) return;
    this.#button.setAttribute('aria-expanded', open);
    this.#button.textContent = open ? say('show_less') : this.#button.title;
    this.#drawPieces(open ? LINE_LENGTH : this.#folded);
  }

  get #isOpen() {
    return this.#button.getAttribute('aria-expanded') === 'true';
  }

  #drawMessage(length) {
    const plain = withoutEscapes(this.#message);
    this.#rest = plain.length > LINE_LENGTH ? say('characters_in_all', { all: length ?? plain.length }) : '';
    const shown = Math.min(plain.length, LINE_LENGTH);
    this.#folded = folded(plain);
    this.#drawPieces(Math.min(this.#folded, shown));
    if (this.#folded >= shown) return;
    const button = foldButton(say('unfold', { count: shown - this.#folded }), () => this.unfold(!this.#isOpen));
    button.title = button.textContent;
    button.setAttribute('aria-expanded', 'false');
    this.#text.after(' ', button);
    this.#button = button;
  }

  #drawPieces(length) {
    const nodes = pieces(this.#message, length).flatMap(({ text, look }) => {
      const drawn = linked(harmless(text, Infinity));
      return look ? [inked(drawn, look)] : drawn;
    });
    this.#text.replaceChildren(...nodes, length === LINE_LENGTH ? this.#rest : '');
  }
}

function clock(time) {
  const date = new Date(time);
  const node = part('time', 'time', Number.isNaN(date.valueOf()) ? '' : CLOCK.format(date));
  node.dateTime = node.title = time;
  return node;
}

/** How many characters of a text are shown while it is folded. */
function folded(text) {
  let end = -1;
  for (let line = 0; line < FOLDED.lines; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) break;
  }
  const some = Math.min(end < 0 ? text.length : end, FOLDED.characters);
  return text.length - some < LITTLE && end < 0 ? text.length : some;
}
