/** Dates alone, as people read them, in the reader's own zone and language: no first look has one. Milliseconds since 1970. */
import { locale } from "./texts/language.ts";

const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
const shortThisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const shortOtherYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });

export const longDate = (at: number): string => date.format(at);

/** "5 Nov"; with the year where it is not this one. */
export const shortDate = (at: number, now: number): string =>
  new Date(at).getFullYear() === new Date(now).getFullYear() ? shortThisYear.format(at) : shortOtherYear.format(at);
