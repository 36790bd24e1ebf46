// The words of the pages, beside those of the element.

import { addWords, locale, say, speak } from '../../module/words/index.js';
import { PAGE_ARABIC } from './ar.js';
import { PAGE_GERMAN } from './de.js';
import { PAGE_ENGLISH } from './en.js';

export { locale, say };

addWords('en', PAGE_ENGLISH);
addWords('de', PAGE_GERMAN);
addWords('ar', PAGE_ARABIC);

// The server has chosen it, by what the browser asks for.
speak(document.documentElement.lang);

/** The word for a key as pieces of a node, with a node in the place of each name. */
export function sayWith(key, nodes) {
  // Splitting by a group gives the pieces between and in braces in turn.
  return say(key, Object.fromEntries(Object.keys(nodes).map((name) => [name, `{${name}}`])))
    .split(/\{(\w+)\}/)
    .map((piece, index) => (index % 2 ? nodes[piece] : piece));
}
