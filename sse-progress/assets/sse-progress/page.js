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
function challengeOf(answer) {
  const challenge = answer.headers.get("www-authenticate");
  return challenge === null ? {} : { challenge };
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

// page/credentials.js
var NAME = `sse-progress-page token ${base.pathname}`;
var kept = null;
function token() {
  try {
    return sessionStorage.getItem(NAME) ?? kept;
  } catch {
    return kept;
  }
}
function keepToken(text) {
  kept = text;
  try {
    if (text === null) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, text);
  } catch {
  }
}
function credentials() {
  const known = token();
  return known === null ? {} : { authorization: `Bearer ${known}` };
}

// page/ask.js
async function ask(path) {
  const answer = await fetch(address(path), { headers: { accept: "application/json", ...credentials() } });
  if (answer.ok) return answer.json();
  const { status, statusText: title } = answer;
  throw new Refusal({ status, title, ...challengeOf(answer), ...await readProblem(answer) });
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

// page/sign-in.js
function signIn(challenge, again) {
  const [scheme] = (challenge ?? "").toLowerCase().split(" ");
  if (scheme === "bearer") return tokenForm(again);
  const text = scheme === "basic" ? "It takes a user name and a password. Try again, and your browser asks for them." : "Sign in where this server is a part of, then try again.";
  return make("div", { className: "sign-in" }, prose("p", { className: "reason" }, text), retry());
}
function tokenForm(again) {
  const input = make("input", { type: "password", id: "token", autocomplete: "off", spellcheck: false, required: true });
  const refused = token() === null ? "" : "The token that you gave was not accepted. ";
  const form = make(
    "form",
    { className: "sign-in" },
    prose("p", { className: "reason" }, `${refused}It takes a token, in the header \`Authorization: Bearer …\`. Here it is kept until this tab is closed. In a terminal, \`curl -N -H "Authorization: Bearer …"\` sends one.`),
    make("div", { className: "field line" }, make("label", { htmlFor: "token" }, "Token"), input),
    make("div", { className: "actions" }, make("button", { type: "submit", className: "primary" }, "Sign in"))
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keepToken(input.value.trim());
    again();
  });
  return form;
}
function retry() {
  const button = make("button", { type: "button", className: "primary" }, "Try again");
  button.addEventListener("click", () => location.reload());
  return button;
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
  const [segments, texts2] = [template, path].map((text) => text.split("/"));
  if (segments.length !== texts2.length) return void 0;
  const values = {};
  for (const [index, segment] of segments.entries()) {
    const name2 = parameter(segment);
    const text = texts2[index];
    if (name2 === void 0 ? decode(text) !== segment : text === "") return void 0;
    if (name2 !== void 0) values[name2] = decode(text);
  }
  return values;
}
function find(jobs2, path) {
  return jobs2.map((job) => ({ job, values: match(job.path, path) })).filter(({ values }) => values).sort((a, b) => precedence(a.job.path, b.job.path))[0];
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

// page/failure.js
function failurePage(error, again) {
  const page = (title, ...content) => ({
    title,
    node: make(
      "article",
      {},
      make("h1", {}, title),
      make("div", { className: "card empty", role: "alert" }, ...content)
    )
  });
  const reason = (text) => prose("p", { className: "reason" }, text);
  if (!(error instanceof Refusal)) {
    return page("The server cannot be reached", reason("It may be starting, or the network may be down."), retry());
  }
  const { status, challenge } = error.problem;
  if (status === 404 && match("/runs/{run}", pathOf(location))) {
    return page("No such run", reason("It may have ended some time ago and been forgotten, or it belongs to somebody else."));
  }
  if (status === 401) return page("The server wants to know who you are", signIn(challenge, again));
  if (status === 403) return page("Not for you", reason(error.message));
  return page("This did not work", reason(error.message), retry());
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
function duration(ms) {
  const seconds = Math.floor(ms / 1e3);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  if (minutes) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}

// module/format/sentences.js
var ENDS = {
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
  lost: "Lost"
};
function mistake({ detail, expected }) {
  return expected ? `${detail} (expected: ${expected})` : detail;
}
var STATES = {
  connecting: "Connecting",
  queued: "Queued",
  running: "Running",
  cancelling: "Cancelling",
  refused: "Refused",
  unreachable: "Not reached",
  reconnecting: "Reconnecting",
  silent: "No news"
};
function stateWord(state) {
  return STATES[state] ?? ENDS[state] ?? state;
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
  const stored2 = (bound) => /^u?int/.test(format) && STORED.has(bound);
  if ([minimum, maximum].some((bound) => bound !== void 0 && !stored2(bound))) return true;
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
function control(schema, items, needed, defs, texts2) {
  if (schema["x-json"]) return json(schema, void 0, needed, defs);
  if (items?.choices) return checks(items.choices);
  const maybe = schema.nullable || !needed && (schema.default ?? void 0) === void 0;
  if (schema.type === "boolean" && !maybe) return check();
  if (schema.choices || schema.type === "boolean") return select(schema.choices ?? [true, false], needed);
  if (schema.type === "integer" || schema.type === "number") return number(schema, needed);
  const several = texts2.some((text) => /[\r\n]/.test(text));
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
    fill: (texts2) => {
      input.value = texts2.at(-1) ?? "";
    }
  };
}
function check() {
  const input = make("input", { type: "checkbox" });
  return {
    ...simple(input, "check"),
    texts: () => [String(input.checked)],
    fill: (texts2) => {
      input.checked = texts2.at(-1) === "true" || texts2.at(-1) === "on";
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
    fill: (texts2) => {
      for (const box of boxes) box.checked = texts2.includes(box.value);
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
    fill: (texts2) => {
      (options.find((option) => option.value === texts2.at(-1)) ?? none).selected = true;
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
      const texts2 = input.value.replace(/\n$/, "").split("\n");
      if (input.value === "") return [];
      return isText ? texts2 : texts2.map((text) => text.trim()).filter(Boolean);
    },
    fill: (texts2) => {
      input.value = texts2.join("\n") + (texts2.at(-1) === "" ? "\n" : "");
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
    fill: (texts2) => {
      const list = items?.type === "string" ? JSON.stringify(texts2, null, 1) : `[${texts2.join(", ")}]`;
      input.value = items && texts2.length ? list : texts2.at(-1) ?? "";
    }
  };
}
function itemText(item2, { type }) {
  return type === "string" && typeof item2 === "string" ? item2 : writeJson(item2);
}

// page/field.js
var NO_SEGMENT = /^\.{0,2}$/;
var WORDS = 40;
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
    const texts2 = whole ? [writeJson(preset)] : [preset].flat().map(asText);
    this.#default = preset === void 0 ? void 0 : texts2;
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
    const texts2 = this.texts();
    if (this.#cleared) return this.items && !this.schema.nullable ? void 0 : [""];
    return this.schema.nullable && same(texts2, [""]) ? void 0 : texts2;
  }
  /** The value for a JSON body, `undefined` when nothing is to be sent. */
  json() {
    if (this.#unsaid) return void 0;
    const texts2 = this.texts();
    if (this.#cleared) {
      if (this.schema.nullable) return null;
      return this.#isList ? [] : "";
    }
    if (this.items) return texts2.length || this.needed ? texts2.map((text) => this.#value(text, this.items)) : void 0;
    return texts2.length ? this.#value(texts2[0], this.schema) : void 0;
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
  /** Tells that the address has something that the control cannot show, such as a number that is none. */
  tellUnshown() {
    const unshown = this.#given?.some(Boolean) && !this.#shown.some(Boolean);
    if (unshown) this.complain(`The address has \`${this.#given[0]}\` here.`);
  }
  /** The value in words, for a title; nothing for one that nobody has chosen, and for a secret. */
  get words() {
    if (this.#unsaid || this.schema.format === "password" || this.schema.writeOnly) return "";
    const { type, choices } = this.schema;
    let texts2 = [];
    try {
      texts2 = this.texts();
    } catch {
    }
    if (!texts2.length || texts2[0] === "") return "";
    if (type === "boolean") return texts2[0] === "true" ? this.name : "";
    const said = texts2.join(", ").replace(/\s+/g, " ");
    const short = said.length > WORDS ? `${said.slice(0, WORDS).trimEnd()}…` : said;
    return choices ? short : `${this.name} ${short}`;
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
var LONGEST_TITLE = 100;
var NOT_PARAMETERS = ["idempotency_key", "last_event_id", "lastEventId", "Last-Event-ID"];
var Form = class {
  node = make("form", { noValidate: true });
  #note = make("p", { className: "note", role: "alert" });
  #fields = [];
  #body;
  /**
   * `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`. `start` is
   * called with what `request` gives when the form is submitted without mistakes.
   */
  constructor(job, { path, query: query2, setAside = [] }, start) {
    this.job = job;
    const { properties = {}, required = [], $defs } = job.parameters ?? {};
    const order = ([, schema]) => schema["x-order"] ?? 0;
    for (const [name2, schema] of Object.entries(properties).sort((a, b) => order(a) - order(b))) {
      this.#fields.push(new Field(name2, schema, required.includes(name2), $defs, given(name2, path, query2)));
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
    this.#tellMistakes(query2, [...NOT_PARAMETERS, ...setAside]);
  }
  /** Tells what the page's address has and the form cannot show. */
  #tellMistakes(query2, known) {
    for (const field of this.#fields) field.tellUnshown();
    const strange = [...new Set(query2.keys())].filter((name2) => !this.#field(name2) && !known.includes(name2));
    if (!strange.length) return;
    const named = strange.map((name2) => `“${shorten(name2, LONGEST_TITLE)}”`).join(", ");
    this.say(`The address has what is no parameter of this job, and it is left out: ${named}.`);
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
  /** The job and its values in words: those that were chosen, without secrets. */
  get title() {
    const words = this.#fields.map((field) => field.words).filter(Boolean);
    words.push(...this.files.map((file) => file.name));
    return shorten([this.job.name, ...words].join(" · "), LONGEST_TITLE);
  }
  /** Starts it, as if the button were pressed. A body has to be given first. */
  submit() {
    if (!this.#body) this.node.requestSubmit();
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
function shorten(text, length) {
  return text.length > length ? `${text.slice(0, length).trimEnd()}…` : text;
}
function given(name2, path, query2) {
  const text = path[name2];
  if (typeof text === "string" && text !== `{${name2}}`) return [text];
  return query2.has(name2) ? query2.getAll(name2) : void 0;
}

// page/history.js
var MOST_OVER = 8;
function keptRuns() {
  const runs = history.state?.runs;
  return Array.isArray(runs) ? runs : [];
}
function keepRuns(runs) {
  let over = 0;
  const kept2 = runs.filter((run) => !run.over || (over += 1) <= MOST_OVER);
  history.replaceState({ ...history.state, runs: kept2 }, "");
}
function bookmark({ pathname, search }) {
  history.replaceState(history.state, "", pathname + search);
}

// page/run.js
import "../sse-progress.js";

// page/tab-runs.js
import { watch } from "../sse-progress.js";
var NAME2 = `sse-progress-page runs ${base.pathname}`;
var MOST = 100;
var MOST_WATCHED = 48;
var STALE = ["unreachable", "reconnecting", "silent"];
var TabRuns = class extends EventTarget {
  #runs = stored();
  #watched = /* @__PURE__ */ new Set();
  constructor() {
    super();
    this.resume();
  }
  /** Watches what goes on and is not watched, as after somebody has signed in. */
  resume() {
    const live = this.#runs.filter(({ ended }) => !ended).slice(0, MOST_WATCHED);
    for (const run of live) if (!this.#watched.has(run.run)) this.#watch(run);
  }
  get all() {
    return this.#runs;
  }
  find(id) {
    return this.#runs.find(({ run }) => run === id);
  }
  /** Adds a run, unless it is there. */
  add({ run, job, title }) {
    if (this.find(run)) return;
    const added = { run, job, title, started: (/* @__PURE__ */ new Date()).toISOString(), state: "running", fraction: null };
    this.#runs = [added, ...this.#runs].slice(0, MOST);
    this.#changed();
    this.#watch(added);
  }
  #watch(run) {
    this.#watched.add(run.run);
    const ended = (state) => {
      run.state = state;
      run.ended = (/* @__PURE__ */ new Date()).toISOString();
      run.stale = false;
      this.#changed();
    };
    watch(address(`/runs/${run.run}`), {
      progress: ({ state, fraction }) => {
        Object.assign(run, { state, fraction });
        this.dispatchEvent(new Event("change"));
      },
      done: ({ status }) => ended(status),
      status: (word, problem) => {
        run.stale = STALE.includes(word);
        this.dispatchEvent(new Event("change"));
        if (word !== "refused") return;
        if (problem.status === 401) this.#watched.delete(run.run);
        else ended("lost");
      }
    }, { request: { headers: credentials() } });
  }
  #changed() {
    try {
      sessionStorage.setItem(NAME2, JSON.stringify(this.#runs));
    } catch {
    }
    this.dispatchEvent(new Event("change"));
  }
};
function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME2) ?? "[]");
  } catch {
    return [];
  }
}
var tabRuns = new TabRuns();

// page/run.js
var CONFIRMED = 2e3;
var Run = class {
  element = make("sse-progress");
  node;
  /** The run's id, once there is one. */
  id = null;
  /** Whether it has ended or was refused. */
  over = false;
  #init;
  #leaving = make("p", { className: "leaving", hidden: true });
  #share = make("p", { className: "share", hidden: true });
  /**
   * `source` has the `address` to watch, the `init` of a POST that starts it, the `key` that tells this start
   * from others of the same address, and the id of the `run` if it has been started. `leaving` says what becomes
   * of the run when one leaves. `began` is called with the id of each run: pressing Retry begins another.
   */
  constructor({ address: source, init, key, label, run: started, leaving = "" }, began) {
    const { element: element2 } = this;
    this.#leaving.textContent = leaving;
    if (label) element2.setAttribute("label", label);
    if (key) element2.setAttribute("key", key);
    this.#init = init;
    element2.request = this.#request;
    if (started) element2.started = started;
    element2.setAttribute("log", "panel");
    element2.setAttribute("src", source);
    this.node = make(
      "section",
      { className: "card run", ariaLabel: `Run ${label ?? ""}`.trim() },
      element2,
      this.#leaving,
      this.#share
    );
    element2.addEventListener("progress", ({ detail }) => {
      if (detail.run === this.id) return;
      this.id = detail.run;
      this.over = false;
      this.#leaving.hidden = !leaving;
      this.#offer();
      began?.(detail.run);
    });
    for (const end of ["done", "refused"]) {
      element2.addEventListener(end, () => {
        this.over = true;
        this.#leaving.hidden = true;
      });
    }
    element2.addEventListener("refused", ({ detail }) => {
      if (detail?.status === 401 && this.id) this.#askWho(detail.challenge);
    });
  }
  /** What it is started with. Whoever asks is not a part of that, and is kept nowhere else. */
  get #request() {
    return { ...this.#init, headers: { ...this.#init?.headers, ...credentials() } };
  }
  /** The token is not good any more: with another one the same run goes on. */
  #askWho(challenge) {
    const form = signIn(challenge, () => {
      form.remove();
      tabRuns.resume();
      this.element.request = this.#request;
      this.over = false;
      this.element.retry();
    });
    this.node.prepend(form);
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

// module/connection/backoff.js
var FIRST_WAIT = 500;
var LONGEST_WAIT = 3e4;
function backoff(failures) {
  const longest = Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT);
  return longest * (0.5 + Math.random() / 2);
}

// module/connection/event-reader.js
async function* readEvents(body, heard = () => {
}) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let id = "";
  let event = { name: "message", data: [] };
  for (; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    const lines2 = value.split("\n");
    lines2[0] = rest + lines2[0];
    rest = lines2.pop();
    for (const line2 of lines2) {
      const [, field, text] = /^(\w*): ?(.*?)\r?$/s.exec(line2) ?? [];
      if (field === "event") event.name = text;
      if (field === "id") id = text;
      if (field === "data") event.data.push(text);
      if (field === "retry") event.retry = Number(text);
      if (!/^\r?$/.test(line2)) continue;
      if (event.data.length) yield { ...event, id, data: event.data.join("\n") };
      event = { name: "message", data: [] };
    }
  }
}

// page/principal-runs.js
var SILENCE = 35e3;
function olderRuns(next) {
  return ask(`/runs${next}`);
}
async function followRuns(tell, signal) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    signal.addEventListener("abort", abort);
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, SILENCE);
    };
    try {
      heard();
      const headers = { accept: "text/event-stream", ...credentials() };
      const answer = await fetch(address("/runs"), { headers, signal: attempt.signal, cache: "no-store" });
      if (answer.status >= 400 && answer.status < 500) return;
      if (answer.ok) {
        for await (const { name: name2, data: data2 } of readEvents(answer.body, heard)) {
          failures = 0;
          if (name2 === "runs") tell(JSON.parse(data2));
        }
      }
    } catch {
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      attempt.abort();
    }
    if (signal.aborted) return;
    tell(null);
    await new Promise((resolve) => {
      const wait = setTimeout(resolve, backoff(failures));
      signal.addEventListener("abort", () => {
        clearTimeout(wait);
        resolve();
      }, { once: true });
    });
  }
}

// module/format/text.js
var LINE_LENGTH = 4e3;
var TEXT_LENGTH = 1e5;
var LABEL_LENGTH = 500;
var UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180e\u200b\u200e-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]|\r(?!\n)/gu;
function hex(character) {
  return character.codePointAt(0).toString(16);
}
function harmless(text, length = TEXT_LENGTH) {
  const start = text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
  const shown2 = text.length > length ? `${start}… (${count.format(text.length)} characters in all)` : text;
  return shown2.replace(UNSEEN, (character) => `\\u{${hex(character)}}`);
}

// page/time.js
var CLOCK = new Intl.DateTimeFormat(void 0, { timeStyle: "medium" });
var DAY = new Intl.DateTimeFormat(void 0, { dateStyle: "medium", timeStyle: "short" });
function moment(text) {
  const date = new Date(text);
  if (Number.isNaN(date.valueOf())) return "";
  return (date.toDateString() === (/* @__PURE__ */ new Date()).toDateString() ? CLOCK : DAY).format(date);
}

// page/run-row.js
var RunRow = class {
  node;
  #link = make("a");
  #badge = make("span", { className: "badge" });
  #fill = make("div", { className: "fill" });
  #track = make("div", { className: "track", role: "progressbar", ariaValueMin: "0", ariaValueMax: "100" }, this.#fill);
  #facts = make("p", { className: "facts" });
  constructor(id) {
    this.#link.href = address(`/runs/${id}`);
    this.node = make(
      "li",
      { className: "run-row" },
      make("div", { className: "head" }, this.#link, this.#badge),
      this.#track,
      this.#facts
    );
  }
  /** `run` is one of `GET /runs`, or of those of the tab. */
  draw({ title, job, state, fraction, message, started, ended, error, queue, stale }) {
    const done = fraction === null || fraction === void 0 ? null : percent(fraction);
    const live = !ended;
    const known = done ?? (state === "succeeded" ? 100 : null);
    const name2 = harmless(title ?? job, LABEL_LENGTH);
    set(this.#link, name2);
    set(this.#badge, stateWord(state));
    this.node.dataset.state = state;
    this.#track.ariaLabel = name2;
    this.#track.ariaValueNow = known === null ? null : `${known}`;
    this.#track.classList.toggle("indeterminate", live && known === null);
    this.#fill.style.setProperty("--fraction", known === null ? 0 : known / 100);
    const place = live && queue ? `number ${queue.position} of ${queue.size}` : "";
    const took = ended ? duration(new Date(ended) - new Date(started)) : "";
    const said = error?.message ?? (live ? message : "");
    set(this.#facts, [
      live && stale ? "no news" : "",
      live && done !== null ? `${done} %` : "",
      place,
      moment(started),
      took,
      harmless(said ?? "", LABEL_LENGTH)
    ].filter(Boolean).join(" · "));
  }
};
function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// page/run-list.js
var MOST2 = 20;
var RunList = class {
  node;
  #heading = make("h2");
  #list = make("ul", { className: "card run-rows" });
  #more = make("button", { type: "button", className: "quiet", hidden: true }, "Show older runs");
  #rows = /* @__PURE__ */ new Map();
  #listed;
  /** Those of the server: the newest page, which changes, and what was asked for behind it. */
  #newest = null;
  #stale = false;
  #older = [];
  #next = null;
  #following = null;
  #frame = 0;
  #changed;
  #redraw = () => this.#drawSoon();
  /** `listed` says whether the server lists runs; `changed` is called when there are other rows. */
  constructor(listed, changed = () => {
  }) {
    this.#listed = listed;
    this.#changed = changed;
    this.#heading.textContent = listed ? "Your runs" : "Runs of this tab";
    this.node = make("section", { className: "run-list", hidden: true }, this.#heading, this.#list, this.#more);
    this.#more.addEventListener("click", () => this.#showOlder());
  }
  /** Whether somebody can see it: only then is the server asked. */
  set active(active) {
    this.#following?.abort();
    this.#following = null;
    tabRuns.removeEventListener("change", this.#redraw);
    if (!active) return;
    tabRuns.addEventListener("change", this.#redraw);
    this.#draw();
    if (!this.#listed) return;
    this.#following = new AbortController();
    followRuns((page) => {
      this.#stale = page === null;
      this.#newest = page?.runs ?? this.#newest;
      if (page && !this.#older.length) this.#next = page.next;
      this.#drawSoon();
    }, this.#following.signal);
  }
  get count() {
    return this.#rows.size;
  }
  async #showOlder() {
    this.#more.disabled = true;
    const page = await olderRuns(this.#next).catch(() => null);
    this.#more.disabled = false;
    if (!page) return;
    this.#older.push(...page.runs);
    this.#next = page.next;
    this.#draw();
  }
  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }
  #draw() {
    this.#frame = 0;
    const runs = this.#runs();
    const before = this.#rows.size;
    for (const [id, row] of this.#rows) {
      if (runs.some(({ run }) => run === id)) continue;
      row.node.remove();
      this.#rows.delete(id);
    }
    runs.forEach((run, index) => {
      const row = this.#rows.get(run.run) ?? new RunRow(run.run);
      this.#rows.set(run.run, row);
      row.draw(run);
      if (this.#list.children[index] !== row.node) this.#list.insertBefore(row.node, this.#list.children[index] ?? null);
    });
    this.node.hidden = runs.length === 0;
    this.#more.hidden = this.#next === null;
    if (before !== this.#rows.size) this.#changed();
  }
  #runs() {
    if (!this.#listed) return tabRuns.all.slice(0, MOST2);
    const seen = /* @__PURE__ */ new Set();
    const all = [...this.#newest ?? [], ...this.#older].filter(({ run }) => !seen.has(run) && seen.add(run));
    return all.map((run) => ({ ...run, title: tabRuns.find(run.run)?.title, stale: this.#stale }));
  }
};

// page/tab.js
var RING = 2 * Math.PI * 6;
var MARKS = {
  succeeded: ["✓", "#1f9d61", "M4.6 8.3l2.4 2.4 4.6-5"],
  cancelled: ["■", "#7b8694", "M5 8h6"],
  failed: ["✗", "#d6453d", "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"]
};
var icon = document.querySelector("link[rel=icon]");
var PLAIN = icon.href;
var Tab = class {
  #name;
  #runs = [];
  #active = false;
  /** `name` is the title without a run. */
  constructor(name2) {
    this.#name = name2;
  }
  /** Whether the page that it belongs to is shown. */
  set active(active) {
    this.#active = active;
    this.#draw();
  }
  /** Shows the run of an element. */
  follow(element2) {
    const run = { snapshot: null, end: null };
    this.#runs.unshift(run);
    element2.addEventListener("progress", ({ detail }) => {
      if (run.snapshot?.run !== detail.run) run.end = null;
      run.snapshot = detail;
      this.#draw();
    });
    element2.addEventListener("done", ({ detail }) => {
      run.end = detail.status;
      this.#draw();
    });
  }
  #draw() {
    if (!this.#active) return;
    const run = this.#runs.find(({ snapshot, end }) => snapshot && !end) ?? this.#runs.find(({ end }) => end);
    const [mark, svg2] = run ? picture(run) : ["", void 0];
    const title = [mark, this.#name].filter(Boolean).join(" ");
    if (document.title !== title) document.title = title;
    const drawn = svg2 ? `data:image/svg+xml,${encodeURIComponent(svg2)}` : PLAIN;
    if (icon.href !== drawn) icon.href = drawn;
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
var START_LASTS = 6e4;
var LEAVING = {
  cancel: "Leaving these pages, or loading them anew, cancels the run.",
  cancel_after: "Leaving these pages cancels the run.",
  detach: "It goes on without you."
};
var JobPage = class {
  node;
  #job;
  #form;
  #tab;
  #list;
  #runs = make("div", { className: "runs" });
  #started = [];
  #active = false;
  /** What is kept of its runs, newest first. */
  #kept = keptRuns();
  /**
   * `path` has the values of the parameters in the page's path, `query` is its `URLSearchParams`; `setAside` are
   * names in it that are not for jobs. `list` says whether to list other runs, too, and whether the server knows some.
   */
  constructor(job, { path, query: query2, setAside, list }) {
    this.#job = job;
    this.#tab = new Tab(job.name);
    this.#form = new Form(job, { path, query: query2, setAside }, (request) => this.#start(request));
    this.#list = list ? new RunList(list.listed) : null;
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
      this.#runs,
      this.#list?.node ?? ""
    );
    for (const entry of [...this.#kept].reverse()) this.#resume(entry);
  }
  /** Whether it is the page that is shown. Its runs go on when it is not. */
  set active(active) {
    this.#active = active;
    this.#tab.active = active;
    if (this.#list) this.#list.active = active;
    this.#save();
  }
  /** Starts a run with the values of the form. */
  start() {
    this.#form.submit();
  }
  /** Whether it has runs, so that it is to be kept when another page is shown. */
  get isNeeded() {
    return this.#started.length > 0;
  }
  #start({ address: source, init }) {
    const same2 = this.#started.find(({ run, address: address2, body }) => !run.over && address2 === source.href && body === init?.body);
    if (same2) {
      this.#form.say(GOING_ON);
      for (const end of ["done", "refused"]) {
        same2.run.element.addEventListener(end, () => this.#form.unsay(GOING_ON), { once: true });
      }
      reveal(same2.run.node);
      return;
    }
    bookmark(this.#form.bookmark);
    this.#begin({
      key: `${Date.now()}-${Math.random()}`,
      asked: Date.now(),
      label: this.#form.title,
      address: source.href,
      init
    });
  }
  /** Goes on with what was begun before the page was loaded anew. */
  #resume(entry) {
    if (entry.run || Date.now() - entry.asked < START_LASTS) {
      this.#begin(entry);
      return;
    }
    this.#forget(entry.key);
    this.#form.say("The last start did not reach the server, and is too old to be made now.");
  }
  #begin(entry) {
    const { init, ...known } = entry;
    const upload = init !== void 0 && !(init.body.length <= MAX_KEPT);
    let keeping = upload ? { ...known, upload } : entry;
    const keep = (more) => {
      keeping = { ...keeping, ...more };
      this.#keep(keeping);
    };
    if (!upload) keep({});
    const source = entry.upload ? { address: address(`/runs/${entry.run}`), label: entry.label } : entry;
    const run = new Run({ ...source, leaving: LEAVING[this.#job.on_disconnect] }, (id) => {
      keep({ run: id, over: false });
      tabRuns.add({ run: id, job: this.#job.name, title: entry.label });
      if (id !== entry.run) reveal(run.node);
    });
    run.element.addEventListener("done", () => keep({ over: true }));
    run.element.addEventListener("refused", ({ detail }) => {
      if (detail?.status === 401 && run.element.run !== null) return;
      this.#forget(entry.key);
      run.node.remove();
      this.#started = this.#started.filter((each) => each.run !== run);
      if (run.element.run === null) this.#refused(detail ?? {}, entry);
    });
    this.#started.push({ run, address: entry.address, body: init?.body });
    this.#tab.follow(run.element);
    this.#runs.prepend(run.node);
  }
  #refused(problem, entry) {
    this.#form.refused(problem);
    if (problem.status !== 401) return;
    const form = signIn(problem.challenge, () => {
      form.remove();
      this.#form.say("");
      this.#begin({ ...entry, key: `${Date.now()}-${Math.random()}`, asked: Date.now() });
    });
    form.classList.add("card");
    this.#runs.prepend(form);
  }
  #keep(entry) {
    const index = this.#kept.findIndex(({ key }) => key === entry.key);
    if (index < 0) this.#kept.unshift(entry);
    else this.#kept[index] = entry;
    this.#save();
  }
  #forget(gone) {
    this.#kept = this.#kept.filter(({ key }) => key !== gone);
    this.#save();
  }
  /** The browser's history is at the page that is shown, and at no other. */
  #save() {
    if (this.#active) keepRuns(this.#kept);
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

// page/list-page.js
var MANY = 8;
var ListPage = class {
  node;
  title = "Jobs";
  #runs;
  #filter = make("input", { type: "search", placeholder: "Filter", ariaLabel: "Filter jobs and runs", autocomplete: "off" });
  #jobs;
  /** What the server says at `/jobs`. */
  constructor({ jobs: jobs2, lists_runs: listed }) {
    this.#jobs = jobs2.map(item);
    this.#runs = new RunList(listed, () => this.#apply());
    const count2 = jobs2.length === 1 ? "1 job" : `${jobs2.length} jobs`;
    this.node = make(
      "article",
      {},
      make(
        "header",
        { className: "title" },
        make("h1", {}, "Jobs"),
        make("p", { className: "count" }, `${count2} on ${base.host}`)
      ),
      make("div", { className: "filter" }, this.#filter),
      this.#runs.node,
      jobs2.length ? make("ul", { className: "jobs" }, ...this.#jobs) : nothing()
    );
    this.#filter.addEventListener("input", () => this.#apply());
    this.#apply();
  }
  set active(active) {
    this.#runs.active = active;
  }
  #apply() {
    const words = this.#filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    this.#filter.parentElement.hidden = !words.length && this.#jobs.length + this.#runs.count < MANY;
    for (const row of [...this.#jobs, ...this.#runs.node.querySelectorAll(".run-row")]) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  }
};
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

// page/nobody-page.js
function nobodyPage(path, jobs2) {
  const near = jobs2.filter((job) => isNear(path, job.path));
  const links = near.map((job) => make("li", {}, make("a", { href: address(open(job.path)) }, job.name), " ", make("code", {}, job.path)));
  const title = "There is nothing at this address";
  const hint = links.length ? "Perhaps it lacks its end, or has too much of it:" : "Perhaps it has a typo.";
  return {
    title,
    node: make(
      "article",
      {},
      make("h1", {}, title),
      make(
        "div",
        { className: "card empty" },
        prose("p", { className: "reason" }, `\`${path}\` is neither a job nor a run. ${hint}`),
        links.length ? make("ul", { className: "near" }, ...links) : ""
      )
    )
  };
}
function isNear(path, template) {
  const [segments, wanted] = [path, template].map((text) => text.split("/").filter(Boolean));
  const shared = Math.min(segments.length, wanted.length);
  return shared > 0 && !wanted[0].startsWith("{") && wanted.slice(0, shared).every((each, index) => each.startsWith("{") || each === segments[index]);
}

// page/run-page.js
var LEAVING2 = {
  cancel: "It is cancelled when nobody watches it any more.",
  cancel_after: "It is cancelled when nobody watches it any more.",
  detach: "It goes on when nobody watches it."
};
var RunPage = class _RunPage {
  node;
  isNeeded = true;
  #tab;
  /**
   * Loads the page of a run. `jobs` are those that the server lists; none if it does not list them to this user.
   *
   * Throws a `Refusal` when there is no such run, or none that this user may see.
   */
  static async load(id, jobs2, again) {
    return new _RunPage(await ask(`/runs/${id}`), jobs2, again);
  }
  /** `again` is called with the address of the form with the same values. */
  constructor({ run: id, job, started, ended, owner, parameters, on_disconnect: policy }, jobs2, again) {
    const known = jobs2.find(({ name: name2 }) => name2 === job);
    const form = known && parameters && new Form(known, { path: {}, query: query(parameters, known.parameters) });
    const title = form ? form.title : tabRuns.find(id)?.title;
    const run = new Run({ address: address(`/runs/${id}`), label: title, leaving: LEAVING2[policy] });
    this.#tab = new Tab(job);
    this.#tab.follow(run.element);
    const end = make("dd", {}, ended ? moment(ended) : "–");
    run.element.addEventListener("done", () => {
      end.textContent = moment(ended ?? (/* @__PURE__ */ new Date()).toISOString());
    });
    const button = make("button", { type: "button", className: "quiet" }, "Run again with these values");
    button.addEventListener("click", () => again(form.bookmark));
    this.node = make(
      "article",
      {},
      make(
        "header",
        { className: "title" },
        make("h1", {}, job),
        make("p", { className: "count" }, "One run of ", known ? link(known) : "this job")
      ),
      run.node,
      make(
        "section",
        { className: "card facts", ariaLabel: "About this run" },
        make(
          "dl",
          {},
          ...Object.entries(parameters ?? {}).flatMap(([name2, value]) => fact(name2, texts(value).join("\n"))),
          ...fact("Started", moment(started)),
          make("dt", {}, "Ended"),
          end,
          ...owner ? fact("Owner", owner) : []
        ),
        form ? button : ""
      )
    );
  }
  set active(active) {
    this.#tab.active = active;
  }
};
function fact(name2, text) {
  return [make("dt", {}, harmless(name2, LABEL_LENGTH)), make("dd", {}, harmless(text, LINE_LENGTH))];
}
function query(parameters, { properties }) {
  const pairs = Object.entries(parameters).flatMap(([name2, value]) => {
    const whole = properties[name2]?.["x-json"] && typeof value !== "string";
    return (whole ? [writeJson(value)] : texts(value)).map((text) => [name2, text]);
  });
  return new URLSearchParams(pairs);
}
function texts(value) {
  return [value].flat().map((each) => {
    if (each === null) return "";
    return typeof each === "string" ? each : writeJson(each);
  });
}
function link(job) {
  return make("a", { href: address(open(job.path)) }, job.name);
}

// page/page.js
var MOST_PARKED = 10;
var main = document.getElementById("page");
var parking = make("div", { hidden: true });
var parked = /* @__PURE__ */ new Map();
var jobs = [];
var shown = null;
var turn = 0;
async function show() {
  turn += 1;
  const mine = turn;
  const name2 = history.state?.page ?? `${Math.random()}`;
  history.replaceState({ ...history.state, page: name2 }, "");
  const page = parked.get(name2) ?? await load(() => mine === turn).catch((error) => {
    if (!(error instanceof Refusal || error instanceof TypeError)) reportError(error);
    return failurePage(error, () => {
      tabRuns.resume();
      show();
    });
  });
  if (mine === turn) put(page, name2);
}
async function startAt(url) {
  go(url);
  await show();
  shown.page.start?.();
}
async function load(isWanted) {
  const path = pathOf(location);
  const run = match("/runs/{run}", path);
  const site = await ask("/jobs").catch((error) => {
    if (run) return { jobs: [] };
    throw error;
  });
  ({ jobs } = site);
  if (run) return RunPage.load(run.run, jobs, startAt);
  if (!isWanted()) return null;
  const own = find(jobs, path);
  const setAside = site.set_aside;
  if (own) return new JobPage(own.job, { path: own.values, query: new URLSearchParams(location.search), setAside });
  if (!["/", "/runs"].includes(path)) return nobodyPage(path, jobs);
  if (jobs.length !== 1) return new ListPage(site);
  const list = { listed: site.lists_runs };
  return new JobPage(jobs[0], { path: {}, query: new URLSearchParams(), setAside, list });
}
function put(page, name2) {
  if (shown) {
    shown.page.active = false;
    if (shown.page.isNeeded && shown.page !== page) park(shown);
  }
  const isFirst = shown === null;
  parked.delete(name2);
  shown = { page, name: name2 };
  main.replaceChildren(...[navigation(), page.node].filter(Boolean));
  document.title = page.title ?? document.title;
  if (page.title) new Tab(page.title).active = true;
  page.active = true;
  if (isFirst) return;
  const heading = page.node.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
function park({ page, name: name2 }) {
  parking.append(page.node);
  parked.set(name2, page);
  if (parked.size <= MOST_PARKED) return;
  const [oldest] = parked.keys();
  parked.get(oldest).node.remove();
  parked.delete(oldest);
}
function navigation() {
  const isList = ["/", "/runs"].includes(pathOf(location));
  const home = isList || jobs.length === 1 ? "" : make("a", { href: base, className: "home" }, "All jobs");
  const out = token() === null ? "" : make("button", { type: "button", className: "quiet" }, "Sign out");
  if (!home && !out) return null;
  if (out) {
    out.addEventListener("click", () => {
      keepToken(null);
      location.reload();
    });
  }
  return make("nav", { ariaLabel: "Jobs" }, home, out);
}
function isPage(url) {
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return false;
  const path = pathOf(url);
  return ["/", "/runs"].includes(path) || match("/runs/{run}", path) !== void 0 || find(jobs, path) !== void 0;
}
function followLink(event) {
  const link2 = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link2 || !plain || event.defaultPrevented || link2.target || link2.hasAttribute("download")) return;
  const url = new URL(link2.href);
  if (url.hash || !isPage(url)) return;
  event.preventDefault();
  go(url);
  show();
}
function go(url) {
  history.pushState(null, "", url.pathname + url.search);
  scrollTo(0, 0);
}
var element = document.querySelector("base");
element.href = `${element.href}`;
document.body.append(parking);
main.addEventListener("click", followLink);
addEventListener("popstate", () => {
  if (history.state?.page !== shown?.name) show();
});
show();
