// For which schemas the hint at a field says what the field takes: those with bounds of their own.

import { equal } from 'node:assert/strict';

const { isBounded } = await import(new URL(`file://${process.argv[2]}`));

for (const [schema, bounded] of [
  [{ type: 'string', minLength: 1, maxLength: 1 }, true],
  [{ type: 'string', minLength: 1 }, true],
  [{ type: 'string', maxLength: 1 }, true],
  [{ type: 'string', minLength: 0 }, false],
  [{ type: 'array', minItems: 1, maxItems: 1 }, true],
  [{ type: 'array', maxItems: 3 }, true],
  [{ type: 'array' }, false],
  [{ type: 'integer', minimum: 1, maximum: 1 }, true],
  [{ type: 'integer', format: 'uint8', minimum: 0, maximum: 255 }, false],
  [{ type: 'integer', format: 'int16', minimum: -32768, maximum: 32767 }, false],
  [{ type: 'integer', format: 'uint64', minimum: 0 }, false],
  [{ type: 'integer', format: 'uint8', minimum: 0, maximum: 10 }, true],
  [{ type: 'integer', format: 'uint8', minimum: 1, maximum: 255 }, true],
  [{ type: 'number', minimum: 0.5 }, true],
  [{ type: 'number', minimum: 0 }, true],
  [{ type: 'string' }, false],
]) equal(isBounded(schema), bounded, JSON.stringify(schema));
