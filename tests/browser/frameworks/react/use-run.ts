import { useEffect, useState } from 'react';
import { watch, type Done, type LogLine, type Snapshot, type Status } from 'sse-progress';

interface Run<Result> {
  status: Status;
  snapshot?: Snapshot;
  lines: LogLine[];
  done?: Done<Result>;
}

/** Watches the run behind an address, another one when it changes, and none for `null`. */
export function useRun<Result = unknown>(url: string | null): Run<Result> {
  const [run, setRun] = useState<Run<Result>>({ status: 'connecting', lines: [] });
  useEffect(() => {
    setRun({ status: 'connecting', lines: [] });
    if (url === null) return;
    return watch<Result>(url, {
      status: (status) => setRun((run) => ({ ...run, status })),
      progress: (snapshot) => setRun((run) => ({ ...run, snapshot })),
      log: (line) => setRun((run) => ({ ...run, lines: [...run.lines, line].slice(-1000) })),
      done: (done) => setRun((run) => ({ ...run, done })),
    });
  }, [url]);
  return run;
}
