/** For how long a channel can be muted, or oneself undisturbed. Times in milliseconds since 1970. */
import { t } from "#texts/mute";
import { locale } from "./texts/language.ts";

const HOUR_MS = 3_600_000;
/** When a school day begins. */
const MORNING = 7;

export function inAnHour(now: number): number {
  return now + HOUR_MS;
}

/** Tomorrow morning by this device's clocks; today's, where the day has not begun yet. */
export function tomorrow(now: number): number {
  const then = new Date(now);
  if (then.getHours() >= MORNING) then.setDate(then.getDate() + 1);
  return then.setHours(MORNING, 0, 0, 0);
}

const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const dayAndClock = new Intl.DateTimeFormat(locale, { weekday: "long", hour: "numeric", minute: "2-digit" });

/** "10:42", with the day where it is not today. */
export function momentOf(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return (isToday ? clock : dayAndClock).format(at);
}

/** "until 10:42" */
export const untilWords = (at: number, now: number): string => t.until({ time: momentOf(at, now) });
