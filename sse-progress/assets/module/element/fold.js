// What is long, and shown in part until somebody asks for more.

import { say } from '../words/index.js';
import { part } from './part.js';

/** How many more are shown by a press: more would make the page slow. */
const STEP = 500;

/** Draws the first `most` of a list into a node, and behind them, by `last`, a button for more of them. */
export function drawSome(node, list, most, draw, last) {
  node.append(...list.slice(0, most).map(draw));
  const left = list.slice(most);
  if (!left.length) return;
  const words = say('more', { count: left.length });
  const row = last(foldButton(words, () => {
    row.remove();
    drawSome(node, left, STEP, draw, last);
    // Whoever pressed it with keys is not to begin anew.
    node.querySelector(':scope > :last-child .fold')?.focus();
  }));
  node.append(row);
}

export function foldButton(words, press) {
  const button = part('button', 'fold', words);
  button.type = 'button';
  button.addEventListener('click', press);
  return button;
}
