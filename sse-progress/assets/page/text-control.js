// The control for a text: a line, which becomes an area when the text has several lines.

import { area, grow } from './area.js';
import { make } from './dom.js';
import { INPUTS, mistakeIn, takesEmpty } from './mistakes.js';

/** A text that may be this long is rarely one line. */
const LONG = 200;

/** `format: textarea` says that a text has several lines, and so does one that may be long. */
function isLong({ format, maxLength }) {
  return format === 'textarea' || (format === undefined && maxLength > LONG);
}

export function isSecret({ format, writeOnly }) {
  return format === 'password' || writeOnly === true;
}

/** `texts` are those that it will be filled with: an `<input>` would drop the ends of their lines. */
export function textControl(schema, required, texts = []) {
  const several = isLong(schema) || texts.some((text) => /[\r\n]/.test(text));
  let input = several && !isSecret(schema) ? area({ required }) : line(schema, required);
  /** Whether an empty text is meant, and not that there is none. */
  let empty = false;
  const control = {
    get kind() {
      return input.localName === 'textarea' ? 'text' : 'line';
    },
    get node() {
      return input;
    },
    get input() {
      return input;
    },
    texts: () => {
      if (input.value !== '') return [input.value];
      return empty ? [''] : [];
    },
    fill: (given) => {
      const text = given.at(-1) ?? '';
      if (/[\r\n]/.test(text)) widen();
      input.value = text;
      empty = false;
      input.required = required;
    },
    // That there is nothing is said in other words.
    mistake: () => (input.value === '' ? '' : mistakeIn(input.value, schema)),
    /** Lets the empty text be the value, if there can be one. */
    leaveEmpty: takesEmpty(schema) ? () => {
      empty = true;
      input.required = false;
    } : undefined,
  };

  /** Puts an area into the place of the line. */
  function widen() {
    if (input.localName === 'textarea' || input.type !== 'text') return;
    const wide = area({ required: input.required });
    wide.id = input.id;
    for (const name of ['aria-describedby', 'aria-invalid']) {
      if (input.hasAttribute(name)) wide.setAttribute(name, input.getAttribute(name));
    }
    wide.value = input.value;
    const focused = document.activeElement === input;
    const { selectionStart, selectionEnd } = input;
    input.closest('.field')?.classList.replace('line', 'text');
    input.replaceWith(wide);
    input = wide;
    if (focused) wide.focus();
    wide.setSelectionRange(selectionStart, selectionEnd);
    listen();
  }

  /** Puts a text with several lines where the cursor is. */
  function insert(text) {
    widen();
    input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function listen() {
    input.addEventListener('input', () => {
      empty = false;
      input.required = required;
      if (input.localName === 'textarea') grow(input);
    });
    if (input.localName === 'textarea' || input.type !== 'text') return;
    input.addEventListener('paste', (event) => {
      const text = event.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
      // The line break at the end of what was copied is rarely meant.
      if (!text.trimEnd().includes('\n')) return;
      event.preventDefault();
      insert(text);
    });
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !event.shiftKey || event.isComposing) return;
      event.preventDefault();
      insert('\n');
    });
  }
  listen();
  return control;
}

function line({ format }, required) {
  const type = INPUTS[format] ?? 'text';
  return make('input', { type, autocomplete: type === 'password' ? 'new-password' : 'off', spellcheck: false, required });
}
