/** Types of `sse-progress.js`. */

/** What to call with the data of each event, and with each change of the connection. */
export interface Handlers {
  progress?(snapshot: unknown): void;
  log?(line: unknown): void;
  done?(done: unknown): void;
  status?(status: string): void;
}

/**
 * Watches the run behind `url`: a job's path, which starts one, or a run's address.
 *
 * Returns a function that stops watching.
 */
export function watch(url: string | URL, handlers?: Handlers): () => void;
