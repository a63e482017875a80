/** Words that a class holds back: found whole, in whatever letters they are dressed. */
import * as v from "valibot";
import { fold } from "./fold.ts";
import { HELD_WORD_MAX_CHARS, HELD_WORDS_MAX } from "./limits.ts";
import { plainLine, line } from "./text.ts";

/** Scripts that put no blanks between words: there a word is found wherever it stands. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** Folded, with one blank between words and one at either end. */
const spaced = (text: string) =>
  ` ${fold(plainLine(text))
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim()} `;

/** What of a list is looked for; made once for each list. */
const wanted = new WeakMap<readonly string[], { word: string; as: string }[]>();
function wantedOf(words: readonly string[]) {
  const known = wanted.get(words);
  if (known) return known;
  const made = words.map((word) => ({ word, as: UNSPACED.test(word) ? spaced(word).trim() : spaced(word) }));
  wanted.set(words, made);
  return made;
}

/** @returns the first of the words that the text has, as the list has it */
export function heldWordIn(text: string, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const said = spaced(text);
  return wantedOf(words).find(({ as }) => as.trim() !== "" && said.includes(as))?.word;
}

/** As a list is kept: each word once, whatever letters it is written in, and none that nothing is left of. */
export function heldWordList(words: readonly string[]): string[] {
  const byForm = new Map(words.map((word) => [spaced(word), plainLine(word)]));
  return [...byForm].flatMap(([form, word]) => (form.trim() === "" ? [] : [word]));
}

export const HeldWordsBody = v.object({
  words: v.pipe(v.array(line(HELD_WORD_MAX_CHARS), "invalid"), v.maxLength(HELD_WORDS_MAX, "held_words_full")),
});
