/** How many log lines an element keeps. */
const LINES = 500;

/** The log, of which the newest lines are kept. */
class Lines {
  node = make('div', 'log');
  #dropped = make('div', 'lost');
  #pending = [];
  #count = 0;

  constructor() {
    this.node.setAttribute('role', 'log');
    this.node.setAttribute('aria-label', 'Log');
    // Every line read out would leave no room for anything else.
    this.node.setAttribute('aria-live', 'off');
    this.node.tabIndex = 0;
    this.#dropped.append(make('span', 'text'));
    this.node.append(this.#dropped);
  }

  /** Takes a line, which is drawn with the next frame. */
  push(line) {
    this.#pending.push(line);
    // A hidden page draws nothing, and must not grow meanwhile.
    if (this.#pending.length <= LINES) return;
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
    while (node.childElementCount > LINES + 1) {
      this.#dropped.nextElementSibling.remove();
      this.#count += 1;
    }
    const words = `${count.format(this.#count)} earlier lines are not shown`;
    say(this.#dropped.firstElementChild, this.#count ? words : '');
    node.hidden = node.childElementCount === 1;
    if (atEnd && added) node.scrollTop = node.scrollHeight;
  }
}

function drawLine({ level, message, time, missed }) {
  const line = make('div', missed ? 'lost' : 'line');
  const date = new Date(time);
  const clock = make('time', 'time', Number.isNaN(date.valueOf()) ? '' : date.toLocaleTimeString());
  clock.dateTime = clock.title = time;
  line.dataset.level = level;
  line.append(clock);
  // Colour alone does not say it to everybody.
  if (level === 'warn' || level === 'error') line.append(make('span', 'level', level));
  line.append(make('span', 'text', harmless(message, LINE_LENGTH)));
  return line;
}

