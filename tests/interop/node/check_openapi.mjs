// Whether a document is OpenAPI 3.2, and whether it and what a server has done fit together. Both stand on the
// standard input, `{ document, notes }`.

import { deepEqual, ok } from 'node:assert/strict';
import { text } from 'node:stream/consumers';

import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { createParser } from 'eventsource-parser';

const { document, notes } = JSON.parse(await text(process.stdin));

const validator = new Validator();
const result = await validator.validate(structuredClone(document));
ok(result.valid, JSON.stringify(result.errors, null, 1));
deepEqual(validator.version, '3.2');
validator.resolveRefs();

// What no schema of the specification can say.
const ajv = addFormats(new Ajv({ strict: false, validateSchema: false, allErrors: true }));
ajv.addSchema(document, 'document');
const follow = (object) => {
  if (!object?.$ref) return object;
  const names = object.$ref.slice(2).split('/').map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  return follow(names.reduce((inner, name) => inner[name], document));
};
/** Checks an instance by a schema that stands in the document, the references in it included. */
const fits = (schema, instance, what) => {
  const inPlace = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  const validate = ajv.compile(inPlace);
  ok(validate(instance), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(instance)}`);
};

const methods = ['get', 'post', 'delete'];
const ids = [];
const unseen = new Set();
for (const [path, item] of Object.entries(document.paths)) {
  for (const method of methods.filter((method) => item[method])) {
    const operation = item[method];
    ids.push(operation.operationId);
    const statuses = Object.keys(operation.responses).filter((status) => status !== 'default');
    for (const status of statuses) unseen.add(`${method} ${path} answers ${status}`);
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow);
    for (const { name, in: place } of parameters) unseen.add(`${method} ${path} takes ${name} in ${place}`);
    // Each name in the path is described, and no other.
    const inPath = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
    deepEqual(inPath.sort(), [...path.matchAll(/\{(.*?)\}/g)].map(([, name]) => name).sort());
  }
}
deepEqual(ids.length, new Set(ids).size, 'operationIds');

/** Checks the text of a stream event by event. */
const fitsAsEvents = (schema, stream, what) => {
  const events = [];
  createParser({ onEvent: (event) => events.push(event) }).feed(stream);
  ok(events.length > 0, what);
  for (const event of events) {
    fits(schema, event, what);
    const { properties } = follow(schema).oneOf.find(({ properties }) => properties.event.const === event.event);
    fits(properties.data.contentSchema, JSON.parse(event.data), what);
  }
  deepEqual(events.at(-1).event, 'done', what);
};

for (const { path, method, target, headers, body, status, answered, text } of notes) {
  const what = `${method} ${target}: ${status}`;
  const item = document.paths[path];
  const operation = item[method];
  unseen.delete(`${method} ${path} answers ${status}`);
  const response = follow(operation.responses[status]);
  ok(response, `${what} is not described`);

  const content = response.content?.[answered['content-type']];
  deepEqual(Boolean(content), text !== '', `${what}: ${answered['content-type']}`);
  if (content?.itemSchema) fitsAsEvents(content.itemSchema, text, what);
  else if (content) fits(content.schema, JSON.parse(text), what);
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    ok(!header.required || name.toLowerCase() in answered, `${what}: ${name}`);
  }

  // What was taken is described, too.
  if (status >= 400) continue;
  const described = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow);
  const given = {
    query: [...new URL(target, 'http://a').searchParams.keys()],
    header: Object.keys(headers),
    path: described.filter(({ in: place }) => place === 'path').map(({ name }) => name),
  };
  for (const { name, in: place, required } of described) {
    const is = given[place].some((other) => other.toLowerCase() === name.toLowerCase());
    ok(is || !required, `${what}: without ${name}`);
    if (is) unseen.delete(`${method} ${path} takes ${name} in ${place}`);
  }
  for (const name of given.query) {
    ok(described.some((other) => other.name === name && other.in === 'query'), `${what}: ${name} is not described`);
  }
  const json = operation.requestBody?.content['application/json'];
  if (json && body !== '') fits(json.schema, JSON.parse(body), what);
  ok(body === '' || operation.requestBody, what);
}
deepEqual([...unseen], [], 'described, and never seen');
