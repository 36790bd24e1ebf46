// A label, a control, what to know about it, and what is wrong with it.

import { make, prose } from './dom.js';
import { Problem } from './problem.js';
import { say } from './words/index.js';

/** These are several controls, which have a legend in place of a label. */
const GROUPS = ['checks', 'nested'];

let ids = 0;

export class Row {
  node;
  #control;
  #problem;
  #label;

  /** `optional` says that there may be nothing; `hint` is a text, in which backticks make code. */
  constructor(control, { name, optional, hint }) {
    ids += 1;
    const id = `field-${ids}`;
    this.#control = control;
    this.#problem = new Problem(`${id}-problem`);
    const { kind, node, input } = control;
    const group = GROUPS.includes(kind);
    const label = make(group ? 'legend' : 'label', group ? {} : { htmlFor: id }, name);
    this.#label = label;
    if (optional) label.append(' ', make('span', { className: 'optional' }, say('optional')));
    const told = hint ? prose('p', { className: 'hint', id: `${id}-hint` }, hint) : '';
    const row = make(group ? 'fieldset' : 'div', { className: `field ${kind}` });
    const described = [told?.id, this.#problem.id].filter(Boolean).join(' ');
    (group ? row : input).setAttribute('aria-describedby', described);
    if (!group) input.id = id;
    if (kind === 'check') row.append(make('div', { className: 'check' }, input, label));
    else row.append(label);
    // What is said of several controls is to be read before them.
    if (kind === 'nested' && told) row.append(told);
    if (kind !== 'check') row.append(node);
    if (kind !== 'nested' && told) row.append(told);
    row.append(this.#problem.node);
    row.addEventListener('input', () => this.complain(''));
    this.node = row;
  }

  /** Shows a text; an empty one takes it away. `leave` is what a button does that has it left empty, if it can be. */
  complain(text, leave) {
    this.#problem.say(text, leave && this.#leaver(leave));
    const { input, kind } = this.#control;
    if (kind !== 'nested') input.ariaInvalid = text ? 'true' : null;
  }

  rename(name) {
    this.#label.firstChild.data = name;
  }

  get wrong() {
    return this.#problem.isThere;
  }

  focus() {
    this.#control.input?.focus();
  }

  #leaver(leave) {
    const words = say('leave_empty');
    const ariaLabel = `${words}: ${this.#label.firstChild.data}`;
    const button = make('button', { type: 'button', className: 'quiet', ariaLabel }, words);
    button.addEventListener('click', () => {
      leave();
      this.complain('');
      this.focus();
    });
    return button;
  }
}
