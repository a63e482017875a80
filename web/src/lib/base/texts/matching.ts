/** What people type, held against what things are called. Pure. */
import { alike } from "../../../../../protocol/alike.ts";

/**
 * Without accents, capitals and apostrophes, with the letters that keys have: who looks for `lukasz` or `obrien` means Łukasz and O’Brien.
 * Marks of direction are no letters either, nor is the stroke that draws an Arabic word out.
 */
export const fold = (text: string) =>
  alike(
    text
      .normalize("NFKD")
      .replace(/[\p{M}\p{Cf}'\u2019\u02BC\u0640]/gu, "")
      .toLowerCase(),
  );

/**
 * How well a query fits: 4 the whole begins so, 3 each of its words begins a word there, 2 each stands somewhere, 1 its letters
 * come in this order, 0 not at all.
 */
export function fitOf(query: string, text: string): number {
  const wanted = fold(query).replace(/^[@#]/u, "").trim();
  if (wanted === "") return 4;
  const whole = fold(text);
  if (whole.startsWith(wanted)) return 4;
  const words = whole.split(/[\s\-_.,@#]+/u);
  const parts = wanted.split(/[\s\-_]+/u);
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  if (parts.every((part) => whole.includes(part))) return 2;
  let at = 0;
  for (const letter of wanted.replace(/\s+/gu, "")) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return wanted.length > 1 ? 1 : 0;
}
