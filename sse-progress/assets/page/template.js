// Paths with holes: `/count/{to}`.

const HOLE = /\{([^{}]+)\}/g;

/** The values in the holes when `path` is one of the template's, else `undefined`. */
export function match(template, path) {
  const [wanted, given] = [template, path].map((text) => text.split('/'));
  if (wanted.length !== given.length) return undefined;
  const values = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{([^{}]+)\}$/.exec(part)?.[1];
    try {
      const text = decodeURIComponent(given[index]);
      if (name) values[name] = text;
      else if (part !== text) return undefined;
    } catch {
      return undefined;
    }
  }
  return values;
}

/** The path with a value in each hole. */
export function fill(template, value) {
  return template.replace(HOLE, (_, name) => encodeURIComponent(value(name)));
}

/** The path with its holes left as they are, which is the address of the empty form. */
export function open(template) {
  return fill(template, (name) => `{${name}}`);
}

/** Of the things with a `path`, the one that is nearest: `/count/all` before `/count/{to}`. */
export function nearest(candidates, path) {
  return candidates
    .map((job) => ({ job, values: match(job.path, path) }))
    .filter(({ values }) => values)
    .sort((a, b) => Object.keys(a.values).length - Object.keys(b.values).length)[0];
}
