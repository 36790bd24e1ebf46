// The words that people read, in their languages.
//
// A table has a word for each key. In it, `{name}` is replaced by the value of that name, and numbers are written as
// the language does. Where the word depends on a number, the table has one for each plural of the language, by the
// names of `Intl.PluralRules`, and the number is called `count`.

import { ARABIC } from './ar.js';
import { GERMAN } from './de.js';
import { ENGLISH } from './en.js';

/** The language of what is in no other. */
const DEFAULT = 'en';

const tables = new Map();
const languages = new Map();

/** A language: its words, and how it writes numbers and times. */
class Language {
  #plurals;
  #numbers;

  constructor(tag, words) {
    this.words = words;
    this.locale = localeOf(tag);
    this.#plurals = new Intl.PluralRules(this.locale);
    this.#numbers = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
  }

  number(value) {
    return this.#numbers.format(value);
  }

  plural(value) {
    return this.#plurals.select(Number(value));
  }
}

/** The language as people in the place of whoever looks write it: British dates for a page that says `en`. */
function localeOf(tag) {
  const all = globalThis.navigator?.languages ?? [];
  const own = all.find((each) => primary(each) === tag) ?? tag;
  try {
    return Intl.getCanonicalLocales(own)[0];
  } catch {
    return DEFAULT;
  }
}

function primary(tag) {
  return tag.toLowerCase().split('-')[0];
}

let current;

/**
 * Adds words in a language: those of another one, or others in the place of ours. What is missing is in English.
 * `sse-progress.d.ts` describes it for its callers.
 */
export function addWords(tag, words) {
  const name = tag.toLowerCase();
  tables.set(name, { ...tables.get(name), ...words });
  languages.clear();
  if (current) current = find(current.name);
}

function find(tag) {
  const wanted = tag.toLowerCase();
  const name = [wanted, primary(wanted)].find((each) => tables.has(each)) ?? DEFAULT;
  if (!languages.has(name)) {
    const language = new Language(name, tables.get(name));
    language.name = name;
    languages.set(name, language);
  }
  return languages.get(name);
}

/**
 * Takes a language for all that is said from now on, the nearest that there is. Whatever draws says first in which
 * language it does: nothing else comes between what is drawn at once.
 */
export function speak(tag) {
  current = find(tag || DEFAULT);
}

/** What draws later, in the language that is spoken now. */
export function inThisLanguage(draw) {
  const language = current;
  return () => {
    current = language;
    draw();
  };
}

/** The language of a node: that of the nearest `lang`, through shadow trees as well. */
export function languageOf(node) {
  for (let each = node; each; each = each.getRootNode().host) {
    const found = each.closest('[lang]');
    if (found) return found.lang;
  }
  return DEFAULT;
}

/** What the table has for a key. */
export function say(key, values = {}) {
  const found = current.words[key] ?? tables.get(DEFAULT)[key] ?? key;
  const word = typeof found === 'string' ? found : found[current.plural(values.count)] ?? found.other;
  return word.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return ['number', 'bigint'].includes(typeof value) ? current.number(value) : value;
  });
}

/** Whether there is a word for a key. */
export function has(key) {
  return Object.hasOwn(ENGLISH, key) || Object.hasOwn(current.words, key);
}

/** A number as the language writes it. */
export function number(value) {
  return current.number(value);
}

/** The locale of the language, for `Intl`. */
export function locale() {
  return current.locale;
}

for (const [tag, words] of Object.entries({ en: ENGLISH, de: GERMAN, ar: ARABIC })) addWords(tag, words);
speak(DEFAULT);
