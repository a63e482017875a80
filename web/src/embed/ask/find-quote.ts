/**
 * Finds words in a text again that may have been written anew since: by themselves and by what stood around them. Pure. The weights are
 * those of Hypothesis' `match-quote.ts`, which has done this for ten years: the words count more than their surroundings.
 */
import search from "approx-string-match";
import type { Quote } from "../../../../protocol/embed.ts";

export interface Found {
  start: number;
  end: number;
}

/** Of the words, so much may be other letters; more, and it is another sentence. */
const WRONG_SHARE = 0.3;
const WEIGHTS = { words: 50, prefix: 20, suffix: 20 };
/** Below it, one place is as good as another. */
const SCORE_MIN = 0.55;

/** How alike two texts are, 0 to 1. `pattern` empty: alike. */
function likeness(text: string, pattern: string): number {
  if (pattern === "") return 1;
  if (text === "") return 0;
  const [best] = search(text, pattern, pattern.length).sort((one, other) => one.errors - other.errors);
  return best ? 1 - best.errors / pattern.length : 0;
}

function placesOf(text: string, words: string): (Found & { errors: number })[] {
  const exact: (Found & { errors: number })[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    exact.push({ start: at, end: at + words.length, errors: 0 });
  return exact.length > 0 ? exact : search(text, words, Math.floor(words.length * WRONG_SHARE));
}

/** Null: it is not there any more. @param text blanks as one space each, as in the quotation */
export function findQuote(text: string, { exact, prefix, suffix }: Quote): Found | null {
  const words = exact.trim();
  if (words === "") return null;
  let best: (Found & { score: number }) | null = null;
  for (const { start, end, errors } of placesOf(text, words)) {
    const before = text.slice(Math.max(0, start - prefix.length - 2), start).trim();
    const after = text.slice(end, end + suffix.length + 2).trim();
    const score =
      (WEIGHTS.words * (1 - errors / words.length) +
        WEIGHTS.prefix * likeness(before, prefix.trim()) +
        WEIGHTS.suffix * likeness(after, suffix.trim())) /
      (WEIGHTS.words + WEIGHTS.prefix + WEIGHTS.suffix);
    if (!best || score > best.score) best = { start, end, score };
  }
  return best && best.score >= SCORE_MIN ? { start: best.start, end: best.end } : null;
}
