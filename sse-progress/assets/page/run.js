// One run on a page: the element, and a link to the run.

import '../module/index.js';
import { credentials } from './credentials.js';
import { make } from './dom.js';
import { notifier } from './notifier.js';
import { address } from './server.js';
import { signIn } from './sign-in.js';
import { tabRuns } from './tab-runs.js';
import { say } from './words/index.js';

/** How long a button confirms what it has done, in milliseconds. */
const CONFIRMED = 2000;

export class Run {
  element = make('sse-progress');
  node;
  /** The run's id, once there is one. */
  id = null;
  /** Whether it has ended or was refused. */
  over = false;
  #init;
  #leaving = make('p', { className: 'leaving', hidden: true });
  #share = make('p', { className: 'share', hidden: true });
  #notify;

  /**
   * `source` has the `address` to watch, the `init` of a POST that starts it, the `key` that tells this start
   * from others of the same address, and the id of the `run` if it has been started. `leaving` says what becomes
   * of the run when one leaves. `began` is called with the id of each run: pressing Retry begins another.
   */
  constructor({ address: source, init, key, label, run: started, leaving = '' }, began) {
    const { element } = this;
    this.#leaving.textContent = leaving;
    if (label) element.setAttribute('label', label);
    if (key) element.setAttribute('key', key);
    this.#init = init;
    element.request = this.#request;
    if (started) element.started = started;
    element.setAttribute('log', 'panel');
    element.setAttribute('src', source);
    this.#notify = make('p', { className: 'notify', hidden: true }, notifier(element));
    this.node = make('section', { className: 'card run', ariaLabel: say('run_of', { label: label ?? '' }).trim() },
      element, this.#leaving, this.#notify, this.#share);
    element.addEventListener('progress', ({ detail }) => {
      if (detail.run === this.id) return;
      this.id = detail.run;
      this.over = false;
      this.#leaving.hidden = !leaving;
      this.#notify.hidden = !this.#notify.hasChildNodes();
      this.#offer();
      began?.(detail.run);
    });
    for (const end of ['done', 'refused']) {
      element.addEventListener(end, () => {
        this.over = true;
        this.#leaving.hidden = this.#notify.hidden = true;
      });
    }
    element.addEventListener('refused', ({ detail }) => {
      if (detail?.status === 401 && this.id) this.#askWho(detail.challenge);
    });
  }

  /** What it is started with. Whoever asks is not a part of that, and is kept nowhere else. */
  get #request() {
    return { ...this.#init, headers: { ...this.#init?.headers, ...credentials() } };
  }

  /** The token is not good any more: with another one the same run goes on. */
  #askWho(challenge) {
    const form = signIn(challenge, () => {
      form.remove();
      tabRuns.resume();
      this.element.request = this.#request;
      this.over = false;
      this.element.retry();
    });
    this.node.prepend(form);
  }

  /** Shows the run's address, for others. */
  #offer() {
    const link = make('a', { href: address(`/runs/${this.id}`) }, say('link_to_run'));
    // On the run's own page the address bar has it.
    if (link.pathname === location.pathname) return;
    // Browsers have a clipboard for scripts over HTTPS and on localhost alone.
    const copy = navigator.clipboard ? copier(say('copy_link'), () => link.href) : '';
    this.#share.replaceChildren(link, copy);
    this.#share.hidden = false;
  }
}

/** A button that copies what `text` gives when it is pressed. */
export function copier(words, text) {
  const button = make('button', { type: 'button', className: 'quiet' }, words);
  button.addEventListener('click', async () => {
    const copied = await navigator.clipboard.writeText(text()).then(() => true, () => false);
    button.textContent = say(copied ? 'copied' : 'could_not_copy');
    setTimeout(() => {
      button.textContent = words;
    }, CONFIRMED);
  });
  return button;
}
