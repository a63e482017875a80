/** Days in the reader's own language and zone. */
import { t } from "#texts/dates";
import { locale } from "./texts/language.ts";

const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param at milliseconds since 1970 */
export const dayOf = (at: number): string => day.format(at);
export const exactly = (at: number): string => dayAndTime.format(at);

/** "5 minutes ago" under a day, the date after that. */
export function ago(at: number, now = Date.now()): string {
  const past = now - at;
  if (past < MINUTE) return t.justNow;
  if (past < HOUR) return relative.format(-Math.round(past / MINUTE), "minute");
  if (past < DAY) return relative.format(-Math.round(past / HOUR), "hour");
  return dayOf(at);
}
