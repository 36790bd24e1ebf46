// What is shown in the place of a page that cannot be shown.

import { Refusal } from '../module/problem.js';
import { make, prose } from './dom.js';
import { match } from './template.js';
import { pathOf } from './server.js';

/** The article for what loading the page has thrown. */
export function failure(error) {
  if (!(error instanceof Refusal)) {
    return article('The server cannot be reached', 'It may be starting, or the network may be down.', again());
  }
  const { status, challenge } = error.problem;
  if (status === 404 && match('/runs/{run}', pathOf(location))) {
    return article('No such run', 'It may have ended some time ago and been forgotten, or it belongs to somebody else.');
  }
  if (status === 401) return article('The server wants to know who you are', signIn(challenge), again());
  if (status === 403) return article('Not for you', error.message);
  return article('This did not work', error.message, again());
}

/** How to say who one is, by the scheme of the challenge (RFC 9110, section 11.6.1). */
function signIn(challenge) {
  const [scheme] = challenge.toLowerCase().split(' ');
  if (scheme === 'bearer') {
    return 'It takes a token in the header `Authorization: Bearer …`, which this page cannot send. '
      + 'In a terminal, `curl -N -H "Authorization: Bearer …"` can, and so can a page of your own: '
      + 'with `headers` in the `request` of `<sse-progress>`.';
  }
  if (scheme === 'basic') {
    return 'It takes a user name and a password. Try again, and your browser asks for them.';
  }
  return 'Sign in where this server is a part of, then try again.';
}

function article(title, text, button = '') {
  document.title = title;
  return make('article', {},
    make('h1', {}, title),
    make('div', { className: 'card empty', role: 'alert' }, prose('p', { className: 'reason' }, text), button));
}

function again() {
  const button = make('button', { type: 'button', className: 'primary' }, 'Try again');
  button.addEventListener('click', () => location.reload());
  return button;
}
