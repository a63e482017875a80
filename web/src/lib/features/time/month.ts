/** A month as a calendar shows it, in the reader's zone: the calendar of their clocks, weeks as their region begins them. Pure. */
import { dayOf } from "../../base/times.ts";

export interface Month {
  year: number;
  /** 0 is January. */
  month: number;
}
/** A day of a month, 1 being the first. */
export interface Day extends Month {
  day: number;
}

/** @param at ms since 1970 */
export function dayAt(at: number): Day {
  const local = new Date(at);
  return { year: local.getFullYear(), month: local.getMonth(), day: local.getDate() };
}

/** When a day begins on the clocks of this device, ms since 1970. Days and months beyond an end go on in the next. */
export function beginOf({ year, month, day }: Day): number {
  // Not `new Date(year, …)`: that takes 99 for 1999.
  const local = new Date(2_000, 0, 1);
  local.setFullYear(year, month, day);
  return local.getTime();
}

const addDays = (from: Day, days: number): Day => dayAt(beginOf({ ...from, day: from.day + days }));

/** The same day of another month, or that month's last one. */
export function addMonths({ year, month, day }: Day, months: number): Day {
  const first = dayAt(beginOf({ year, month: month + months, day: 1 }));
  return { ...first, day: Math.min(day, daysIn(first)) };
}

export const daysIn = ({ year, month }: Month): number => dayAt(beginOf({ year, month: month + 1, day: 0 })).day;

export const numberOf = (day: Day): number => dayOf(beginOf(day));
export const isSame = (a: Day, b: Day): boolean => numberOf(a) === numberOf(b);
/** The day, or the nearest one from `first` to `last`. */
export function within(day: Day, first: Day, last: Day): Day {
  if (numberOf(day) < numberOf(first)) return first;
  return numberOf(day) > numberOf(last) ? last : day;
}

/**
 * The weekday on which weeks begin there; 0 is Sunday.
 * @param locale undefined: the browser's
 */
export function firstWeekday(locale: string | undefined): number {
  const told = new Intl.Locale(locale ?? new Intl.DateTimeFormat().resolvedOptions().locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  // Monday, where the browser does not say: as ISO 8601 has it.
  return (told.getWeekInfo?.() ?? told.weekInfo ?? { firstDay: 1 }).firstDay % 7;
}

/** Weeks of seven days, of which those of other months are null. */
export function weeksOf(month: Month, weekBegins: number): (Day | null)[][] {
  const before = (new Date(beginOf({ ...month, day: 1 })).getDay() - weekBegins + 7) % 7;
  const cells: (Day | null)[] = Array.from({ length: before }, () => null);
  for (let day = 1; day <= daysIn(month); day += 1) cells.push({ ...month, day });
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** Where a key leads on the calendar; null: it is none of its keys. */
export function dayByKey(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  from: Day,
  { weekBegins, isFromRight }: { weekBegins: number; isFromRight: boolean },
): Day | null {
  const intoWeek = (new Date(beginOf(from)).getDay() - weekBegins + 7) % 7;
  const days = {
    ArrowLeft: isFromRight ? 1 : -1,
    ArrowRight: isFromRight ? -1 : 1,
    ArrowUp: -7,
    ArrowDown: 7,
    Home: -intoWeek,
    End: 6 - intoWeek,
  }[key];
  if (days !== undefined) return addDays(from, days);
  const months = { PageUp: -1, PageDown: 1 }[key];
  return months === undefined ? null : addMonths(from, shiftKey ? months * 12 : months);
}
