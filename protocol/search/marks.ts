/** What of a text is marked where it was found: by the same words as the index has. Pure. */
import { wordsIn, type Word } from "./words.ts";

/** One thing that is looked for. */
export interface Sought {
  /** Words that stand behind each other; most often one. */
  sequence: SoughtWord[];
}
export interface SoughtWord {
  /** The word, its forms and what means the same; or, of a script without blanks, letters of a word. Folded. */
  terms: string[];
  /** It goes on: a word that begins like this is found too. */
  isPrefix: boolean;
  /** It stands in `letters` of a word. */
  isDense: boolean;
}

/** Places, UTF-16 units, each from `[0]` up to, not including, `[1]`; ascending, and none touches another. */
export type Marks = [number, number][];

/** @returns where the text has what is sought */
export function marksIn(text: string, sought: readonly Sought[]): Marks {
  const words = wordsIn(text);
  const found: Marks = [];
  for (const { sequence } of sought) for (let at = 0; at < words.length; at++) addAt(found, words, at, sequence);
  return merged(found);
}

/** Adds the places of a sequence that begins at this word, if it does. */
function addAt(found: Marks, words: readonly Word[], at: number, sequence: readonly SoughtWord[]): void {
  const [first] = sequence;
  if (!first) return;
  if (sequence.length === 1 && first.isDense) {
    for (const place of densePlaces(words[at], first)) found.push(place);
    return;
  }
  // The joined form of a name in code is all of its words.
  const [head] = words.slice(at, at + 1);
  if (head && sequence.length === 1 && isJoined(words, at) && head.parts.some((part) => matches(part, first))) {
    const joined = nameAt(words, at);
    const hasOwn = joined.some(({ term }) => matches(term, first));
    if (!hasOwn) return void found.push([head.from, joined.at(-1)?.to ?? head.to]);
  }
  for (const [i, one] of sequence.entries()) {
    const word = words[at + i];
    if (!word || !fits(word, one)) return;
  }
  const last = words[at + sequence.length - 1];
  if (head && last) found.push([head.from, last.to]);
}

const matches = (term: string, { terms, isPrefix }: SoughtWord) =>
  terms.includes(term) || (isPrefix && terms[0] !== undefined && term.startsWith(terms[0]));
const fits = (word: Word, one: SoughtWord) =>
  one.isDense
    ? word.letters !== undefined && one.terms.some((term) => word.term.includes(term))
    : matches(word.term, one) || word.parts.some((part) => matches(part, one));
const isJoined = (words: readonly Word[], at: number) => words[at + 1]?.isJoined === true && !words[at]?.isJoined;

function nameAt(words: readonly Word[], at: number): Word[] {
  let end = at + 1;
  while (words[end]?.isJoined) end += 1;
  return words.slice(at, end);
}

function densePlaces(word: Word | undefined, { terms }: SoughtWord): Marks {
  const places: Marks = [];
  if (!word?.letters) return places;
  const { letters } = word;
  for (const term of terms) {
    const length = [...term].length;
    for (let i = 0; i + length <= letters.length; i++) {
      const run = letters.slice(i, i + length);
      if (run.map(({ letter }) => letter).join("") !== term) continue;
      const [first, last] = [run[0], run.at(-1)];
      if (first && last) places.push([first.from, last.to]);
    }
  }
  return places;
}

function merged(places: Marks): Marks {
  const marks: Marks = [];
  for (const [from, to] of places.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = marks.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return marks;
}
