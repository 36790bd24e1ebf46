// Saying who one is, by the scheme of the server's challenge (RFC 9110, section 11.6.1).

import { keepToken, token } from './credentials.js';
import { make, prose } from './dom.js';

/** What to do about a challenge. `again` is called when there is a token to try. */
export function signIn(challenge, again) {
  const [scheme] = (challenge ?? '').toLowerCase().split(' ');
  if (scheme === 'bearer') return tokenForm(again);
  const text = scheme === 'basic'
    ? 'It takes a user name and a password. Try again, and your browser asks for them.'
    : 'Sign in where this server is a part of, then try again.';
  return make('div', { className: 'sign-in' }, prose('p', { className: 'reason' }, text), retry());
}

function tokenForm(again) {
  const input = make('input', { type: 'password', id: 'token', autocomplete: 'off', spellcheck: false, required: true });
  const refused = token() === null ? '' : 'The token that you gave was not accepted. ';
  const form = make('form', { className: 'sign-in' },
    prose('p', { className: 'reason' }, `${refused}It takes a token, in the header \`Authorization: Bearer …\`. `
      + 'Here it is kept until this tab is closed. In a terminal, `curl -N -H "Authorization: Bearer …"` sends one.'),
    make('div', { className: 'field line' }, make('label', { htmlFor: 'token' }, 'Token'), input),
    make('div', { className: 'actions' }, make('button', { type: 'submit', className: 'primary' }, 'Sign in')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // As it was copied, perhaps with the end of its line.
    keepToken(input.value.trim());
    again();
  });
  return form;
}

export function retry() {
  const button = make('button', { type: 'button', className: 'primary' }, 'Try again');
  button.addEventListener('click', () => location.reload());
  return button;
}
