// The controls for a value of JSON, or for one inside of it.
//
// A part has a `node` to lay out and a `kind` for its style. `value` is what was entered, `undefined` for nothing, and
// `show(value)` shows one. `check()` says what is wrong at the places where it is, and whether there was nothing, and
// `complain(path, text)` says it at the place that a path leads to, and whether there is such a place. All but a
// `Leaf` are several controls, with labels of their own.

import { flatten } from '../schema.js';
import { Choice } from './choice.js';
import { Group, Tuple } from './group.js';
import { Leaf } from './leaf.js';
import { Maybe } from './maybe.js';
import { Rows } from './rows.js';
import { shapeOf } from './shape.js';

/** How deep parts are nested. What is deeper is JSON. */
const DEPTH = 6;

/**
 * The parts for a schema. `needed` says that there has to be a value, `preset` that there is one if nothing is sent,
 * and `name` is what it is called.
 */
export function partFor(schema, { needed, preset = false, defs, name, depth = 0 }) {
  const flat = flatten(schema, defs);
  const shape = depth > DEPTH ? 'json' : shapeOf(flat, defs);
  if (shape === 'json' || shape === 'plain') return new Leaf(flat, { needed, defs, name, isJson: shape === 'json' });
  const within = { defs, name, depth: depth + 1 };
  const make = () => {
    if (shape === 'choice') return new Choice(flat, within);
    if (shape === 'rows') return new Rows(flat, within);
    return shape === 'tuple' ? new Tuple(flat, within) : new Group(flat, within);
  };
  // An empty list need not be told from none, unless one can be told to be none.
  const certain = !flat.nullable && (needed || preset || flat.type === 'array');
  return certain ? make() : new Maybe(make, name);
}
