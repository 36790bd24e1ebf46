// Bundled by esbuild from `assets/page/`, where the comments are. Do not edit.

// module/problem.js
var Refusal = class extends Error {
  constructor(problem) {
    super(problem.detail ?? (problem.title || "The server does not say why."));
    this.problem = problem;
  }
};
async function readProblem(answer) {
  const type = answer.headers.get("content-type") ?? "";
  return type.includes("problem+json") ? answer.json().catch(() => null) : null;
}

// page/dom.js
function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== void 0 && child !== ""));
  return node;
}
function prose(tag, properties, text) {
  const pieces = text.split(/`([^`\n]+)`/);
  return make(tag, properties, ...pieces.map((piece, index) => index % 2 ? make("code", {}, piece) : piece));
}
function unwrap(text) {
  return text.replace(/(\S)[ \t]*\n(?!\s|[*-] |\d+[.)] )/g, "$1 ");
}
function lead(text) {
  return text.split(/\n\s*\n/, 1)[0];
}

// page/template.js
var PARAMETER = /\{([^{}]+)\}/g;
function parameter(segment) {
  return /^\{([^{}]+)\}$/.exec(segment)?.[1];
}
function decode(text) {
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25"));
  } catch {
    return null;
  }
}
function match(template, path) {
  const [segments, texts] = [template, path].map((text) => text.split("/"));
  if (segments.length !== texts.length) return void 0;
  const values = {};
  for (const [index, segment] of segments.entries()) {
    const name2 = parameter(segment);
    const text = texts[index];
    if (name2 === void 0 ? decode(text) !== segment : text === "") return void 0;
    if (name2 !== void 0) values[name2] = decode(text);
  }
  return values;
}
function find(jobs, path) {
  return jobs.map((job) => ({ job, values: match(job.path, path) })).filter(({ values }) => values).sort((a, b) => precedence(a.job.path, b.job.path))[0];
}
function precedence(one, other) {
  const [first, second] = [one, other].map((path) => path.split("/").map((segment) => parameter(segment) !== void 0));
  const index = first.findIndex((isParameter, at) => isParameter !== second[at]);
  return index < 0 ? 0 : first[index] - second[index];
}
function fill(template, value) {
  return template.replace(PARAMETER, (_, name2) => encodeURIComponent(value(name2)));
}
function open(template) {
  return fill(template, (name2) => `{${name2}}`);
}

// module/environment.js
function directory(address2) {
  try {
    return withoutCredentials(new URL(".", address2));
  } catch {
    return null;
  }
}
function withoutCredentials(url) {
  url.username = url.password = "";
  return url;
}
var SCRIPT_DIRECTORY = directory(import.meta.url ?? globalThis.document?.baseURI);
function absolute(address2) {
  return withoutCredentials(new URL(address2, document.baseURI));
}

// page/server.js
var base = absolute(".");
function address(path) {
  return new URL(`.${path}`, base);
}
function pathOf({ pathname }) {
  return pathname.slice(base.pathname.length - 1);
}
async function ask(path) {
  const answer = await fetch(address(path), { headers: { accept: "application/json" } });
  if (answer.ok) return answer.json();
  const { status, statusText: title, headers } = answer;
  const challenge = headers.get("www-authenticate") ?? "";
  throw new Refusal({ status, title, challenge, ...await readProblem(answer) });
}

// page/failure.js
function failure(error) {
  if (!(error instanceof Refusal)) {
    return article("The server cannot be reached", "It may be starting, or the network may be down.", again());
  }
  const { status, challenge } = error.problem;
  if (status === 404 && match("/runs/{run}", pathOf(location))) {
    return article("No such run", "It may have ended some time ago and been forgotten, or it belongs to somebody else.");
  }
  if (status === 401) return article("The server wants to know who you are", signIn(challenge), again());
  if (status === 403) return article("Not for you", error.message);
  return article("This did not work", error.message, again());
}
function signIn(challenge) {
  const [scheme] = challenge.toLowerCase().split(" ");
  if (scheme === "bearer") {
    return 'It takes a token in the header `Authorization: Bearer …`, which this page cannot send. In a terminal, `curl -N -H "Authorization: Bearer …"` can, and so can a page of your own: with `headers` in the `request` of `<sse-progress>`.';
  }
  if (scheme === "basic") {
    return "It takes a user name and a password. Try again, and your browser asks for them.";
  }
  return "Sign in where this server is a part of, then try again.";
}
function article(title, text, button = "") {
  document.title = title;
  return make(
    "article",
    {},
    make("h1", {}, title),
    make("div", { className: "card empty", role: "alert" }, prose("p", { className: "reason" }, text), button)
  );
}
function again() {
  const button = make("button", { type: "button", className: "primary" }, "Try again");
  button.addEventListener("click", () => location.reload());
  return button;
}

// page/parts.js
var PART = "file";
var Parts = class {
  row;
  #files = make("input", { type: "file", id: "body-files", multiple: true });
  #content = new FormData();
  constructor() {
    this.row = make(
      "fieldset",
      { className: "field body" },
      make("legend", {}, "Body"),
      make("label", { htmlFor: "body-files" }, "Files"),
      this.#files
    );
    this.#files.addEventListener("change", () => {
      this.#content = new FormData();
      for (const file of this.files) this.#content.append(PART, file);
    });
  }
  get files() {
    return [...this.#files.files];
  }
  /** What is sent. The browser sets its `content-type`. */
  get content() {
    return this.#content;
  }
};

// page/command.js
function command({ address: address2, init }, files) {
  const words = ["curl -N"];
  for (const [name2, value] of Object.entries(init?.headers ?? {})) words.push(`-H ${quote(`${name2}: ${value}`)}`);
  if (init) words.push(data(init.body, files));
  return [...words, quote(address2)].join(" ");
}
function data(body, files) {
  if (body instanceof FormData) return (files.length ? files : [{ name: "FILE" }]).map(part).join(" ");
  if (files.length) return `--data-binary ${quote(`@${files[0].name}`)}`;
  return body.startsWith("@") ? `--data-raw ${quote(body)}` : `--data-binary ${quote(body)}`;
}
function part({ name: name2 }) {
  return `-F ${quote(`${PART}=@"${name2.replaceAll(/["\\]/g, String.raw`\$&`)}"`)}`;
}
function quote(value) {
  return `'${String(value).replaceAll("'", String.raw`'\''`)}'`;
}

// module/format/json.js
function parseJson(text) {
  return JSON.parse(text, (_key, value, context) => {
    const inexact = Number.isInteger(value) && !Number.isSafeInteger(value);
    return inexact && /^-?\d+$/.test(context?.source) ? BigInt(context.source) : value;
  });
}
function writeJson(value, indent) {
  const digits = (_key, each) => {
    if (typeof each !== "bigint") return each;
    return JSON.rawJSON ? JSON.rawJSON(`${each}`) : `${each}`;
  };
  return JSON.stringify(value, digits, indent);
}

// module/format/numbers.js
var count = new Intl.NumberFormat(void 0, { maximumFractionDigits: 1 });
var bytes = new Intl.NumberFormat(void 0, { maximumFractionDigits: 2 });
function percent(fraction) {
  return Math.floor(fraction * 100);
}

// module/format/sentences.js
function mistake({ detail, expected }) {
  return expected ? `${detail} (expected: ${expected})` : detail;
}

// page/body.js
var Body = class {
  row;
  #file = make("input", { type: "file", id: "body-file" });
  #text = make("textarea", { rows: 3, spellcheck: false, id: "body-text", className: "json" });
  constructor() {
    this.row = make(
      "fieldset",
      { className: "field body" },
      make("legend", {}, "Body"),
      make("label", { htmlFor: "body-file" }, "A file"),
      this.#file,
      make("label", { htmlFor: "body-text" }, "or a text"),
      this.#text
    );
    this.#file.addEventListener("change", () => {
      this.#text.disabled = this.#file.files.length > 0;
    });
  }
  get files() {
    return [...this.#file.files].slice(0, 1);
  }
  /** What is sent: a `File` or a string. */
  get content() {
    return this.files[0] ?? this.#text.value;
  }
};

// page/schema.js
var DEPTH = 8;
function flatten(schema, defs, depth = 0) {
  if (typeof schema !== "object" || schema === null || depth > DEPTH) return {};
  const { $ref, anyOf, allOf, ...own } = schema;
  const within = (inner) => flatten(inner, defs, depth + 1);
  if ($ref) return { ...within(defs?.[$ref.split("/").pop()]), ...own };
  if (allOf?.length === 1) return { ...within(allOf[0]), ...own };
  if (anyOf) {
    const others = anyOf.filter((option) => option.type !== "null");
    if (others.length !== 1) return own;
    return { ...within(others[0]), ...own, nullable: others.length < anyOf.length };
  }
  if (Array.isArray(own.type)) {
    const types = own.type.filter((type) => type !== "null");
    own.nullable = types.length < own.type.length;
    own.type = types.length === 1 ? types[0] : void 0;
  }
  const choices = choicesOf(own);
  return choices ? { ...own, choices } : own;
}
function choicesOf({ enum: values, const: value, oneOf }) {
  if (values) return values.filter((choice) => choice !== null);
  if (value !== void 0) return [value];
  const each = oneOf?.map(choicesOf);
  return each?.every(Boolean) ? each.flat() : void 0;
}
function meanings({ oneOf }) {
  const words = /* @__PURE__ */ new Map();
  for (const { const: value, description } of oneOf ?? []) {
    if (value !== void 0 && description) words.set(asText(value), description);
  }
  return words;
}
var STORED = /* @__PURE__ */ new Set([0, -128, 127, 255, -32768, 32767, 65535]);
function isBounded({ format, minimum, maximum, minLength, maxLength, minItems, maxItems }) {
  const stored = (bound) => /^u?int/.test(format) && STORED.has(bound);
  if ([minimum, maximum].some((bound) => bound !== void 0 && !stored(bound))) return true;
  return Boolean(minLength || minItems) || maxLength !== void 0 || maxItems !== void 0;
}
function sample(schema, defs, depth = 0) {
  const flat = flatten(schema, defs);
  if (flat.default !== void 0) return flat.default;
  if (flat.choices) return flat.choices[0];
  if (depth > 3 || flat.nullable && depth > 0) return null;
  switch (flat.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(flat.properties ?? {}).map(([name2, inner]) => [name2, sample(inner, defs, depth + 1)])
      );
    case "array":
      return [sample(flat.items, defs, depth + 1)];
    case "integer":
    case "number":
      return flat.minimum ?? 0;
    case "boolean":
      return false;
    case "string":
      return "";
    default:
      return null;
  }
}
function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}
function asJson(text, { type, choices, "x-json": json2 }) {
  if (json2) return parseJson(text);
  if (choices) return choices.find((choice) => asText(choice) === text) ?? text;
  return type === "string" ? text : parseJson(text);
}

// page/controls.js
var TYPES = { date: "date", uri: "url", email: "email" };
var ROWS = { least: 3, most: 10 };
function control(schema, items, needed, defs, texts) {
  if (schema["x-json"]) return json(schema, void 0, needed, defs);
  if (items?.choices) return checks(items.choices);
  const maybe = schema.nullable || !needed && (schema.default ?? void 0) === void 0;
  if (schema.type === "boolean" && !maybe) return check();
  if (schema.choices || schema.type === "boolean") return select(schema.choices ?? [true, false], needed);
  if (schema.type === "integer" || schema.type === "number") return number(schema, needed);
  const several = texts.some((text) => /[\r\n]/.test(text));
  if (schema.type === "string") return several ? paragraph(needed) : line(schema, needed);
  if (items && isPlain(items) && !several) return lines(items, needed);
  return json(schema, items, needed, defs);
}
function isPlain({ type, choices }) {
  return choices !== void 0 || ["integer", "number", "string", "boolean"].includes(type);
}
function simple(input, kind) {
  return {
    kind,
    node: input,
    input,
    texts: () => input.value === "" ? [] : [input.value],
    fill: (texts) => {
      input.value = texts.at(-1) ?? "";
    }
  };
}
function check() {
  const input = make("input", { type: "checkbox" });
  return {
    ...simple(input, "check"),
    texts: () => [String(input.checked)],
    fill: (texts) => {
      input.checked = texts.at(-1) === "true" || texts.at(-1) === "on";
    }
  };
}
function checks(choices) {
  const boxes = choices.map((choice) => make("input", { type: "checkbox", value: asText(choice) }));
  const node = make("div", { className: "checks" });
  for (const box of boxes) node.append(make("label", { className: "check" }, box, name(box.value)));
  return {
    kind: "checks",
    node,
    input: boxes[0],
    texts: () => boxes.filter((box) => box.checked).map((box) => box.value),
    fill: (texts) => {
      for (const box of boxes) box.checked = texts.includes(box.value);
    }
  };
}
function name(choice) {
  return choice === "" ? "(empty)" : choice;
}
function select(choices, required) {
  const none = make("option", { value: "" }, required ? "Choose…" : "–");
  const options = choices.map(asText).map((text) => make("option", { value: text }, name(text)));
  const input = make("select", { required }, none, ...options);
  return {
    ...simple(input, "select"),
    // By its place: the value of the first option, which is no choice, may be that of a choice, too.
    texts: () => options.filter((option) => option.selected).map((option) => option.value),
    fill: (texts) => {
      (options.find((option) => option.value === texts.at(-1)) ?? none).selected = true;
    }
  };
}
function number({ type, minimum, maximum }, required) {
  const input = make("input", { type: "number", step: type === "integer" ? "1" : "any", required });
  if (minimum !== void 0) input.min = minimum;
  if (maximum !== void 0) input.max = maximum;
  return {
    ...simple(input, "line"),
    texts: () => {
      if (input.value === "") return [];
      const odd = type === "integer" && !/^-?\d+$/.test(input.value);
      return [odd ? String(Number(input.value)) : input.value];
    }
  };
}
function line({ format, minLength, maxLength, pattern }, required) {
  const type = TYPES[format] ?? "text";
  const input = make("input", { type, autocomplete: "off", spellcheck: false, required });
  if (minLength) input.minLength = minLength;
  if (maxLength) input.maxLength = maxLength;
  if (pattern) input.pattern = pattern;
  return simple(input, "line");
}
function paragraph(required) {
  return simple(make("textarea", { rows: ROWS.least, spellcheck: false, required }), "text");
}
function lines(items, required) {
  const input = make("textarea", { rows: ROWS.least, spellcheck: false, required });
  const isText = items.type === "string";
  return {
    ...simple(input, "lines"),
    texts: () => {
      const texts = input.value.replace(/\n$/, "").split("\n");
      if (input.value === "") return [];
      return isText ? texts : texts.map((text) => text.trim()).filter(Boolean);
    },
    fill: (texts) => {
      input.value = texts.join("\n") + (texts.at(-1) === "" ? "\n" : "");
    }
  };
}
function json(schema, items, required, defs) {
  const placeholder = JSON.stringify(sample(schema, defs), null, 2);
  const rows = Math.min(Math.max(placeholder.split("\n").length, ROWS.least), ROWS.most);
  const input = make("textarea", { rows, placeholder, spellcheck: false, className: "json", required });
  return {
    ...simple(input, "json"),
    texts: () => {
      if (input.value.trim() === "") return [];
      if (!items) return [input.value];
      const value = parseJson(input.value);
      return Array.isArray(value) ? value.map((item2) => itemText(item2, items)) : [input.value];
    },
    fill: (texts) => {
      const list = items?.type === "string" ? JSON.stringify(texts, null, 1) : `[${texts.join(", ")}]`;
      input.value = items && texts.length ? list : texts.at(-1) ?? "";
    }
  };
}
function itemText(item2, { type }) {
  return type === "string" && typeof item2 === "string" ? item2 : writeJson(item2);
}

// page/field.js
var NO_SEGMENT = /^\.{0,2}$/;
var ids = 0;
var Field = class {
  row;
  #control;
  #problem;
  #default;
  #given;
  /** What the control made of the texts that it was filled with. */
  #shown;
  /** `required` says whether the server wants it; `given` are the texts in the page's address, if it has any. */
  constructor(name2, schema, required, defs, given2) {
    ids += 1;
    const id = `field-${ids}`;
    this.name = name2;
    this.place = schema["x-in"];
    this.schema = flatten(schema, defs);
    const whole = this.schema["x-json"] === true;
    this.items = this.schema.type === "array" && !whole ? flatten(this.schema.items, defs) : void 0;
    this.needed = required && !this.schema.nullable;
    const preset = this.schema.default ?? void 0;
    const texts = whole ? [writeJson(preset)] : [preset].flat().map(asText);
    this.#default = preset === void 0 ? void 0 : texts;
    this.#given = this.schema.nullable && same(given2, [""]) ? [] : given2;
    const filled = this.#given ?? this.#default ?? [];
    this.#control = control(this.schema, this.items, this.needed, defs, filled);
    this.#control.fill(filled);
    this.#shown = this.#entered();
    this.#problem = make("p", { className: "problem", id: `${id}-problem`, hidden: true });
    this.row = this.#lay(id);
    this.row.addEventListener("input", () => this.complain(""));
  }
  #lay(id) {
    const { kind, node, input } = this.#control;
    const unset = !this.needed && kind !== "check" && this.#default === void 0;
    const group = kind === "checks";
    const label = make(group ? "legend" : "label", group ? {} : { htmlFor: id }, this.name);
    if (unset) label.append(" ", make("span", { className: "optional" }, "optional"));
    const hint = this.#hint(id);
    const row = make(group ? "fieldset" : "div", { className: `field ${kind}` });
    const described = [hint?.id, this.#problem.id].filter(Boolean).join(" ");
    (group ? row : input).setAttribute("aria-describedby", described);
    if (!group) input.id = id;
    if (kind === "check") row.append(make("div", { className: "check" }, input, label));
    else row.append(label, node);
    if (hint) row.append(hint);
    row.append(this.#problem);
    return row;
  }
  #hint(id) {
    const { description = "", choices, "x-expected": expected, "x-json": json2 } = this.schema;
    const kinds = { lines: "One per line.", json: json2 ? "" : "A list, as JSON." };
    const telling = json2 || choices === void 0 && [this.schema, this.items ?? {}].some(isBounded);
    const meant = [...meanings(this.items?.choices ? this.items : this.schema)].map(([choice, words]) => `\`${choice}\`: ${words}`);
    const facts = [telling && expected && `${capital(expected)}.`, kinds[this.#control.kind]];
    const text = [unwrap(description), facts.filter(Boolean).join(" "), ...meant].filter(Boolean).join("\n");
    if (!text) return void 0;
    return prose("p", { className: "hint", id: `${id}-hint` }, text);
  }
  get #isList() {
    return this.schema.type === "array";
  }
  /** What is in the control; a text that cannot be read (no JSON) as it is. */
  #entered() {
    try {
      return this.#control.texts();
    } catch {
      return [this.#control.input.value];
    }
  }
  get #changed() {
    return !same(this.#entered(), this.#shown);
  }
  /** Whether the value is still that of the page's address. */
  get #asGiven() {
    return this.#given !== void 0 && !this.#changed;
  }
  /** The value as texts: none when it is absent, several for a list alone. */
  texts() {
    if (this.#changed) return this.#control.texts();
    return this.#given ?? this.#default ?? this.#shown;
  }
  /** Whether the server takes the same value if nothing is sent. */
  get #unsaid() {
    if (this.needed || this.#changed) return false;
    return this.#given === void 0;
  }
  /** Whether it has been emptied, while nothing sent would mean the default. */
  get #cleared() {
    return this.#default !== void 0 && !this.#unsaid && this.texts().length === 0;
  }
  /** The texts to send in a query; `undefined` if a query cannot say it and a JSON body has to. */
  query() {
    if (this.#unsaid) return [];
    const texts = this.texts();
    if (this.#cleared) return this.items && !this.schema.nullable ? void 0 : [""];
    return this.schema.nullable && same(texts, [""]) ? void 0 : texts;
  }
  /** The value for a JSON body, `undefined` when nothing is to be sent. */
  json() {
    if (this.#unsaid) return void 0;
    const texts = this.texts();
    if (this.#cleared) {
      if (this.schema.nullable) return null;
      return this.#isList ? [] : "";
    }
    if (this.items) return texts.length || this.needed ? texts.map((text) => this.#value(text, this.items)) : void 0;
    return texts.length ? this.#value(texts[0], this.schema) : void 0;
  }
  #value(text, schema) {
    try {
      return asJson(text, schema);
    } catch (error) {
      if (this.#control.kind === "json" && !this.#asGiven) throw error;
      return text;
    }
  }
  /** Finds mistakes without asking the server. Returns whether there are none. */
  check() {
    this.complain(this.#mistake());
    return this.#problem.hidden;
  }
  #mistake() {
    const { input, kind } = this.#control;
    if (this.#asGiven) return this.#misplaced();
    if (!input.validity.valid) return input.validationMessage;
    try {
      this.json();
    } catch (error) {
      return `This is not JSON: ${error.message}`;
    }
    const needsText = this.#cleared && !this.#isList && !this.schema.nullable;
    if (needsText && (this.schema.type !== "string" || kind === "select")) {
      return `This needs a value. The default is \`${this.#default[0]}\`.`;
    }
    return this.#misplaced();
  }
  #misplaced() {
    const unfit = this.place === "path" && NO_SEGMENT.test(this.texts()[0] ?? "");
    return unfit ? "An address cannot hold this value." : "";
  }
  /** Shows a text at the field; an empty one takes it away. */
  complain(text) {
    this.#problem.replaceChildren(...prose("span", {}, text).childNodes);
    this.#problem.hidden = !text;
    this.#control.input.ariaInvalid = text ? "true" : null;
  }
  get wrong() {
    return !this.#problem.hidden;
  }
  focus() {
    this.#control.input.focus();
  }
};
function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// page/form.js
var MAX_ADDRESS = 4e3;
var Form = class {
  node = make("form", { noValidate: true });
  #note = make("p", { className: "note", role: "alert" });
  #fields = [];
  #body;
  /**
   * `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`. `start` is
   * called with what `request` gives when the form is submitted without mistakes.
   */
  constructor(job, { path, query }, start) {
    this.job = job;
    const { properties = {}, required = [], $defs } = job.parameters ?? {};
    const order = ([, schema]) => schema["x-order"] ?? 0;
    for (const [name2, schema] of Object.entries(properties).sort((a, b) => order(a) - order(b))) {
      this.#fields.push(new Field(name2, schema, required.includes(name2), $defs, given(name2, path, query)));
    }
    if (job.body) this.#body = job.body_type === "multipart/form-data" ? new Parts() : new Body();
    const button = make("button", { type: "submit", className: "primary" }, "Start");
    button.addEventListener("click", (event) => {
      if (event.detail > 1) event.preventDefault();
    });
    this.node.append(
      ...this.#fields.map((field) => field.row),
      this.#body?.row ?? "",
      make("div", { className: "actions" }, button, this.#note)
    );
    this.node.addEventListener("input", () => this.say(""));
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say("");
      if (this.#check()) start(this.request());
    });
  }
  #check() {
    const wrong = this.#fields.filter((field) => !field.check());
    if (!wrong.length && this.#needsJson && !this.#takesJson) {
      const unfit = this.#inQuery.find((field) => field.query() === void 0);
      unfit.complain("An address cannot hold this value, and this job takes no other.");
      wrong.push(unfit);
    }
    wrong[0]?.focus();
    return wrong.length === 0;
  }
  /** The fields that do not belong into the path. */
  get #inQuery() {
    return this.#fields.filter((field) => field.place !== "path");
  }
  get #needsJson() {
    return this.#inQuery.some((field) => field.query() === void 0);
  }
  get #takesJson() {
    return this.job.methods.includes("POST") && !this.#body;
  }
  /** Whether the values can be put into a request. */
  get complete() {
    try {
      const missing = this.#fields.some((field) => field.json() === void 0 && field.needed);
      return !missing && (this.#takesJson || !this.#needsJson);
    } catch {
      return false;
    }
  }
  /** What would start the run: its address, and for a POST what goes with it. */
  request() {
    const whole = this.#address();
    const large = whole.href.length > MAX_ADDRESS || this.#needsJson;
    const post = this.#body || !this.job.methods.includes("GET") || large && this.#takesJson;
    if (!post) return { address: whole };
    const headers = { accept: "text/event-stream" };
    if (this.#body) return { address: whole, init: { method: "POST", headers, body: this.#body.content } };
    const values = Object.fromEntries(this.#inQuery.map((field) => [field.name, field.json()]));
    headers["content-type"] = "application/json";
    const withoutQuery = new URL(whole);
    withoutQuery.search = "";
    return { address: withoutQuery, init: { method: "POST", headers, body: writeJson(values) } };
  }
  /** The job's address with all values that a query can hold. */
  #address() {
    const whole = address(fill(this.job.path, (name2) => this.#field(name2)?.texts()[0] ?? ""));
    for (const field of this.#inQuery) {
      for (const text of field.query() ?? []) whole.searchParams.append(field.name, text);
    }
    return whole;
  }
  /** The files of the body. */
  get files() {
    return this.#body?.files ?? [];
  }
  /** The address at which the page shows the form with these values, as far as an address can hold them. */
  get bookmark() {
    const whole = this.#address();
    return whole.href.length > MAX_ADDRESS ? address(open(this.job.path)) : whole;
  }
  #field(name2) {
    return this.#fields.find((field) => field.name === name2);
  }
  /** Shows a problem (RFC 9457) at the fields that it names, or else beside the button. */
  refused({ status, title, detail, errors = [] }) {
    let placed = 0;
    for (const error of errors) {
      const field = this.#field(error.parameter);
      field?.complain(mistake(error));
      placed += field ? 1 : 0;
    }
    const all = detail ?? title ?? (status ? `The server answered ${status}.` : "The server cannot be reached.");
    this.say(placed > 0 && placed === errors.length ? "" : all);
    this.#fields.find((field) => field.wrong)?.focus();
  }
  /** Shows a text beside the button. */
  say(text) {
    this.#note.textContent = text;
  }
  /** Takes a text away, unless another one has taken its place. */
  unsay(text) {
    if (this.#note.textContent === text) this.say("");
  }
};
function given(name2, path, query) {
  const text = path[name2];
  if (typeof text === "string" && text !== `{${name2}}`) return [text];
  return query.has(name2) ? query.getAll(name2) : void 0;
}

// page/history.js
var MOST = 8;
function kept() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}
function keep(entry) {
  const others = kept().filter(({ key }) => key !== entry.key);
  history.replaceState({ runs: [entry, ...others].slice(0, MOST) }, "");
}
function forget(gone) {
  history.replaceState({ runs: kept().filter(({ key }) => key !== gone) }, "");
}
function bookmark({ pathname, search }) {
  history.replaceState({ runs: kept() }, "", pathname + search);
}

// page/run.js
import "../sse-progress.js";
var CONFIRMED = 2e3;
var Run = class {
  element = make("sse-progress");
  node;
  /** The run's id, once there is one. */
  id = null;
  /** Whether it has ended or was refused. */
  over = false;
  #share = make("p", { className: "share", hidden: true });
  /**
   * `source` has the `address` to watch, the `init` of a POST that starts it, the `key` that tells this start
   * from others of the same address, and the id of the `run` if it has been started. `began` is called with
   * the id of each run: pressing Retry begins another.
   */
  constructor({ address: source, init, key, label, run: started }, began) {
    const { element } = this;
    if (label) element.setAttribute("label", label);
    if (key) element.setAttribute("key", key);
    if (init) element.request = init;
    if (started) element.started = started;
    element.setAttribute("src", source);
    this.node = make(
      "section",
      { className: "card run", ariaLabel: `Run ${label ?? ""}`.trim() },
      element,
      this.#share
    );
    element.addEventListener("progress", ({ detail }) => {
      if (detail.run === this.id) return;
      this.id = detail.run;
      this.over = false;
      this.#offer();
      began?.(detail.run);
    });
    for (const end of ["done", "refused"]) {
      element.addEventListener(end, () => {
        this.over = true;
      });
    }
  }
  /** Shows the run's address, for others. */
  #offer() {
    const link2 = make("a", { href: address(`/runs/${this.id}`) }, "Link to this run");
    if (link2.pathname === location.pathname) return;
    const copy = navigator.clipboard ? copier("Copy link", () => link2.href) : "";
    this.#share.replaceChildren(link2, copy);
    this.#share.hidden = false;
  }
};
function copier(words, text) {
  const button = make("button", { type: "button", className: "quiet" }, words);
  button.addEventListener("click", async () => {
    const copied = await navigator.clipboard.writeText(text()).then(() => true, () => false);
    button.textContent = copied ? "Copied" : "Could not copy";
    setTimeout(() => {
      button.textContent = words;
    }, CONFIRMED);
  });
  return button;
}

// page/tab.js
var RING = 2 * Math.PI * 6;
var MARKS = {
  succeeded: ["✓", "#1f9d61", "M4.6 8.3l2.4 2.4 4.6-5"],
  cancelled: ["■", "#7b8694", "M5 8h6"],
  failed: ["✗", "#d6453d", "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"]
};
var Tab = class {
  #name;
  #icon = document.querySelector("link[rel=icon]");
  #runs = [];
  /** `name` is the title without a run. */
  constructor(name2) {
    this.#name = name2;
    this.#draw();
  }
  /** Shows the run of an element. */
  follow(element) {
    const run = { snapshot: null, end: null };
    this.#runs.unshift(run);
    element.addEventListener("progress", ({ detail }) => {
      if (run.snapshot?.run !== detail.run) run.end = null;
      run.snapshot = detail;
      this.#draw();
    });
    element.addEventListener("done", ({ detail }) => {
      run.end = detail.status;
      this.#draw();
    });
  }
  #draw() {
    const run = this.#runs.find(({ snapshot, end }) => snapshot && !end) ?? this.#runs.find(({ end }) => end);
    const [mark, svg2] = run ? picture(run) : ["", void 0];
    const title = [mark, this.#name].filter(Boolean).join(" ");
    if (document.title !== title) document.title = title;
    const icon = svg2 && `data:image/svg+xml,${encodeURIComponent(svg2)}`;
    if (icon && this.#icon.href !== icon) this.#icon.href = icon;
  }
};
function picture({ snapshot, end }) {
  if (end) {
    const [mark, color, path] = MARKS[end] ?? MARKS.failed;
    return [mark, svg(`<circle cx="8" cy="8" r="8" fill="${color}"/>
      <path d="${path}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`)];
  }
  const { state, fraction } = snapshot;
  if (state === "queued") return ["Queued:", ring(0)];
  if (fraction === null) return ["…", ring(25)];
  const done = percent(fraction);
  return [`${done} %`, ring(done)];
}
function ring(part2) {
  const circle = (color, more) => `<circle cx="8" cy="8" r="6" fill="none" stroke="${color}" stroke-width="3.5" ${more}/>`;
  const length = RING * part2 / 100;
  return svg(circle("#9aa4b2", 'opacity=".45"') + circle("#2f6feb", `stroke-dasharray="${length.toFixed(2)} ${RING.toFixed(2)}" transform="rotate(-90 8 8)"`));
}
function svg(content) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${content}</svg>`;
}

// page/job-page.js
var GOING_ON = "This run is going on already: see below.";
var MAX_KEPT = 2e4;
var JobPage = class {
  node;
  #job;
  #form;
  #tab;
  #runs = make("div", { className: "runs" });
  #started = [];
  /** `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`. */
  constructor(job, path, query) {
    this.#job = job;
    this.#tab = new Tab(job.name);
    this.#form = new Form(job, { path, query }, (request) => this.#start(request));
    const method = job.methods.includes("GET") ? "" : "POST ";
    this.node = make(
      "article",
      {},
      make(
        "header",
        { className: "title" },
        make("h1", {}, job.name),
        make("code", {}, method + job.path)
      ),
      job.description ? prose("div", { className: "description" }, unwrap(job.description)) : "",
      make("section", { className: "card", ariaLabel: "Start a run" }, this.#form.node, this.#terminal()),
      this.#runs
    );
    for (const entry of kept().reverse()) this.#begin(entry);
  }
  #start({ address: source, init }) {
    const same2 = this.#started.find(({ run, address: address2, body }) => !run.over && address2 === source.href && body === init?.body);
    if (same2) {
      this.#form.say(GOING_ON);
      same2.run.element.addEventListener("done", () => this.#form.unsay(GOING_ON), { once: true });
      reveal(same2.run.node);
      return;
    }
    bookmark(this.#form.bookmark);
    this.#begin({
      key: `${Date.now()}-${Math.random()}`,
      label: decode2(pathOf(source) + source.search),
      address: source.href,
      init
    });
  }
  #begin(entry) {
    const { init, ...known } = entry;
    const upload = init !== void 0 && !(init.body.length <= MAX_KEPT);
    const keeping = upload ? { ...known, upload } : entry;
    if (!upload) keep(entry);
    const source = entry.upload ? { address: address(`/runs/${entry.run}`), label: entry.label } : entry;
    const run = new Run(source, (id) => {
      keep({ ...keeping, run: id });
      if (id !== entry.run) reveal(run.node);
    });
    run.element.addEventListener("refused", ({ detail }) => {
      forget(entry.key);
      run.node.remove();
      if (run.element.run === null) this.#form.refused(detail ?? {});
    });
    this.#started.push({ run, address: entry.address, body: init?.body });
    this.#tab.follow(run.element);
    this.#runs.prepend(run.node);
  }
  /** The command that does the same in a terminal. */
  #terminal() {
    const text = make("pre", { tabIndex: 0 });
    const details = make(
      "details",
      { className: "terminal" },
      make("summary", {}, "In a terminal"),
      text,
      navigator.clipboard ? copier("Copy", () => text.textContent) : ""
    );
    const write = () => {
      if (!details.open) return;
      const { complete } = this.#form;
      text.textContent = complete ? command(this.#form.request(), this.#form.files) : "Fill in the form to see the command.";
    };
    details.addEventListener("toggle", write);
    this.#form.node.addEventListener("input", write);
    return details;
  }
};
function reveal(node) {
  if (node.getBoundingClientRect().top > innerHeight * 0.6) node.scrollIntoView({ block: "start" });
}
function decode2(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

// page/list-page.js
function listPage(jobs) {
  const count2 = jobs.length === 1 ? "1 job" : `${jobs.length} jobs`;
  return make(
    "article",
    {},
    make(
      "header",
      { className: "title" },
      make("h1", {}, "Jobs"),
      make("p", { className: "count" }, `${count2} on ${base.host}`)
    ),
    jobs.length ? make("ul", { className: "jobs" }, ...jobs.map(item)) : nothing()
  );
}
function item(job) {
  const link2 = make("a", { href: address(open(job.path)) }, job.name);
  const method = job.methods.includes("GET") ? "" : "POST ";
  return make(
    "li",
    { className: "card job" },
    make("div", { className: "title" }, make("h2", {}, link2), make("code", {}, method + job.path)),
    job.description ? prose("p", { className: "description" }, unwrap(lead(job.description))) : ""
  );
}
function nothing() {
  return make(
    "div",
    { className: "card empty" },
    make("p", {}, "This server has no jobs yet."),
    prose("p", { className: "hint" }, 'A function becomes one with `#[job("/path")]`, and is served with `jobs![…]`.')
  );
}

// page/run-page.js
async function runPage(id, jobs) {
  const path = `/runs/${id}`;
  const { job } = await ask(path);
  const run = new Run({ address: address(path) });
  new Tab(job).follow(run.element);
  const known = jobs.find(({ name: name2 }) => name2 === job);
  const title = make(
    "header",
    { className: "title" },
    make("h1", {}, job),
    make("p", { className: "count" }, "One run of ", known ? link(known) : "this job")
  );
  return make("article", {}, title, run.node);
}
function link(job) {
  return make("a", { href: address(open(job.path)) }, job.name);
}

// page/page.js
var main = document.getElementById("page");
async function load() {
  const path = pathOf(location);
  const run = match("/runs/{run}", path);
  if (run) {
    const { jobs: jobs2 } = await ask("/jobs").catch(() => ({ jobs: [] }));
    main.replaceChildren(home(jobs2), await runPage(run.run, jobs2));
    return;
  }
  const { jobs } = await ask("/jobs");
  const own = find(jobs, path);
  if (own) {
    const query = new URLSearchParams(location.search);
    main.replaceChildren(home(jobs), new JobPage(own.job, own.values, query).node);
  } else if (jobs.length === 1) {
    main.replaceChildren(new JobPage(jobs[0], {}, new URLSearchParams()).node);
  } else {
    main.replaceChildren(listPage(jobs));
  }
}
function home(jobs) {
  if (jobs?.length === 1) return "";
  return make("nav", { ariaLabel: "Jobs" }, make("a", { href: base }, "All jobs"));
}
load().catch((error) => {
  main.replaceChildren(home(), failure(error));
  if (!(error instanceof Refusal || error instanceof TypeError)) throw error;
});
