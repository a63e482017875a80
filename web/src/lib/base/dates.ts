/** Dates, and moments to come, in the reader's own language and zone; times of messages are in times.ts. */
import { t } from "#texts/dates";
import { t as mute } from "#texts/mute";
import { locale } from "./texts/language.ts";
import { serverNow } from "./server-clock.ts";
import { longDate } from "./plain-dates.ts";
import { clockTime } from "./times.ts";

const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param at milliseconds since 1970 */
export const dateOf = longDate;
export const exactly = (at: number): string => dayAndTime.format(at);

/** "5 minutes ago" under a day, the date after that. */
export function ago(at: number, now = serverNow()): string {
  const past = now - at;
  if (past < MINUTE) return t.justNow;
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), "hour");
  return dateOf(at);
}

/** When a school day begins. */
const MORNING = 7;

export function inAnHour(now: number): number {
  return now + HOUR;
}

/** Tomorrow morning by this device's clocks; today's, where the day has not begun yet. */
export function tomorrow(now: number): number {
  const then = new Date(now);
  if (then.getHours() >= MORNING) then.setDate(then.getDate() + 1);
  return then.setHours(MORNING, 0, 0, 0);
}

const dayAndClock = new Intl.DateTimeFormat(locale, { weekday: "long", hour: "numeric", minute: "2-digit" });

/** "10:42", with the day where it is not today. */
export function momentOf(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? clockTime(at) : dayAndClock.format(at);
}

/** "until 10:42" */
export const untilWords = (at: number, now: number): string => mute.until({ time: momentOf(at, now) });
