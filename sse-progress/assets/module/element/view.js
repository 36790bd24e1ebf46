// The parts of the element, and what they show.

import { failureLines, stateWord } from '../format/sentences.js';
import { harmless } from '../format/text.js';
import { inThisLanguage, say } from '../words/index.js';
import { Announcer } from './announcer.js';
import { Bar, EMPTY } from './bar.js';
import { Hold } from './hold.js';
import { Log } from './log/log.js';
import { NewestData } from './newest-data.js';
import { part, setText } from './part.js';
import { Result } from './result.js';
import { Tasks } from './tasks.js';

/** How long the button rests before it turns from Cancel to Retry or back, in milliseconds. */
const SETTLED = 1_000;

/** Draws a run into a shadow tree. */
export class View {
  #bar = new Bar();
  #tasks = new Tasks(this.#bar);
  #data = new NewestData();
  #log;
  #announcer = new Announcer();
  #omitted = part('p', 'omitted');
  #badge = part('span', 'badge');
  #state = part('p', 'state');
  #error = part('p', 'error');
  #result = new Result();
  #button = part('button', 'cancel');
  #hold;
  /** When the button had to turn from Cancel to Retry or back, until it has. */
  #turned = null;
  #pending = 0;

  /**
   * `act` is called with `cancel` or `retry` when the button is pressed, and `download` with the log as far as it is
   * known here when somebody wants all of it.
   */
  constructor(root, act, download) {
    this.#log = new Log(download);
    this.#button.type = 'button';
    this.#button.hidden = true;
    this.#button.addEventListener('click', () => {
      if (this.#button.getAttribute('aria-disabled') !== 'true') act(this.#button.className);
    });
    // It takes over the focus when the button disappears.
    this.#state.tabIndex = -1;
    // What scrolls has to have the focus to be scrolled with keys.
    this.#error.tabIndex = 0;
    this.#bar.node.classList.add('run');
    this.#bar.head.append(this.#button);
    // What it is doing comes before how far it is, and why it failed before all else.
    this.#bar.head.insertBefore(this.#badge, this.#bar.head.children[1]);
    this.#bar.head.after(this.#state, this.#error);
    const above = [this.#bar.node, this.#omitted, this.#data.node, ...this.#result.nodes];
    this.#hold = new Hold(this.#log.node, above);
    root.replaceChildren(...above, this.#log.node, this.#announcer.polite, this.#announcer.assertive);
  }

  /** Empties the log for another run. The button stays, and keeps the focus. */
  clear() {
    this.#log.clear();
  }

  /** The element is out of the page. */
  leave() {
    this.#log.leave();
  }

  line(line) {
    this.#log.push(line);
  }

  /**
   * `state` is the run's state and `words` describe it. `snapshot` and `end` may be missing. `age` is how old
   * the snapshot is, in milliseconds, and `stale` says that no newer one can come now. `asked` says whether the server was asked to cancel.
   * `panel` says whether the log has tools, and `isNew` whether the run was started here.
   */
  draw({ state, words, label, snapshot, end, age, stale, asked, mayCancel, mayRetry, panel, isNew }) {
    if (this.#log.isRead) this.#hold.take();
    const bar = { ...EMPTY, ...snapshot };
    if (end?.elapsed_ms) bar.elapsed_ms = end.elapsed_ms;
    this.#bar.draw(bar, label, state, age);
    this.#tasks.draw(snapshot?.tasks ?? [], age, stale, Boolean(end));
    const omitted = snapshot?.tasks_omitted;
    const all = omitted + snapshot?.tasks.length;
    setText(this.#omitted, omitted ? say('more_in_all', { more: omitted, all }) : '');
    this.#data.draw(snapshot?.data);
    this.#log.draw(panel);
    this.#state.dataset.state = state;
    setText(this.#state, harmless(words));
    this.#badge.dataset.state = state;
    setText(this.#badge, state === 'connecting' ? '' : stateWord(state));
    const failure = end?.error;
    const failed = failure ? failureLines(failure) : [];
    setText(this.#error, harmless(failed.join('\n')));
    this.#result.draw(end?.result, snapshot?.run);
    this.#drawButton({ state, end, asked, mayCancel, mayRetry });
    const said = [words, failed.join(', ')].filter(Boolean).join('. ');
    this.#announcer.tell(label, state, snapshot?.fraction, said, isNew);
  }

  #drawButton(drawn) {
    const { state, end, asked, mayCancel, mayRetry } = drawn;
    const retry = mayRetry && (Boolean(end) || state === 'refused');
    const button = this.#button;
    const focused = button.getRootNode().activeElement === button;
    const live = !end && state !== 'refused';
    // Before there is a run there is nothing to cancel, but a button that has the focus stays.
    const shown = retry || (live && (mayCancel || focused));
    const name = retry ? 'retry' : 'cancel';
    clearTimeout(this.#pending);
    if (!button.hidden && button.className !== name) this.#turned ??= performance.now();
    const wait = this.#turned === null ? 0 : this.#turned + SETTLED - performance.now();
    if (wait > 0) {
      // A press that is meant for the one must not be taken for the other, which has come just now.
      button.setAttribute('aria-disabled', 'true');
      this.#pending = setTimeout(inThisLanguage(() => this.#drawButton(drawn)), wait);
      return;
    }
    this.#turned = null;
    button.className = name;
    button.setAttribute('part', `button ${name}`);
    const again = state === 'succeeded' ? 'run_again' : 'retry';
    setText(button, say(retry ? again : 'cancel'));
    // `disabled` would take the focus away, and the next press may be a Retry.
    button.setAttribute('aria-disabled', String(!retry && (!mayCancel || asked || state === 'cancelling')));
    button.hidden = !shown;
    if (focused && !shown) this.#state.focus();
  }
}

