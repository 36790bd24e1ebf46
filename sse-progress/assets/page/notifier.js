// The box by which somebody asks to be told when a run ends.

import { hasNotifications } from '../module/element/notification.js';
import { make } from './dom.js';
import { base } from './server.js';
import { say } from './words/index.js';

/** Whether it was ticked last: then it is for the next run, too. */
const NAME = `sse-progress-page notify ${base.pathname}`;

/** The box for the run of an element; nothing where the browser has no notifications. */
export function notifier(element) {
  if (!hasNotifications()) return '';
  const box = make('input', { type: 'checkbox' });
  const note = make('span', { className: 'note', role: 'status' });
  box.checked = element.notify = wanted() && Notification.permission === 'granted';
  box.addEventListener('change', async () => {
    note.textContent = '';
    if (!box.checked) element.notify = false;
    else if (!await element.askToNotify()) {
      box.checked = false;
      note.textContent = say('notify_denied');
    }
    keep(box.checked);
  });
  return make('span', { className: 'notifier' }, make('label', { className: 'check' }, box, say('notify')), note);
}

function wanted() {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    if (on) localStorage.setItem(NAME, '');
    else localStorage.removeItem(NAME);
  } catch {
    // There is no storage, or it is full: it is for this run alone.
  }
}
