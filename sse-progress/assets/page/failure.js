// What is shown in the place of a page that cannot be shown.

import { sentenceOf } from '../module/format/sentences.js';
import { Refusal } from '../module/problem.js';
import { make, prose } from './dom.js';
import { pathOf } from './server.js';
import { retry, signIn } from './sign-in.js';
import { match } from './template.js';
import { say } from './words/index.js';

/** The page for what loading another has thrown. `again` loads that. */
export function failurePage(error, again) {
  const page = (title, ...content) => ({
    title,
    node: make('article', {},
      make('h1', {}, title),
      make('div', { className: 'card empty', role: 'alert' }, ...content)),
  });
  const reason = (text) => prose('p', { className: 'reason' }, text);
  if (!(error instanceof Refusal)) {
    return page(say('unreachable_title'), reason(say('unreachable_why')), retry());
  }
  const { status, challenge } = error.problem;
  if (status === 404 && match('/runs/{run}', pathOf(location))) {
    return page(say('no_such_run'), reason(say('no_such_run_why')));
  }
  if (status === 401) return page(say('who_are_you'), signIn(challenge, again));
  if (status === 403) return page(say('not_for_you'), reason(sentenceOf(error.problem)));
  return page(say('did_not_work'), reason(sentenceOf(error.problem)), retry());
}
