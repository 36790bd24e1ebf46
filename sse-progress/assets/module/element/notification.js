// Telling whoever looks elsewhere that a run has ended.

import { harmless, LABEL_LENGTH } from '../format/text.js';

/** Whether the browser has notifications for this page: it may have to be asked for them. */
export function hasNotifications() {
  return typeof Notification === 'function' && isSecureContext;
}

/** Asks for notifications, as browsers allow it after a click alone. Resolves to whether there will be some. */
export async function askForNotifications() {
  if (!hasNotifications()) return false;
  return await Notification.requestPermission() === 'granted';
}

/** Shows that the run of an element has ended, unless the page is what somebody looks at. */
export function notify(element, { title, text, lang }) {
  if (!hasNotifications() || Notification.permission !== 'granted') return;
  if (document.visibilityState === 'visible' && document.hasFocus()) return;
  try {
    const shown = new Notification(harmless(title, LABEL_LENGTH), {
      body: harmless(text, LABEL_LENGTH),
      // Several elements and tabs may watch the same run: one notification takes the place of the other.
      tag: `sse-progress ${element.run}`,
      lang,
      dir: 'auto',
    });
    shown.onclick = () => {
      window.focus();
      element.scrollIntoView({ block: 'center' });
      shown.close();
    };
  } catch {
    // Browsers of phones show those of service workers alone.
  }
}
