// Addresses as links that can do no more than to open a page.

import { harmless, LABEL_LENGTH } from '../format/text.js';
import { part } from './part.js';

/** Where an address may be in a text. Characters that no address has unless they are escaped end it. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"`{}|\\^]+/gi;
/** A text that is one address; what is to be escaped in it will be. */
const NOTHING_ELSE = /^https?:\/\/\S+$/i;
/** What ends a sentence rather than an address. */
const PUNCTUATION = /[.,;:!?'’”»…]+$/;
const MAX_ADDRESS = 2_000;

/** The text as nodes: its addresses as links, the rest as it is. The text is one that was made harmless. */
export function linked(text) {
  if (!text.includes('://')) return [document.createTextNode(text)];
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    const link = linkTo(address);
    if (!link) continue;
    if (index > end) nodes.push(document.createTextNode(text.slice(end, index)));
    nodes.push(link);
    end = index + address.length;
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

/** The address without the punctuation of the sentence around it. A bracket that it opens itself is its own. */
function trimmed(found) {
  let address = found.replace(PUNCTUATION, '');
  for (const [open, close] of ['()', '[]']) {
    while (address.endsWith(close) && address.split(close).length > address.split(open).length) {
      address = address.slice(0, -1).replace(PUNCTUATION, '');
    }
  }
  return address;
}

/** A link with the address that a text is as its words; `null` if it is none. The text is one that was made harmless. */
export function linkTo(text) {
  const address = NOTHING_ELSE.test(text) ? webAddress(text) : null;
  if (!address) return null;
  const link = drawLink(address, text);
  // Letters of right-to-left scripts would change places with what is around them. The style keeps their order.
  link.dir = 'ltr';
  return link;
}

/** The address that a text is, in full; `null` if it leads anywhere but to a page, or looks like another one. */
export function webAddress(text, base) {
  if (text.length > MAX_ADDRESS) return null;
  let url;
  try {
    url = new URL(text, base);
  } catch {
    return null;
  }
  // `https://bank.example@elsewhere.example` leads elsewhere.
  return !url.username && !url.password && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** A link that opens in another tab. */
export function drawLink(address, words) {
  const link = part('a', 'link', words);
  link.href = address;
  // With the name of the host as the network knows it: letters of several scripts look alike.
  if (words && words !== address) link.title = harmless(address, LABEL_LENGTH);
  link.target = '_blank';
  // The page behind it gets no hold of this one.
  link.rel = 'noopener noreferrer';
  return link;
}
