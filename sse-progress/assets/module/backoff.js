/** The first and the longest wait before another attempt, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** How long to wait after so many failures: spread, so that clients do not return all at once. */
function wait(failures) {
  const longest = Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT);
  return longest * (0.5 + Math.random() / 2);
}

/** Whether an answer of this status may be another one later, with nobody doing anything. */
function passes(status) {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

