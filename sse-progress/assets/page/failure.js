// What is shown in the place of a page that cannot be shown.

import { Refusal } from '../module/problem.js';
import { make, prose } from './dom.js';
import { pathOf } from './server.js';
import { retry, signIn } from './sign-in.js';
import { match } from './template.js';

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
    return page('The server cannot be reached', reason('It may be starting, or the network may be down.'), retry());
  }
  const { status, challenge } = error.problem;
  if (status === 404 && match('/runs/{run}', pathOf(location))) {
    return page('No such run', reason('It may have ended some time ago and been forgotten, or it belongs to somebody else.'));
  }
  if (status === 401) return page('The server wants to know who you are', signIn(challenge, again));
  if (status === 403) return page('Not for you', reason(error.message));
  return page('This did not work', reason(error.message), retry());
}
