/** Counts by the hour, as days and as a week by the reader's clock. Pure but for the zone. */
const HOUR_MS = 3_600_000;
type Hours = readonly (readonly [hour: number, count: number])[];

/** Each day from `since` to `until`, days without a message too. @param since ms */
export function byDay(hours: Hours, since: number, until: number): { at: number; count: number }[] {
  const days = new Map<number, number>();
  const dayOf = (at: number) => new Date(at).setHours(0, 0, 0, 0);
  for (let at = dayOf(since); at <= until;) {
    days.set(at, 0);
    // A day is not always of 24 hours.
    const next = new Date(at);
    next.setDate(next.getDate() + 1);
    at = next.getTime();
  }
  for (const [hour, count] of hours) {
    const day = dayOf(hour * HOUR_MS);
    days.set(day, (days.get(day) ?? 0) + count);
  }
  return [...days].map(([at, count]) => ({ at, count })).sort((a, b) => a.at - b.at);
}

/** Seven days from Monday on, each with its 24 hours. */
export function byWeekHour(hours: Hours): number[][] {
  const week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const [hour, count] of hours) {
    const at = new Date(hour * HOUR_MS);
    const day = week[(at.getDay() + 6) % 7];
    if (day) day[at.getHours()] = (day[at.getHours()] ?? 0) + count;
  }
  return week;
}
