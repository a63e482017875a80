/** When it was: the written days laid onto real ones, so that the last of them is today, or yesterday. */

/** The class is made on the Thursday before its first Monday. */
export const CLASS_MADE = { day: -4, minute: 16 * 60 };

export interface Calendar {
  /** Milliseconds since 1970 of a written day and time, by this machine's clock on the wall. */
  at(day: number, minute: number): number;
}

/** `lastDay`: the last written day, which falls on the day of `now`, or `daysAgo` days earlier. */
export function calendar(lastDay: number, now: number, daysAgo = 0): Calendar {
  const today = new Date(now);
  return {
    // Through the parts of a date, since not every day has 24 hours.
    at: (day, minute) =>
      new Date(
        today.getFullYear(),
        today.getMonth(),
        today.getDate() - daysAgo - lastDay + day,
        Math.floor(minute / 60),
        minute % 60,
      ).getTime(),
  };
}
