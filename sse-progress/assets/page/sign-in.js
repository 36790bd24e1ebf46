// Saying who one is, by the scheme of the server's challenge (RFC 9110, section 11.6.1).

import { keepToken, token } from './credentials.js';
import { make, prose } from './dom.js';
import { say } from './words/index.js';

/** What to do about a challenge. `again` is called when there is a token to try. */
export function signIn(challenge, again) {
  const [scheme] = (challenge ?? '').toLowerCase().split(' ');
  if (scheme === 'bearer') return tokenForm(again);
  const text = scheme === 'basic'
    ? say('takes_password')
    : say('sign_in_elsewhere');
  return make('div', { className: 'sign-in' }, prose('p', { className: 'reason' }, text), retry());
}

function tokenForm(again) {
  const input = make('input', { type: 'password', id: 'token', autocomplete: 'off', spellcheck: false, required: true });
  const refused = token() === null ? '' : say('token_refused');
  const form = make('form', { className: 'sign-in' },
    prose('p', { className: 'reason' }, refused + say('takes_token')),
    make('div', { className: 'field line' }, make('label', { htmlFor: 'token' }, say('token')), input),
    make('div', { className: 'actions' }, make('button', { type: 'submit', className: 'primary' }, say('sign_in'))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // As it was copied, perhaps with the end of its line.
    keepToken(input.value.trim());
    again();
  });
  return form;
}

export function retry() {
  const button = make('button', { type: 'button', className: 'primary' }, say('try_again'));
  button.addEventListener('click', () => location.reload());
  return button;
}
