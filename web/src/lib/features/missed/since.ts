/** Since when somebody looks at what they missed: a word in the address, and the moment that it means. Pure. */
export const SINCE = ["visit", "today", "3days", "week"] as const;
export type Since = (typeof SINCE)[number];

const DAYS_BACK = { today: 0, "3days": 3, week: 7 } as const;

/** What the address says, where that can be; else since the last visit, or of the last three days where none is known. */
export function sinceIn(address: string | null, lastVisit: number | null): Since {
  const wanted = SINCE.find((each) => each === address);
  if (wanted !== undefined && (wanted !== "visit" || lastVisit !== null)) return wanted;
  return lastVisit === null ? "3days" : "visit";
}

/** Days begin at midnight on this device's clocks. @returns ms since 1970 */
export function momentOf(since: Since, lastVisit: number | null, now: number): number {
  if (since === "visit") return lastVisit ?? now;
  const local = new Date(now);
  return new Date(local.getFullYear(), local.getMonth(), local.getDate() - DAYS_BACK[since]).getTime();
}
