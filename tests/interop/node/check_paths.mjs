// The page's path templates beside the cases that the server is checked against, too.

import { deepEqual, equal } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const [table, template] = process.argv.slice(2);
const { find } = await import(new URL(`file://${template}`));

for (const { templates, paths } of JSON.parse(await readFile(table, 'utf8'))) {
  // Whatever the order in which the server lists its jobs.
  for (const order of [templates, templates.toReversed()]) {
    for (const { path, template: wanted, values } of paths) {
      const found = find(order.map((each) => ({ path: each })), path);
      equal(found?.job.path ?? null, wanted, `${path} among ${order}`);
      if (found) deepEqual(found.values, values, `${path} of ${wanted}`);
    }
  }
}
