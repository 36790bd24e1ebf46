/** Types of `sse-progress.js`. A server of a later version may send more than they name: ignore it. */

/** The numbers of one bar. */
export interface Bar {
  /** How far it has come, in units. It may pass the length. */
  position: number;
  /** How far there is to go, `null` when unknown. */
  length: number | null;
  /** What is counted: `items`, `bytes`, or a word of the job's own. */
  unit: string;
  /** What the job says that it is doing. */
  message: string;
  /** Between 0 and 1, `null` when the length is unknown. */
  fraction: number | null;
  /** Milliseconds since the work began. */
  elapsed_ms: number;
  /** Units per second, `null` until there is something to measure. */
  rate: number | null;
  /** Milliseconds to go, `null` until the estimate can be trusted. */
  eta_ms: number | null;
}

/** A bar inside a run. */
export interface Task extends Bar {
  id: number;
  /** The task that it is part of, `null` for the run itself. */
  parent: number | null;
  label: string;
  state: 'running' | 'finished' | 'stopped';
}

/** The data of `progress`: complete in itself, never a difference. */
export interface Snapshot<Data = unknown> extends Bar {
  /** The id of the run. */
  run: string;
  /** The name of its job. */
  job: string;
  state: 'queued' | 'running' | 'cancelling';
  /** The place in the queue while the run waits there. */
  queue: { position: number; size: number } | null;
  /** Parents before their children. */
  tasks: Task[];
  /** How many tasks there are beside those. */
  tasks_omitted?: number;
  /** The newest data of the run, if it has set any. Integers are as in `Done.result`. */
  data?: Data;
}

/** The data of `log`. */
export interface LogLine<Data = unknown> {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** It may hold anything: set it as text. It may be empty if there is `data`. */
  message: string;
  /** RFC 3339, in UTC. */
  time: string;
  /** The task that said it, if it was not the run itself. */
  task?: number;
  /** Where in the program it was said, if it comes from `tracing`. */
  target?: string;
  /** A partial result, if the line carries one, or the fields of an event of `tracing`. Integers are as in
   * `Done.result`. */
  data?: Data;
  /** How many lines before this one are lost. The line is then the server's, not the job's. */
  missed?: number;
}

/** The data of `done`. */
export interface Done<Result = unknown> {
  status: 'succeeded' | 'failed' | 'cancelled' | 'timed_out' | 'lost';
  /** Integers that no number holds exactly are BigInts, where the browser can tell. */
  result?: Result;
  error?: { message: string; causes: string[] };
  reason?: 'requested' | 'disconnected' | 'shutdown' | 'worker_lost';
  elapsed_ms: number;
}

/**
 * Why the server refused, in the words of RFC 9457 as far as it told. The status is 0 when it did not get to: it could
 * not be reached for a minute, or the start was withdrawn.
 */
export interface Problem {
  status: number;
  title?: string;
  detail?: string;
  /** Of a problem that is the module's own, such as a server that could not be reached: the key of its words. */
  key?: string;
  /** What stands in those words, by name: the `name` of a file that cannot be read. */
  values?: Record<string, string>;
  /** With a 401, how to say who one is: the server's `WWW-Authenticate`. */
  challenge?: string;
  /** `pointer` is the JSON pointer (RFC 6901), as a fragment, of what is wrong inside of a parameter. */
  errors?: { parameter?: string; in?: string; detail: string; expected?: string; pointer?: string }[];
}

/**
 * The connection: `connecting` at first; `uploading` while a large body is sent; `unreachable` while the server has not been reached yet and is tried
 * again; `open`; `reconnecting` while a connection is lost that has been there; `silent` while a connection is
 * there and nothing has come through it for two heartbeats, so that it is made anew. At the end `refused`, or
 * `closed` after `done`.
 *
 * A server of another origin is `unreachable`, too, when it does not allow the page's origin, or not with the
 * headers of `request`: a browser does not tell a script which of the two it is.
 */
export type Status = 'connecting' | 'uploading' | 'unreachable' | 'open' | 'reconnecting' | 'silent' | 'refused' | 'closed';

/**
 * What to call with the data of each event and with each status. With `refused` comes the problem, with `silent` for how
 * long nothing had come, and with `uploading` how many bytes were sent, of how many. Each may be left out.
 */
export interface Handlers<Result = unknown> {
  progress?(snapshot: Snapshot): void;
  log?(line: LogLine): void;
  done?(done: Done<Result>): void;
  status?(status: Status, more?: Problem | { silence_ms: number } | { sent: number; total: number }): void;
}

/** What to start a run with. The method is POST when there is a body, else GET. */
export interface StartRequest {
  method?: 'GET' | 'POST';
  /** All but those of the body go with everything that is asked about the run, too. */
  headers?: HeadersInit;
  body?: BodyInit;
}

export interface Options {
  request?: StartRequest;
  /** The server's root. It is rarely needed: the server says where it is. */
  base?: string | URL;
  /**
   * Names what is meant: after a reload of the same tab, and from two calls with the same key, it is
   * one run.
   */
  key?: string;
}

/**
 * Watches the run behind `url`: a job's path, which starts one, or a run's address, which does not.
 *
 * After a reload of the page the run goes on that the same call started before. Returns a function
 * that stops watching; the server cancels a run that nobody watches, unless its job says otherwise.
 */
export function watch<Result = unknown>(
  url: string | URL,
  handlers?: Handlers<Result>,
  options?: Options,
): () => void;

/**
 * Words in a language, by the keys of `ENGLISH` in `sse-progress.js`. `{name}` in a word is replaced by the value of that
 * name. Where a word depends on a number, it is one for each plural that `Intl.PluralRules` has in the language.
 */
export type Words = Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;

/**
 * Adds words in a language, or puts others in the place of those that there are (`en`, `de`, `ar`). What is missing is in
 * English. An element is in the language of the nearest `lang` attribute.
 */
export function addWords(language: string, words: Words): void;

/** What the element fires. */
export interface SseProgressEvents<Result = unknown> {
  progress: CustomEvent<Snapshot>;
  log: CustomEvent<LogLine>;
  done: CustomEvent<Done<Result>>;
  refused: CustomEvent<Problem>;
}

/**
 * `<sse-progress src="/count/100">`, with the attributes `src`, `label`, `hide`, `log`, `notify`, `base` and `key`.
 *
 * Style sheets see how far the run is in the attribute `state`, and in `connection` whether the browser is
 * `connecting`, `uploading` (the body), `unreachable` (not reached yet, tries again), `open`, `reconnecting`, `silent` (nothing comes) or,
 * at the end, `closed`.
 *
 * Taking it out of the page stops watching; moving it does not.
 *
 * Its parts, for `sse-progress::part(…)`: `bar` (the run's or a task's) with `head`, `label`, `badge`, `percent`,
 * `message`, `track`, `fill`, `facts`, `amount`, `rate`, `elapsed`, `eta` and `children`; `button` with
 * `cancel` or `retry`; `omitted`, `state`, `error`, `result`; `log` with `line`, `lost`, `time`,
 * `level`, `text` and `fold`, and around it `panel` with `frame`, `news` and `tools`, which are `search`, `matches`,
 * `levels` and `tool`s; and `data`, that of the run and that of a line, with `table`, `name` and `value` of an object's
 * members, `rows` and `wide` around a list of alike objects, `items` and `item`, `row`, `more`, `link`, `image`, `text`
 * and `json`; `actions` with each `tool`, below the result.
 *
 * Its custom properties are colors (`--sse-progress-accent`, `-good`, `-bad`, `-warn`, `-quiet`, `-track`,
 * `-panel`), lengths (`--sse-progress-height` of the bar, `--sse-progress-radius` of the corners) and
 * the font of the log and the result, `--sse-progress-mono`.
 */
export class SseProgress<Result = unknown> extends HTMLElement {
  /**
   * The job's path or the run's address; empty if there is none. A server of another origin needs
   * an absolute address here, and has to allow the page's origin with `allow_origin`.
   */
  src: string;
  /** Stands in for the job's name. */
  label: string;
  /**
   * The parts that are not to be shown, with spaces in between: `label`, `badge`, `message`, `percent`,
   * `facts`, `data`, `tasks`, `log`, `result`, `error`, `state`, `buttons`.
   */
  hide: string;
  /**
   * `panel` gives the log a search, levels, and buttons to copy it, to download all that the server remembers, and to
   * show it as high as the window. Without it there are the lines alone.
   */
  log: string;
  /**
   * Names what is meant: after a reload of the same tab, and from two elements of a page with the
   * same key, it is one run. Another tab has its own.
   */
  key: string;
  /** The server's root. It is rarely needed: the server says where it is. */
  base: string;
  /**
   * Whether a notification of the browser tells of the end of the run while nobody looks at the page. The browser has to
   * have been asked for that before, as `askToNotify` does.
   */
  notify: boolean;
  /**
   * What to start the run with. To be set before `src`, or before the element is in the page.
   *
   * All headers but those of the body go with everything that is asked about the run, too. Set it
   * again before a retry whose headers are others, such as a new token.
   */
  request?: StartRequest;
  /** The id of a run that `src` has started before: it is watched, and a retry starts another. */
  started?: string;
  /** The id of the run, once it has one. */
  readonly run: string | null;
  readonly state: 'connecting' | Snapshot['state'] | Done['status'] | 'refused';
  /** The newest `progress`. */
  readonly snapshot: Snapshot | null;
  /** What the job returned, once it has. */
  readonly result: Result | undefined;
  /**
   * Asks the browser for a notification at the end, and sets `notify`. Browsers ask somebody who has just clicked, so
   * call it from there. Resolves to whether there will be one.
   */
  askToNotify(): Promise<boolean>;
  /** Asks the server to cancel the run; withdraws a start that has not reached the server, and ends an upload. */
  cancel(): Promise<void>;
  /** Starts another run of the job in the place of this one, or asks again for one that was refused. */
  retry(): void;
  addEventListener<Name extends keyof SseProgressEvents<Result>>(
    type: Name,
    listener: (this: SseProgress<Result>, event: SseProgressEvents<Result>[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends Exclude<keyof HTMLElementEventMap, keyof SseProgressEvents>>(
    type: Name,
    listener: (this: SseProgress<Result>, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'sse-progress': SseProgress;
  }
}
