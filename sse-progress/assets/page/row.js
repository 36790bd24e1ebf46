// A label, a control, what to know about it, and what is wrong with it.

import { make, prose } from './dom.js';
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
    this.#problem = make('p', { className: 'problem', id: `${id}-problem`, hidden: true });
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
    row.append(this.#problem);
    row.addEventListener('input', () => this.complain(''));
    this.node = row;
  }

  /** Shows a text; an empty one takes it away. `way` is a button with a way out, if there is one. */
  complain(text, way) {
    this.#problem.replaceChildren(...prose('span', {}, text).childNodes);
    if (way) this.#problem.append(' ', way);
    this.#problem.hidden = !text;
    const { input, kind } = this.#control;
    if (kind !== 'nested') input.ariaInvalid = text ? 'true' : null;
  }

  rename(name) {
    this.#label.firstChild.data = name;
  }

  get wrong() {
    return !this.#problem.hidden;
  }

  focus() {
    this.#control.input?.focus();
  }
}

/** A button that takes a way out of what is complained of; `undefined` if there is no way. */
export function wayOut(words, take, row) {
  if (!take) return undefined;
  const button = make('button', { type: 'button', className: 'quiet' }, words);
  button.addEventListener('click', () => {
    take();
    row.complain('');
    row.focus();
  });
  return button;
}
