/** Days as people write them into a search, and the moments at which they begin. Pure, but for "today". */

import { instantOf, wallClockAt } from "../wall-clock.ts";

/** From `from` up to, not including, `to`: ms since 1970. */
export interface Span {
  from: number;
  to: number;
}
const DAY_MS = 86_400_000;
const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/u;

/**
 * A day, a month or a year: `2026-10-31`, `2026-10`, `2026`, `today`, `yesterday`. Digits of any script; separated by `-`, `/` or `.`.
 * @param zone a time zone that exists, in which the day begins
 * @returns undefined where it is none, or one that does not exist
 */
export function spanOf(text: string, zone: string, now: number): Span | undefined {
  const value = digitsOf(text.trim().toLowerCase()).replace(/[/.]/gu, "-");
  const today = Date.parse(`${wallClockAt(now, zone).slice(0, 10)}Z`);
  if (value === "today") return within(today, today + DAY_MS, zone);
  if (value === "yesterday") return within(today - DAY_MS, today, zone);
  const parts = DATE.exec(value);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (year === undefined || year < 1) return undefined;
  if (month === undefined) return within(utc(year, 0, 1), utc(year + 1, 0, 1), zone);
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return within(utc(year, month - 1, 1), utc(year, month, 1), zone);
  const at = utc(year, month - 1, day);
  // The 31st of a month that has none would be a day of the next.
  return new Date(at).getUTCDate() === day && day > 0 ? within(at, at + DAY_MS, zone) : undefined;
}

/** The week of that number, 1 being the one in which `begun` lies; weeks begin on Monday. */
export function weekOf(number: number, begun: number, zone: string): Span {
  const day = Date.parse(`${wallClockAt(begun, zone).slice(0, 10)}Z`);
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS;
  const from = monday + (number - 1) * 7 * DAY_MS;
  return within(from, from + 7 * DAY_MS, zone);
}

function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getTime();
}

const within = (from: number, to: number, zone: string): Span => ({ from: begins(from, zone), to: begins(to, zone) });

/** Years of four digits, in every zone; beyond, an hour more or less is nobody's. */
const [FIRST, LAST] = [Date.UTC(1000, 0, 2), Date.UTC(9999, 11, 30)];
/** When this wall clock, given as if it were UTC, is shown there. */
function begins(asUtc: number, zone: string): number {
  if (asUtc < FIRST || asUtc > LAST) return asUtc;
  return instantOf(new Date(asUtc).toISOString().slice(0, 19), zone);
}

/** Digits of every script as 0 to 9: those of a script stand behind each other, from its zero on. */
export function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0) ?? 0;
    const code = zero;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}
