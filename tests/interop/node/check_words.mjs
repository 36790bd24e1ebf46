// The tables of words in a directory: each has the keys of the English one, the same places to fill, and a word for
// each plural of its language.

import { deepEqual, equal } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';

const [directory] = process.argv.slice(2);

async function table(name) {
  const [words] = Object.values(await import(new URL(`file://${directory}/${name}`)));
  return words;
}

/** The names in braces of a word; a plural may say the number itself. */
function places(word, mayLack = []) {
  const names = [...word.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return [...new Set(names)].filter((name) => !mayLack.includes(name)).sort();
}

const english = await table('en.js');
const others = (await readdir(directory)).filter((name) => /^[a-z]{2}\.js$/.test(name));
equal(others.length, 3);
for (const name of others) {
  const words = await table(name);
  deepEqual(Object.keys(words).sort(), Object.keys(english).sort(), name);
  const { pluralCategories } = new Intl.PluralRules(name.slice(0, 2)).resolvedOptions();
  for (const [key, word] of Object.entries(words)) {
    const what = `${key} of ${name}`;
    equal(typeof word, typeof english[key], what);
    if (typeof word === 'string') {
      deepEqual(places(word), places(english[key]), what);
      continue;
    }
    deepEqual(Object.keys(word).sort(), [...pluralCategories].sort(), what);
    for (const each of Object.values(word)) deepEqual(places(each, ['count']), places(english[key].other, ['count']), what);
  }
}
