/** After so many milliseconds without an event it is worth a look when somebody looks. */
const GLANCE = 30_000;

/** What happens to a page: it is hidden, frozen, kept for the way back, and cut off. */
function live() {
  addEventListener('pagehide', () => {
    for (const each of watching) each.leave();
    link.leave();
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) link.resume();
  });
  document.addEventListener('freeze', () => link.pause());
  document.addEventListener('resume', () => link.resume());
  addEventListener('online', () => link.check(0));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) link.check(GLANCE);
  });
}

