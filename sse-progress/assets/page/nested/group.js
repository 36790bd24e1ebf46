// The members of an object, and the places of a tuple.

import { make } from '../dom.js';
import { Member } from './member.js';
import { isTag } from './shape.js';

const PLACE = (number) => `${number}`;

class Members {
  kind = 'nested';
  node = make('div', { className: 'nest' });
  members = new Map();

  add(key, member) {
    this.members.set(key, member);
    this.node.append(member.node);
  }

  check() {
    // All of them, so that everything that is wrong is said at once.
    return [...this.members.values()].map((member) => member.check()).every(Boolean);
  }

  complain([key, ...rest], text) {
    return this.members.get(key)?.complain(rest, text) ?? false;
  }
}

/** An object with known members. A tag, which names the variant of an enum, is not shown: it has one value. */
export class Group extends Members {
  #tags = [];

  constructor({ properties, required = [] }, { defs, depth }) {
    super();
    for (const [name, schema] of inOrder(properties, required)) {
      if (isTag(schema)) this.#tags.push([name, schema.const]);
      else this.add(name, new Member(schema, { name, required: required.includes(name), defs, depth }));
    }
  }

  get value() {
    const entries = [...this.members].map(([name, member]) => [name, member.value]);
    return Object.fromEntries([...this.#tags, ...entries.filter(([, value]) => value !== undefined)]);
  }

  show(value) {
    for (const [name, member] of this.members) if (Object.hasOwn(value ?? {}, name)) member.show(value[name]);
  }
}

/**
 * First what is required, as it stands in the program, and then the others: `properties` are in the order of the
 * alphabet, and `required` is not.
 */
function inOrder(properties, required) {
  const place = (name) => (required.includes(name) ? required.indexOf(name) : required.length);
  return Object.entries(properties).sort(([one], [other]) => place(one) - place(other));
}

/** A list with a schema for each place. */
export class Tuple extends Members {
  constructor({ prefixItems }, { defs, depth }) {
    super();
    for (const [index, schema] of prefixItems.entries()) {
      this.add(`${index}`, new Member(schema, { name: PLACE(index + 1), required: true, defs, depth }));
    }
  }

  get value() {
    return [...this.members.values()].map((member) => member.value ?? null);
  }

  show(value) {
    for (const [index, member] of this.members) member.show(value?.[index]);
  }
}
