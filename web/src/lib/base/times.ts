/** Times as people read them, in the reader's own zone and language. Everything takes milliseconds since 1970. */
import { locale } from "./texts/language.ts";

const DAY_MS = 24 * 3_600_000;
const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
const thisYear = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(locale, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

export const clockTime = (at: number): string => clock.format(at);
export const exactTime = (at: number): string => exact.format(at);
export const isoTime = (at: number): string => new Date(at).toISOString();

/** The calendar day in the reader's zone, as a number that grows by days and differs between them. */
export function dayOf(at: number): number {
  const local = new Date(at);
  return local.getFullYear() * 10_000 + (local.getMonth() + 1) * 100 + local.getDate();
}

/** "Today", "Yesterday", or the date; with the year where it is not this one. */
export function dayLabel(at: number, now: number): string {
  const day = dayOf(at);
  if (day === dayOf(now)) return capital(relativeDay.format(0, "day"));
  // Noon minus a day is yesterday on every calendar, the ones with a 23-hour day too.
  if (day === dayOf(new Date(now).setHours(12, 0, 0, 0) - DAY_MS)) return capital(relativeDay.format(-1, "day"));
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear.format(at) : otherYear.format(at);
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** The clock without "AM" and "PM", for the narrow edge beside a grouped message; its group's head says the rest. */
export const gutterTime = (at: number): string =>
  clock
    .formatToParts(at)
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();
