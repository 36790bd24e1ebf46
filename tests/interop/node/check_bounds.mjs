// What the hint at a field says about the bounds of its schema.

import { equal } from 'node:assert/strict';

const { bounds } = await import(new URL(`file://${process.argv[2]}`));

for (const [schema, words] of [
  [{ type: 'string', minLength: 1, maxLength: 1 }, 'exactly 1 character'],
  [{ type: 'string', minLength: 2, maxLength: 2 }, 'exactly 2 characters'],
  [{ type: 'string', minLength: 1 }, '1 character or more'],
  [{ type: 'string', maxLength: 1 }, '1 character at most'],
  [{ type: 'string', minLength: 1, maxLength: 8 }, '1 to 8 characters'],
  [{ type: 'array', minItems: 1, maxItems: 1 }, 'exactly 1 item'],
  [{ type: 'array', maxItems: 3 }, '3 items at most'],
  [{ type: 'integer', minimum: 1, maximum: 1 }, 'exactly 1'],
  [{ type: 'integer', format: 'uint8', minimum: 0, maximum: 255 }, ''],
  [{ type: 'integer', format: 'uint8', minimum: 0, maximum: 10 }, '0 to 10'],
  [{ type: 'number', minimum: 0.5 }, '0.5 or more'],
  [{ type: 'string' }, ''],
]) equal(bounds(schema), words, JSON.stringify(schema));
