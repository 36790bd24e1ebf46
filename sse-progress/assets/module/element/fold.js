// What is long, and shown in part until somebody asks for more.

import { say } from '../words/index.js';
import { part } from './part.js';

/** How many more are shown by a press: more would make the page slow. */
const STEP = 500;

/**
 * Draws the first `most` of a list into a node, and behind them, by `last`, a button for more of them. Returns what takes
 * the focus when a button before has gone: that button, or else the first that was drawn.
 */
export function drawSome(node, list, most, draw, last) {
  const drawn = list.slice(0, most).map(draw);
  node.append(...drawn);
  const left = list.slice(most);
  if (!left.length) return drawn[0];
  const button = foldButton(say('more', { count: left.length }), () => {
    row.remove();
    // Whoever pressed it with keys is not to begin anew.
    takeFocus(drawSome(node, left, STEP, draw, last));
  });
  const row = last(button);
  node.append(row);
  return button;
}

/** Gives the focus to a node, whatever it is. */
export function takeFocus(node) {
  if (!node.matches('button')) node.tabIndex = -1;
  node.focus({ preventScroll: true });
}

export function foldButton(words, press) {
  const button = part('button', 'fold', words);
  button.type = 'button';
  button.addEventListener('click', press);
  return button;
}
