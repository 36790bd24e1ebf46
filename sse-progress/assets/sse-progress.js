/**
 * Watches runs of sse-progress in a browser.
 *
 *     <script type="module" src="/sse-progress.js"></script>
 *     <sse-progress src="/count/100"></sse-progress>
 *
 * or, to draw something of your own:
 *
 *     import { watch } from '/sse-progress.js';
 *     const stop = watch('/count/100', { progress: ({ fraction }) => … });
 *
 * All that a page watches on one server comes through one connection. The tabs of an origin share it where
 * the browser has workers to share; this file is the script of that worker, too.
 *
 * Bundled by esbuild from `assets/module/`, where the comments are. Do not edit.
 */

// module/connection/backoff.js
var FIRST_WAIT = 500;
var LONGEST_WAIT = 3e4;
function backoff(failures) {
  const longest = Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT);
  return longest * (0.5 + Math.random() / 2);
}
function isTemporary(status) {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

// module/words/en.js
var ENGLISH = {
  // States, in one or two words.
  connecting: "Connecting",
  queued: "Queued",
  running: "Running",
  cancelling: "Cancelling",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  timed_out: "Timed out",
  lost: "Lost",
  refused: "Refused",
  unreachable: "Not reached",
  reconnecting: "Reconnecting",
  silent: "No news",
  finished: "finished",
  stopped: "stopped",
  // How a run ended: `how` is one of the states above.
  ended_in: "{how} in {time}",
  ended_after: "{how} after {time}",
  ended_because: "{ended} {reason}",
  requested: "on request",
  disconnected: "because nobody watched any more",
  shutdown: "because the server was shutting down",
  worker_lost: "because the process that executed it is gone",
  caused_by: "caused by: {cause}",
  // Why a server refused.
  refusal: "The server refused. {meaning} ({status}).",
  refusal_400: "A parameter is missing or wrong",
  refusal_401: "It wants you to sign in",
  refusal_403: "You are not allowed to",
  refusal_404: "It has no such job or run",
  refusal_405: "The job does not take this kind of request",
  refusal_422: "A parameter is missing or wrong",
  refusal_429: "Too much is running already; try again later",
  refusal_503: "It is too busy or is shutting down; try again later",
  mistake: "{detail} (expected: {expected})",
  request: "request",
  no_address: "There is no address: `src` is empty.",
  withdrawn: "Withdrawn, before the server has answered.",
  no_reason: "The server does not say why.",
  not_a_job: "It is not the address of a job",
  given_up: "The server could not be reached for a minute, so nothing was started.",
  // What goes on.
  now_connecting: "Connecting…",
  now_cancelling: "Cancelling…",
  waiting: "Waiting",
  waiting_in_queue: "Waiting, number {position} of {size}",
  now_reconnecting: "Connection lost, reconnecting…",
  no_news: "No news for {time}, reconnecting…",
  could_not_connect: "Could not connect, trying again…",
  not_allowed: "The server is there, but it has no such address, or does not allow pages of {origin}, or not with these headers. To allow them, it names that origin with `allow_origin`.",
  perhaps_not_allowed: "The server may be away, or it does not allow pages of {origin}, or not with these headers. The browser's console says more.",
  could_not_cancel: "Could not cancel: {why}.",
  cannot_be_reached: "the server cannot be reached",
  answered: "the server answered {status}",
  // Buttons.
  cancel: "Cancel",
  retry: "Retry",
  run_again: "Run again",
  copy: "Copy",
  copied: "Copied",
  could_not_copy: "Could not copy",
  copy_log: "Copy the log",
  copy_result: "Copy the result",
  download: "Download",
  download_log: "Download the log",
  download_result: "Download the result",
  show_all: "Show all {count}",
  show_less: "Show less",
  // Bars.
  progress: "progress",
  tasks: "Tasks",
  percent: "{percent} %",
  per_second: "{amount}/s",
  time_left: "{time} left",
  milliseconds: "{count} ms",
  seconds: "{count} s",
  minutes: "{minutes} min {seconds} s",
  hours: "{hours} h {minutes} min",
  days: "{days} d {hours} h",
  more_in_all: "and {more} more, {all} in all",
  // The log, data and results.
  log: "Log",
  result: "Result",
  earlier_lines: { one: "{count} earlier line is not shown", other: "{count} earlier lines are not shown" },
  more: "and {count} more",
  members: { one: "{count} member", other: "{count} members" },
  items: { one: "{count} item", other: "{count} items" },
  characters: "{text}… ({count} characters in all)",
  image: "Image",
  // What a screen reader says.
  started: "started",
  connected_again: "connected again",
  said_of: "{label}: {said}",
  // Uploads.
  uploading: "Uploading",
  all_sent: "All is sent, waiting for the answer…",
  upload_cancelled: "The upload was cancelled.",
  unreadable: "{name} cannot be read: choose it again.",
  // The panel of the log.
  log_keys: "Enter goes to the first link or button in sight, the arrow keys up and down to the one before or after it, Escape back to the log.",
  search_log: "Search the log",
  search: "Search",
  previous_match: "Previous match",
  next_match: "Next match",
  levels: "Levels",
  least_trace: "All levels",
  least_debug: "Debug and above",
  least_info: "Info and above",
  least_warn: "Warnings and errors",
  least_error: "Errors",
  full_height: "Full height",
  unfold: { one: "… {count} more character", other: "… {count} more characters" },
  new_lines: { one: "↓ {count} new line", other: "↓ {count} new lines" },
  lines: { one: "{count} line", other: "{count} lines" },
  position: "{index} of {all}",
  some_lines: "{some} of {all} lines",
  characters_in_all: "… ({all} characters in all)"
};

// module/problem.js
var Refusal = class extends Error {
  constructor(problem) {
    super(problem.detail ?? (problem.title || ENGLISH.no_reason));
    this.problem = problem;
  }
};
function ownProblem(key, status = 0, values = {}) {
  const title = ENGLISH[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  return { status, title, key, values };
}
async function readProblem(answer) {
  const type = answer.headers.get("content-type") ?? "";
  return type.includes("problem+json") ? answer.json().catch(() => null) : null;
}
function challengeOf(answer) {
  const challenge = answer.headers.get("www-authenticate");
  return challenge === null ? {} : { challenge };
}

// module/connection/event-reader.js
async function* readEvents(body2, heard = () => {
}) {
  const reader = body2.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let id = "";
  let event = { name: "message", data: [] };
  for (; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    const lines = value.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop();
    for (const line of lines) {
      const [, field, text] = /^(\w*): ?(.*?)\r?$/s.exec(line) ?? [];
      if (field === "event") event.name = text;
      if (field === "id") id = text;
      if (field === "data") event.data.push(text);
      if (field === "retry") event.retry = Number(text);
      if (!/^\r?$/.test(line)) continue;
      if (event.data.length) yield { ...event, id, data: event.data.join("\n") };
      event = { name: "message", data: [] };
    }
  }
}

// module/connection/fetch-source.js
var START_HEADERS = ["accept", "content-type", "content-length", "idempotency-key"];
function runHeaders(headers) {
  return [...new Headers(headers)].filter(([name]) => !START_HEADERS.includes(name));
}
var FetchSource = class {
  #closed = new AbortController();
  /**
   * `on` has the callbacks `open`, `heard` (something has come, perhaps a comment), `event` and `ended`, which
   * gets the problem if the server has refused, and is not called after `close`.
   */
  constructor(url, headers, on) {
    this.#read(url, headers, on).then((problem) => {
      if (this.#closed.signal.aborted) return;
      this.close();
      on.ended(problem);
    });
  }
  close() {
    this.#closed.abort();
  }
  async #read(url, headers, on) {
    const { signal } = this.#closed;
    try {
      const sent = new Headers(headers);
      sent.set("accept", "text/event-stream");
      const answer = await fetch(url, { headers: sent, signal, cache: "no-store" });
      const type = answer.headers.get("content-type") ?? "";
      const { status, statusText: title } = answer;
      if (!answer.ok) return isTemporary(status) ? null : { status, title, ...challengeOf(answer), ...await readProblem(answer) };
      if (status !== 200 || !type.startsWith("text/event-stream")) return null;
      on.open();
      for await (const event of readEvents(answer.body, on.heard)) {
        if (signal.aborted) return null;
        on.event(event);
      }
    } catch {
    }
    return null;
  }
};

// module/connection/stream.js
var RUNS_PER_STREAM = 16;
var HEARTBEAT = 15e3;
var MISSED = 2;
var PATIENCE = 15e3;
var FIRST = /^\{"id":\s*"[\w.-]*",\s*"heartbeat_ms":\s*(\d+)/;
var numbers = 0;
function nextNumber() {
  numbers += 1;
  return numbers;
}
var Stream = class {
  runs = /* @__PURE__ */ new Set();
  /** Whether the set of runs has changed since the address was made. */
  stale = false;
  #current = null;
  #next = null;
  #timer = 0;
  #failures = 0;
  /** When anything came last, and when the newest connection was asked for. */
  #heard = Date.now();
  #asked = 0;
  /** Whether it was told that nothing comes. */
  #silent = false;
  #heartbeat = HEARTBEAT;
  /** How long the server wants its clients to wait before they come back. */
  #retry = null;
  #address;
  #headers;
  #on;
  /**
   * `address` makes the address for a set of runs, `headers` go with each request. `on` has the callbacks
   * `event`, `open`, `silent`, `failed` and `refused`.
   */
  constructor(address, headers, on) {
    this.#address = address;
    this.#headers = headers;
    this.#on = on;
  }
  get hasRoom() {
    return this.runs.size < RUNS_PER_STREAM;
  }
  open() {
    this.#stopTimer();
    this.#asked = Date.now();
    this.stale = false;
    this.#next?.close();
    const opened = nextNumber();
    const name = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part2) => part2.toString(36)).join("-");
    const address = this.#address(this.runs);
    address.searchParams.set("stream", name);
    const source = new FetchSource(address, this.#headers, {
      open: () => {
        this.#failures = 0;
        this.#current?.close();
        this.#current = source;
        this.#next = null;
        this.#heard = Date.now();
        this.#silent = false;
        this.#on.open(this, opened, name);
      },
      heard: () => {
        this.#heard = Date.now();
        if (!this.#silent || source !== this.#current) return;
        this.#silent = false;
        this.#on.open(this, opened, name);
      },
      event: ({ name: event, data, retry }) => {
        this.#retry = retry ?? this.#retry;
        this.#heartbeat = Number(FIRST.exec(data)?.[1] ?? this.#heartbeat);
        this.#on.event(event, data, opened);
      },
      ended: (problem) => this.#ended(source, problem)
    });
    this.#next = source;
  }
  /** Reconnects at once, unless something came less than `age` milliseconds ago. */
  check(age) {
    if (this.#current && Date.now() - this.#heard < age) return;
    this.#failures = 0;
    this.open();
  }
  /** Reconnects when nothing comes any more, and tells it. To be called from time to time. */
  look() {
    const unanswered = this.#next && Date.now() - this.#asked >= PATIENCE;
    const silence = Date.now() - this.#heard;
    if (!this.#silent && (this.#current || unanswered) && silence >= MISSED * this.#heartbeat) {
      this.#silent = true;
      this.#on.silent(this, silence);
      if (!this.#next) this.open();
    }
    if (unanswered) this.open();
  }
  close() {
    this.#stopTimer();
    this.#current?.close();
    this.#next?.close();
    this.#current = this.#next = null;
  }
  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
  #ended(source, problem) {
    if (source === this.#next) this.#next = null;
    else this.#current = null;
    if (this.#next) return;
    this.#stopTimer();
    if (problem && !this.#current) {
      this.#on.refused(this, problem);
      return;
    }
    const wait = this.#failures ? null : this.#retry;
    this.#timer = setTimeout(() => this.open(), wait ?? backoff(this.#failures));
    this.#failures += 1;
    if (this.#current && !this.#silent) return;
    this.#on.failed(this);
  }
};

// module/connection/hub.js
var GATHER = 20;
var ROUND = 1e3;
var SLEPT = 2e4;
var ID = /^\{"id":\s*"([\w-]{22})\.(\d+)(?:\.done)?"/;
var LINE = 1e6;
var Hub = class {
  #base;
  #headers;
  #watched = /* @__PURE__ */ new Map();
  #streams = /* @__PURE__ */ new Set();
  #gathering = 0;
  #round = 0;
  #lastRound = 0;
  constructor(base, headers) {
    this.#base = base;
    this.#headers = headers;
  }
  /**
   * Watches a run, from after its first `lines` log lines on. `tell` gets its events, each log line once,
   * and the changes of the connection. Returns a function that stops it.
   */
  watch(run, lines, tell) {
    const watched = this.#watched.get(run) ?? { listeners: /* @__PURE__ */ new Set(), stream: null };
    const listener = { lines, tell, since: nextNumber() };
    this.#watched.set(run, watched);
    watched.listeners.add(listener);
    if (watched.stream) watched.stream.stale = true;
    tellCount(watched);
    this.#updateSoon();
    return () => {
      watched.listeners.delete(listener);
      tellCount(watched);
      this.#updateSoon();
    };
  }
  /** Reconnects what has been silent for `age` milliseconds. */
  check(age) {
    for (const stream of this.#streams) stream.check(age);
  }
  #updateSoon() {
    this.#gathering ||= setTimeout(() => this.update(), GATHER);
  }
  /** Opens the connections that are needed now, and closes the others. */
  update() {
    clearTimeout(this.#gathering);
    this.#gathering = 0;
    for (const [run, { listeners, stream }] of this.#watched) {
      if (listeners.size) continue;
      this.#watched.delete(run);
      stream?.runs.delete(run);
      if (stream) stream.stale = true;
    }
    for (const [run, watched] of this.#watched) {
      if (watched.stream) continue;
      watched.stream = this.#streamWithRoom();
      watched.stream.runs.add(run);
      watched.stream.stale = true;
    }
    for (const stream of this.#streams) this.#openOrClose(stream);
  }
  #streamWithRoom() {
    for (const stream2 of this.#streams) if (stream2.hasRoom) return stream2;
    const stream = new Stream((runs) => this.#address(runs), this.#headers, {
      event: (...event) => this.#event(...event),
      open: (opened, since, name) => this.#status(opened, { status: "open", stream: name }, since),
      silent: (silent, silence) => this.#status(silent, { status: "silent", silence }),
      failed: (failed) => this.#status(failed, { status: "reconnecting" }),
      refused: (refused, problem) => this.#status(refused, { status: "refused", problem })
    });
    this.#streams.add(stream);
    if (!this.#round) {
      this.#lastRound = Date.now();
      this.#round = setInterval(() => this.#lookAround(), ROUND);
    }
    return stream;
  }
  #lookAround() {
    const slept = Date.now() - this.#lastRound > SLEPT;
    this.#lastRound = Date.now();
    for (const stream of this.#streams) {
      if (slept) stream.check(SLEPT);
      stream.look();
    }
  }
  #openOrClose(stream) {
    if (stream.runs.size) {
      if (stream.stale) stream.open();
      return;
    }
    stream.close();
    this.#streams.delete(stream);
    if (this.#streams.size) return;
    clearInterval(this.#round);
    this.#round = 0;
  }
  #address(runs) {
    const address = new URL("runs/events", this.#base);
    for (const run of runs) {
      const lines = Array.from(this.#watched.get(run).listeners, (listener) => listener.lines);
      const fewest = lines.length ? Math.min(...lines) : 0;
      address.searchParams.append("run", fewest ? `${run}.${fewest * LINE}` : run);
    }
    return address;
  }
  #event(name, text, opened) {
    const [, run, position] = ID.exec(text) ?? [];
    const watched = this.#watched.get(run);
    if (!watched) return;
    const lines = Math.floor(position / LINE);
    for (const listener of watched.listeners) {
      if (opened < listener.since) continue;
      if (name === "log") {
        if (lines <= listener.lines) continue;
        listener.lines = lines;
      }
      if (name === "done") watched.listeners.delete(listener);
      listener.tell({ name, text, lines: listener.lines });
    }
    if (name !== "done" || watched.listeners.size) return;
    this.#watched.delete(run);
    watched.stream.runs.delete(run);
    this.#openOrClose(watched.stream);
  }
  #status(stream, message, since = Infinity) {
    for (const run of stream.runs) {
      const listeners = this.#watched.get(run)?.listeners ?? /* @__PURE__ */ new Set();
      for (const listener of listeners) {
        if (listener.since < since) listener.tell({ ...message, listeners: listeners.size });
      }
    }
  }
};
function tellCount({ listeners }) {
  for (const listener of listeners) listener.tell({ listeners: listeners.size });
}

// module/connection/client.js
var Client = class {
  #hubs;
  #send;
  #watched = /* @__PURE__ */ new Map();
  #paused = false;
  constructor(hubs, send2) {
    this.#hubs = hubs;
    this.#send = send2;
  }
  receive({ watch: watch2, stop, check, pause }) {
    if (watch2) this.#watch(watch2);
    if (stop) this.#stop(stop);
    if (check !== void 0) for (const hub of this.#hubs.values()) hub.check(check);
    if (pause) this.#paused = true;
  }
  /** `gone` says that the page has ended without a word, and does not come back: then the server is told from here. */
  close({ gone = false } = {}) {
    const left = new Map([...this.#watched.values()].map(({ leaving, headers }) => [leaving, headers]));
    for (const { stop } of this.#watched.values()) stop();
    this.#watched.clear();
    for (const hub of this.#hubs.values()) hub.update();
    if (!gone) return;
    for (const [address, headers] of left) fetch(address, { method: "POST", headers, keepalive: true }).catch(() => {
    });
  }
  #watch({ number: number2, base, run, lines, headers = [] }) {
    this.#paused = false;
    const server = JSON.stringify([base, headers]);
    if (!this.#hubs.has(server)) this.#hubs.set(server, new Hub(base, headers));
    const tell = (message) => {
      if (!this.#paused) this.#send({ number: number2, ...message });
    };
    const stop = this.#hubs.get(server).watch(run, lines, tell);
    this.#stop(number2);
    this.#watched.set(number2, { stop, leaving: `${new URL(`runs/${run}/leave`, base)}`, headers });
  }
  #stop(number2) {
    this.#watched.get(number2)?.stop();
    this.#watched.delete(number2);
  }
};

// module/connection/worker.js
var GATHER2 = 50;
function serveTabs() {
  const hubs = /* @__PURE__ */ new Map();
  const life = `sse-progress worker ${Math.random()}`;
  const alive = new Promise((resolve) => {
    navigator.locks.request(life, () => {
      resolve();
      return new Promise(() => {
      });
    });
  });
  self.onconnect = ({ ports: [port] }) => {
    const client = new Client(hubs, gathering((messages) => port.postMessage(messages)));
    const waiting = new AbortController();
    const close = (how) => {
      waiting.abort();
      client.close(how);
      port.close();
    };
    const gone = () => close({ gone: true });
    port.onmessage = ({ data }) => {
      if (data.bye) close();
      else if (data.lock) navigator.locks.request(data.lock, waiting, gone).catch(() => {
      });
      else client.receive(data);
    };
    alive.then(() => port.postMessage({ hello: life }));
  };
}
function gathering(send2) {
  let messages = [];
  let sent = -Infinity;
  let timer = 0;
  const flush = () => {
    timer = 0;
    sent = performance.now();
    send2(messages);
    messages = [];
  };
  return (message) => {
    messages.push(message);
    timer ||= setTimeout(flush, Math.max(sent + GATHER2 - performance.now(), 0));
  };
}

// module/environment.js
function directory(address) {
  try {
    return withoutCredentials(new URL(".", address));
  } catch {
    return null;
  }
}
function withoutCredentials(url) {
  url.username = url.password = "";
  return url;
}
var SCRIPT_DIRECTORY = directory(import.meta.url ?? globalThis.document?.baseURI);
var IN_PAGE = typeof document !== "undefined";
function absolute(address) {
  return withoutCredentials(new URL(address, document.baseURI));
}

// module/words/ar.js
var ARABIC = {
  connecting: "جارٍ الاتصال",
  queued: "في الانتظار",
  running: "قيد التنفيذ",
  cancelling: "جارٍ الإلغاء",
  succeeded: "نجحت",
  failed: "فشلت",
  cancelled: "أُلغيت",
  timed_out: "انتهت المهلة",
  lost: "فُقدت",
  refused: "رُفضت",
  unreachable: "تعذّر الوصول",
  reconnecting: "إعادة الاتصال",
  silent: "لا أخبار",
  finished: "انتهى",
  stopped: "توقّف",
  ended_in: "{how} في {time}",
  ended_after: "{how} بعد {time}",
  ended_because: "{ended} {reason}",
  requested: "بناءً على الطلب",
  disconnected: "لأنه لم يعد أحد يتابعها",
  shutdown: "لأن الخادم كان يتوقف عن العمل",
  worker_lost: "لأن العملية التي كانت تنفذها لم تعد موجودة",
  caused_by: "السبب: {cause}",
  refusal: "رفض الخادم الطلب. {meaning} ({status}).",
  refusal_400: "معامل ناقص أو غير صحيح",
  refusal_401: "يلزم تسجيل الدخول",
  refusal_403: "ليس مسموحًا لك بذلك",
  refusal_404: "لا توجد مهمة أو عملية تشغيل كهذه",
  refusal_405: "لا تقبل المهمة هذا النوع من الطلبات",
  refusal_422: "معامل ناقص أو غير صحيح",
  refusal_429: "هناك الكثير قيد التنفيذ الآن؛ حاول لاحقًا",
  refusal_503: "الخادم مشغول جدًا أو يتوقف عن العمل؛ حاول لاحقًا",
  mistake: "{detail} (المتوقع: {expected})",
  request: "الطلب",
  no_address: "لا يوجد عنوان: `src` فارغ.",
  withdrawn: "سُحب الطلب قبل أن يجيب الخادم.",
  no_reason: "لا يذكر الخادم السبب.",
  not_a_job: "ليس هذا عنوان مهمة",
  given_up: "تعذّر الوصول إلى الخادم لمدة دقيقة. لم يبدأ شيء.",
  now_connecting: "جارٍ الاتصال…",
  now_cancelling: "جارٍ الإلغاء…",
  waiting: "في الانتظار",
  waiting_in_queue: "في الانتظار، الرقم {position} من {size}",
  now_reconnecting: "انقطع الاتصال، تجري إعادة الاتصال…",
  no_news: "لا أخبار منذ {time}، تجري إعادة الاتصال…",
  could_not_connect: "تعذّر الاتصال، تجري المحاولة من جديد…",
  not_allowed: "الخادم موجود، لكن ليس فيه هذا العنوان، أو أنه لا يسمح بصفحات {origin}، أو لا يسمح بها مع هذه الترويسات. وللسماح بها يذكر هذا المصدر في `allow_origin`.",
  perhaps_not_allowed: "ربما كان الخادم غير متاح، أو أنه لا يسمح بصفحات {origin}، أو لا يسمح بها مع هذه الترويسات. وحدة تحكم المتصفح تقول المزيد.",
  could_not_cancel: "تعذّر الإلغاء: {why}.",
  cannot_be_reached: "لا يمكن الوصول إلى الخادم",
  answered: "أجاب الخادم بالرمز {status}",
  cancel: "إلغاء",
  retry: "إعادة المحاولة",
  run_again: "تشغيل مرة أخرى",
  copy: "نسخ",
  copied: "تم النسخ",
  could_not_copy: "تعذّر النسخ",
  copy_log: "نسخ السجل",
  copy_result: "نسخ النتيجة",
  download: "تنزيل",
  download_log: "تنزيل السجل",
  download_result: "تنزيل النتيجة",
  show_all: "إظهار الكل ({count})",
  show_less: "إظهار أقل",
  progress: "التقدم",
  tasks: "الخطوات",
  percent: "{percent} %",
  per_second: "{amount}/ث",
  time_left: "بقي {time}",
  milliseconds: "{count} م.ث",
  seconds: "{count} ث",
  minutes: "{minutes} د {seconds} ث",
  hours: "{hours} س {minutes} د",
  days: "{days} ي {hours} س",
  more_in_all: "و{more} أخرى، {all} في المجموع",
  log: "السجل",
  result: "النتيجة",
  earlier_lines: {
    zero: "كل السطور ظاهرة",
    one: "سطر سابق واحد غير ظاهر",
    two: "سطران سابقان غير ظاهرين",
    few: "{count} سطور سابقة غير ظاهرة",
    many: "{count} سطرًا سابقًا غير ظاهر",
    other: "{count} سطر سابق غير ظاهر"
  },
  more: "و{count} أخرى",
  members: {
    zero: "لا حقول",
    one: "حقل واحد",
    two: "حقلان",
    few: "{count} حقول",
    many: "{count} حقلًا",
    other: "{count} حقل"
  },
  items: {
    zero: "لا عناصر",
    one: "عنصر واحد",
    two: "عنصران",
    few: "{count} عناصر",
    many: "{count} عنصرًا",
    other: "{count} عنصر"
  },
  characters: "{text}… ({count} محرف في المجموع)",
  image: "صورة",
  started: "بدأت",
  connected_again: "عاد الاتصال",
  said_of: "{label}: {said}",
  uploading: "جارٍ الرفع",
  all_sent: "أُرسل كل شيء، في انتظار الجواب…",
  upload_cancelled: "أُلغي الرفع.",
  unreadable: "تتعذّر قراءة {name}: اختره من جديد.",
  log_keys: "ينقل مفتاح الإدخال إلى أول رابط أو زر ظاهر، وسهما الأعلى والأسفل إلى السابق أو التالي، ومفتاح الخروج إلى السجل.",
  search_log: "البحث في السجل",
  search: "بحث",
  previous_match: "النتيجة السابقة",
  next_match: "النتيجة التالية",
  levels: "المستويات",
  least_trace: "كل المستويات",
  least_debug: "تنقيح فما فوق",
  least_info: "معلومات فما فوق",
  least_warn: "التحذيرات والأخطاء",
  least_error: "الأخطاء",
  full_height: "الارتفاع الكامل",
  unfold: {
    zero: "… لا محارف أخرى",
    one: "… محرف آخر",
    two: "… محرفان آخران",
    few: "… {count} محارف أخرى",
    many: "… {count} محرفًا آخر",
    other: "… {count} محرف آخر"
  },
  new_lines: {
    zero: "↓ لا سطور جديدة",
    one: "↓ سطر جديد",
    two: "↓ سطران جديدان",
    few: "↓ {count} سطور جديدة",
    many: "↓ {count} سطرًا جديدًا",
    other: "↓ {count} سطر جديد"
  },
  lines: {
    zero: "لا سطور",
    one: "سطر واحد",
    two: "سطران",
    few: "{count} سطور",
    many: "{count} سطرًا",
    other: "{count} سطر"
  },
  position: "{index} من {all}",
  some_lines: "{some} من {all} من السطور",
  characters_in_all: "… ({all} محرف في المجموع)"
};

// module/words/de.js
var GERMAN = {
  connecting: "Verbinden",
  queued: "Wartet",
  running: "Läuft",
  cancelling: "Wird abgebrochen",
  succeeded: "Erfolgreich",
  failed: "Fehlgeschlagen",
  cancelled: "Abgebrochen",
  timed_out: "Zeit abgelaufen",
  lost: "Verloren",
  refused: "Abgelehnt",
  unreachable: "Nicht erreicht",
  reconnecting: "Verbindet neu",
  silent: "Ohne Nachricht",
  finished: "fertig",
  stopped: "angehalten",
  ended_in: "{how} in {time}",
  ended_after: "{how} nach {time}",
  ended_because: "{ended}, {reason}",
  requested: "auf Wunsch",
  disconnected: "weil niemand mehr zusah",
  shutdown: "weil der Server beendet wurde",
  worker_lost: "weil der Prozess, der ihn ausführte, nicht mehr da ist",
  caused_by: "Ursache: {cause}",
  refusal: "Der Server hat abgelehnt. {meaning} ({status}).",
  refusal_400: "Ein Parameter fehlt oder ist falsch",
  refusal_401: "Dafür ist eine Anmeldung nötig",
  refusal_403: "Das ist Ihnen nicht erlaubt",
  refusal_404: "Einen solchen Job oder Lauf gibt es dort nicht",
  refusal_405: "Der Job nimmt diese Art von Anfrage nicht an",
  refusal_422: "Ein Parameter fehlt oder ist falsch",
  refusal_429: "Es läuft schon zu viel; bitte später noch einmal versuchen",
  refusal_503: "Er ist überlastet oder wird gerade beendet; bitte später noch einmal versuchen",
  mistake: "{detail} (erwartet: {expected})",
  request: "Anfrage",
  no_address: "Es gibt keine Adresse: `src` ist leer.",
  withdrawn: "Zurückgezogen, bevor der Server geantwortet hat.",
  no_reason: "Der Server sagt nicht, warum.",
  not_a_job: "Das ist nicht die Adresse eines Jobs",
  given_up: "Der Server war eine Minute lang nicht zu erreichen. Es wurde nichts gestartet.",
  now_connecting: "Verbinden …",
  now_cancelling: "Wird abgebrochen …",
  waiting: "Wartet",
  waiting_in_queue: "Wartet, Nummer {position} von {size}",
  now_reconnecting: "Verbindung verloren, wird neu verbunden …",
  no_news: "Seit {time} keine Nachricht, wird neu verbunden …",
  could_not_connect: "Keine Verbindung, neuer Versuch …",
  not_allowed: "Der Server ist da, aber er hat keine solche Adresse, oder er erlaubt keine Seiten von {origin}, oder nicht mit diesen Kopfzeilen. Um sie zu erlauben, nennt er diese Herkunft mit `allow_origin`.",
  perhaps_not_allowed: "Der Server ist vielleicht nicht da, oder er erlaubt keine Seiten von {origin}, oder nicht mit diesen Kopfzeilen. Die Konsole des Browsers sagt mehr.",
  could_not_cancel: "Konnte nicht abgebrochen werden: {why}.",
  cannot_be_reached: "Der Server ist nicht zu erreichen",
  answered: "Der Server hat mit {status} geantwortet",
  cancel: "Abbrechen",
  retry: "Noch einmal versuchen",
  run_again: "Noch einmal ausführen",
  copy: "Kopieren",
  copied: "Kopiert",
  could_not_copy: "Konnte nicht kopiert werden",
  copy_log: "Protokoll kopieren",
  copy_result: "Ergebnis kopieren",
  download: "Herunterladen",
  download_log: "Protokoll herunterladen",
  download_result: "Ergebnis herunterladen",
  show_all: "Alle {count} zeigen",
  show_less: "Weniger zeigen",
  progress: "Fortschritt",
  tasks: "Aufgaben",
  percent: "{percent} %",
  per_second: "{amount}/s",
  time_left: "noch {time}",
  milliseconds: "{count} ms",
  seconds: "{count} s",
  minutes: "{minutes} min {seconds} s",
  hours: "{hours} h {minutes} min",
  days: "{days} d {hours} h",
  more_in_all: "und {more} weitere, {all} insgesamt",
  log: "Protokoll",
  result: "Ergebnis",
  earlier_lines: {
    one: "{count} frühere Zeile wird nicht gezeigt",
    other: "{count} frühere Zeilen werden nicht gezeigt"
  },
  more: "und {count} weitere",
  members: { one: "{count} Feld", other: "{count} Felder" },
  items: { one: "{count} Eintrag", other: "{count} Einträge" },
  characters: "{text}… ({count} Zeichen insgesamt)",
  image: "Bild",
  started: "gestartet",
  connected_again: "wieder verbunden",
  said_of: "{label}: {said}",
  uploading: "Wird hochgeladen",
  all_sent: "Alles gesendet, die Antwort steht noch aus …",
  upload_cancelled: "Das Hochladen wurde abgebrochen.",
  unreadable: "{name} kann nicht gelesen werden: bitte noch einmal auswählen.",
  log_keys: "Die Eingabetaste führt zum ersten sichtbaren Link oder Knopf, die Pfeiltasten nach oben und unten zum vorigen oder nächsten, Escape zurück ins Protokoll.",
  search_log: "Protokoll durchsuchen",
  search: "Suchen",
  previous_match: "Voriger Treffer",
  next_match: "Nächster Treffer",
  levels: "Stufen",
  least_trace: "Alle Stufen",
  least_debug: "Ab Debug",
  least_info: "Ab Info",
  least_warn: "Warnungen und Fehler",
  least_error: "Fehler",
  full_height: "Volle Höhe",
  unfold: { one: "… {count} weiteres Zeichen", other: "… {count} weitere Zeichen" },
  new_lines: { one: "↓ {count} neue Zeile", other: "↓ {count} neue Zeilen" },
  lines: { one: "{count} Zeile", other: "{count} Zeilen" },
  position: "{index} von {all}",
  some_lines: "{some} von {all} Zeilen",
  characters_in_all: "… ({all} Zeichen insgesamt)"
};

// module/words/index.js
var DEFAULT = "en";
var tables = /* @__PURE__ */ new Map();
var languages = /* @__PURE__ */ new Map();
var Language = class {
  #plurals;
  #numbers;
  constructor(tag, words) {
    this.words = words;
    this.locale = localeOf(tag);
    this.#plurals = new Intl.PluralRules(this.locale);
    this.#numbers = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
  }
  number(value) {
    return this.#numbers.format(value);
  }
  plural(value) {
    return this.#plurals.select(Number(value));
  }
};
function localeOf(tag) {
  const all = globalThis.navigator?.languages ?? [];
  const own = all.find((each) => primary(each) === tag) ?? tag;
  try {
    return Intl.getCanonicalLocales(own)[0];
  } catch {
    return DEFAULT;
  }
}
function primary(tag) {
  return tag.toLowerCase().split("-")[0];
}
var current;
function addWords(tag, words) {
  const name = tag.toLowerCase();
  tables.set(name, { ...tables.get(name), ...words });
  languages.clear();
  if (current) current = find(current.name);
}
function find(tag) {
  const wanted = tag.toLowerCase();
  const name = [wanted, primary(wanted)].find((each) => tables.has(each)) ?? DEFAULT;
  if (!languages.has(name)) {
    const language = new Language(name, tables.get(name));
    language.name = name;
    languages.set(name, language);
  }
  return languages.get(name);
}
function speak(tag) {
  current = find(tag || DEFAULT);
}
function inThisLanguage(draw) {
  const language = current;
  return () => {
    current = language;
    draw();
  };
}
function languageOf(node) {
  for (let each = node; each; each = each.getRootNode().host) {
    const found = each.closest("[lang]");
    if (found) return found.lang;
  }
  return DEFAULT;
}
function say(key, values = {}) {
  const found = current.words[key] ?? tables.get(DEFAULT)[key] ?? key;
  const word = typeof found === "string" ? found : found[current.plural(values.count)] ?? found.other;
  return word.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return ["number", "bigint"].includes(typeof value) ? current.number(value) : value;
  });
}
function has(key) {
  return Object.hasOwn(ENGLISH, key) || Object.hasOwn(current.words, key);
}
function number(value) {
  return current.number(value);
}
function locale() {
  return current.locale;
}
for (const [tag, words] of Object.entries({ en: ENGLISH, de: GERMAN, ar: ARABIC })) addWords(tag, words);
speak(DEFAULT);

// module/format/numbers.js
var fine = /* @__PURE__ */ new Map();
function fraction(value) {
  if (!fine.has(locale())) fine.set(locale(), new Intl.NumberFormat(locale(), { maximumFractionDigits: 2 }));
  return fine.get(locale()).format(value);
}
function amount(value, unit) {
  if (unit !== "bytes") return number(value >= 100 ? Math.round(value) : value);
  let power = 0;
  while (value >= 1024 && power < 6) {
    value /= 1024;
    power += 1;
  }
  return `${fraction(value)} ${["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][power]}`;
}
function percent(part2) {
  return Math.floor(part2 * 100);
}
function percentage(part2) {
  return say("percent", { percent: percent(part2) });
}
function exactDuration(ms) {
  if (ms < 100) return say("milliseconds", { count: Math.max(Math.round(ms), 1) });
  return ms < 1e4 ? say("seconds", { count: ms / 1e3 }) : duration(ms);
}
function duration(ms) {
  const seconds = Math.floor(ms / 1e3);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit));
  if (days) return say("days", { days, hours: hours % 24 });
  if (hours) return say("hours", { hours, minutes: minutes % 60 });
  if (minutes) return say("minutes", { minutes, seconds: seconds % 60 });
  return say("seconds", { count: seconds });
}

// module/format/sentences.js
var REASONS = ["requested", "disconnected", "shutdown", "worker_lost"];
function ending({ status, elapsed_ms: elapsed, reason }) {
  const how = stateWord(status);
  const time = exactDuration(elapsed);
  const ended = status === "lost" ? how : say(status === "succeeded" ? "ended_in" : "ended_after", { how, time });
  if (!reason) return ended;
  return say("ended_because", { ended, reason: REASONS.includes(reason) ? say(reason) : reason });
}
function failureLines({ message, causes = [] }) {
  return [message, ...causes.map((cause) => say("caused_by", { cause }))];
}
function mistake({ detail, expected }) {
  return expected ? say("mistake", { detail, expected }) : detail;
}
function plain(text) {
  return text.replace(/`([^`\n]+)`/g, "$1");
}
function titleOf({ title = "", key, values }) {
  return key ? say(key, values) : title;
}
function refusal(problem) {
  const { status, detail, errors = [] } = problem;
  if (status === 0) return [plain(titleOf(problem))];
  const mistakes = errors.map((error) => {
    const name = error.detail.includes(`\`${error.parameter}\``) ? "" : `${error.parameter ?? say("request")}: `;
    return name + plain(mistake(error));
  });
  const said = mistakes.length ? mistakes : [plain(detail ?? "")];
  const meaning = has(`refusal_${status}`) ? say(`refusal_${status}`) : titleOf(problem);
  return [say("refusal", { meaning, status: `${status}` }), ...said].filter(Boolean);
}
function stateWord(state) {
  return has(state) ? say(state) : state;
}

// module/connection/shared-client.js
var WORKER = "sse-progress 3";
var PATIENCE2 = 5e3;
function canShare() {
  if (!import.meta.url) return false;
  const script = new URL(import.meta.url);
  const ours = script.origin === location.origin && script.pathname.endsWith("/sse-progress.js");
  return typeof SharedWorker === "function" && /^https?:$/.test(script.protocol) && ours && "locks" in navigator;
}
function sharedClient(receive, failed) {
  const worker = new SharedWorker(import.meta.url, { type: "module", name: WORKER });
  const { port } = worker;
  const open = new AbortController();
  let release = () => {
  };
  const close = () => {
    clearTimeout(patience);
    open.abort();
    port.postMessage({ bye: true });
    port.close();
    release();
  };
  const giveUp = () => {
    close();
    failed();
  };
  const patience = setTimeout(giveUp, PATIENCE2);
  worker.onerror = giveUp;
  port.onmessage = ({ data }) => {
    if (!data.hello) {
      for (const message of data) receive(message);
      return;
    }
    clearTimeout(patience);
    navigator.locks.request(data.hello, { signal: open.signal }, giveUp).catch(() => {
    });
  };
  const life = `sse-progress page ${Math.random()}`;
  const held = () => {
    port.postMessage({ lock: life });
    return new Promise((resolve) => {
      release = resolve;
    });
  };
  navigator.locks.request(life, { signal: open.signal }, held).catch(() => {
  });
  return { post: (message) => port.postMessage(message), close };
}

// module/connection/link.js
function ownClient(receive) {
  const client = new Client(/* @__PURE__ */ new Map(), receive);
  return { post: (message) => client.receive(message), close: () => client.close() };
}
var Link = class {
  #followed = /* @__PURE__ */ new Map();
  #numbers = 0;
  #client = null;
  #shared;
  #left = false;
  /** `shared` says whether to use the worker. */
  constructor(shared2) {
    this.#shared = shared2;
  }
  /**
   * Follows a run from its first log line on, with `headers` in each request. `tell` gets its events and the
   * changes of the connection. Returns `stop`, a function, `stream`, which gives the name of the connection if
   * nobody else has this run on it than this page, and `lines`, which says how many log lines have come.
   */
  follow(base, run, headers, tell) {
    const number2 = ++this.#numbers;
    const follow = { number: number2, base: `${base}`, run, headers, lines: 0 };
    this.#followed.set(number2, { follow, tell });
    if (!this.#left) this.#post({ watch: follow });
    const stop = () => {
      if (!this.#followed.delete(number2) || this.#left) return;
      if (this.#followed.size) this.#post({ stop: number2 });
      else this.#close();
    };
    return { stop, stream: () => this.#streamOf(number2), lines: () => follow.lines };
  }
  #streamOf(number2) {
    const { follow, stream, listeners } = this.#followed.get(number2) ?? {};
    const same = [...this.#followed.values()].filter(({ follow: { run, base } }) => run === follow?.run && base === follow.base);
    return same.length === listeners ? stream : void 0;
  }
  /** Reconnects what has been silent for `age` milliseconds. */
  check(age) {
    this.#client?.post({ check: age });
  }
  /** The page is frozen: it handles no events for a while, but goes on watching. */
  pause() {
    this.#client?.post({ pause: true });
  }
  /** The page is left, perhaps to the back/forward cache. */
  leave() {
    this.#left = true;
    this.#close();
  }
  /** The page is back, or thawed. It asks for what it has missed. */
  resume() {
    this.#left = false;
    for (const { follow } of this.#followed.values()) this.#post({ watch: follow });
  }
  #post(message) {
    this.#client ??= this.#open();
    this.#client.post(message);
  }
  #open() {
    const receive = (message) => {
      if (client === this.#client) this.#receive(message);
    };
    const failed = () => {
      this.#shared = false;
      if (client !== this.#client) return;
      this.#client = null;
      this.resume();
    };
    let client = null;
    if (this.#shared) {
      try {
        client = sharedClient(receive, failed);
      } catch {
        this.#shared = false;
      }
    }
    client ??= ownClient(receive);
    return client;
  }
  #close() {
    this.#client?.close();
    this.#client = null;
  }
  #receive({ number: number2, lines, stream, listeners, ...message }) {
    const followed = this.#followed.get(number2);
    if (!followed) return;
    followed.stream = stream ?? followed.stream;
    followed.listeners = listeners ?? followed.listeners;
    followed.follow.lines = lines ?? followed.follow.lines;
    if (message.name || message.status) followed.tell(message);
  }
};
var links = { shared: new Link(IN_PAGE && canShare()), own: new Link(false) };

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

// module/run/remembered-log.js
var PATIENCE3 = 1e4;
var POSITION = /\.(\d+)(?:\.done)?$/;
var LINE2 = 1e6;
async function rememberedLog(address, headers, last) {
  const lines = [];
  const over = new AbortController();
  const end = () => over.abort();
  let timer = setTimeout(end, PATIENCE3);
  try {
    const sent = new Headers(headers);
    sent.set("accept", "text/event-stream");
    const answer = await fetch(address, { headers: sent, signal: over.signal, cache: "no-store" });
    if (!answer.ok) return [];
    for await (const { name, id, data } of readEvents(answer.body)) {
      clearTimeout(timer);
      timer = setTimeout(end, PATIENCE3);
      if (name === "log") lines.push(JSON.parse(data));
      const position = Number(POSITION.exec(id)?.[1] ?? 0);
      if (name === "done" || Math.floor(position / LINE2) >= last) break;
    }
  } catch {
  } finally {
    clearTimeout(timer);
    end();
  }
  return lines;
}

// module/run/upload.js
var LONG = 64 * 1024;
function isUpload(body2) {
  if (typeof body2 === "string") return body2.length > LONG;
  return [Blob, FormData, ArrayBuffer].some((kind) => body2 instanceof kind) || ArrayBuffer.isView(body2);
}
async function upload(url, request, told) {
  await assertReadable(request.body);
  return send(url, request, told).catch(async (error) => {
    await assertReadable(request.body);
    throw error;
  });
}
async function assertReadable(body2) {
  const parts = body2 instanceof FormData ? [...body2.values()] : [body2];
  for (const file of parts.filter((part2) => part2 instanceof Blob)) {
    const reader = file.stream().getReader();
    await reader.read().catch(() => {
      throw new Refusal(ownProblem("unreadable", 0, { name: file.name ?? "blob" }));
    });
    reader.cancel();
  }
}
function send(url, { method, headers, body: body2, signal }, told) {
  const request = new XMLHttpRequest();
  const abort = () => request.abort();
  const sent = new Promise((resolve) => {
    request.upload.onloadend = resolve;
  });
  request.upload.onprogress = ({ loaded, total }) => told(loaded, total);
  return new Promise((resolve, reject) => {
    const fail = () => {
      reject(signal.aborted ? signal.reason : new TypeError("The request has got no answer."));
    };
    signal.throwIfAborted();
    signal.addEventListener("abort", abort);
    request.open(method, url);
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.onreadystatechange = () => {
      if (request.readyState === XMLHttpRequest.HEADERS_RECEIVED && request.status) resolve({ answer: answerOf(request), sent });
    };
    request.onerror = request.onabort = fail;
    request.send(body2);
  });
}
function answerOf(request) {
  const encoder = new TextEncoder();
  let read2 = 0;
  const body2 = new ReadableStream({
    start(controller) {
      const more = () => {
        const text = request.responseText.slice(read2);
        read2 += text.length;
        if (text) controller.enqueue(encoder.encode(text));
      };
      request.onprogress = more;
      request.onload = () => {
        more();
        controller.close();
      };
      request.onerror = request.onabort = () => controller.error(new TypeError("The answer broke off."));
    }
  });
  const { status, statusText, responseURL } = request;
  const lines = request.getAllResponseHeaders().trim().split(/\r\n/);
  const headers = lines.filter(Boolean).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const answer = new Response([204, 205, 304].includes(status) ? null : body2, { status, statusText, headers });
  return Object.defineProperty(answer, "url", { value: responseURL });
}

// module/run/start.js
async function start(address, { method, headers, body: body2 } = {}, key, signal, told) {
  const url = new URL(address);
  url.searchParams.set("idempotency_key", key);
  const sent = new Headers(headers);
  sent.set("accept", "text/event-stream");
  const cache = "no-store";
  const request = { method: method ?? (body2 === void 0 ? "GET" : "POST"), headers: sent, body: body2, signal, cache };
  const sending = isUpload(body2) ? upload(url, request, told) : fetch(url, request).then((answer2) => ({ answer: answer2 }));
  const { answer, sent: whole2 } = await sending;
  const type = answer.headers.get("content-type") ?? "";
  if (answer.status !== 200 || !type.startsWith("text/event-stream")) throw await refusal2(answer);
  const first = await firstEvent(answer.body);
  const [run] = first.id.split(".");
  return { run, base: rootOf(answer, url), first, sent: whole2 };
}
function rootOf(answer, asked) {
  const run = answer.headers.get("content-location");
  return run ? new URL("..", new URL(run, answer.url || asked)) : null;
}
async function refusal2(answer) {
  const { status, statusText } = answer;
  const problem = await readProblem(answer);
  if (!problem && isTemporary(status)) return new Error(`the server answered ${status}`);
  const known = answer.ok ? ownProblem("not_a_job", status) : { status, title: statusText };
  return new Refusal({ ...known, ...challengeOf(answer), ...problem });
}
async function firstEvent(body2) {
  for await (const event of readEvents(body2)) if (event.id) return event;
  throw new Error("the server ended the stream at once");
}

// module/run/start-slots.js
var SLOTS = 2;
var turns = 0;
var ends = /* @__PURE__ */ new Map();
function inStartSlot(kind, signal, task) {
  turns += 1;
  const slot = `sse-progress ${kind} ${turns % SLOTS}`;
  if (navigator.locks) return navigator.locks.request(slot, { signal }, task);
  const turn = (ends.get(slot) ?? Promise.resolve()).then(() => {
    signal.throwIfAborted();
    return task();
  });
  ends.set(slot, turn.catch(() => {
  }));
  return turn;
}

// module/run/stored-start.js
var MAX_STORED = 2e4;
var PREFIX = "sse-progress ";
var uses = /* @__PURE__ */ new Map();
function storage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
function removeUnused() {
  for (const name of Object.keys(storage())) {
    if (name.startsWith(PREFIX) && !uses.has(name)) storage().removeItem(name);
  }
}
var StoredStart = class {
  #name;
  #released = false;
  constructor(address, name) {
    const page = `${PREFIX}${location.pathname}`;
    if (name) {
      this.#name = `${page} ${name}`;
    } else {
      let nth = 0;
      do
        this.#name = `${page} ${address} ${nth++}`;
      while (uses.has(this.#name));
    }
    const before = uses.get(this.#name) ?? 0;
    uses.set(this.#name, before + 1);
    const stored = this.#read();
    const clicked = document.readyState === "complete" && navigator.userActivation?.isActive;
    const [visit] = performance.getEntriesByType("navigation");
    const over = stored?.end && visit?.type === "navigate";
    if (!stored || !before && (clicked || over)) this.renew();
    else Object.assign(this, stored);
  }
  /** Forgets the run: the next start is another one, with another key. */
  renew() {
    const random = crypto.getRandomValues(new Uint8Array(16));
    this.key = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.run = this.base = this.snapshot = this.end = null;
    this.#write();
  }
  began(run, base) {
    this.run = run;
    this.base = `${base}`;
    this.#write();
  }
  ended(snapshot, end) {
    if (snapshot.length + end.length > MAX_STORED) return;
    this.snapshot = snapshot;
    this.end = end;
    this.#write();
  }
  /** It is no longer in use here. Removed from the storage when nothing else on the page uses it. */
  release() {
    if (this.#released) return;
    this.#released = true;
    const others = uses.get(this.#name) - 1;
    if (others) {
      uses.set(this.#name, others);
      return;
    }
    uses.delete(this.#name);
    queueMicrotask(() => {
      if (!uses.has(this.#name)) storage()?.removeItem(this.#name);
    });
  }
  #read() {
    try {
      return JSON.parse(storage()?.getItem(this.#name) ?? "null");
    } catch {
      return null;
    }
  }
  #write() {
    const store = () => storage()?.setItem(this.#name, JSON.stringify(this));
    try {
      store();
    } catch {
      removeUnused();
      try {
        store();
      } catch {
      }
    }
  }
};

// module/run/watched-run.js
var START_TIMEOUT = 15e3;
var START_LASTS = 6e4;
var HAND_OVER = 1e4;
var RUN = /\/runs\/([\w-]{22})$/;
var watchedRuns = /* @__PURE__ */ new Set();
var WatchedRun = class {
  run = null;
  /** Whether it was started here, rather than found while it went on. */
  isNew = false;
  #base = null;
  #address;
  #options;
  #headers = [];
  #tell;
  /** `null` when the address is that of a run: there is nothing to start. */
  #stored = null;
  #snapshot = "";
  #over = false;
  /** Whether there has been an answer since the last start: what never was connected cannot be lost. */
  #reached = false;
  /** Whether the server is there, though it answers nothing that a page of this origin may read. */
  answersOthers = false;
  /** Whether the server has refused to show the run. */
  #barred = false;
  #status = "";
  #stopped = new AbortController();
  #unfollow = () => {
  };
  #stream = () => void 0;
  /** How many log lines have come. */
  #lines = () => 0;
  #handedOver = () => {
  };
  /** When a part of the body was sent last. */
  #moved = 0;
  /**
   * `options` may have the `base` of the server, a `key` that names the start, the `request` to start with,
   * and the id of a run that was `started` before.
   */
  constructor(url, tell, options = {}) {
    this.#address = absolute(url);
    this.#tell = tell;
    this.#options = options;
    this.#headers = runHeaders(options.request?.headers);
    const run = RUN.exec(this.#address.pathname)?.[1];
    this.#address.hash = "";
    if (!run) {
      this.#stored = new StoredStart(this.#address, options.key);
      const { started } = options;
      if (started && started !== this.#stored.run) this.#stored.began(started, this.#givenBase ?? this.#likelyBase);
    }
    watchedRuns.add(this);
    shown().then(() => {
      if (this.#stopped.signal.aborted) return;
      this.#say("connecting");
      if (run) this.#follow(run, this.#givenBase ?? new URL("..", this.#address));
      else if (this.#stored.run) this.#follow(this.#stored.run, this.#givenBase ?? this.#stored.base);
      else this.#start();
    });
  }
  get #givenBase() {
    const { base } = this.#options;
    if (!base) return null;
    const given = absolute(base);
    if (!given.pathname.endsWith("/")) given.pathname += "/";
    return given;
  }
  /** Where the server's root probably is, until it has said so. */
  get #likelyBase() {
    return SCRIPT_DIRECTORY ?? new URL("/", this.#address);
  }
  /** Whether there is a job to start again, or a run to ask for again with other headers. */
  get mayRetry() {
    return this.#stored !== null || this.#barred;
  }
  /** Whether the server is of another origin than the page, and so has to allow the page's. */
  get crossOrigin() {
    return (this.#base ? new URL(this.#base) : this.#address).origin !== location.origin;
  }
  /** Gives up a start that the server has not answered yet. */
  withdraw() {
    this.#refused(ownProblem(this.#status === "uploading" ? "upload_cancelled" : "withdrawn"));
  }
  /** Asks the server to cancel the run. Rejects when it cannot be asked, or refuses. */
  async cancel() {
    const address = new URL(`runs/${this.run}/cancel`, this.#base);
    const answer = await fetch(address, { method: "POST", headers: this.#headers, keepalive: true });
    if (!answer.ok) throw Object.assign(new Error(`the server answered ${answer.status}`), { status: answer.status });
  }
  /** The lines that the server remembers, up to the newest that has come. Empty if it cannot be asked. */
  async readLog() {
    if (!this.run) return [];
    return rememberedLog(new URL(`runs/${this.run}`, this.#base), this.#headers, this.#lines());
  }
  /**
   * Starts another run in the place of this one, or asks again for one that the server has refused to show.
   * `request` is what to start with, whose headers may be others now.
   */
  retry(request) {
    this.answersOthers = false;
    if (!this.#barred) this.leave();
    this.#end();
    this.#options.request = request;
    this.#headers = runHeaders(request?.headers);
    this.#stopped = new AbortController();
    this.#snapshot = "";
    this.#reached = false;
    watchedRuns.add(this);
    this.#say("connecting");
    if (this.#barred) {
      this.#follow(this.run, this.#base);
      return;
    }
    this.#stored.renew();
    this.#over = false;
    this.run = null;
    this.#start();
  }
  stop() {
    this.leave();
    this.#end();
    this.#stored?.release();
  }
  /**
   * Tells the server that this watcher does not come back, except by a reload: the server need not wait
   * for it as it does for one whose connection was lost. `withPage` says that the whole page leaves. The connection
   * may be the worker's, which the browser may suspend before it hears of that: so the server is told to take the
   * run off it.
   */
  leave({ withPage = false } = {}) {
    if (!this.run || this.#over) return;
    const address = new URL(`runs/${this.run}/leave`, this.#base);
    const stream = withPage ? this.#stream() : void 0;
    if (stream) address.searchParams.set("stream", stream);
    const options = { method: "POST", headers: this.#headers, keepalive: true };
    if (this.#headers.length) fetch(address, options).catch(() => {
    });
    else navigator.sendBeacon?.(address);
  }
  #end() {
    this.#stopped.abort();
    this.#unfollow();
    watchedRuns.delete(this);
  }
  /** Starts the run, asking as often as it takes: the key makes sure that only one is started. */
  async #start() {
    const { signal } = this.#stopped;
    const begun = Date.now();
    const left = () => Math.max(begun, this.#moved) + START_LASTS - Date.now();
    const kind = isUpload(this.#options.request?.body) ? "upload" : "start";
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await inStartSlot(kind, signal, () => this.#startOnce(signal));
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refusal) {
          this.#refused(error.problem);
          return;
        }
        if (this.crossOrigin && !failures) this.#findServer();
        this.#disconnected();
        await waitOrOnline(Math.min(backoff(failures), left()), signal);
        if (signal.aborted || left() > 0) continue;
        this.#refused(ownProblem("given_up"));
        return;
      }
    }
  }
  /**
   * A browser does not tell a script why it got no answer from another origin. But it sends what needs no answer,
   * and tells whether there was one. HEAD starts nothing.
   */
  #findServer() {
    const asked = fetch(this.#address, { method: "HEAD", mode: "no-cors", cache: "no-store" });
    asked.then(() => {
      this.answersOthers = true;
    }, () => {
    });
  }
  async #startOnce(signal) {
    const request = new AbortController();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    const { request: options } = this.#options;
    let timer = isUpload(options?.body) ? 0 : setTimeout(abort, START_TIMEOUT);
    const told = (sent, total) => {
      this.#moved = Date.now();
      if (this.run !== null) return;
      this.#status = "uploading";
      this.#tell("status", "uploading", { sent, total });
    };
    try {
      const { run, base, first, sent } = await start(this.#address, options, this.#stored.key, request.signal, told);
      if (signal.aborted) return;
      clearTimeout(timer);
      this.isNew = true;
      const found = this.#givenBase ?? base ?? this.#likelyBase;
      this.#stored.began(run, found);
      const watched = new Promise((resolve) => {
        this.#handedOver = resolve;
        timer = setTimeout(resolve, HAND_OVER);
        signal.addEventListener("abort", resolve);
      });
      this.#follow(run, found);
      this.#event(first.name, first.data);
      await watched;
      await sent;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      abort();
    }
  }
  #follow(run, base) {
    this.#barred = false;
    this.run = run;
    this.#base = base;
    const link = this.#headers.length ? links.own : links.shared;
    const followed = link.follow(base, run, this.#headers, ({ name, text, status, problem, silence }) => {
      if (status === "reconnecting") {
        this.#disconnected();
        return;
      }
      this.#handedOver();
      if (name) {
        this.#event(name, text);
      } else if (status === "refused") {
        this.#refused(problem);
      } else if (status === "silent") {
        this.#say(status, { silence_ms: silence });
      } else {
        this.#reached = true;
        this.#say(status);
      }
    });
    this.#unfollow = followed.stop;
    this.#stream = followed.stream;
    this.#lines = followed.lines;
  }
  #disconnected() {
    this.#say(this.#reached ? "reconnecting" : "unreachable");
  }
  #refused(problem) {
    this.#barred = this.run !== null;
    this.#end();
    this.#say("refused", problem);
  }
  #say(status, ...more) {
    if (status === this.#status) return;
    this.#status = status;
    this.#tell("status", status, ...more);
  }
  #event(name, text) {
    this.#reached = true;
    if (this.#over) return;
    if (name === "done") {
      this.#done(text);
      return;
    }
    if (name === "progress") this.#snapshot = text;
    this.#tell(name, readReport(text));
  }
  #done(text) {
    let end = read(text, parseJson);
    if (end.status !== "lost") {
      this.#stored?.ended(this.#snapshot, text);
    } else if (this.#stored?.end) {
      this.#tell("progress", readReport(this.#stored.snapshot));
      end = read(this.#stored.end, parseJson);
    }
    this.#over = true;
    this.#end();
    this.#tell("done", end);
    this.#say("closed");
  }
};
function readReport(text) {
  const report = read(text, JSON.parse);
  if (Object.hasOwn(report, "data")) report.data = parseJson(text).data;
  return report;
}
function read(text, parse) {
  const { id, ...data } = parse(text);
  return data;
}
function shown() {
  if (!document.prerendering) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener("prerenderingchange", resolve, { once: true });
  });
}
function waitOrOnline(time, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, time);
    addEventListener("online", end);
    signal.addEventListener("abort", end);
  });
}

// module/format/ansi.js
var ESCAPE = /\x1b(?:\[([0-?]*)[ -/]*([@-~])?|[\]PX^_](?:[^\x07\x1b]*(?:\x07|\x1b\\))?|[ -/]*[0-~]?)/g;
var MAX_PARAMETERS = 200;
var PALETTE = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255]
];
var PLAIN = Object.freeze({
  color: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false
});
var EFFECTS = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { color: null },
  49: { background: null }
};
function withoutEscapes(text) {
  return text.includes("\x1B") ? text.replace(ESCAPE, "") : text;
}
function pieces(text, length = Infinity) {
  const found = [];
  let look = PLAIN;
  let end = 0;
  let left = length;
  const take = (until) => {
    const piece = text.slice(end, until).slice(0, left).replace(/[\ud800-\udbff]$/, "");
    left -= piece.length;
    if (piece) found.push({ text: piece, look: look === PLAIN ? null : look });
  };
  for (const { 0: escape, 1: parameters, 2: final, index } of text.matchAll(ESCAPE)) {
    take(index);
    if (left <= 0) return found;
    end = index + escape.length;
    if (final === "m") look = select(look, parameters);
  }
  take(text.length);
  return found;
}
function select(look, parameters) {
  if (/[<->?]/.test(parameters) || parameters.length > MAX_PARAMETERS) return look;
  const groups = parameters.split(";").map((group) => group.split(":").map(Number));
  let next = look;
  for (let index = 0; index < groups.length; index += 1) {
    const [code, ...more] = groups[index];
    if (code === 38 || code === 48 || code === 58) {
      const rest = more.length ? more : groups.slice(index + 1, index + 5).map(([number2]) => number2);
      const { color, used } = extended(rest, more.length > 4);
      if (!more.length) index += used;
      if (code !== 58) next = { ...next, [code === 38 ? "color" : "background"]: color };
    } else if (code === 4 && more[0] === 0) {
      next = { ...next, underline: false };
    } else if (code in EFFECTS) {
      next = { ...next, ...EFFECTS[code] };
    } else {
      next = { ...next, ...numbered(code) };
    }
  }
  return Object.keys(PLAIN).every((key) => next[key] === PLAIN[key]) ? PLAIN : next;
}
function numbered(code) {
  for (const [first, target, offset] of [[30, "color", 0], [40, "background", 0], [90, "color", 8], [100, "background", 8]]) {
    if (code >= first && code < first + 8) return { [target]: PALETTE[code - first + offset] };
  }
  return {};
}
function extended([kind, ...numbers2], colon) {
  if (kind === 5) return { color: indexed(numbers2[0] ?? 0), used: 2 };
  if (kind !== 2) return { color: null, used: 1 };
  const rgb = (colon ? numbers2.slice(1) : numbers2).slice(0, 3);
  return { color: [0, 1, 2].map((at) => Math.min(Math.max(rgb[at] || 0, 0), 255)), used: 4 };
}
function indexed(number2) {
  if (!(number2 <= 255)) return null;
  if (number2 < 16) return PALETTE[number2];
  if (number2 >= 232) return Array(3).fill(8 + (number2 - 232) * 10);
  const cube = number2 - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => step ? 55 + step * 40 : 0);
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
  const start2 = text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
  const shown2 = text.length > length ? say("characters", { text: start2, count: text.length }) : text;
  return shown2.replace(UNSEEN, (character) => `\\u{${hex(character)}}`);
}
function resultText(result) {
  if (result === void 0 || result === null) return "";
  if (typeof result === "string") return result;
  return jsonText(result, 2);
}
function jsonText(value, indent) {
  return writeJson(value, indent).replace(UNSEEN, (character) => {
    const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index));
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
  });
}

// module/element/log/text.js
function lineText({ time, level, message, json }) {
  const text = harmless(withoutEscapes(message), Infinity);
  return [time, level.toUpperCase().padEnd(5), text, json ?? ""].filter(Boolean).join(" ");
}
function logText(lines) {
  const texts = lines.map((line) => lineText({ ...line, json: line.data === void 0 ? void 0 : jsonText(line.data) }));
  return texts.map((text) => `${text}
`).join("");
}

// module/element/notification.js
function hasNotifications() {
  return typeof Notification === "function" && isSecureContext;
}
async function askForNotifications() {
  if (!hasNotifications()) return false;
  return await Notification.requestPermission() === "granted";
}
function notify(element, { title, text, lang }) {
  if (!hasNotifications() || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  try {
    const shown2 = new Notification(harmless(title, LABEL_LENGTH), {
      body: harmless(text, LABEL_LENGTH),
      // Several elements and tabs may watch the same run: one notification takes the place of the other.
      tag: `sse-progress ${element.run}`,
      lang,
      dir: "auto"
    });
    shown2.onclick = () => {
      window.focus();
      element.scrollIntoView({ block: "center" });
      shown2.close();
    };
  } catch {
  }
}

// module/element/save.js
var KEPT = 6e4;
function saveText(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}

// module/element/data-style.js
var DATA_STYLE = `
  .table { border-collapse: collapse; }
  .table :is(th, td) { padding: 0; text-align: start; vertical-align: top; }
  .table .table { margin: 0.15rem 0; }
  .table .name { padding-inline-end: 1rem; color: var(--_quiet); font-weight: 500; }
  /* Names stay whole, and so do words, as long as there is room somewhere. */
  .table, .items { overflow-wrap: break-word; }
  .data { overflow-x: auto; }
  .table .text, .table .json { overflow-wrap: break-word; }
  .value { min-width: 6ch; }
  .wide { max-width: 100%; overflow-x: auto; }
  .rows :is(th, td) { padding-block: 0.15rem; padding-inline: 0 1rem; min-width: 3ch; }
  .rows > * > .row > :last-child { padding-inline-end: 0; }
  .rows .end { text-align: end; }
  .rows > tbody > .row > .long { min-width: 18ch; }
  .rows > thead > .row { white-space: nowrap; }
  .rows > thead > .row > * { box-shadow: inset 0 -1px color-mix(in srgb, currentColor 25%, transparent); }
  /* The names stay in sight where the result scrolls. Its ground may be one that lets the page's through. */
  .result > .rows > thead > .row > * {
    position: sticky; inset-block-start: 0; z-index: 1; padding-block-start: 0.6rem;
    background: var(--_panel); backdrop-filter: blur(0.75rem);
  }
  .result:has(> .rows) { padding-block-start: 0; }
  .rows > tbody > .row + .row { border-top: 1px solid color-mix(in srgb, currentColor 8%, transparent); }
  .rows .number { display: block; text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .rows .text { white-space: pre-line; }
  .items { margin: 0; padding-inline-start: 1.25rem; }
  .more { color: var(--_quiet); }
  .link { color: inherit; }
  .link[dir=ltr] { unicode-bidi: isolate-override; }
  .image { display: block; max-width: 100%; max-height: 20rem; border-radius: var(--_corner); }
  .result { max-height: 24rem; unicode-bidi: plaintext; }
  .result:has(> :is(.table, .wide, .items, .link:has(> .image), .image)) { white-space: normal; }
  .result :is(.text, .json) { white-space: pre-wrap; }
  .rows > tbody > .row > .name:not(.long), .rows > tbody > .row > .value:not(.long) > :is(.text, .link) { white-space: pre; }
  .result + .actions { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-top: 0.5rem; }
  .result.tall { max-height: calc(100vh - 8rem); max-height: max(14rem, 100dvh - 8rem); }
  .tool { padding-inline: 0.6rem; }
  .tool[aria-pressed=true] { background: var(--_rail); }
  /* It is as wide before it confirms something as then. */
  .copy { min-width: 5.5rem; }
  .fold {
    display: inline; min-height: 0; padding: 0 0.4rem; border-style: none;
    font: inherit; color: var(--_quiet); text-decoration: underline; text-underline-offset: 0.2em;
  }
  :host([hide~=result]) .result + .actions { display: none !important; }
`;

// module/element/log/style.js
var INK = "oklch(from currentColor calc(0.36 + 0.45 * l) var(--_chroma) var(--_hue))";
var LOG_STYLE = `
  .panel { margin: 0.75rem 0 0; }
  .frame { position: relative; }
  .log {
    position: relative; max-height: 14rem; margin: 0; overscroll-behavior: contain;
  }
  /* It moves as the log says, and so alike in every browser. The page around may hold on to the box as a whole. */
  .log > * { overflow-anchor: none; }
  .tools + .frame > .log { max-height: 24rem; }
  .panel.tall .log { height: calc(100vh - 8rem) !important; height: max(14rem, 100dvh - 8rem) !important; max-height: none !important; }
  .block { contain: content; }
  .line, .lost { --_clock: 9ch; padding-inline-start: var(--_clock); text-indent: calc(-1 * var(--_clock)); }
  .lost:not([data-level]) { --_clock: 0ch; }
  .time {
    display: inline-block; min-width: 8ch; text-indent: 0;
    color: var(--_quiet); font-variant-numeric: tabular-nums; white-space: nowrap;
  }
  .level { font-weight: 600; }
  .line > .data { display: inline; }
  .line .table { display: inline-table; max-width: 100%; text-indent: 0; vertical-align: top; }
  [data-level=warn] .level { color: color-mix(in srgb, currentColor 45%, var(--_warn)); }
  [data-level=error] .level { color: color-mix(in srgb, currentColor 35%, var(--_bad)); }
  :is([data-level=debug], [data-level=trace], .lost) .text { color: var(--_quiet); }
  [data-least=debug] .line[data-level=trace],
  [data-least=info] .line:is([data-level=trace], [data-level=debug]),
  [data-least=warn] .line:not([data-level=warn], [data-level=error]),
  [data-least=error] .line:not([data-level=error]) { display: none; }
  .line.current { background: color-mix(in srgb, var(--_accent) 16%, transparent); outline: 1px solid var(--_accent); }
  ::highlight(sse-progress-found) { background-color: #ffd54a; color: #000; }
  .bold { font-weight: 700; }
  .italic { font-style: italic; }
  .underline { text-decoration: underline; }
  .strike { text-decoration: line-through; }
  .underline.strike { text-decoration: underline line-through; }
  .ansi.dim { color: var(--_quiet); }
  .ink { color: color-mix(in srgb, currentColor 50%, var(--_color)); }
  @supports (color: oklch(from currentColor l 0.1 0)) { .ink { color: ${INK}; } }
  .ground { background: color-mix(in srgb, var(--_ground) 25%, transparent); }
  .inverse { background: color-mix(in srgb, currentColor 20%, transparent); }
  .fold {
    display: inline; min-height: 0; padding: 0 0.4rem; border-style: none; text-indent: 0;
    font: inherit; color: var(--_quiet); text-decoration: underline; text-underline-offset: 0.2em;
  }
  .news {
    position: absolute; inset-block-end: 0.6rem; inset-inline: 0; width: fit-content; margin-inline: auto;
    border-color: transparent; border-radius: 2rem; background: CanvasText; color: Canvas; color-scheme: inherit;
    box-shadow: 0 2px 8px rgb(0 0 0 / 25%); font-variant-numeric: tabular-nums;
  }
  .news:hover { background: color-mix(in srgb, CanvasText 85%, Canvas); }
  .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; margin-bottom: 0.5rem; }
  .tools > * { flex: none; }
  .search, .levels {
    min-height: 1.75rem; padding: 0.15rem 0.6rem; box-sizing: border-box; font: inherit; font-size: 0.8125rem; color: inherit;
    border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--_corner); background: transparent;
  }
  .tools > .search { flex: 1 1 7rem; min-width: 0; }
  .search::placeholder { color: var(--_quiet); opacity: 1; }
  .levels { max-width: 100%; }
  .levels option { background: Canvas; color: CanvasText; }
  .matches { color: var(--_quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
  :host([hide~=log]) .panel { display: none !important; }
  @media (forced-colors: active) {
    .line.current { outline-color: Highlight; }
    ::highlight(sse-progress-found) { background-color: Mark; color: MarkText; }
    .news { border-color: currentColor; }
  }
  @media print { .tools, .news, .fold { display: none !important; } }
`;

// module/element/media-style.js
var MEDIA_STYLE = `
  /* For fingers. */
  @media (max-width: 30rem), (pointer: coarse) {
    button, .search, .levels { min-height: 2rem; }
    .fold { display: inline-block; min-height: 1.5rem; }
  }
  /* Colors say nothing here, so that forms have to: what failed is hatched, what was stopped is empty. */
  @media (forced-colors: active) {
    .track { border: 1px solid CanvasText; forced-color-adjust: none; background: Canvas; }
    .fill { background: Highlight !important; }
    .bar:is([data-state=failed], [data-state=timed_out], [data-state=lost]) > .track > .fill {
      background: repeating-linear-gradient(-45deg, CanvasText 0 3px, Canvas 3px 6px) !important;
    }
    .bar:is([data-state=cancelled], [data-state=stopped]) > .track > .fill { background: GrayText !important; }
    :host(:is([connection=reconnecting], [connection=silent])) .fill { opacity: 1; background: GrayText !important; }
    .indeterminate .fill {
      opacity: 1 !important; background: repeating-linear-gradient(90deg, Highlight 0 3px, Canvas 3px 7px) !important;
    }
    .badge, .log, .result, .error { border: 1px solid; }
    .badge:is([data-state=failed], [data-state=timed_out], [data-state=lost], [data-state=refused]), .error {
      border-width: 2px;
    }
    .children { border-color: CanvasText; }
    button[aria-disabled=true] { color: GrayText; border-color: GrayText; }
    .tool[aria-pressed=true] { border-style: double; border-width: 3px; }
  }
  /* All of it, dark on white, without what can only be pressed. */
  @media print {
    :host {
      color: #000 !important; background: #fff; color-scheme: light;
      --_quiet: #444; --_rail: #ddd; --_panel: transparent;
    }
    .log, .result, .error, .run > .children {
      max-height: none !important; height: auto !important; overflow: visible !important; content-visibility: visible;
    }
    .result > .rows > thead > .row > * { position: static; }
    .log, .result { padding: 0.4rem 0; border-block: 1px solid #bbb; border-radius: 0; }
    .children > .bar { content-visibility: visible !important; }
    .label, .message { -webkit-line-clamp: none; }
    .line, .row, .bar > .head { break-inside: avoid; }
    .track, .fill, .badge { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    button, .tools, .actions { display: none !important; }
    .more:has(button), .more button { display: inline !important; }
  }
`;

// module/element/style.js
var STYLE = `
  :host {
    --_accent: var(--sse-progress-accent, #2f6feb);
    --_good: var(--sse-progress-good, #1f9d61);
    --_bad: var(--sse-progress-bad, #d6453d);
    --_warn: var(--sse-progress-warn, #c77d00);
    --_quiet: var(--sse-progress-quiet, color-mix(in srgb, currentColor 70%, transparent));
    --_rail: var(--sse-progress-track, color-mix(in srgb, currentColor 13%, transparent));
    --_panel: var(--sse-progress-panel, color-mix(in srgb, currentColor 5%, transparent));
    --_height: var(--sse-progress-height, 0.5rem);
    --_corner: var(--sse-progress-radius, 0.5rem);
    --_way: 1;
    --_mono: var(--sse-progress-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, monospace);
    display: block;
    margin-block: 1rem;
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  :host(:dir(rtl)) { --_way: -1; }
  :host([hidden]), [hidden] { display: none !important; }
  /* What a job says is written in its own direction, whatever that of the page is. */
  .label, .message, .text, .json, .error { unicode-bidi: plaintext; }
  :host(:dir(rtl)) :is(.label, .message) { text-align: right; }
  .state, .badge, .percent, .facts > * { unicode-bidi: isolate; }
  .label, .message, .text, .result, .error, .state, .badge { overflow-wrap: anywhere; }
  .head { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.75rem; }
  .label { flex: 1 1 0; min-width: 8rem; font-weight: 600; }
  .label, .message {
    display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  }
  .percent { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .message { flex: 1 0 100%; order: 1; color: var(--_quiet); font-size: 0.875rem; }
  .track {
    position: relative; height: var(--_height); margin: 0.45rem 0 0.4rem;
    border-radius: var(--_corner); background: var(--_rail); overflow: hidden;
  }
  .fill {
    height: 100%; border-radius: inherit; background: var(--_accent);
    /* It is moved rather than made wider: a browser does that without laying anything out. */
    transform: translateX(calc(var(--_way) * (var(--fraction, 0) - 1) * 100%));
    transition: transform 0.2s ease-out, background-color 0.3s;
  }
  .indeterminate .fill { width: 35%; animation: slide 1.4s ease-in-out infinite alternate; }
  @keyframes slide { from { transform: none; } to { transform: translateX(calc(var(--_way) * 185.7%)); } }
  :host(:is([connection=reconnecting], [connection=silent])) .fill { opacity: 0.55; animation-play-state: paused; }
  .facts {
    display: flex; flex-wrap: wrap; gap: 0 0.45rem;
    color: var(--_quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums;
  }
  .facts > :not([hidden]) ~ :not([hidden])::before { content: "·" / ""; margin-inline-end: 0.45rem; }
  /* A list without items is none to a screen reader, either. */
  .children:empty { display: none; }
  .children {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.75rem; margin-top: 0.9rem;
    box-sizing: border-box; padding-inline-start: 1rem; border-inline-start: 2px solid var(--_rail);
  }
  .run > .children { max-height: 32rem; overflow: auto; }
  /* Most of many are out of sight, and those are not laid out. */
  .children > .bar { content-visibility: auto; contain-intrinsic-block-size: auto 2.5rem; }
  .children .fill { transition: background-color 0.3s; }
  .children .track { height: calc(var(--_height) * 0.6); margin: 0.25rem 0; }
  .children :is(.label, .percent) { font-weight: 500; font-size: 0.875rem; }
  .children :is(.message, .facts) { font-size: 0.8125rem; }
  .bar:is([data-state=succeeded], [data-state=finished]) > .track > .fill { background: var(--_good); }
  .bar:is([data-state=failed], [data-state=timed_out], [data-state=lost]) > .track > .fill { background: var(--_bad); }
  .bar:is([data-state=cancelled], [data-state=stopped]) > .track > .fill { background: var(--_quiet); }
  /* What is over takes a line: its name and how long it took. */
  .children > .bar:is([data-state=finished], [data-state=stopped]) {
    display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem;
  }
  .bar:is([data-state=finished], [data-state=stopped]) + .bar:is([data-state=finished], [data-state=stopped]) {
    margin-top: -0.4rem;
  }
  .bar:is([data-state=finished], [data-state=stopped]) > .head { flex: 1 1 0; }
  .bar:is([data-state=finished], [data-state=stopped]) > .children { flex: 1 0 100%; }
  .bar:is([data-state=finished], [data-state=stopped]) > .head > .label::before {
    content: "✓ " / ""; color: var(--_good);
  }
  .bar[data-state=stopped] > .head > .label::before { content: "– " / ""; color: var(--_quiet); }
  .bar:is([data-state=finished], [data-state=stopped]) > .track,
  .bar:is([data-state=finished], [data-state=stopped]) > .head > .message,
  .bar:is([data-state=finished], [data-state=stopped]) > .facts > :not(.elapsed),
  .bar[data-state=finished] > .head > .percent { display: none; }
  .bar:is([data-state=finished], [data-state=stopped]) > .facts > .elapsed::before { content: none; }
  .omitted { margin: 0.6rem 0 0; color: var(--_quiet); font-size: 0.8125rem; }
  button {
    flex: none; font: inherit; font-size: 0.8125rem; font-weight: 500; color: inherit;
    min-height: 1.75rem; padding: 0.15rem 0.8rem; cursor: pointer;
    border: 1px solid color-mix(in srgb, currentColor 55%, transparent); border-radius: var(--_corner);
    background: transparent;
  }
  /* Also where it stands in a line of its own. */
  .head > button { margin-inline-start: auto; }
  button:hover { background: var(--_rail); }
  button[aria-disabled=true] { border-style: dashed; cursor: default; }
  :focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px; }
  .state { margin: 0.15rem 0 0; font-size: 0.875rem; white-space: pre-wrap; }
  .badge {
    --_tone: var(--_accent);
    padding: 0 0.55rem; border-radius: 1rem; font-size: 0.8125rem; font-weight: 600; white-space: nowrap;
    color: color-mix(in srgb, currentColor 45%, var(--_tone));
    background: color-mix(in srgb, var(--_tone) 14%, transparent);
  }
  .badge[data-state=succeeded] { --_tone: var(--_good); }
  .badge:is([data-state=failed], [data-state=timed_out], [data-state=lost], [data-state=refused]) { --_tone: var(--_bad); }
  .badge:is([data-state=queued], [data-state=cancelled]) { --_tone: var(--_quiet); }
  .badge:is([data-state=reconnecting], [data-state=silent], [data-state=unreachable]) { --_tone: var(--_warn); }
  .log, .result, .error {
    margin: 0.75rem 0 0; padding: 0.6rem 0.8rem; max-height: 14rem; overflow: auto;
    border-radius: var(--_corner); background: var(--_panel);
    font: 0.8125rem/1.55 var(--_mono); white-space: pre-wrap;
  }
  .error {
    margin: 0.5rem 0 0.75rem; border-inline-start: 3px solid var(--_bad);
    background: color-mix(in srgb, var(--_bad) 9%, transparent);
  }
  .data { overflow-wrap: anywhere; unicode-bidi: isolate; }
  .data:not(.line > .data) { margin-top: 0.6rem; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
  .unseen {
    position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap;
  }
  ${LOG_STYLE}
  ${DATA_STYLE}
  ${["label", "badge", "message", "percent", "facts", "data", "log", "result", "error", "state"].map((part2) => `:host([hide~=${part2}]) .${part2} { display: none !important; }`).join("\n")}
  :host([hide~=tasks]) :is(.children, .omitted) { display: none !important; }
  :host([hide~=buttons]) .head > button { display: none !important; }
  /* On a phone, what it is called has a line of its own. */
  @media (max-width: 30rem) {
    .run > .head { row-gap: 0.25rem; }
    .run > .head > .label { flex-basis: 100%; }
  }
  @media (prefers-reduced-motion: reduce) {
    .fill { transition: none; }
    .indeterminate .fill { width: 100%; opacity: 0.4; animation: none; transform: none; }
  }
  ${MEDIA_STYLE}
`;
var shared = null;
function sheet() {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(STYLE);
  }
  return shared;
}

// module/element/part.js
function part(tag, name, text = "") {
  const node = document.createElement(tag);
  node.className = name;
  node.setAttribute("part", name);
  node.textContent = text;
  return node;
}
function setText(node, text) {
  const { firstChild } = node;
  if (firstChild && text && firstChild === node.lastChild) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
  if (node.hidden === Boolean(text)) node.hidden = !text;
}

// module/element/announcer.js
var PAUSE = 1e4;
var QUARTER = 25;
var Announcer = class {
  polite = part("p", "unseen");
  assertive = part("p", "unseen");
  #state = "";
  #quarter = 0;
  #last = -Infinity;
  constructor() {
    this.polite.setAttribute("role", "status");
    this.assertive.setAttribute("role", "alert");
  }
  /**
   * Announces what is new. `words` describe the state, when there is something to say about it, and `isNew` says whether
   * the run was started here.
   */
  tell(label, state, fraction2, words, isNew) {
    if (!this.polite.isConnected) return;
    const quarter = Math.floor((fraction2 ?? 0) * 100 / QUARTER);
    const now = performance.now();
    if (state !== this.#state) {
      const said = this.#change(state, words, isNew);
      this.#state = state;
      this.#quarter = quarter;
      if (said) this.#say(state, say("said_of", { label, said }), now);
    } else if (quarter > this.#quarter && now - this.#last >= PAUSE) {
      this.#quarter = quarter;
      this.#say(state, say("said_of", { label, said: percentage(quarter * QUARTER / 100) }), now);
    }
  }
  #change(state, words, isNew) {
    if (state === "connecting") return "";
    if (state !== "running") return words;
    if (["reconnecting", "silent"].includes(this.#state)) return say("connected_again");
    return isNew || this.#state === "queued" ? say("started") : stateWord(state);
  }
  #say(state, text, now) {
    const urgent = ["failed", "timed_out", "lost", "refused"].includes(state);
    const [region, other] = urgent ? [this.assertive, this.polite] : [this.polite, this.assertive];
    region.textContent = harmless(text, LABEL_LENGTH);
    other.textContent = "";
    this.#last = now;
  }
};

// module/element/bar.js
var EMPTY = {
  position: 0,
  length: null,
  unit: "items",
  message: "",
  fraction: null,
  elapsed_ms: null,
  rate: null,
  eta_ms: null
};
var DRAWN_EVERY = 1e3;
var ENDED = ["succeeded", "failed", "cancelled", "timed_out", "lost", "finished", "stopped"];
var Bar = class {
  node = part("div", "bar");
  head = part("div", "head");
  children = part("div", "children");
  #label = part("span", "label");
  /** That it is over, for those who do not see the mark. */
  #over = part("span", "unseen");
  #message = part("span", "message");
  #percent = part("span", "percent");
  #track = part("div", "track");
  #fill = part("div", "fill");
  #facts = ["amount", "rate", "elapsed", "eta"].map((name) => part("span", name));
  /** Whether it is out of sight, when it was drawn last, and what has come since. */
  #hidden = false;
  #drawn = -Infinity;
  #late = null;
  /** What is shown, by a name for each piece: most bars of a snapshot are as they were, and nodes are slow to ask. */
  #shown = /* @__PURE__ */ new Map();
  /** The numbers keep their order where the text around them is written from right to left. */
  #number = part("bdi", "number");
  constructor() {
    this.#number.dir = "ltr";
    this.children.setAttribute("role", "list");
    this.head.append(this.#label, this.#over, this.#percent, this.#message);
    const facts = part("div", "facts");
    facts.append(...this.#facts);
    this.#track.setAttribute("role", "progressbar");
    this.#track.setAttribute("aria-valuemin", "0");
    this.#track.setAttribute("aria-valuemax", "100");
    this.#track.append(this.#fill);
    this.node.append(this.head, this.#track, facts, this.children);
    this.node.addEventListener("contentvisibilityautostatechange", ({ target, skipped }) => {
      if (target !== this.node) return;
      this.#hidden = skipped;
      if (!skipped && this.#late) this.#late();
    });
  }
  /**
   * `state` is the bar's; `age` is for how long the work has gone on since. What is out of sight is drawn now and then,
   * for those who do not look but listen.
   */
  draw(bar, label, state, age) {
    const now = performance.now();
    const wait = this.#hidden && state === this.#shown.get("state") && now - this.#drawn < DRAWN_EVERY;
    this.#late = wait ? inThisLanguage(() => this.#draw(bar, label, state, age)) : null;
    if (wait) return;
    this.#drawn = now;
    this.#draw(bar, label, state, age);
  }
  #draw(bar, label, state, age) {
    const live = ["running", "cancelling", "uploading"].includes(state);
    const time = ENDED.includes(state) ? exactDuration : duration;
    const known = bar.fraction ?? (state === "succeeded" || state === "finished" ? 1 : null);
    const unit = bar.unit === "items" || bar.unit === "bytes" ? "" : ` ${harmless(bar.unit, LABEL_LENGTH)}`;
    const full = known === null ? "" : `${percent(known)}`;
    const said = known === null ? "" : percentage(known);
    const of = bar.length === null ? "" : ` / ${amount(bar.length, bar.unit)}`;
    const number2 = bar.position || of ? `${amount(bar.position, bar.unit)}${of}` : "";
    const done = number2 && number2 + unit;
    const left = bar.eta_ms === null ? "" : say("time_left", { time: duration(Math.max(bar.eta_ms - age, 0)) });
    const name = harmless(label, LABEL_LENGTH);
    const message = harmless(bar.message, LABEL_LENGTH);
    this.#update("state", state, () => {
      this.node.dataset.state = state;
    });
    this.#text("label", this.#label, name);
    this.#text("message", this.#message, message);
    this.#text("percent", this.#percent, bar.fraction === null ? "" : said);
    const facts = [
      live && bar.rate ? say("per_second", { amount: `${amount(bar.rate, bar.unit)}${unit}` }) : "",
      bar.elapsed_ms === null || state === "queued" ? "" : time(bar.elapsed_ms + age),
      live ? left : ""
    ];
    this.#update("amount", number2 + unit, () => this.#drawAmount(number2, unit));
    this.#facts.slice(1).forEach((node, index) => this.#text(index, node, facts[index]));
    this.#text("over", this.#over, state === "finished" || state === "stopped" ? say(state) : "");
    this.#aria("label", name || say("progress"));
    this.#aria("valuenow", full);
    this.#aria("valuetext", [said, done, message].filter(Boolean).join(", "));
    const indeterminate = known === null && live;
    this.#update("indeterminate", indeterminate, () => this.#track.classList.toggle("indeterminate", indeterminate));
    this.#update("fraction", known ?? 0, (fraction2) => this.#fill.style.setProperty("--fraction", fraction2));
  }
  #text(name, node, text) {
    this.#update(name, text, () => setText(node, text));
  }
  #drawAmount(number2, unit) {
    const [node] = this.#facts;
    const text = number2 && number2 + unit;
    node.hidden = !text;
    if (node.textContent === text) return;
    this.#number.textContent = number2;
    node.replaceChildren(this.#number, text.slice(number2.length));
  }
  #aria(name, value) {
    this.#update(`aria-${name}`, value, () => {
      if (value === "") this.#track.removeAttribute(`aria-${name}`);
      else this.#track.setAttribute(`aria-${name}`, value);
    });
  }
  #update(name, value, draw) {
    if (this.#shown.get(name) === value) return;
    this.#shown.set(name, value);
    draw(value);
  }
};

// module/element/hold.js
var Hold = class {
  #node;
  /** How far down the screen it is to be, while something changes; else `null`. */
  #top = null;
  /** `node` is what is read, and `above` is what may grow. */
  constructor(node, above) {
    this.#node = node;
    const observer = new ResizeObserver(() => this.#settle());
    for (const each of above) observer.observe(each);
  }
  /** To be called when a frame is drawn, before anything changes. */
  take() {
    this.#top = this.#place;
    setTimeout(() => {
      this.#top = null;
    });
  }
  get #place() {
    return this.#node.getBoundingClientRect().top;
  }
  #settle() {
    if (this.#top !== null) window.scrollBy({ top: this.#place - this.#top, behavior: "instant" });
  }
};

// module/element/log/blocks.js
var SIZE = 50;
var Blocks = class {
  #box;
  #last = null;
  /** `box` is what the lines are shown in. */
  constructor(box) {
    this.#box = box;
  }
  append(nodes) {
    let rest = nodes;
    while (rest.length) {
      if (!this.#last || this.#last.childElementCount >= SIZE) {
        this.#last = part("div", "block");
        this.#box.append(this.#last);
      }
      const room = SIZE - this.#last.childElementCount;
      this.#last.append(...rest.slice(0, room));
      rest = rest.slice(room);
    }
  }
  remove(node) {
    const block = node.parentNode;
    node.remove();
    if (!block.childElementCount && block !== this.#last) block.remove();
  }
};

// module/element/log/following.js
var NEAR = 30;
var RECENT = 1e3;
var BACKWARD = ["ArrowUp", "PageUp", "Home"];
var Following = class {
  on = true;
  #box;
  #changed;
  #top = 0;
  #size = "";
  /** Where the end was when somebody began to move the box; `null` while nobody does. */
  #goal = null;
  /** Where the end was before the box grew, and when, of the last times. */
  #ends = [];
  /** `box` scrolls. `changed` is called when a person leaves the end, or is back. */
  constructor(box, changed) {
    this.#box = box;
    this.#changed = changed;
    box.addEventListener("scroll", () => this.#scrolled());
    box.addEventListener("scrollend", () => {
      this.#goal = null;
    });
    box.addEventListener("wheel", ({ deltaY }) => {
      if (deltaY < 0 && box.scrollTop > 0) this.leave();
    }, { passive: true });
    box.addEventListener("keydown", (event) => this.#pressed(event));
    box.addEventListener("focusin", ({ target }) => {
      if (target !== box) this.leave();
    });
    new ResizeObserver(() => this.update()).observe(box);
  }
  leave() {
    if (!this.on) return;
    this.on = false;
    this.#goal = null;
    this.#ends = [];
    this.#changed();
  }
  resume() {
    if (this.on) return;
    this.on = true;
    this.#changed();
  }
  /** To be called before something is added at the end. */
  grow() {
    if (this.on) return;
    const now = performance.now();
    this.#ends = this.#ends.filter(({ at }) => now - at < RECENT);
    this.#ends.push({ at: now, end: this.#box.scrollHeight });
  }
  /** Goes to the end, if it is to stay there. To be called when the box has other content. */
  update() {
    if (!this.on) return;
    this.#box.scrollTo({ top: this.#box.scrollHeight, behavior: "instant" });
    this.#remember();
  }
  #pressed(event) {
    const { target, key } = event;
    if (target !== this.#box || event.altKey || event.shiftKey) return;
    if (BACKWARD.includes(key) && this.#box.scrollTop > 0) this.leave();
    if (key !== "End") return;
    event.preventDefault();
    this.resume();
  }
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    const [top, size] = [this.#top, this.#size];
    this.#remember();
    if (this.on) {
      if (scrollTop < top - 0.5 && size === this.#size) this.leave();
      return;
    }
    const now = performance.now();
    const recent = this.#ends.find(({ at }) => now - at < RECENT)?.end ?? scrollHeight;
    if ("onscrollend" in window) this.#goal ??= recent;
    if (scrollTop > top && scrollTop + clientHeight >= Math.min(this.#goal ?? recent, recent) - NEAR) this.resume();
  }
  #remember() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    this.#top = scrollTop;
    this.#size = `${scrollHeight} ${clientHeight}`;
  }
};

// module/element/log/keys.js
var STOPS = "a[href], button, .wide";
var Keys = class {
  #box;
  constructor(box) {
    this.#box = box;
    box.setAttribute("aria-description", say("log_keys"));
    box.addEventListener("keydown", (event) => this.#pressed(event));
    box.addEventListener("click", () => this.take(box));
  }
  /** Takes what is in a node out of the way of Tab. */
  take(node) {
    for (const stop of node.querySelectorAll(STOPS)) stop.tabIndex = -1;
  }
  #pressed(event) {
    const { target, key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stop = this.#next(target, key);
    if (!stop) return;
    event.preventDefault();
    stop.focus({ preventScroll: true });
    if (stop !== this.#box) stop.scrollIntoView({ block: "nearest" });
  }
  /** Where a key leads to. */
  #next(from, key) {
    if (from === this.#box) return key === "Enter" ? this.#firstInSight : null;
    if (key === "Escape") return this.#box;
    const isThere = (direction) => (stop) => from.compareDocumentPosition(stop) & direction;
    if (key === "ArrowUp") return this.#stops.findLast(isThere(Node.DOCUMENT_POSITION_PRECEDING));
    return key === "ArrowDown" ? this.#stops.find(isThere(Node.DOCUMENT_POSITION_FOLLOWING)) : null;
  }
  /** Those of lines that are shown. */
  get #stops() {
    return [...this.#box.querySelectorAll(STOPS)].filter((stop) => stop.getClientRects().length);
  }
  get #firstInSight() {
    const { top, bottom } = this.#box.getBoundingClientRect();
    const place = (stop) => stop.getBoundingClientRect().top;
    return this.#stops.find((stop) => place(stop) >= top && place(stop) < bottom);
  }
};

// module/element/fold.js
var STEP = 500;
function drawSome(node, list, most, draw, last) {
  const drawn = list.slice(0, most).map(draw);
  node.append(...drawn);
  const left = list.slice(most);
  if (!left.length) return drawn[0];
  const button = foldButton(say("more", { count: left.length }), () => {
    row.remove();
    takeFocus(drawSome(node, left, STEP, draw, last));
  });
  const row = last(button);
  node.append(row);
  return button;
}
function takeFocus(node) {
  if (!node.matches("button")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
}
function foldButton(words, press) {
  const button = part("button", "fold", words);
  button.type = "button";
  button.addEventListener("click", press);
  return button;
}

// module/element/link.js
var ADDRESS = /\bhttps?:\/\/[^\s<>"`{}|\\^]+/gi;
var NOTHING_ELSE = /^https?:\/\/\S+$/i;
var PUNCTUATION = /[.,;:!?'’”»…]+$/;
var MAX_ADDRESS = 2e3;
function linked(text) {
  if (!text.includes("://")) return [document.createTextNode(text)];
  const nodes = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    const link = linkTo(address);
    if (!link) continue;
    if (index > end) nodes.push(document.createTextNode(text.slice(end, index)));
    nodes.push(link);
    end = index + address.length;
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}
function trimmed(found) {
  let address = found.replace(PUNCTUATION, "");
  for (const [open, close] of ["()", "[]"]) {
    while (address.endsWith(close) && address.split(close).length > address.split(open).length) {
      address = address.slice(0, -1).replace(PUNCTUATION, "");
    }
  }
  return address;
}
function linkTo(text) {
  const address = NOTHING_ELSE.test(text) ? webAddress(text) : null;
  if (!address) return null;
  const link = drawLink(address, text);
  link.dir = "ltr";
  return link;
}
function webAddress(text, base) {
  if (text.length > MAX_ADDRESS) return null;
  let url;
  try {
    url = new URL(text, base);
  } catch {
    return null;
  }
  return !url.username && !url.password && /^https?:$/.test(url.protocol) ? url.href : null;
}
function drawLink(address, words) {
  const link = part("a", "link", words);
  link.href = address;
  if (words && words !== address) link.title = harmless(address, LABEL_LENGTH);
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

// module/element/resource.js
var MEMBERS = ["url", "href", "label", "media_type", "download"];
var ADDRESS2 = /^(https?:\/\/|\.{0,2}\/)\S*$/i;
var PIXELS = /^data:image\/(avif|gif|jpeg|png|webp);base64,[\w+/=]+$/;
function resourceOf(object) {
  if (Array.isArray(object) || !Object.keys(object).every((name) => MEMBERS.includes(name))) return null;
  const { url: given = object.href, label, media_type: type = "", download } = object;
  if (typeof given !== "string" || [label ?? "", type].some((each) => typeof each !== "string")) return null;
  const isPixels = PIXELS.test(given);
  const address = isPixels ? given : ADDRESS2.test(given) && webAddress(given, document.baseURI);
  if (!address) return null;
  const isImage = isPixels || /^image\//.test(type) && new URL(address).origin === location.origin;
  return { address, given, label, isImage, isPixels, download };
}
function drawResource({ address, given, label, isImage, isPixels, download }) {
  const file = typeof download === "string" ? download : void 0;
  const name = label ?? file ?? (isPixels ? say("image") : given);
  const words = harmless(name, LABEL_LENGTH);
  if (!isImage) return drawAddress(address, words, download);
  const image = part("img", "image");
  image.src = address;
  image.alt = label === void 0 && file === void 0 ? say("image") : words;
  image.loading = "lazy";
  image.referrerPolicy = "no-referrer";
  if (isPixels && !download) return image;
  const link = drawAddress(address, "", download);
  link.append(image);
  return link;
}
function drawAddress(address, words, download) {
  const link = drawLink(address, words);
  if (download) link.download = typeof download === "string" ? download : "";
  return link;
}

// module/element/data.js
var MOST = 30;
var COLUMNS = 20;
var SHORT = 60;
var SHORT_TEXT = 32;
var DEPTH = 5;
var WHOLE = 1e6;
function drawData(data, depth = 0) {
  if (typeof data === "string") return drawText(data);
  if (typeof data !== "object" || data === null || Object.keys(data).length === 0 || depth > DEPTH) return drawJson(data);
  const resource = resourceOf(data);
  if (resource) return drawResource(resource);
  if (depth > 0 && isShort(data)) return drawJson(data);
  const columns = Array.isArray(data) ? columnsOf(data) : columnsByName(data);
  if (columns) return drawRows(data, columns, depth);
  if (!Array.isArray(data)) return drawMembers(data, depth);
  return data.every((each) => typeof each === "number") && isShort(data) ? drawJson(data) : drawItems(data, depth);
}
function drawJson(value) {
  return part("span", typeof value === "number" || typeof value === "bigint" ? "json number" : "json", harmless(jsonText(value), LINE_LENGTH));
}
function isShort(data) {
  const json = jsonText(data);
  return json.length <= SHORT && !/https?:|"url"|"href"/.test(json);
}
function drawText(text) {
  const shown2 = harmless(text, LINE_LENGTH);
  const link = linkTo(shown2);
  if (link) return link;
  const node = part("span", "text", shown2);
  if (text.length <= LINE_LENGTH) return node;
  const button = foldButton(say("show_all", { count: text.length }), () => {
    node.replaceChildren(harmless(text, WHOLE));
    takeFocus(node);
  });
  node.append(" ", button);
  return node;
}
function drawMembers(object, depth) {
  const table = part("table", "table");
  const row = ([name, value]) => {
    const cell = part("td", "value");
    cell.append(drawData(value, depth + 1));
    const node = part("tr", "row");
    node.append(headCell("row", name), cell);
    return node;
  };
  drawSome(body(table), Object.entries(object), MOST, row, (button) => moreRow(button, 2));
  return table;
}
function columnsOf(list) {
  const isPlain = (each) => typeof each === "object" && each !== null && !Array.isArray(each) && !resourceOf(each);
  if (!list.every(isPlain)) return null;
  const columns = [...new Set(list.flatMap(Object.keys))];
  const isAlike = (each) => Object.keys(each).length * 2 >= columns.length;
  return columns.length && columns.length <= COLUMNS && list.every(isAlike) ? columns : null;
}
function columnsByName(object) {
  const list = Object.values(object);
  const columns = list.length > 1 && columnsOf(list);
  return columns && list.every((each) => Object.keys(each).length * 2 > columns.length) ? columns : null;
}
function drawRows(data, columns, depth) {
  const isList = Array.isArray(data);
  const table = part("table", "table rows");
  const heads = part("tr", "row");
  if (!isList) heads.append(part("td", "name"));
  const list = Object.values(data);
  heads.append(...columns.map((name) => {
    const head = headCell("col", name);
    const isNumber = list.every((object) => ["number", "undefined"].includes(typeof object[name]));
    head.classList.toggle("end", isNumber);
    return head;
  }));
  table.createTHead().append(heads);
  const row = ([name, object]) => {
    const node = part("tr", "row");
    if (!isList) node.append(headCell("row", name));
    node.append(...columns.map((name2) => {
      const cell = part("td", "value");
      cell.classList.toggle("long", typeof object[name2] === "string" && object[name2].length > SHORT_TEXT);
      if (Object.hasOwn(object, name2)) cell.append(drawData(object[name2], depth + 1));
      return cell;
    }));
    return node;
  };
  drawSome(body(table), Object.entries(data), MOST, row, (button) => moreRow(button, heads.cells.length));
  const wide = part("div", "wide");
  wide.tabIndex = 0;
  wide.setAttribute("role", "group");
  wide.setAttribute("aria-label", harmless(columns.join(", "), LABEL_LENGTH));
  wide.append(table);
  return wide;
}
function drawItems(list, depth) {
  const node = part("ul", "items");
  const item2 = (...content) => {
    const each = part("li", "item");
    each.append(...content);
    return each;
  };
  drawSome(node, list, MOST, (value) => item2(drawData(value, depth + 1)), (button) => item2(button));
  return node;
}
function headCell(scope, name) {
  const head = part("th", "name", harmless(name, LABEL_LENGTH));
  head.scope = scope;
  head.classList.toggle("long", name.length > SHORT_TEXT);
  return head;
}
function body(table) {
  return table.createTBody();
}
function moreRow(button, columns) {
  const cell = part("td", "more");
  cell.colSpan = columns;
  cell.append(button);
  const row = part("tr", "row");
  row.append(cell);
  return row;
}

// module/element/log/ink.js
var GRAY = 0.03;
var MAX_CHROMA = 0.15;
var WHITE = 0.85;
function inked(nodes, { color, background, bold, dim, italic, underline, strike, inverse }) {
  const node = document.createElement("span");
  node.className = "ansi";
  const ground = inverse ? color ?? background : background;
  const styles = { bold, dim, italic, underline, strike, inverse: inverse && !ground, ground: Boolean(ground) };
  for (const [name, on] of Object.entries(styles)) if (on) node.classList.add(name);
  if (ground) node.style.setProperty("--_ground", `rgb(${ground.join(" ")})`);
  else if (color && !inverse) ink(node, color);
  node.append(...nodes);
  return node;
}
function ink(node, color) {
  const { lightness, chroma, hue } = oklch(color);
  if (chroma >= GRAY) {
    node.classList.add("ink");
    node.style.setProperty("--_chroma", Math.min(chroma, MAX_CHROMA).toFixed(3));
    node.style.setProperty("--_hue", hue.toFixed(0));
    node.style.setProperty("--_color", `rgb(${color.join(" ")})`);
  } else if (lightness < WHITE) {
    node.classList.add("dim");
  }
}
function oklch(color) {
  const [r, g, b] = color.map((part2) => {
    const value = part2 / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const green = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const blue = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { lightness, chroma: Math.hypot(green, blue), hue: Math.atan2(blue, green) * 180 / Math.PI };
}

// module/element/log/line.js
var FOLDED = { characters: 600, lines: 8 };
var LITTLE = 200;
var MOST2 = 10 * LINE_LENGTH;
var CLOCK = new Intl.DateTimeFormat(void 0, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
function shortened(line) {
  const { message } = line;
  if (message.length <= MOST2) return line;
  return { ...line, message: structuredClone(message.slice(0, MOST2)), length: message.length };
}
var Line = class {
  node;
  level;
  /** Whether it is the server's, and says that lines are lost. */
  isLost;
  #time;
  #message;
  /** Its data as text. */
  #json;
  #text = part("span", "text");
  #data = null;
  /** What unfolds it, if it is long, and how much is shown without that. */
  #button = null;
  #folded = 0;
  /** What stands behind a message of which not all can be shown. */
  #rest;
  constructor({ level, message, time, missed, data, length }) {
    this.level = level;
    this.isLost = missed > 0;
    this.#time = time;
    this.#message = message;
    this.#json = data === void 0 ? void 0 : harmless(jsonText(data), LINE_LENGTH);
    this.node = part("div", this.isLost ? "lost" : "line");
    this.node.dataset.level = level;
    this.node.append(clock(time), " ");
    if (level === "warn" || level === "error") this.node.append(part("span", "level", level), " ");
    if (message || data === void 0) this.node.append(this.#text);
    if (data !== void 0) {
      this.#data = part("div", "data");
      this.#data.append(drawData(data));
      this.node.append(message ? " " : "", this.#data);
    }
    this.#drawMessage(length);
  }
  /** All that it says, as one line of text. */
  get words() {
    return lineText({ time: this.#time, level: this.level, message: this.#message, json: this.#json });
  }
  /** What can be searched: its message, also what is folded of it, and its data. */
  get content() {
    return `${withoutEscapes(this.#message)} ${this.#json ?? ""}`;
  }
  /** The nodes that show it. */
  get nodes() {
    return [this.#text, this.#data].filter(Boolean);
  }
  /** Shows all of it, or its beginning. */
  unfold(open) {
    if (!this.#button || this.#isOpen === open) return;
    this.#button.setAttribute("aria-expanded", open);
    this.#button.textContent = open ? say("show_less") : this.#button.title;
    this.#drawPieces(open ? LINE_LENGTH : this.#folded);
  }
  get #isOpen() {
    return this.#button.getAttribute("aria-expanded") === "true";
  }
  #drawMessage(length) {
    const plain2 = withoutEscapes(this.#message);
    this.#rest = plain2.length > LINE_LENGTH ? say("characters_in_all", { all: length ?? plain2.length }) : "";
    const shown2 = Math.min(plain2.length, LINE_LENGTH);
    this.#folded = folded(plain2);
    this.#drawPieces(Math.min(this.#folded, shown2));
    if (this.#folded >= shown2) return;
    const button = foldButton(say("unfold", { count: shown2 - this.#folded }), () => this.unfold(!this.#isOpen));
    button.title = button.textContent;
    button.setAttribute("aria-expanded", "false");
    this.#text.after(" ", button);
    this.#button = button;
  }
  #drawPieces(length) {
    const nodes = pieces(this.#message, length).flatMap(({ text, look }) => {
      const drawn = linked(harmless(text, Infinity));
      return look ? [inked(drawn, look)] : drawn;
    });
    this.#text.replaceChildren(...nodes, length === LINE_LENGTH ? this.#rest : "");
  }
};
function clock(time) {
  const date = new Date(time);
  const node = part("time", "time", Number.isNaN(date.valueOf()) ? "" : CLOCK.format(date));
  node.dateTime = node.title = time;
  return node;
}
function folded(text) {
  let end = -1;
  for (let line = 0; line < FOLDED.lines; line += 1) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) break;
  }
  const some = Math.min(end < 0 ? text.length : end, FOLDED.characters);
  return text.length - some < LITTLE && end < 0 ? text.length : some;
}

// module/element/log/search.js
var MAX_MARKS = 100;
function highlight(name) {
  if (!globalThis.CSS?.highlights || !globalThis.Highlight) return null;
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
  return CSS.highlights.get(name);
}
var Search = class {
  /** The lines that match, in their order. */
  matches = [];
  current = null;
  #pattern = null;
  #marks = /* @__PURE__ */ new Map();
  get isOn() {
    return this.#pattern !== null;
  }
  /** Looks for `text`, in whichever case, in `lines`. */
  start(text, lines) {
    this.stop();
    if (!text) return;
    this.#pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
    for (const line of lines) this.add(line);
  }
  /** Looks for the same text in other lines. */
  restart(lines) {
    const pattern = this.#pattern;
    this.stop();
    this.#pattern = pattern;
    for (const line of lines) this.add(line);
  }
  stop() {
    this.#go(null);
    for (const line of this.matches) this.#unmark(line);
    this.matches = [];
    this.#pattern = null;
  }
  /** Takes a line behind those that there are. */
  add(line) {
    if (!this.#pattern || line.content.search(this.#pattern) < 0) return;
    this.matches.push(line);
    this.#mark(line);
  }
  /** Forgets the first line that there is. */
  shift(line) {
    if (this.matches[0] !== line) return;
    this.matches.shift();
    this.#unmark(line);
    if (this.current === line) this.current = null;
  }
  /** Goes to the next match, or to the previous one; from `start`, an index, if it is at none. */
  step(forward, start2) {
    const { length } = this.matches;
    if (!length) return null;
    const at = this.matches.indexOf(this.current);
    const next = at < 0 ? start2 - (forward ? 0 : 1) : at + (forward ? 1 : -1);
    const found = this.matches[(next + length) % length];
    this.#go(found);
    return found;
  }
  #go(line) {
    this.current?.node.classList.remove("current");
    this.current = line;
    if (!line) return;
    line.node.classList.add("current");
    line.unfold(true);
    this.#unmark(line);
    this.#mark(line);
  }
  #mark(line) {
    const found = highlight("sse-progress-found");
    if (!found) return;
    const ranges = line.nodes.flatMap((node) => rangesIn(node, this.#pattern)).slice(0, MAX_MARKS);
    for (const range of ranges) found.add(range);
    this.#marks.set(line, ranges);
  }
  #unmark(line) {
    for (const range of this.#marks.get(line) ?? []) highlight("sse-progress-found").delete(range);
    this.#marks.delete(line);
  }
};
function rangesIn(node, pattern) {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  let length = 0;
  while (walker.nextNode()) {
    texts.push({ node: walker.currentNode, start: length });
    length += walker.currentNode.length;
  }
  const place = (offset) => {
    const { node: container, start: start2 } = texts.findLast((text) => text.start <= offset);
    return [container, offset - start2];
  };
  const found = [...node.textContent.matchAll(pattern)].slice(0, MAX_MARKS);
  return found.map(({ 0: text, index }) => {
    const [startContainer, startOffset] = place(index);
    const [endContainer, endOffset] = place(index + text.length - 1);
    return new StaticRange({ startContainer, startOffset, endContainer, endOffset: endOffset + 1 });
  });
}

// module/element/tool.js
var CONFIRMED = 2e3;
function toolButton(text, press, name) {
  const node = part("button", "tool", text);
  node.type = "button";
  if (name) {
    node.title = name;
    node.setAttribute("aria-label", name);
  }
  node.addEventListener("click", press);
  return node;
}
function copyButton(text, name) {
  if (!navigator.clipboard) return [];
  const [copy, copied, failed] = ["copy", "copied", "could_not_copy"].map((key) => say(key));
  const told = part("span", "unseen");
  told.setAttribute("role", "status");
  const node = toolButton(copy, async () => {
    node.textContent = told.textContent = await navigator.clipboard.writeText(text()).then(() => copied, () => failed);
    setTimeout(() => {
      node.textContent = copy;
      told.textContent = "";
    }, CONFIRMED);
  }, name);
  node.classList.add("copy");
  return [node, told];
}
function tallButton(press) {
  const node = toolButton(say("full_height"), () => {
    const isTall = node.getAttribute("aria-pressed") !== "true";
    node.setAttribute("aria-pressed", isTall);
    press(isTall);
  });
  node.setAttribute("aria-pressed", "false");
  return node;
}

// module/element/log/tools.js
var LEVELS = ["trace", "debug", "info", "warn", "error"];
var Tools = class {
  node = part("div", "tools");
  #search = part("input", "search");
  #levels = part("select", "levels");
  #matches = part("span", "matches");
  #steps;
  #on;
  /**
   * `on` has what to do: `search(text)`, `step(forward)`, `close()` for whoever is done with searching, `least(level)`,
   * `copy()` which gives the text, `download()`, and `tall(on)`.
   */
  constructor(on) {
    this.#on = on;
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", say("log"));
    this.#search.type = "search";
    this.#search.placeholder = say("search");
    this.#search.setAttribute("aria-label", say("search_log"));
    this.#search.autocomplete = "off";
    this.#search.spellcheck = false;
    this.#search.setAttribute("aria-keyshortcuts", "/");
    this.#search.addEventListener("input", () => on.search(this.#search.value));
    this.#search.addEventListener("keydown", (event) => this.#pressed(event));
    this.#matches.setAttribute("role", "status");
    this.#levels.setAttribute("aria-label", say("levels"));
    this.#levels.append(...LEVELS.map((level) => new Option(say(`least_${level}`), level)));
    this.#levels.addEventListener("change", () => on.least(this.#levels.value));
    this.#steps = [
      toolButton("↑", () => on.step(false), say("previous_match")),
      toolButton("↓", () => on.step(true), say("next_match"))
    ];
    for (const step of this.#steps) step.hidden = true;
    const download = toolButton(say("download"), async () => {
      if (download.getAttribute("aria-disabled") === "true") return;
      download.setAttribute("aria-disabled", "true");
      await on.download();
      download.setAttribute("aria-disabled", "false");
    }, say("download_log"));
    const copy = copyButton(() => on.copy(), say("copy_log"));
    const tall = tallButton((isTall) => on.tall(isTall));
    this.node.append(this.#search, this.#matches, ...this.#steps, this.#levels, ...copy, download, tall);
  }
  focusSearch() {
    this.#search.focus();
    this.#search.select();
  }
  /** `count` says in words how many lines there are, `searching` whether a text is looked for. */
  draw(count, searching) {
    setText(this.#matches, count);
    for (const step of this.#steps) step.hidden = !searching;
  }
  #pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#on.step(!event.shiftKey);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#search.value = "";
      this.#on.search("");
      this.#on.close();
    }
  }
};

// module/element/log/log.js
var MAX_LINES = 1e3;
var MAX_READ = 2 * MAX_LINES;
var Log = class {
  node = part("div", "panel");
  #box = part("div", "log");
  #dropped = part("div", "lost");
  #news = part("button", "news");
  #blocks = new Blocks(this.#box);
  #following = new Following(this.#box, () => this.#followed());
  #keys = new Keys(this.#box);
  #search = new Search();
  #tools = null;
  #download;
  #lines = [];
  #pending = [];
  /** How many lines are not shown any more, and how many have come since somebody reads. */
  #gone = 0;
  #new = 0;
  /** How many lines there are of each level. */
  #levels = /* @__PURE__ */ new Map();
  #least = 0;
  /** `download` is called with the lines that there are as text, when somebody wants all. */
  constructor(download) {
    this.#download = download;
    this.#box.setAttribute("role", "log");
    this.#box.setAttribute("aria-label", say("log"));
    this.#box.setAttribute("aria-live", "off");
    this.#box.tabIndex = 0;
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "/" || !this.#tools || event.target !== this.#box) return;
      event.preventDefault();
      this.#tools.focusSearch();
    });
    this.#dropped.append(part("span", "text"));
    this.#dropped.hidden = true;
    this.#box.append(this.#dropped);
    this.#news.type = "button";
    this.#news.hidden = true;
    this.#news.addEventListener("click", () => {
      this.#following.resume();
      this.#box.focus({ preventScroll: true });
    });
    const frame = part("div", "frame");
    frame.append(this.#box, this.#news);
    this.node.append(frame);
    this.node.hidden = true;
  }
  /** Whether somebody who has chosen it, or has gone back in it, sees it. */
  get isRead() {
    const isChosen = this.node.contains(this.node.getRootNode().activeElement);
    if (this.#following.on && !isChosen) return false;
    const { top, bottom } = this.#box.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    return middle > 0 && middle < innerHeight;
  }
  /** Takes a line, which is drawn with the next frame. */
  push(line) {
    this.#pending.push(shortened(line));
    if (!this.#following.on && this.#isShown(line)) this.#new += 1;
    if (this.#pending.length <= MAX_LINES) return;
    this.#pending.shift();
    this.#gone += 1;
  }
  /** Empties it for another run. */
  clear() {
    while (this.#lines.length) this.#shift();
    this.#pending = [];
    this.#gone = this.#new = 0;
    this.#search.restart([]);
    this.#following.resume();
    this.draw();
  }
  /** The element is out of the page: nothing is marked in it any more. */
  leave() {
    this.#search.restart([]);
  }
  /** `panel` says whether there are tools beside the lines. */
  draw(panel = this.#tools !== null) {
    if (panel !== (this.#tools !== null)) this.#equip(panel);
    const { on } = this.#following;
    const added = this.#pending.splice(0, on ? MAX_LINES : MAX_READ - this.#lines.length).map((line) => new Line(line));
    if (added.length) this.#following.grow();
    this.#blocks.append(added.map(({ node }) => node));
    for (const line of added) this.#add(line);
    if (on) while (this.#lines.length > MAX_LINES) this.#shift();
    if (on) {
      setText(this.#dropped.firstElementChild, this.#gone ? say("earlier_lines", { count: this.#gone }) : "");
      this.#dropped.hidden = this.#gone === 0;
    }
    this.node.hidden = this.#lines.length === 0 && this.#gone === 0;
    setText(this.#news, on || !this.#new ? "" : say("new_lines", { count: this.#new }));
    this.#drawCount();
    if (added.length) this.#following.update();
  }
  #add(line) {
    this.#lines.push(line);
    this.#keys.take(line.node);
    this.#levels.set(line.level, (this.#levels.get(line.level) ?? 0) + 1);
    if (this.#isShown(line)) this.#search.add(line);
  }
  #shift() {
    const line = this.#lines.shift();
    if (line.node.contains(this.#box.getRootNode().activeElement)) this.#box.focus({ preventScroll: true });
    this.#blocks.remove(line.node);
    this.#gone += 1;
    this.#levels.set(line.level, this.#levels.get(line.level) - 1);
    this.#search.shift(line);
  }
  #followed() {
    if (this.#following.on) this.#new = 0;
    this.draw();
    this.#following.update();
  }
  #isShown({ level, isLost, missed }) {
    return isLost || missed > 0 || !(LEVELS.indexOf(level) < this.#least);
  }
  #equip(panel) {
    this.#tools?.node.remove();
    this.#tools = null;
    this.#find("");
    this.#filter(LEVELS[0]);
    this.node.classList.remove("tall");
    if (!panel) return;
    this.#tools = new Tools({
      search: (text) => this.#find(text),
      step: (forward) => this.#step(forward),
      close: () => this.#box.focus({ preventScroll: true }),
      least: (level) => this.#filter(level),
      copy: () => this.#text(true),
      download: () => this.#download(this.#text(false)),
      tall: (on) => this.#stretch(on)
    });
    this.node.prepend(this.#tools.node);
  }
  #find(text) {
    this.#search.start(text, this.#lines.filter((line) => this.#isShown(line)));
    this.#drawCount();
  }
  #step(forward) {
    const start2 = this.#search.matches.findIndex(({ node }) => this.#place(node) >= 0);
    const line = this.#search.step(forward, Math.max(start2, 0));
    if (!line) return;
    this.#keys.take(line.node);
    this.#following.leave();
    const above = Math.max((this.#box.clientHeight - line.node.offsetHeight) / 2, 0);
    this.#box.scrollBy({ top: this.#place(line.node) - above, behavior: "instant" });
    line.node.scrollIntoView({ block: "nearest" });
    this.#drawCount();
  }
  /** How far below the upper edge of the box a line is. */
  #place(node) {
    return node.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
  }
  /** Shows lines from this level on. What somebody reads stays in its place. */
  #filter(level) {
    const isRead = (line) => this.#isShown(line) && this.#place(line.node) + line.node.offsetHeight > 0;
    const first = this.#following.on ? -1 : this.#lines.findIndex(isRead);
    const before = first < 0 ? 0 : this.#place(this.#lines[first].node);
    this.#least = LEVELS.indexOf(level);
    this.#box.dataset.least = level;
    const read2 = first < 0 ? void 0 : this.#lines.slice(first).find((line) => this.#isShown(line));
    if (read2) this.#box.scrollBy({ top: this.#place(read2.node) - before, behavior: "instant" });
    this.#search.restart(this.#lines.filter((line) => this.#isShown(line)));
    this.#following.update();
    this.#drawCount();
  }
  #stretch(on) {
    this.node.classList.toggle("tall", on);
    this.#following.update();
    if (on) this.node.scrollIntoView({ block: "start" });
  }
  #drawCount() {
    if (!this.#tools) return;
    const { matches: found, current: current2, isOn } = this.#search;
    let text = "";
    if (isOn) text = current2 ? say("position", { index: found.indexOf(current2) + 1, all: found.length }) : say("lines", { count: found.length });
    else if (this.#least > 0) text = this.#drawShare();
    this.#tools.draw(text, isOn);
  }
  #drawShare() {
    const some = LEVELS.slice(this.#least).reduce((sum, level) => sum + (this.#levels.get(level) ?? 0), 0);
    return say("some_lines", { some, all: this.#lines.length });
  }
  /** The lines as text; with `filtered`, those that are shown. */
  #text(filtered) {
    const drawn = this.#lines.filter((line) => !filtered || this.#isShown(line)).map(({ words }) => `${words}
`);
    const pending = this.#pending.filter((line) => !filtered || this.#isShown(line));
    return drawn.join("") + logText(pending);
  }
};

// module/element/newest-data.js
var NewestData = class {
  node = part("div", "data");
  #drawn = void 0;
  constructor() {
    this.node.hidden = true;
  }
  /** `null` is drawn like nothing. */
  draw(data) {
    if (data === this.#drawn) return;
    const same = jsonText(data ?? null) === jsonText(this.#drawn ?? null);
    this.#drawn = data;
    if (same) return;
    const shown2 = data !== void 0 && data !== null;
    this.node.hidden = !shown2;
    this.node.replaceChildren(...shown2 ? [drawData(data)] : []);
  }
};

// module/element/result.js
var SHORT2 = 80;
var Result = class {
  #panel = part("div", "result");
  #actions = part("div", "actions");
  #drawn;
  constructor() {
    this.#panel.tabIndex = 0;
    this.#panel.setAttribute("role", "group");
    this.#panel.hidden = this.#actions.hidden = true;
  }
  get nodes() {
    return [this.#panel, this.#actions];
  }
  /** `result` is any JSON; `null` is drawn like nothing. */
  draw(result, run) {
    if (result === this.#drawn) return;
    this.#drawn = result;
    const shown2 = result !== void 0 && result !== null;
    const isText = typeof result === "string";
    const isShort2 = isText ? result.length <= SHORT2 && !result.includes("\n") : typeof result !== "object";
    this.#panel.hidden = !shown2;
    this.#panel.setAttribute("aria-label", say("result"));
    this.#panel.classList.remove("tall");
    this.#panel.replaceChildren(...shown2 ? [whole(drawData(result))] : []);
    this.#actions.hidden = !shown2 || isShort2;
    if (this.#actions.hidden) return;
    const save = () => saveText(`result-${run}.${isText ? "txt" : "json"}`, `${resultText(result)}
`);
    this.#actions.replaceChildren(
      ...copyButton(() => resultText(result), say("copy_result")),
      toolButton(say("download"), save, say("download_result")),
      tallButton((on) => this.#panel.classList.toggle("tall", on))
    );
  }
};
function whole(drawn) {
  return drawn.matches(".wide") ? drawn.firstElementChild : drawn;
}

// module/element/tasks.js
var Tasks = class {
  #root;
  #bars = /* @__PURE__ */ new Map();
  /** `root` is the run's own bar, which holds them. */
  constructor(root) {
    this.#root = root;
  }
  /** `age` is how old `tasks` is, in milliseconds, and `stale` says that nothing newer can come now; `over` says whether the run has ended. */
  draw(tasks, age, stale, over) {
    const listed = new Set(tasks.map((task) => task.id));
    for (const [id, bar] of this.#bars) {
      if (listed.has(id)) continue;
      bar.node.remove();
      this.#bars.delete(id);
    }
    for (const task of tasks) {
      if (!this.#bars.has(task.id)) this.#bars.set(task.id, item(new Bar()));
      const running = task.state === "running";
      const state = running && over ? "stopped" : task.state;
      const unknown = stale ? { rate: null, eta_ms: null } : {};
      this.#bars.get(task.id).draw({ ...EMPTY, ...task, ...unknown }, task.label, state, running ? age : 0);
    }
    this.#root.children.setAttribute("aria-label", say("tasks"));
    this.#arrange(tasks);
  }
  /** In the order in which they happened: those that are over come first, and what goes on is at the end. */
  #arrange(tasks) {
    const running = tasks.filter((task) => task.state === "running");
    const over = tasks.filter((task) => task.state !== "running");
    const places = /* @__PURE__ */ new Map();
    for (const task of [...over, ...running]) {
      const { children } = this.#bars.get(task.parent) ?? this.#root;
      const { node } = this.#bars.get(task.id);
      const place = places.get(children) ?? 0;
      places.set(children, place + 1);
      if (children.children[place] !== node) children.insertBefore(node, children.children[place] ?? null);
    }
  }
};
function item(bar) {
  bar.node.setAttribute("role", "listitem");
  return bar;
}

// module/element/view.js
var SETTLED = 1e3;
var View = class {
  #bar = new Bar();
  #tasks = new Tasks(this.#bar);
  #data = new NewestData();
  #log;
  #announcer = new Announcer();
  #omitted = part("p", "omitted");
  #badge = part("span", "badge");
  #state = part("p", "state");
  #error = part("p", "error");
  #result = new Result();
  #button = part("button", "cancel");
  #hold;
  /** When the button had to turn from Cancel to Retry or back, until it has. */
  #turned = null;
  #pending = 0;
  /**
   * `act` is called with `cancel` or `retry` when the button is pressed, and `download` with the log as far as it is
   * known here when somebody wants all of it.
   */
  constructor(root, act, download) {
    this.#log = new Log(download);
    this.#button.type = "button";
    this.#button.hidden = true;
    this.#button.addEventListener("click", () => {
      if (this.#button.getAttribute("aria-disabled") !== "true") act(this.#button.className);
    });
    this.#state.tabIndex = -1;
    this.#error.tabIndex = 0;
    this.#bar.node.classList.add("run");
    this.#bar.head.append(this.#button);
    this.#bar.head.insertBefore(this.#badge, this.#bar.head.children[1]);
    this.#bar.head.after(this.#state, this.#error);
    const above = [this.#bar.node, this.#omitted, this.#data.node, ...this.#result.nodes];
    this.#hold = new Hold(this.#log.node, above);
    root.replaceChildren(...above, this.#log.node, this.#announcer.polite, this.#announcer.assertive);
  }
  /** Empties the log for another run. The button stays, and keeps the focus. */
  clear() {
    this.#log.clear();
  }
  /** The element is out of the page. */
  leave() {
    this.#log.leave();
  }
  line(line) {
    this.#log.push(line);
  }
  /**
   * `state` is the run's state and `words` describe it. `snapshot` and `end` may be missing. `age` is how old
   * the snapshot is, in milliseconds, and `stale` says that no newer one can come now. `asked` says whether the server was asked to cancel.
   * `panel` says whether the log has tools, and `isNew` whether the run was started here.
   */
  draw({ state, words, label, snapshot, end, age, stale, asked, mayCancel, mayRetry, panel, isNew }) {
    if (this.#log.isRead) this.#hold.take();
    const bar = { ...EMPTY, ...snapshot };
    if (end?.elapsed_ms) bar.elapsed_ms = end.elapsed_ms;
    this.#bar.draw(bar, label, state, age);
    this.#tasks.draw(snapshot?.tasks ?? [], age, stale, Boolean(end));
    const omitted = snapshot?.tasks_omitted;
    const all = omitted + snapshot?.tasks.length;
    setText(this.#omitted, omitted ? say("more_in_all", { more: omitted, all }) : "");
    this.#data.draw(snapshot?.data);
    this.#log.draw(panel);
    this.#state.dataset.state = state;
    setText(this.#state, harmless(words));
    this.#badge.dataset.state = state;
    setText(this.#badge, state === "connecting" ? "" : stateWord(state));
    const failure = end?.error;
    const failed = failure ? failureLines(failure) : [];
    setText(this.#error, harmless(failed.join("\n")));
    this.#result.draw(end?.result, snapshot?.run);
    this.#drawButton({ state, end, asked, mayCancel, mayRetry });
    const said = [words, failed.join(", ")].filter(Boolean).join(". ");
    this.#announcer.tell(label, state, snapshot?.fraction, said, isNew);
  }
  #drawButton(drawn) {
    const { state, end, asked, mayCancel, mayRetry } = drawn;
    const retry = mayRetry && (Boolean(end) || state === "refused");
    const button = this.#button;
    const focused = button.getRootNode().activeElement === button;
    const live = !end && state !== "refused";
    const shown2 = retry || live && (mayCancel || focused);
    const name = retry ? "retry" : "cancel";
    clearTimeout(this.#pending);
    if (!button.hidden && button.className !== name) this.#turned ??= performance.now();
    const wait = this.#turned === null ? 0 : this.#turned + SETTLED - performance.now();
    if (wait > 0) {
      button.setAttribute("aria-disabled", "true");
      this.#pending = setTimeout(inThisLanguage(() => this.#drawButton(drawn)), wait);
      return;
    }
    this.#turned = null;
    button.className = name;
    button.setAttribute("part", `button ${name}`);
    const again = state === "succeeded" ? "run_again" : "retry";
    setText(button, say(retry ? again : "cancel"));
    button.setAttribute("aria-disabled", String(!retry && (!mayCancel || asked || state === "cancelling")));
    button.hidden = !shown2;
    if (focused && !shown2) this.#state.focus();
  }
};

// module/element/sse-progress-element.js
var REFLECTED = ["src", "label", "hide", "log", "base", "key"];
var DRAWN_EVERY2 = 100;
var JUST_SEEN = 1e3;
var FINAL = [400, 404, 405, 422];
var Base = globalThis.HTMLElement ?? class {
};
var SseProgress = class extends Base {
  static observedAttributes = ["src", "label", "log", "key"];
  /** What `src` and `key` were when the run was begun that is shown. */
  #source = null;
  #watched = null;
  #view = null;
  #tick = 0;
  #frame = 0;
  /** When it was drawn last, and the time until it may be drawn again. */
  #drawn = -Infinity;
  #rest = 0;
  #request;
  #started;
  #snapshot = null;
  #received = 0;
  /** When the first snapshot of the run came. */
  #seen = null;
  /** When the news ended, while there are none; else `null`. */
  #stopped = null;
  #end = null;
  #problem = null;
  #connection = "connecting";
  /** How much of the body was sent, while it is being sent. */
  #sending = null;
  #asked = false;
  /** Why the server could not be asked to cancel. */
  #trouble = null;
  /** The run's id, once it has one. */
  get run() {
    return this.#watched?.run ?? null;
  }
  /** `connecting`, the state of the snapshot, the status of the end, or `refused`. */
  get state() {
    if (this.#problem) return "refused";
    return this.#end?.status ?? this.#snapshot?.state ?? "connecting";
  }
  /** The newest `progress`, if there has been one. */
  get snapshot() {
    return this.#snapshot;
  }
  /** What the job returned, once it has. */
  get result() {
    return this.#end?.result;
  }
  // What a page has set of these two before the module is there stays with the element, and hides them. They
  // are no plain fields because frameworks look for a setter, and write an attribute if there is none.
  get request() {
    return this.#request;
  }
  set request(request) {
    this.#request = request;
  }
  get started() {
    return this.#started;
  }
  set started(started) {
    this.#started = started;
  }
  /** Whether a notification tells of the end, if the browser lets this page show some. */
  get notify() {
    return this.hasAttribute("notify");
  }
  set notify(on) {
    this.toggleAttribute("notify", Boolean(on));
  }
  /** Asks for a notification at the end. To be called when something is clicked. */
  async askToNotify() {
    this.notify = await askForNotifications();
    return this.notify;
  }
  /** Asks the server to cancel the run. */
  async cancel() {
    if (this.#mayWithdraw) this.#watched.withdraw();
    if (!this.run || this.#end || this.#asked) return;
    this.#asked = true;
    this.#trouble = null;
    this.#schedule();
    try {
      await this.#watched.cancel();
    } catch (error) {
      this.#asked = false;
      this.#trouble = error;
      this.#schedule();
    }
  }
  /** Whether there is a start that has not reached the server, or not as a whole. */
  get #mayWithdraw() {
    const onItsWay = this.#sending ? this.#sending.sent < this.#sending.total : this.#connection === "unreachable";
    return onItsWay && !this.run && this.#watched !== null;
  }
  /** Starts another run of the job in the place of this one, which it stops watching. */
  retry() {
    if (!this.#watched?.mayRetry) return;
    this.#reset();
    this.#watched.retry(this.request);
    this.#start();
  }
  connectedCallback() {
    if (!this.#view) {
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet()];
      speak(languageOf(this));
      this.#view = new View(root, (action) => this[action](), (known) => this.#download(known));
    }
    for (const name of [...REFLECTED, "notify"].filter((each) => Object.hasOwn(this, each))) {
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#updateSoon();
  }
  attributeChangedCallback() {
    this.#schedule();
    this.#updateSoon();
  }
  disconnectedCallback() {
    this.#updateSoon();
  }
  #updateSoon() {
    queueMicrotask(() => this.#update());
  }
  #update() {
    const src = this.isConnected ? this.getAttribute("src") : null;
    const key = this.getAttribute("key") ?? void 0;
    const source = src === null ? null : `${key} ${src}`;
    if (source === this.#source) return;
    this.#source = source;
    this.#watched?.stop();
    this.#watched = null;
    clearInterval(this.#tick);
    if (source === null) {
      this.#view.leave();
      return;
    }
    this.#reset();
    if (src.trim() === "") {
      this.#problem = ownProblem("no_address");
      this.#schedule();
      return;
    }
    const { request, started, base } = this;
    this.#watched = new WatchedRun(src, (name, ...data) => this.#told(name, ...data), { request, key, base, started });
    this.#start();
  }
  #start() {
    clearInterval(this.#tick);
    this.#tick = setInterval(() => this.#schedule(), 1e3);
    this.#schedule();
  }
  #reset() {
    this.#snapshot = this.#end = this.#problem = this.#seen = null;
    this.#asked = false;
    this.#connection = "connecting";
    this.#sending = null;
    this.#stopped = null;
    this.#trouble = null;
    this.#view.clear();
  }
  #told(name, data, more) {
    if (name === "progress") {
      this.#snapshot = data;
      this.#received = performance.now();
      this.#seen ??= this.#received;
    }
    if (name === "log") this.#view.line(data);
    if (name === "done") {
      this.#end = data;
      this.#notifyOfEnd();
    }
    if (name === "status") this.#status(data, more);
    this.#schedule();
    if (name !== "status") this.dispatchEvent(new CustomEvent(name, { detail: data }));
    else if (data === "refused") this.dispatchEvent(new CustomEvent(data, { detail: more }));
  }
  #notifyOfEnd() {
    if (!this.notify || this.#seen === null || performance.now() - this.#seen < JUST_SEEN) return;
    const lang = languageOf(this);
    speak(lang);
    const { message } = this.#end.error ?? {};
    const text = [ending(this.#end), message].filter(Boolean).join(". ");
    notify(this, { title: this.#title(), text, lang });
  }
  get #disconnected() {
    return ["unreachable", "reconnecting", "silent"].includes(this.#connection);
  }
  #status(word, more) {
    if (word === "refused") this.#problem = more;
    const silence = more?.silence_ms ?? 0;
    this.#sending = word === "uploading" ? { ...more, since: this.#sending?.since ?? performance.now() } : null;
    if (["reconnecting", "silent"].includes(word)) this.#stopped ??= performance.now() - silence;
    else this.#stopped = null;
    this.#connection = word === "refused" ? "closed" : word;
    if (this.#connection === "closed") clearInterval(this.#tick);
    if (!this.#disconnected) this.#trouble = null;
  }
  #schedule() {
    if (!this.#view) return;
    this.#mark("state", this.state);
    this.#mark("connection", this.#connection);
    if (this.#frame || this.#rest) return;
    const wait = this.#drawn + DRAWN_EVERY2 - performance.now();
    if (wait > 0) this.#rest = setTimeout(() => this.#drawSoon(), wait);
    else this.#drawSoon();
  }
  /** With the next frame: there is none while nobody can see the page. */
  #drawSoon() {
    this.#rest = 0;
    this.#frame = requestAnimationFrame(() => this.#draw());
  }
  #mark(name, value) {
    if (this.isConnected && this.getAttribute(name) !== value) this.setAttribute(name, value);
  }
  #draw() {
    this.#frame = 0;
    this.#drawn = performance.now();
    speak(languageOf(this));
    const over = this.#end ?? this.#problem;
    const snapshot = this.#snapshot ?? (this.#sending ? sendingBar(this.#sending) : null);
    this.#view.draw({
      state: (this.#disconnected || this.#sending) && !over ? this.#connection : this.state,
      words: this.#words(),
      label: this.#title(),
      snapshot,
      end: this.#end,
      age: over || !this.#snapshot ? 0 : Math.max((this.#stopped ?? performance.now()) - this.#received, 0),
      stale: this.#stopped !== null,
      isNew: this.#watched?.isNew,
      asked: this.#asked,
      mayCancel: this.#snapshot !== null || this.#mayWithdraw,
      mayRetry: this.#watched?.mayRetry && !FINAL.includes(this.#problem?.status),
      panel: this.getAttribute("log") === "panel"
    });
  }
  /** Gives the browser the log as a file: all that the server remembers, or what is `known` here if it tells nothing. */
  async #download(known) {
    const { run } = this;
    const lines = await this.#watched?.readLog() ?? [];
    const job = (this.#snapshot?.job ?? "run").replace(/[^\w.-]+/g, "-");
    saveText(`${job}-${run}.log`, lines.length ? logText(lines) : known);
  }
  #title() {
    const known = this.getAttribute("label") ?? this.#snapshot?.job;
    if (known !== void 0 || !this.#problem || !this.#watched) return known ?? "";
    return absolute(this.src).pathname;
  }
  #words() {
    if (this.#problem) return refusal(this.#problem).join("\n");
    if (this.#end) return ending(this.#end);
    const trouble = this.#trouble ? inWords(this.#trouble) : "";
    if (this.#disconnected) return [this.#disconnection(), trouble].filter(Boolean).join("\n");
    if (trouble) return trouble;
    if (this.#asked || this.state === "cancelling") return say("now_cancelling");
    if (this.#sending && this.#sending.sent === this.#sending.total) return say("all_sent");
    if (this.#sending) return "";
    if (!this.#snapshot) return say("now_connecting");
    const { queue } = this.#snapshot;
    if (this.state !== "queued") return "";
    return queue ? say("waiting_in_queue", queue) : say("waiting");
  }
  #disconnection() {
    if (this.#connection === "reconnecting") return say("now_reconnecting");
    if (this.#connection === "silent") {
      return say("no_news", { time: duration(performance.now() - this.#stopped) });
    }
    const words = say("could_not_connect");
    if (!this.#watched.crossOrigin) return words;
    const why = this.#watched.answersOthers ? "not_allowed" : "perhaps_not_allowed";
    return `${words}
${say(why, { origin: location.origin })}`;
  }
};
function inWords(error) {
  const { status } = error;
  return say("could_not_cancel", { why: status ? say("answered", { status: `${status}` }) : say("cannot_be_reached") });
}
function sendingBar({ sent, total, since }) {
  const elapsed = performance.now() - since;
  const rate = elapsed > 1e3 && sent > 0 ? sent / (elapsed / 1e3) : null;
  return {
    position: sent,
    length: total,
    unit: "bytes",
    message: "",
    fraction: total ? sent / total : null,
    elapsed_ms: elapsed,
    rate,
    eta_ms: rate ? (total - sent) / rate * 1e3 : null,
    tasks: []
  };
}
for (const name of REFLECTED) {
  Object.defineProperty(SseProgress.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      if (value === null || value === void 0) this.removeAttribute(name);
      else this.setAttribute(name, value);
    }
  });
}

// module/run/page-lifecycle.js
var SILENT = 3e4;
function eachLink(method, ...given) {
  for (const link of Object.values(links)) link[method](...given);
}
function followPageLifecycle() {
  addEventListener("pagehide", () => {
    const left = new Map([...watchedRuns].map((watched) => [watched.run, watched]));
    for (const watched of left.values()) watched.leave({ withPage: true });
    eachLink("leave");
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) eachLink("resume");
  });
  document.addEventListener("freeze", () => eachLink("pause"));
  document.addEventListener("resume", () => eachLink("resume"));
  addEventListener("online", () => eachLink("check", 0));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) eachLink("check", SILENT);
  });
}

// module/watch.js
function watch(url, handlers = {}, options = {}) {
  if (`${url}`.trim() === "") throw new TypeError("watch() needs an address; the empty one is that of the page itself");
  const tell = (name, ...data) => {
    try {
      handlers[name]?.(...data);
    } catch (error) {
      reportError(error);
    }
  };
  const watched = new WatchedRun(url, tell, options);
  return () => watched.stop();
}

// module/index.js
if (typeof SharedWorkerGlobalScope === "function" && self instanceof SharedWorkerGlobalScope) {
  serveTabs();
} else if (IN_PAGE) {
  followPageLifecycle();
  if (!customElements.get("sse-progress")) customElements.define("sse-progress", SseProgress);
}
export {
  SseProgress,
  addWords,
  watch
};
