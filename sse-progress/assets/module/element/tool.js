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
 * A button that copies what `text` gives. `null` where there is no clipboard: browsers have one for scripts over HTTPS and
 * on localhost alone.
 */
export function copyButton(text) {
  if (!navigator.clipboard) return null;
  // Now: it may be pressed while another language is spoken.
  const [copy, copied, failed] = ['copy', 'copied', 'could_not_copy'].map((key) => say(key));
  const node = toolButton(copy, async () => {
    node.textContent = await navigator.clipboard.writeText(text()).then(() => copied, () => failed);
    setTimeout(() => {
      node.textContent = copy;
    }, CONFIRMED);
  });
  return node;
}
