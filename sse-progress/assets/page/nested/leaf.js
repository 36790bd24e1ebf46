// A part that is one control.

import { json, plain } from '../controls.js';
import { inputMistake } from '../mistakes.js';
import { asJson, asText, flatten } from '../schema.js';
import { parseJson, writeJson } from '../../module/format/json.js';
import { say } from '../words/index.js';

export class Leaf {
  #control;
  #schema;
  #items;
  #isJson;

  constructor(schema, { needed, defs, isJson }) {
    this.#schema = schema;
    this.#isJson = isJson;
    this.#items = schema.type === 'array' && !isJson ? flatten(schema.items, defs) : undefined;
    this.#control = isJson ? json(schema, undefined, needed, defs) : plain(schema, { items: this.#items, needed });
    this.leaveEmpty = this.#control.leaveEmpty;
  }

  get kind() {
    return this.#control.kind;
  }

  get node() {
    return this.#control.node;
  }

  get input() {
    return this.#control.input;
  }

  /** A text that is no number, or no JSON, as it is. */
  get value() {
    const texts = this.#control.texts();
    const [text] = texts;
    try {
      if (this.#items) return texts.length ? texts.map((each) => asJson(each, this.#items)) : undefined;
      if (text === undefined) return undefined;
      return this.#isJson ? parseJson(text) : asJson(text, this.#schema);
    } catch {
      return this.#items ? texts : text;
    }
  }

  show(value) {
    if (value === undefined || value === null) this.#control.fill([]);
    else if (this.#isJson) this.#control.fill([writeJson(value, 2)]);
    else this.#control.fill(this.#items ? value.map(asText) : [asText(value)]);
  }

  /** What is wrong, in words. */
  get mistake() {
    const { input } = this.#control;
    const mistake = inputMistake(input);
    if (mistake) return mistake;
    if (this.#isJson && input.value.trim() !== '') {
      try {
        parseJson(input.value);
      } catch (error) {
        return say('no_json', { why: error.message });
      }
    }
    return this.#control.mistake?.() ?? '';
  }
}
