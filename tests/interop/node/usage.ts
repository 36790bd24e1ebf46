// A use of the module by its types, as somebody may write it. It is compiled, and checked for a name that
// the types have and the module has not, or the other way round.

import * as everything from './sse-progress.js';
import { addWords, SseProgress, watch, type Done, type Problem, type Snapshot, type Status } from './sse-progress.js';

type Own = Exclude<keyof SseProgress, keyof HTMLElement>;

/** All names of the module that are not types. */
export const names: Record<keyof typeof everything, true> = { SseProgress: true, addWords: true, watch: true };

/** All that the element has beside what every element has. */
export const members: Record<Own, true> = {
  src: true, label: true, hide: true, log: true, key: true, base: true, notify: true, request: true, started: true, run: true, state: true, snapshot: true, result: true, cancel: true, retry: true, askToNotify: true,
};

export function watched(bar: HTMLProgressElement): () => void {
  const options = { base: new URL('https://example.org/'), key: 'mine', request: { method: 'POST', body: '{}' } as const };
  return watch<number>(new URL('https://example.org/count/100'), {
    progress: ({ fraction, tasks }) => {
      bar.value = fraction ?? 0;
      bar.title = tasks.map((task) => `${task.label}: ${task.state}`).join();
    },
    log: ({ level, message, missed }) => console.log(level, message, (missed ?? 0) + 1),
    done(end) {
      const doubled: number = (end.result ?? 0) * 2;
      console.log(end.status, doubled, end.error?.causes.length, end.reason);
    },
    status: (word: Status, problem?: Problem) => console.log(word, problem?.errors?.[0]?.parameter),
  }, options);
}

export function translated(): void {
  addWords('fr', { cancel: 'Annuler', earlier_lines: { one: '{count} ligne', other: '{count} lignes' } });
  // @ts-expect-error No language has this plural.
  addWords('fr', { earlier_lines: { several: '' } });
}

export async function drawn(): Promise<void> {
  const element = document.createElement('sse-progress');
  element.request = { method: 'POST', headers: { 'x-name': 'value' }, body: new Blob() };
  element.src = '/count/100';
  element.addEventListener('progress', ({ detail }) => { const snapshot: Snapshot = detail; return snapshot.run; });
  element.addEventListener('done', function ({ detail }) { const end: Done = detail; return [end.result, this.run]; });
  element.addEventListener('refused', ({ detail }) => detail.errors?.map(({ expected }) => expected?.length));
  element.addEventListener('click', (event) => event.preventDefault(), { once: true });
  const found: SseProgress | null = document.querySelector('sse-progress');
  if (found?.state === 'timed_out' || found?.snapshot?.queue?.size === 1) found.retry();
  await element.cancel();
  const told: boolean = await element.askToNotify();
  element.notify = told;

  const counted = document.querySelector<SseProgress<number>>('sse-progress');
  counted?.addEventListener('done', ({ detail }) => (detail.result ?? 0) * 2);
  counted?.addEventListener('keydown', ({ key }) => key.length);
  element.hide = 'log error';

  // @ts-expect-error The server gives it its id.
  element.run = 'another';
  // @ts-expect-error It may be indeterminate.
  element.snapshot?.fraction.toFixed();
  // @ts-expect-error It is not a state of a run.
  if (element.state === 'done') element.retry();
  // @ts-expect-error There is no such handler.
  watch('/count/100', { error: () => {} });
  // @ts-expect-error Nobody knows yet what a job returns.
  const result: number = element.result;
  console.log(result);
}
