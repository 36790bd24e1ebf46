// The looks of terminal text, in the colors of a page.
//
// Nobody knows here whether the page is light or dark, but its own text can be read on it. So a color gives its hue and
// how strong it is, and the lightness follows that of the text around: see `.ink` in `style.js`. Nothing is too
// pale to be read, whatever a program has chosen.

/** A color that is weaker than this is a gray. */
const GRAY = 0.03;
/** Colors are not shown stronger than this, since few of them can be at every lightness. */
const MAX_CHROMA = 0.15;
/** A gray that is lighter than this is the color of text. */
const WHITE = 0.85;

/** A node with the text of a piece that has a look. */
export function inked(nodes, { color, background, bold, dim, italic, underline, strike, inverse }) {
  const node = document.createElement('span');
  node.className = 'ansi';
  const ground = inverse ? color ?? background : background;
  const styles = { bold, dim, italic, underline, strike, inverse: inverse && !ground, ground: Boolean(ground) };
  for (const [name, on] of Object.entries(styles)) if (on) node.classList.add(name);
  // Text on a ground has the page's own color: a ground is a tint that any text can be read on.
  if (ground) node.style.setProperty('--_ground', `rgb(${ground.join(' ')})`);
  else if (color && !inverse) ink(node, color);
  node.append(...nodes);
  return node;
}

function ink(node, color) {
  const { lightness, chroma, hue } = oklch(color);
  if (chroma >= GRAY) {
    node.classList.add('ink');
    node.style.setProperty('--_chroma', Math.min(chroma, MAX_CHROMA).toFixed(3));
    node.style.setProperty('--_hue', hue.toFixed(0));
    // For browsers that cannot make a color from that of the text.
    node.style.setProperty('--_color', `rgb(${color.join(' ')})`);
  } else if (lightness < WHITE) {
    node.classList.add('dim');
  }
}

/** Red, green and blue in OKLCH, in which a hue keeps its hue at another lightness. */
function oklch(color) {
  const [r, g, b] = color.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const green = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const blue = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { lightness, chroma: Math.hypot(green, blue), hue: (Math.atan2(blue, green) * 180) / Math.PI };
}
