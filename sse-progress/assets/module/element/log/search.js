// Searching the lines of a log.

/** So many places are marked in a line at most. */
const MAX_MARKS = 100;

/** Ranges that the style sheet paints, of all logs of the page; `null` where the browser has no such thing. */
function highlight(name) {
  if (!globalThis.CSS?.highlights || !globalThis.Highlight) return null;
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
  return CSS.highlights.get(name);
}

/** Which lines have a text, and which of them one is at. */
export class Search {
  /** The lines that match, in their order. */
  matches = [];
  current = null;
  #pattern = null;
  #marks = new Map();

  get isOn() {
    return this.#pattern !== null;
  }

  /** Looks for `text`, in whichever case, in `lines`. */
  start(text, lines) {
    this.stop();
    if (!text) return;
    this.#pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
    for (const line of lines) this.add(line);
  }

  /** Looks for the same text in other lines. */
  restart(lines) {
    const pattern = this.#pattern;
    this.stop();
    this.#pattern = pattern;
    for (const line of lines) this.add(line);
  }

  stop() {
    this.#go(null);
    for (const line of this.matches) this.#unmark(line);
    this.matches = [];
    this.#pattern = null;
  }

  /** Takes a line behind those that there are. */
  add(line) {
    if (!this.#pattern || line.content.search(this.#pattern) < 0) return;
    this.matches.push(line);
    this.#mark(line);
  }

  /** Forgets the first line that there is. */
  shift(line) {
    if (this.matches[0] !== line) return;
    this.matches.shift();
    this.#unmark(line);
    if (this.current === line) this.current = null;
  }

  /** Goes to the next match, or to the previous one; from `start`, an index, if it is at none. */
  step(forward, start) {
    const { length } = this.matches;
    if (!length) return null;
    const at = this.matches.indexOf(this.current);
    const next = at < 0 ? start - (forward ? 0 : 1) : at + (forward ? 1 : -1);
    const found = this.matches[(next + length) % length];
    this.#go(found);
    return found;
  }

  #go(line) {
    this.current?.node.classList.remove('current');
    this.current = line;
    if (!line) return;
    line.node.classList.add('current');
    line.unfold(true);
    this.#unmark(line);
    this.#mark(line);
  }

  #mark(line) {
    const found = highlight('sse-progress-found');
    if (!found) return;
    const ranges = line.nodes.flatMap((node) => rangesIn(node, this.#pattern)).slice(0, MAX_MARKS);
    for (const range of ranges) found.add(range);
    this.#marks.set(line, ranges);
  }

  #unmark(line) {
    for (const range of this.#marks.get(line) ?? []) highlight('sse-progress-found').delete(range);
    this.#marks.delete(line);
  }
}

/** Where a pattern is in the text of a node, which may go through several nodes in it. */
function rangesIn(node, pattern) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  let length = 0;
  while (walker.nextNode()) {
    texts.push({ node: walker.currentNode, start: length });
    length += walker.currentNode.length;
  }
  const place = (offset) => {
    const { node: container, start } = texts.findLast((text) => text.start <= offset);
    return [container, offset - start];
  };
  const found = [...node.textContent.matchAll(pattern)].slice(0, MAX_MARKS);
  return found.map(({ 0: text, index }) => {
    const [startContainer, startOffset] = place(index);
    const [endContainer, endOffset] = place(index + text.length - 1);
    // It does not follow changes, and so costs nothing when there are some.
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset: endOffset + 1 });
  });
}
