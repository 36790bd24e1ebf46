// How long to wait before another attempt.

/** The first and the longest wait, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/**
 * How long to wait after this many failures, in milliseconds. A part of it is random, so that clients that
 * lost their server together do not all come back in the same moment.
 */
export function backoff(failures) {
  const longest = Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT);
  return longest * (0.5 + Math.random() / 2);
}

/** Whether the same request may be answered with another status later, without anybody doing anything. */
export function isTemporary(status) {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}
