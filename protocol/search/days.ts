/** Days as people write them into a search, and the moments at which they begin. Pure, but for "today". */

import { instantOf, wallClockAt } from "../wall-clock.ts";

/** From `from` up to, not including, `to`: ms since 1970. */
export interface Span {
  from: number;
  to: number;
}
const DAY_MS = 86_400_000;
const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/u;
/** `october`, `oct`, `october-2025`: a name of three letters or more, and a year or none. */
const NAMED = /^(\p{L}[\p{L}\p{M}]{2,})(?:[\s-]+(\d{4}))?$/u;
/** January first, in the languages of the page. */
const MONTHS = [
  ["january", "يناير"],
  ["february", "فبراير", "شباط"],
  ["march", "مارس", "آذار"],
  ["april", "أبريل", "نيسان"],
  ["may", "مايو", "أيار"],
  ["june", "يونيو", "حزيران"],
  ["july", "يوليو", "تموز"],
  ["august", "أغسطس", "آب"],
  ["september", "سبتمبر", "أيلول"],
  ["october", "أكتوبر"],
  ["november", "نوفمبر"],
  ["december", "ديسمبر"],
] as const;

/**
 * A day, a month or a year: `2026-10-31`, `2026-10`, `2026`, `today`, `yesterday`, `tomorrow`, and months by name: `october`, the last one that
 * has begun, or `october 2025`. Digits of any script; separated by `-`, `/` or `.`.
 * @param zone a time zone that exists, in which the day begins
 * @returns undefined where it is none, or one that does not exist
 */
export function spanOf(text: string, zone: string, now: number): Span | undefined {
  const value = digitsOf(text.trim().toLowerCase()).replace(/[/.]/gu, "-");
  const today = Date.parse(`${wallClockAt(now, zone).slice(0, 10)}Z`);
  if (value === "today") return within(today, today + DAY_MS, zone);
  if (value === "yesterday") return within(today - DAY_MS, today, zone);
  if (value === "tomorrow") return within(today + DAY_MS, today + 2 * DAY_MS, zone);
  const parts = DATE.exec(monthByName(value, today) ?? value);
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

/** `october-2025` as `2025-10`; undefined where it names no month. @param today its midnight as if it were UTC */
function monthByName(value: string, today: number): string | undefined {
  const [, name = "", year] = NAMED.exec(value) ?? [];
  if (name === "") return undefined;
  const month = MONTHS.findIndex(
    ([english, ...others]) => english.startsWith(name) || others.some((other) => other === name),
  );
  if (month < 0) return undefined;
  const now = new Date(today);
  const lastOne = now.getUTCFullYear() - (month > now.getUTCMonth() ? 1 : 0);
  return `${year ?? lastOne}-${month + 1}`;
}

/** Which week of a class that began then a moment lies in, 1 being the first. */
export function weekAt(at: number, begun: number, zone: string): number {
  return Math.floor((at - weekOf(1, begun, zone).from) / (7 * DAY_MS)) + 1;
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
