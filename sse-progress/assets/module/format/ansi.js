// What a program says to a terminal: text between escape sequences (ECMA-48).
//
// Those that choose how characters look (SGR, `ESC [ … m`) are understood. All others are dropped: they move a cursor,
// set a title, or ask the terminal something.

/**
 * An escape sequence: CSI with its parameters and its last character; a string such as a title, with its end; or a
 * short one. Of a string without an end only its beginning is taken, so that nothing that was said is lost.
 */
const ESCAPE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])?|[\]PX^_](?:[^\x07\x1b]*(?:\x07|\x1b\\))?|[ -/]*[0-~]?)/g;

/** How many characters the parameters of a sequence have at most that is understood. */
const MAX_PARAMETERS = 200;

/** The sixteen colors that have a number of their own, as xterm has them. */
const PALETTE = [
  [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205], [229, 229, 229],
  [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255], [255, 0, 255], [0, 255, 255], [255, 255, 255],
];

const PLAIN = Object.freeze({
  color: null, background: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false,
});

/** What each number sets, but for colors. */
const EFFECTS = {
  0: PLAIN,
  1: { bold: true }, 2: { dim: true }, 3: { italic: true }, 4: { underline: true }, 7: { inverse: true }, 9: { strike: true },
  21: { underline: true }, 22: { bold: false, dim: false }, 23: { italic: false }, 24: { underline: false },
  27: { inverse: false }, 29: { strike: false }, 39: { color: null }, 49: { background: null },
};

/** The text without escape sequences. */
export function withoutEscapes(text) {
  return text.includes('\x1b') ? text.replace(ESCAPE, '') : text;
}

/**
 * The first `length` characters of a text as pieces that each look alike: `{ text, look }`. The look is `null` where it
 * is plain; its colors are red, green and blue from 0 to 255, or `null`.
 */
export function pieces(text, length = Infinity) {
  const found = [];
  let look = PLAIN;
  let end = 0;
  let left = length;
  const take = (until) => {
    // Not the first half alone of a character that takes two.
    const piece = text.slice(end, until).slice(0, left).replace(/[\ud800-\udbff]$/, '');
    left -= piece.length;
    if (piece) found.push({ text: piece, look: look === PLAIN ? null : look });
  };
  for (const { 0: escape, 1: parameters, 2: final, index } of text.matchAll(ESCAPE)) {
    take(index);
    if (left <= 0) return found;
    end = index + escape.length;
    if (final === 'm') look = select(look, parameters);
  }
  take(text.length);
  return found;
}

/** The look after `ESC [ parameters m`. */
function select(look, parameters) {
  // Those with a `<`, `=`, `>` or `?` mean something else, and nobody chooses so much at once.
  if (/[<->?]/.test(parameters) || parameters.length > MAX_PARAMETERS) return look;
  const groups = parameters.split(';').map((group) => group.split(':').map(Number));
  let next = look;
  for (let index = 0; index < groups.length; index += 1) {
    const [code, ...more] = groups[index];
    if (code === 38 || code === 48 || code === 58) {
      // `38:5:n` has its arguments with it, and `38;5;n` behind it.
      const rest = more.length ? more : groups.slice(index + 1, index + 5).map(([number]) => number);
      const { color, used } = extended(rest, more.length > 4);
      if (!more.length) index += used;
      // The color of an underline, 58, is not shown.
      if (code !== 58) next = { ...next, [code === 38 ? 'color' : 'background']: color };
    } else if (code === 4 && more[0] === 0) {
      next = { ...next, underline: false };
    } else if (code in EFFECTS) {
      next = { ...next, ...EFFECTS[code] };
    } else {
      next = { ...next, ...numbered(code) };
    }
  }
  return Object.keys(PLAIN).every((key) => next[key] === PLAIN[key]) ? PLAIN : next;
}

/** One of the sixteen colors by the number that chooses it. */
function numbered(code) {
  for (const [first, target, offset] of [[30, 'color', 0], [40, 'background', 0], [90, 'color', 8], [100, 'background', 8]]) {
    if (code >= first && code < first + 8) return { [target]: PALETTE[code - first + offset] };
  }
  return {};
}

/** `5;n` or `2;r;g;b`, and how many numbers that are. With `colon`, a color space stands before red. */
function extended([kind, ...numbers], colon) {
  if (kind === 5) return { color: indexed(numbers[0] ?? 0), used: 2 };
  if (kind !== 2) return { color: null, used: 1 };
  const rgb = (colon ? numbers.slice(1) : numbers).slice(0, 3);
  return { color: [0, 1, 2].map((at) => Math.min(Math.max(rgb[at] || 0, 0), 255)), used: 4 };
}

/** One of 256 colors: the sixteen, a cube of six steps, and 24 grays. */
function indexed(number) {
  if (!(number <= 255)) return null;
  if (number < 16) return PALETTE[number];
  if (number >= 232) return Array(3).fill(8 + (number - 232) * 10);
  const cube = number - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => (step ? 55 + step * 40 : 0));
}
