// Links, images and downloads in what a job says.
//
// An object is one of these if it has a `url` (or `href`), and beside it nothing but what says how to show that:
//
// - `label`: the words of the link, or what an image shows;
// - `media_type`: with `image/…` it is an image;
// - `download`: the name of the file that the browser keeps, or `true`.

import { harmless, LABEL_LENGTH } from '../format/text.js';
import { say } from '../words/index.js';
import { drawLink, webAddress } from './link.js';
import { part } from './part.js';

const MEMBERS = ['url', 'href', 'label', 'media_type', 'download'];

/** Addresses in full, and those of the page's own server. A relative one starts at the page's base. */
const ADDRESS = /^(https?:\/\/|\.{0,2}\/)\S*$/i;

/** Images in an address, which are nothing but pixels. */
const PIXELS = /^data:image\/(avif|gif|jpeg|png|webp);base64,[\w+/=]+$/;

/**
 * The resource that an object is, or `null`: none if its address leads anywhere but to a page, a file or an image.
 * `javascript:` does.
 */
export function resourceOf(object) {
  if (Array.isArray(object) || !Object.keys(object).every((name) => MEMBERS.includes(name))) return null;
  const { url: given = object.href, label, media_type: type = '', download } = object;
  if (typeof given !== 'string' || [label ?? '', type].some((each) => typeof each !== 'string')) return null;
  const isPixels = PIXELS.test(given);
  const address = isPixels ? given : ADDRESS.test(given) && webAddress(given, document.baseURI);
  if (!address) return null;
  // An image from elsewhere would tell others who looks at it when.
  const isImage = isPixels || (/^image\//.test(type) && new URL(address).origin === location.origin);
  return { address, given, label, isImage, isPixels, download };
}

export function drawResource({ address, given, label, isImage, isPixels, download }) {
  const file = typeof download === 'string' ? download : undefined;
  const name = label ?? file ?? (isPixels ? say('image') : given);
  const words = harmless(name, LABEL_LENGTH);
  if (!isImage) return drawAddress(address, words, download);
  const image = part('img', 'image');
  image.src = address;
  image.alt = label === undefined && file === undefined ? say('image') : words;
  image.loading = 'lazy';
  image.referrerPolicy = 'no-referrer';
  // Browsers open no page at such an address.
  if (isPixels && !download) return image;
  const link = drawAddress(address, '', download);
  link.append(image);
  return link;
}

/** A link by which the browser opens a page, or keeps the file. */
function drawAddress(address, words, download) {
  const link = drawLink(address, words);
  if (download) link.download = typeof download === 'string' ? download : '';
  return link;
}
