/** What the frameworks' types of `<sse-progress>` have in common. */

import type { Done, LogLine, Problem, Snapshot, StartRequest } from '../sse-progress.js';

/**
 * What can be written on the element. `key` is not among it: the frameworks keep it for themselves, so set the
 * element's property of that name instead.
 */
export interface ElementAttributes {
  /** The job's path, which starts a run, or the run's address, which does not. */
  src?: string;
  /** Stands in for the job's name. */
  label?: string;
  /** The parts that are not to be shown, with spaces in between. */
  hide?: string;
  /** `panel` gives the log a search, levels, copy, download and full height. */
  log?: 'panel' | undefined;
  /** A notification tells of the end, once `askToNotify()` was allowed. */
  notify?: boolean;
  /** The server's root. It is rarely needed: the server says where it is. */
  base?: string;
  /** What to start the run with. It has to be written before `src`. */
  request?: StartRequest | undefined;
}

/** What the element fires. */
export interface ElementEvents {
  progress: CustomEvent<Snapshot>;
  log: CustomEvent<LogLine>;
  done: CustomEvent<Done>;
  refused: CustomEvent<Problem>;
}

/** A listener of each event as a property: `onprogress`, `onlog`, `ondone`, `onrefused`. */
export type ElementListeners = {
  [Name in keyof ElementEvents as `on${Name}`]?: ((event: ElementEvents[Name]) => void) | undefined;
};
