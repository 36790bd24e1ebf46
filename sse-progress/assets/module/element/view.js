// The parts of the element, and what they show.

import { count } from '../format/numbers.js';
import { harmless, resultText } from '../format/text.js';
import { Announcer } from './announcer.js';
import { Bar, EMPTY } from './bar.js';
import { NewestData } from './newest-data.js';
import { Log } from './log.js';
import { part, setText } from './part.js';
import { Tasks } from './tasks.js';

/** Draws a run into a shadow tree. */
export class View {
  #bar = new Bar();
  #tasks = new Tasks(this.#bar);
  #data = new NewestData();
  #log = new Log();
  #announcer = new Announcer();
  #omitted = part('p', 'omitted');
  #state = part('p', 'state');
  #error = part('p', 'error');
  #result = part('pre', 'result');
  #button = part('button', 'cancel');

  /** `act` is called with `cancel` or `retry` when the button is pressed. */
  constructor(root, act) {
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => {
      if (this.#button.getAttribute('aria-disabled') !== 'true') act(this.#button.className);
    });
    // It takes over the focus when the button disappears.
    this.#state.tabIndex = -1;
    // What scrolls has to have the focus to be scrolled with keys.
    this.#result.tabIndex = this.#error.tabIndex = 0;
    this.#bar.node.classList.add('run');
    this.#bar.head.append(this.#button);
    root.replaceChildren(
      this.#bar.node, this.#omitted, this.#data.node, this.#state, this.#error, this.#result,
      this.#log.node,
      this.#announcer.polite, this.#announcer.assertive,
    );
  }

  /** Empties the log for another run. The button stays, and keeps the focus. */
  clear() {
    const log = new Log();
    this.#log.node.replaceWith(log.node);
    this.#log = log;
  }

  line(line) {
    this.#log.push(line);
  }

  /**
   * `state` is the run's state and `words` describe it. `snapshot` and `end` may be missing. `age` is how old
   * the snapshot is, in milliseconds. `asked` says whether the server was asked to cancel.
   */
  draw({ state, words, label, snapshot, end, age, asked, mayRetry }) {
    const bar = { ...EMPTY, ...snapshot };
    if (end?.elapsed_ms) bar.elapsed_ms = end.elapsed_ms;
    this.#bar.draw(bar, label, state, age);
    this.#tasks.draw(snapshot?.tasks ?? [], age, Boolean(end));
    const omitted = snapshot?.tasks_omitted;
    setText(this.#omitted, omitted ? `and ${count.format(omitted)} more` : '');
    this.#data.draw(snapshot?.data);
    this.#log.draw();
    this.#state.dataset.state = state;
    setText(this.#state, harmless(words));
    const failure = end?.error;
    setText(this.#error, failure ? harmless([failure.message, ...(failure.causes ?? [])].join('\ncaused by: ')) : '');
    setText(this.#result, harmless(resultText(end?.result)));
    this.#drawButton(state, end, snapshot, asked, mayRetry);
    this.#announcer.tell(label, state, snapshot?.fraction, [words, failure?.message].filter(Boolean).join('. '));
  }

  #drawButton(state, end, snapshot, asked, mayRetry) {
    const retry = mayRetry && (Boolean(end) || state === 'refused');
    const button = this.#button;
    const focused = button.getRootNode().activeElement === button;
    const live = !end && state !== 'refused';
    // Before there is a run there is nothing to cancel, but a button that has the focus stays.
    const shown = retry || (live && (snapshot || focused));
    button.className = retry ? 'retry' : 'cancel';
    button.setAttribute('part', `button ${button.className}`);
    const again = state === 'succeeded' ? 'Run again' : 'Retry';
    setText(button, retry ? again : 'Cancel');
    // `disabled` would take the focus away, and the next press may be a Retry.
    button.setAttribute('aria-disabled', String(!retry && (!snapshot || asked || state === 'cancelling')));
    button.hidden = !shown;
    if (focused && !shown) this.#state.focus();
  }
}

