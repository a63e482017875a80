import { locale } from "../../base/texts/language.ts";

const MOST = 999;
const number = new Intl.NumberFormat(locale, { useGrouping: false });

/** A count where there is little room: "12", "999+". */
export const badgeOf = (count: number): string => number.format(Math.min(count, MOST)) + (count > MOST ? "+" : "");
