/** How long to wait before something that failed is tried again. */

const FIRST_MS = 30_000;
const LONGEST_MS = 30 * 60_000;

/** @param tries failures in a row, at least 1 @returns ms: half a minute, twice as long each time, half an hour at most */
export function backOff(tries: number, longestMs = LONGEST_MS): number {
  return Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 20), longestMs);
}

/** What is given up at all is given up after so many tries: an hour and some minutes after the first. */
export const TRIES_MAX = 8;
