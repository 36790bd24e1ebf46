/** How many characters of a text are shown: of a line, and of what is there to be read at length. */
const LINE_LENGTH = 4_000;
const TEXT_LENGTH = 100_000;
/** And of what stands beside a bar. */
const LABEL = 500;

/**
 * What changes the text around it, or is not to be seen: control characters but for tabs and ends of
 * lines, what turns the direction of writing around, and what has no width. Those that scripts and
 * emoji are joined with stay. The table is that of `src/protocol/harmless.rs`, ordered by number.
 */
const UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\r(?!\n)/gu;

const count = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

function hex(sign) {
  return sign.codePointAt(0).toString(16);
}

/** Text to be shown: so much of it, and what cannot be seen written out. */
function harmless(text, length = TEXT_LENGTH) {
  // Not through the middle of a character.
  const start = text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  const shown = text.length > length ? `${start}… (${count.format(text.length)} characters in all)` : text;
  return shown.replace(UNSEEN, (sign) => `\\u{${hex(sign)}}`);
}

/** Text is only ever set as text: whatever a job says, it is never markup. */
function make(tag, className, text = '') {
  const node = document.createElement(tag);
  node.className = className;
  node.setAttribute('part', className);
  node.textContent = text;
  return node;
}

/** Leaves a node alone that has the text already, so that a selection in it survives. */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

/** A result as text: a string as it is, anything else as JSON. */
function written(result) {
  if (result === undefined || result === null) return '';
  if (typeof result === 'string') return result;
  const digits = (_key, value) => {
    if (typeof value !== 'bigint') return value;
    return JSON.rawJSON ? JSON.rawJSON(`${value}`) : `${value}`;
  };
  return JSON.stringify(result, digits, 2).replace(UNSEEN, (sign) => {
    // JSON has no way to write a character of two halves but both of them.
    return sign.split('').map((half) => `\\u${hex(half).padStart(4, '0')}`).join('');
  });
}

