/** Draws a run into a shadow tree. */
class View {
  #bar = new Bar();
  #tasks = new Tasks(this.#bar);
  #lines = new Lines();
  #announcer = new Announcer();
  #omitted = make('p', 'omitted');
  #state = make('p', 'state');
  #error = make('p', 'error');
  #result = make('pre', 'result');
  #button = make('button', 'cancel');

  /** `act` is called with `cancel` or `retry` when the button says so. */
  constructor(root, act) {
    this.#button.type = 'button';
    this.#button.addEventListener('click', () => {
      if (this.#button.getAttribute('aria-disabled') !== 'true') act(this.#button.className);
    });
    // Takes the focus from a button that is gone, and what scrolls can be scrolled by keys.
    this.#state.tabIndex = -1;
    this.#result.tabIndex = this.#error.tabIndex = 0;
    this.#bar.node.classList.add('run');
    this.#bar.head.append(this.#button);
    root.replaceChildren(
      this.#bar.node, this.#omitted, this.#state, this.#error, this.#result, this.#lines.node,
      this.#announcer.polite, this.#announcer.assertive,
    );
  }

  /** Empties it for another run. The button stays, and so does the focus. */
  clear() {
    const lines = new Lines();
    this.#lines.node.replaceWith(lines.node);
    this.#lines = lines;
  }

  line(line) {
    this.#lines.push(line);
  }

  /**
   * `state` is how far the run is, `words` what there is to say of it; `snapshot` and `end` may be
   * missing, `age` is the milliseconds since the snapshot, `asked` that it was asked to cancel.
   */
  draw({ state, words, label, snapshot, end, age, asked, mayRetry }) {
    const bar = { ...EMPTY, ...snapshot };
    if (end?.elapsed_ms) bar.elapsed_ms = end.elapsed_ms;
    this.#bar.draw(bar, label, state, age);
    this.#tasks.draw(snapshot?.tasks ?? [], age, Boolean(end));
    const omitted = snapshot?.tasks_omitted;
    say(this.#omitted, omitted ? `and ${count.format(omitted)} more` : '');
    this.#lines.draw();
    this.#state.dataset.state = state;
    say(this.#state, harmless(words));
    const failure = end?.error;
    say(this.#error, failure ? harmless([failure.message, ...(failure.causes ?? [])].join('\ncaused by: ')) : '');
    say(this.#result, harmless(written(end?.result)));
    this.#drawButton(state, end, snapshot, asked, mayRetry);
    this.#announcer.tell(label, state, snapshot?.fraction, [words, failure?.message].filter(Boolean).join('. '));
  }

  #drawButton(state, end, snapshot, asked, mayRetry) {
    const retry = mayRetry && (Boolean(end) || state === 'refused');
    const button = this.#button;
    const focused = button.getRootNode().activeElement === button;
    const live = !end && state !== 'refused';
    // Before the run there is nothing to cancel, but the focus has to be somewhere.
    const shown = retry || (live && (snapshot || focused));
    button.className = retry ? 'retry' : 'cancel';
    button.setAttribute('part', `button ${button.className}`);
    const again = state === 'succeeded' ? 'Run again' : 'Retry';
    say(button, retry ? again : 'Cancel');
    // A disabled button would lose the focus, which is to be kept for the next thing that it does.
    button.setAttribute('aria-disabled', String(!retry && (!snapshot || asked || state === 'cancelling')));
    button.hidden = !shown;
    if (focused && !shown) this.#state.focus();
  }
}

