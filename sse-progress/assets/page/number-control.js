// The control for a number.

import { make } from './dom.js';
import { asNumber, mistakeIn } from './mistakes.js';

const MODES = { integer: 'numeric', number: 'decimal' };

/**
 * A line of text with the keyboard of numbers. The browser's own input for numbers drops what it does not take
 * while one types, and so makes another number of it; it also rounds what has many digits.
 */
export function numberControl(schema, required) {
  const { type } = schema;
  // The keyboards of numbers of some phones have no minus.
  const inputMode = schema.minimum >= 0 ? MODES[type] : 'text';
  const input = make('input', { type: 'text', inputMode, autocomplete: 'off', spellcheck: false, required });
  return {
    kind: 'line',
    node: input,
    input,
    texts: () => (input.value.trim() === '' ? [] : [asNumber(input.value, type)]),
    fill: (texts) => {
      input.value = texts.at(-1) ?? '';
    },
    mistake: () => (input.value.trim() === '' ? '' : mistakeIn(input.value, schema)),
  };
}
