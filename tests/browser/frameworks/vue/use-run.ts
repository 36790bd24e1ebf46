import { shallowReactive, toValue, watchEffect, type MaybeRefOrGetter } from 'vue';
import { watch, type Done, type LogLine, type Snapshot, type Status } from 'sse-progress';

interface Run<Result> {
  status: Status;
  snapshot?: Snapshot | undefined;
  lines: LogLine[];
  done?: Done<Result> | undefined;
}

/** Watches the run behind an address, another one when it changes, and none for `null`. */
export function useRun<Result = unknown>(url: MaybeRefOrGetter<string | null>): Run<Result> {
  const run = shallowReactive<Run<Result>>({ status: 'connecting', lines: [] });
  watchEffect((onCleanup) => {
    Object.assign(run, { status: 'connecting', snapshot: undefined, lines: [], done: undefined });
    const address = toValue(url);
    if (address === null) return;
    onCleanup(watch<Result>(address, {
      status: (status) => { run.status = status; },
      progress: (snapshot) => { run.snapshot = snapshot; },
      log: (line) => { run.lines = [...run.lines, line].slice(-1000); },
      done: (done) => { run.done = done; },
    }));
  });
  return run;
}
