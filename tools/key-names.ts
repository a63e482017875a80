/** Keys are named by the day on which they were made: `2026-11-30`, and `2026-11-30-02` where that day's first one leaked. In order of their names they are in order of age. */

/** The name of a key that is made now. @param now ms since 1970 @param kids of those that there are */
export function newKid(now: number, kids: readonly string[]): string {
  const day = new Date(now).toISOString().slice(0, 10);
  // Behind the last of that day, also where those before it were taken away.
  const last = Math.max(0, ...kids.filter((kid) => dayOf(kid) === day).map((kid) => Number(kid.slice(11)) || 1));
  return last === 0 ? day : `${day}-${String(last + 1).padStart(2, "0")}`;
}

const dayOf = (kid: string): string => kid.slice(0, 10);
/** Whether one was made today. */
export const hasToday = (now: number, kids: readonly string[]): boolean =>
  kids.some((kid) => dayOf(kid) === new Date(now).toISOString().slice(0, 10));
/** When the day of a key began, ms since 1970. */
export const madeOn = (kid: string): number => Date.parse(dayOf(kid));
