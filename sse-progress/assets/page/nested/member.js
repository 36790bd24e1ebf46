// A value inside of another one, with its label.

import { joined } from '../dom.js';
import { takesEmpty } from '../mistakes.js';
import { Row } from '../row.js';
import { flatten } from '../schema.js';
import { Leaf } from './leaf.js';
import { partFor } from './part.js';
import { say } from '../words/index.js';

export class Member {
  #part;
  #row;
  #schema;
  #required;

  /** `required` says that it has to be there, though perhaps as null. */
  constructor(schema, { name, required, defs, depth }) {
    this.#schema = flatten(schema, defs);
    this.#required = required;
    const { type, nullable, default: preset, description = '' } = this.#schema;
    const hasDefault = (preset ?? undefined) !== undefined;
    this.#part = partFor(schema, { needed: required && !nullable && type !== 'array', preset: hasDefault, defs, name, depth });
    const optional = !hasDefault && (nullable || !required) && this.#part.kind !== 'check';
    const facts = [this.#part.kind === 'lines' && say('one_per_line'), nullable && hasDefault && say('empty_is_null')];
    const hint = [joined(description), facts.filter(Boolean).join(' ')].filter(Boolean).join('\n');
    this.#row = new Row(this.#part, { name, optional, hint });
    if (hasDefault) this.#part.show(preset);
  }

  get node() {
    return this.#row.node;
  }

  /** `undefined` if it is to be left out. */
  get value() {
    const { value } = this.#part;
    if (value !== undefined) return value;
    const { nullable, type, default: preset } = this.#schema;
    // What is left out would be the default.
    const hasDefault = (preset ?? undefined) !== undefined;
    if (nullable) return hasDefault || this.#required ? null : undefined;
    if (!hasDefault && !this.#required) return undefined;
    if (type === 'array') return [];
    return hasDefault && takesEmpty(this.#schema) ? '' : undefined;
  }

  show(value) {
    this.#part.show(value);
  }

  check() {
    if (!(this.#part instanceof Leaf)) return this.#part.check();
    const { leaveEmpty, mistake, value } = this.#part;
    this.#row.complain(mistake, mistake && value === undefined ? leaveEmpty : undefined);
    if (mistake) return false;
    const { default: preset, nullable } = this.#schema;
    const needsOne = this.value === undefined && (preset ?? undefined) !== undefined && !nullable;
    if (needsOne) this.#row.complain(say('needs_value'));
    return !needsOne;
  }

  /** Says something here, or further inside. */
  complain(path, text) {
    const inside = path.length > 0 && this.#part.complain?.(path, text);
    if (!inside) this.#row.complain(text);
    return true;
  }

  /** Another name, as that of a row of which one before is gone. */
  rename(name) {
    this.#row.rename(name);
  }
}
