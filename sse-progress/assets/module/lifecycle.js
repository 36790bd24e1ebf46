/** After so many milliseconds without an event it is worth a look when somebody looks. */
const GLANCE = 30_000;

/** Tells all that a page watches through. */
function toLinks(action, ...given) {
  for (const link of Object.values(links)) link[action](...given);
}

/** What happens to a page: it is hidden, frozen, kept for the way back, and cut off. */
function live() {
  addEventListener('pagehide', () => {
    for (const each of watching) each.leave();
    toLinks('leave');
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) toLinks('resume');
  });
  document.addEventListener('freeze', () => toLinks('pause'));
  document.addEventListener('resume', () => toLinks('resume'));
  addEventListener('online', () => toLinks('check', 0));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) toLinks('check', GLANCE);
  });
}

