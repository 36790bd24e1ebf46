// The control for a parameter that is made of other values: controls for each, or all of it as JSON.

import { parseJson, writeJson } from '../../module/format/json.js';
import { area, grow } from '../area.js';
import { make } from '../dom.js';
import { Problem } from '../problem.js';
import { sample } from '../schema.js';
import { partFor } from './part.js';
import { fits } from './shape.js';
import { say } from '../words/index.js';

export function nested(schema, { needed, defs, name }) {
  const preset = (schema.default ?? undefined) !== undefined;
  const part = partFor({ ...schema, default: undefined }, { needed, preset, defs, name });
  const placeholder = JSON.stringify(sample(schema, defs), null, 2);
  const whole = area({ className: 'json', ariaLabel: name, placeholder, required: needed });
  const problem = new Problem();
  const toggle = make('button', { type: 'button', className: 'quiet toggle' });
  const node = make('div', { className: 'parts' });
  let isJson = false;

  whole.setAttribute('aria-describedby', problem.id);
  const complain = (text) => {
    problem.say(text);
    whole.ariaInvalid = text && isJson ? 'true' : null;
  };
  const turn = (json) => {
    isJson = json;
    toggle.textContent = json ? say('edit_as_fields') : say('edit_as_json');
    node.replaceChildren(json ? whole : part.node, problem.node, toggle);
  };
  const write = (text) => {
    whole.value = text;
    grow(whole);
  };
  /** Shows a value in the fields, unless they would leave something of it out. */
  const show = (value) => {
    if (value !== undefined && !fits(value, schema, defs)) return false;
    part.show(value);
    return true;
  };
  const fill = ([text]) => {
    if (text === undefined) return;
    try {
      const value = parseJson(text);
      if (show(value)) return;
      write(writeJson(value, 2));
    } catch {
      write(text);
    }
    turn(true);
  };
  toggle.addEventListener('click', () => {
    complain('');
    if (!isJson) {
      const { value } = part;
      write(value === undefined ? '' : writeJson(value, 2));
      turn(true);
      whole.focus();
      return;
    }
    try {
      if (show(whole.value.trim() === '' ? undefined : parseJson(whole.value))) turn(false);
      else complain(say('no_fields'));
    } catch (error) {
      complain(say('no_json', { why: error.message }));
    }
  });
  node.addEventListener('input', () => complain(''));
  turn(false);

  return {
    kind: 'nested',
    node,
    get input() {
      return isJson ? whole : part.node.querySelector('input, select, textarea, button');
    },
    texts: () => {
      if (isJson) return whole.value.trim() === '' ? [] : [compact(whole.value)];
      const { value } = part;
      return value === undefined ? [] : [writeJson(value)];
    },
    fill,
    /** What was entered, also if it is not all that it has to be: the texts of JSON, or what is in the `fields`. */
    draft: () => (isJson ? undefined : { fields: writeJson(part.value ?? null) }),
    restore: (draft) => {
      if (draft.fields === undefined) {
        fill(draft);
        return;
      }
      part.show(parseJson(draft.fields) ?? undefined);
      if (writeJson(part.value ?? null) !== draft.fields) fill([draft.fields]);
    },
    /** Says what is wrong where it is. Returns whether there is nothing. */
    check: () => {
      if (!isJson) return part.check();
      try {
        if (whole.value.trim() !== '') parseJson(whole.value);
        else if (needed) complain(say('needs_value'));
      } catch (error) {
        complain(say('no_json', { why: error.message }));
      }
      return !problem.isThere;
    },
    /** Whether everything is there that has to be. */
    get complete() {
      return isJson ? whole.value.trim() !== '' : fits(part.value, schema, defs);
    },
    complain: (path, text) => !isJson && path.length > 0 && part.complain(path, text),
  };
}

/** JSON without the spaces between; what is none, as it is. */
function compact(text) {
  try {
    return writeJson(parseJson(text));
  } catch {
    return text;
  }
}
