// Buttons beside what they are for.

import { say } from '../words/index.js';
import { part } from './part.js';

/** How long a button confirms what it has done, in milliseconds. */
const CONFIRMED = 2_000;

/** A button. `name` is for those who do not see it, if its text says little. */
export function toolButton(text, press, name) {
  const node = part('button', 'tool', text);
  node.type = 'button';
  if (name) {
    node.title = name;
    node.setAttribute('aria-label', name);
  }
  node.addEventListener('click', press);
  return node;
}

/**
 * A button that copies what `text` gives, and what tells a screen reader that it has. Nothing where there is no clipboard:
 * browsers have one for scripts over HTTPS and on localhost alone.
 */
export function copyButton(text, name) {
  if (!navigator.clipboard) return [];
  // Now: it may be pressed while another language is spoken.
  const [copy, copied, failed] = ['copy', 'copied', 'could_not_copy'].map((key) => say(key));
  const told = part('span', 'unseen');
  told.setAttribute('role', 'status');
  const node = toolButton(copy, async () => {
    node.textContent = told.textContent = await navigator.clipboard.writeText(text()).then(() => copied, () => failed);
    setTimeout(() => {
      node.textContent = copy;
      told.textContent = '';
    }, CONFIRMED);
  }, name);
  node.classList.add('copy');
  return [node, told];
}

/** A button that stays pressed: `press` is called with whether something is as high as the window. */
export function tallButton(press) {
  const node = toolButton(say('full_height'), () => {
    const isTall = node.getAttribute('aria-pressed') !== 'true';
    node.setAttribute('aria-pressed', isTall);
    press(isTall);
  });
  node.setAttribute('aria-pressed', 'false');
  return node;
}
