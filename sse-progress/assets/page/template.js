// Path templates: `/count/{to}`.
//
// Which paths a template matches, and which of several templates goes first, has to be what the server
// decides. `tests/path_cases.json` holds cases that the server and this file are both checked against.

const PARAMETER = /\{([^{}]+)\}/g;

/** The parameter's name if a segment of a template is one. */
function parameter(segment) {
  return /^\{([^{}]+)\}$/.exec(segment)?.[1];
}

/** A percent-encoded text decoded; `null` if that gives no UTF-8. A `%` without two digits stands for itself. */
function decode(text) {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return null;
  }
}

/**
 * The values of the parameters if the template matches the path, else `undefined`. A parameter is never empty,
 * and is `null` if it is not UTF-8. Slashes separate segments before anything is decoded.
 */
export function match(template, path) {
  const [segments, texts] = [template, path].map((text) => text.split('/'));
  if (segments.length !== texts.length) return undefined;
  const values = {};
  for (const [index, segment] of segments.entries()) {
    const name = parameter(segment);
    const text = texts[index];
    if (name === undefined ? decode(text) !== segment : text === '') return undefined;
    if (name !== undefined) values[name] = decode(text);
  }
  return values;
}

/**
 * Of the jobs, the one that the server takes for a path, with the values of its parameters: at the first
 * segment where two matching templates differ in kind, the literal goes before the parameter.
 */
export function find(jobs, path) {
  return jobs
    .map((job) => ({ job, values: match(job.path, path) }))
    .filter(({ values }) => values)
    .sort((a, b) => precedence(a.job.path, b.job.path))[0];
}

/** Negative if the first of two templates with as many segments goes first. */
function precedence(one, other) {
  const [first, second] = [one, other].map((path) => path.split('/').map((segment) => parameter(segment) !== undefined));
  const index = first.findIndex((isParameter, at) => isParameter !== second[at]);
  return index < 0 ? 0 : first[index] - second[index];
}

/** The path with a value for each parameter. */
export function fill(template, value) {
  return template.replace(PARAMETER, (_, name) => encodeURIComponent(value(name)));
}

/** The path with its parameters left open, which is the address of the empty form. */
export function open(template) {
  return fill(template, (name) => `{${name}}`);
}
