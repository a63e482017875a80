/** Figures of the status in words. */
import { t } from "#texts/status";
import { isRefusalCode, REFUSALS } from "../../../../../protocol/refusals.ts";
import { locale } from "../../base/texts/language.ts";
import { sentenceOf } from "../../base/texts/refusals.ts";

const number = new Intl.NumberFormat(locale);
const short = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** "63 ms", "1.2 s". Null: nothing was timed. */
export function inMs(ms: number | null): string {
  if (ms === null) return t.none;
  return ms < 1_000 ? t.ms({ ms: number.format(ms) }) : t.seconds({ seconds: short.format(ms / 1_000) });
}

/** What who was refused was told; of a code that this page does not know, the code. */
export const refusalWords = (code: string): string =>
  isRefusalCode(code) ? sentenceOf({ code, sentence: REFUSALS[code].sentence }) : code;

const QUEUES: Readonly<Record<string, string>> = {
  drain: t.drain,
  search: t.search,
  webhooks: t.webhooks,
  push: t.push,
};
export const queueWords = (name: string): string => QUEUES[name] ?? name;

/** Most first. */
export const byCount = (counts: Readonly<Record<string, number>>): [name: string, count: number][] =>
  Object.entries(counts).sort(([, a], [, b]) => b - a);
