/** Where somebody wants to go who types it: a message by its number, a day, or one of both ends. Pure, but for "today". */
import { t } from "#texts/jump";
import { SEQ_MAX } from "../../../../protocol/limits.ts";
import { digitsOf, spanOf } from "../../../../protocol/search/days.ts";

export type Where =
  { kind: "message"; seq: number } | { kind: "time"; at: number } | { kind: "first" } | { kind: "last" };

const NUMBER = /^#?\s*(\d{1,10})$/u;

const DAYS = new Map([
  [t.today.toLowerCase(), "today"],
  [t.yesterday.toLowerCase(), "yesterday"],
]);

/**
 * `#120` or `120`, `2026-10-31`, `2026-10`, `today`, `yesterday`, and the words for both ends, in the page's language too; digits of any
 * script.
 * @returns null where it is none of these
 */
export function whereTo(text: string, zone: string, now: number): Where | null {
  const wanted = digitsOf(text.trim().toLowerCase());
  if (wanted === "first" || wanted === t.first.toLowerCase()) return { kind: "first" };
  if (wanted === "last" || wanted === t.last.toLowerCase()) return { kind: "last" };
  const seq = Number(NUMBER.exec(wanted)?.[1]);
  if (seq >= 1 && seq <= SEQ_MAX) return { kind: "message", seq };
  const span = spanOf(DAYS.get(wanted) ?? wanted, zone, now);
  return span && span.from >= 0 ? { kind: "time", at: span.from } : null;
}

/** Of this device. */
export const myZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
