/** Between two announcements of progress at least so many milliseconds pass. */
const PAUSE = 10_000;
/** Progress is worth a word at every quarter. */
const QUARTER = 25;

/** Says to those who do not see it how the run goes: its start, its quarters, its end. */
class Announcer {
  polite = make('p', 'unseen');
  assertive = make('p', 'unseen');
  #state = '';
  #quarter = 0;
  #last = -Infinity;

  constructor() {
    this.polite.setAttribute('role', 'status');
    this.assertive.setAttribute('role', 'alert');
  }

  /** `words` say what the state is, if there is something to say beside its name. */
  tell(label, state, fraction, words) {
    const quarter = Math.floor(((fraction ?? 0) * 100) / QUARTER);
    const now = performance.now();
    if (state !== this.#state) {
      const said = this.#change(state, words);
      this.#state = state;
      this.#quarter = quarter;
      if (said) this.#say(state, `${label}: ${said}`, now);
    } else if (quarter > this.#quarter && now - this.#last >= PAUSE) {
      this.#quarter = quarter;
      this.#say(state, `${label}: ${quarter * QUARTER} %`, now);
    }
  }

  #change(state, words) {
    if (state === 'connecting') return '';
    if (state === 'running') return this.#state === 'reconnecting' ? 'connected again' : 'started';
    return words;
  }

  #say(state, text, now) {
    const urgent = ['failed', 'timed_out', 'lost', 'refused'].includes(state);
    const [region, other] = urgent ? [this.assertive, this.polite] : [this.polite, this.assertive];
    region.textContent = harmless(text, LABEL);
    other.textContent = '';
    this.#last = now;
  }
}

