const EMPTY = { position: 0, length: null, unit: 'items', message: '', fraction: null, elapsed_ms: null, rate: null, eta_ms: null };

/** One bar: the run's own or a task's, with the bars of its children below it. */
class Bar {
  node = make('div', 'bar');
  head = make('div', 'head');
  children = make('div', 'children');
  #label = make('span', 'label');
  #message = make('span', 'message');
  #percent = make('span', 'percent');
  #track = make('div', 'track');
  #fill = make('div', 'fill');
  #facts = ['amount', 'rate', 'elapsed', 'eta'].map((name) => make('span', name));

  constructor() {
    this.head.append(this.#label, this.#percent, this.#message);
    const facts = make('div', 'facts');
    facts.append(...this.#facts);
    this.#track.setAttribute('role', 'progressbar');
    this.#track.setAttribute('aria-valuemin', '0');
    this.#track.setAttribute('aria-valuemax', '100');
    this.#track.append(this.#fill);
    this.node.append(this.head, this.#track, facts, this.children);
  }

  /** `state` is the bar's, `age` the milliseconds since `bar` was true. */
  draw(bar, label, state, age) {
    const live = state === 'running' || state === 'cancelling';
    const known = bar.fraction ?? (state === 'succeeded' || state === 'finished' ? 1 : null);
    const unit = bar.unit === 'items' || bar.unit === 'bytes' ? '' : ` ${harmless(bar.unit, LABEL)}`;
    // Rounded down: a bar that says 100 % is full.
    const percent = known === null ? '' : `${Math.floor(known * 100)}`;
    const of = bar.length === null ? '' : ` / ${amount(bar.length, bar.unit)}`;
    const done = bar.position || of ? `${amount(bar.position, bar.unit)}${of}${unit}` : '';
    const left = bar.eta_ms === null ? '' : `${duration(Math.max(bar.eta_ms - age, 0))} left`;
    const name = harmless(label, LABEL);
    const message = harmless(bar.message, LABEL);

    this.node.dataset.state = state;
    say(this.#label, name);
    say(this.#message, message);
    say(this.#percent, bar.fraction === null ? '' : `${percent} %`);
    const facts = [
      done,
      live && bar.rate ? `${amount(bar.rate, bar.unit)}${unit}/s` : '',
      bar.elapsed_ms === null || state === 'queued' ? '' : duration(bar.elapsed_ms + (live ? age : 0)),
      live ? left : '',
    ];
    this.#facts.forEach((node, index) => say(node, facts[index]));

    this.#aria('label', name || 'progress');
    this.#aria('valuenow', percent);
    this.#aria('valuetext', [percent && `${percent} %`, done, message].filter(Boolean).join(', '));
    this.#track.classList.toggle('indeterminate', known === null && live);
    this.#fill.style.setProperty('--fraction', known ?? 0);
  }

  #aria(name, value) {
    if (value === '') this.#track.removeAttribute(`aria-${name}`);
    else if (this.#track.getAttribute(`aria-${name}`) !== value) this.#track.setAttribute(`aria-${name}`, value);
  }
}

