// The control for a parameter that is made of other values: controls for each, or all of it as JSON.

import { parseJson, writeJson } from '../../module/format/json.js';
import { make } from '../dom.js';
import { sample } from '../schema.js';
import { partFor } from './part.js';
import { fits } from './shape.js';
import { say } from '../words/index.js';

/** How many lines of the JSON can be seen at least, and at most. */
const ROWS = { least: 3, most: 16 };

/** `texts` are those that it will be filled with: one of JSON, or none. */
export function nested(schema, { needed, defs, name }) {
  const preset = (schema.default ?? undefined) !== undefined;
  const part = partFor({ ...schema, default: undefined }, { needed, preset, defs, name });
  const area = make('textarea', {
    rows: ROWS.least, spellcheck: false, className: 'json', ariaLabel: name, placeholder: JSON.stringify(sample(schema, defs), null, 2),
  });
  const problem = make('p', { className: 'problem', hidden: true });
  const toggle = make('button', { type: 'button', className: 'quiet toggle' });
  const node = make('div', { className: 'parts' });
  let isJson = false;

  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
    area.ariaInvalid = text && isJson ? 'true' : null;
  };
  const turn = (json) => {
    isJson = json;
    toggle.textContent = json ? say('edit_as_fields') : say('edit_as_json');
    node.replaceChildren(json ? area : part.node, problem, toggle);
  };
  const write = (text) => {
    area.value = text;
    area.rows = Math.min(Math.max(text.split('\n').length, ROWS.least), ROWS.most);
  };
  /** Shows a value in the fields, unless they would leave something of it out. */
  const show = (value) => {
    if (value !== undefined && !fits(value, schema, defs)) return false;
    part.show(value);
    return true;
  };
  toggle.addEventListener('click', () => {
    complain('');
    if (!isJson) {
      const { value } = part;
      write(value === undefined ? '' : writeJson(value, 2));
      turn(true);
      area.focus();
      return;
    }
    try {
      if (show(area.value.trim() === '' ? undefined : parseJson(area.value))) turn(false);
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
      return isJson ? area : part.node.querySelector('input, select, textarea, button');
    },
    texts: () => {
      if (isJson) return area.value.trim() === '' ? [] : [compact(area.value)];
      const { value } = part;
      return value === undefined ? [] : [writeJson(value)];
    },
    fill: ([text]) => {
      if (text === undefined) return;
      try {
        const value = parseJson(text);
        if (show(value)) return;
        write(writeJson(value, 2));
      } catch {
        write(text);
      }
      turn(true);
    },
    /** Says what is wrong where it is. Returns whether there is nothing. */
    check: () => {
      if (!isJson) return part.check();
      try {
        if (area.value.trim() !== '') parseJson(area.value);
        else if (needed) complain(say('needs_value'));
      } catch (error) {
        complain(say('no_json', { why: error.message }));
      }
      return problem.hidden;
    },
    /** Whether everything is there that has to be. */
    get complete() {
      return isJson ? area.value.trim() !== '' : fits(part.value, schema, defs);
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
