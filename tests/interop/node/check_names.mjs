// What is there when the module runs, beside what its types say. The arguments are the module and the
// compiled `usage.ts`, as they would be imported from here.

import { deepEqual } from 'node:assert/strict';

const [everything, { names, members }] = await Promise.all(process.argv.slice(2).map((name) => import(name)));
deepEqual(Object.keys(everything).sort(), Object.keys(names).sort());

const own = Object.getOwnPropertyNames(everything.SseProgress.prototype)
  .filter((name) => name !== 'constructor' && !name.endsWith('Callback'));
deepEqual(own.sort(), Object.keys(members).sort());
