import { locale } from "../texts/language.ts";

const number = new Intl.NumberFormat(locale);

/** "1 message", "2,000 messages". */
export const counted = (count: number, one: string, many: string): string =>
  `${number.format(count)} ${count === 1 ? one : many}`;
