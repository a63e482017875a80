/** What is looked for of the words that somebody typed: each with its forms, what means the same, and the ways in which names in code are written. Pure. */
import { formsOf } from "../../protocol/search/forms.ts";
import type { Sought, SoughtWord } from "../../protocol/search/marks.ts";
import type { QueryPart } from "../../protocol/search/query.ts";
import { wordsIn, type Word } from "../../protocol/search/words.ts";

/** One thing that has to be there: any of these ways in which it may be written. */
export interface Clause {
  anyOf: Sought[];
}
/** Words that mean the same in the class, by each of them: folded, with blanks between where it is more than one. */
export type SameWords = ReadonlyMap<string, readonly string[]>;

/** Shorter ones are not completed: they begin too many words, and suggestions do it. */
const PREFIX_MIN = 3;

const lengthOf = ({ anyOf: [first] }: Clause) =>
  first?.sequence.reduce((sum, { terms: [term = ""] }) => sum + term.length, 0) ?? 0;
/** The clauses of the longest words, in their order: long words are rare ones. */
export function longest(clauses: readonly Clause[], count: number): Clause[] {
  if (clauses.length <= count) return [...clauses];
  const kept = new Set([...clauses].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, count));
  return clauses.filter((clause) => kept.has(clause));
}
export function distinct(clauses: readonly Clause[]): Clause[] {
  return [...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values()];
}

export function clausesOf(
  part: QueryPart & { type: "words" | "phrase" },
  isTyped: boolean,
  synonyms: SameWords,
): Clause[] {
  const words = wordsIn(part.text);
  if (part.type === "phrase")
    return words.length > 0 ? [{ anyOf: [{ sequence: words.map((word) => exactly(word)) }] }] : [];
  const clauses: Clause[] = [];
  for (let at = 0; at < words.length;) {
    let end = at + 1;
    while (words[end]?.isJoined) end += 1;
    const name = words.slice(at, end);
    const isLast = isTyped && end === words.length;
    const [word] = name;
    if (word) clauses.push(name.length > 1 ? nameClause(name, isLast) : wordClause(word, isLast, synonyms));
    at = end;
  }
  return clauses;
}

/** Of words that mean the same as another together, at most so many. */
const SAME_WORDS_MAX = 4;
/** Words that together mean the same as another, "operating system" and "os": where each of them is looked for, that is enough. */
export function addSameOfPhrases(words: readonly { term: string; clause: Clause }[], synonyms: SameWords): void {
  for (let from = 0; from < words.length; from++)
    for (let to = from + 2; to <= Math.min(words.length, from + SAME_WORDS_MAX); to++) {
      const some = words.slice(from, to);
      const same = sameAs(some.map(({ term }) => term).join(" "), synonyms);
      for (const { clause } of some) clause.anyOf.push(...same);
    }
}

/** What means the same, in the ways in which it may be written. */
function sameAs(words: string, synonyms: SameWords): Sought[] {
  return (synonyms.get(words) ?? []).flatMap((same): Sought[] => {
    const [first, ...rest] = wordsIn(same);
    if (!first) return [];
    const isOne = rest.length === 0 && !first.letters;
    return [
      {
        sequence: [first, ...rest].map((each) => ({
          ...exactly(each),
          terms: isOne ? formsOf(each.term) : [each.term],
        })),
      },
    ];
  });
}

const exactly = ({ term, letters }: Word, isPrefix = false): SoughtWord => ({
  ...{ terms: [term], isPrefix: isPrefix && !letters && term.length >= PREFIX_MIN, isDense: letters !== undefined },
});
const one = (word: SoughtWord): Sought => ({ sequence: [word] });

function wordClause(word: Word, isTyped: boolean, synonyms: SameWords): Clause {
  const { term, letters, parts } = word;
  if (letters) return { anyOf: [one(exactly(word))] };
  const typed = exactly(word, isTyped);
  const anyOf: Sought[] = [one({ ...typed, terms: formsOf(term) })];
  // `UserName` is in `getUserName` as well; of `count++` the count is looked for.
  if (parts.length > 1 && parts.join("") === term) anyOf.push(sequenceOf(parts));
  for (const form of formsOf(term)) anyOf.push(...sameAs(form, synonyms));
  return { anyOf };
}

const sequenceOf = (terms: readonly string[]): Sought => ({
  sequence: terms.map((term) => ({ terms: [term], isPrefix: false, isDense: false })),
});

/** `user_name`: these words behind each other, or the name that they make together. */
function nameClause(name: readonly Word[], isTyped: boolean): Clause {
  const anyOf: Sought[] = [{ sequence: name.map((word, i) => exactly(word, isTyped && i === name.length - 1)) }];
  const joined = name.every(({ letters }) => !letters) ? name.map(({ term }) => term).join("") : "";
  if (joined !== "")
    anyOf.push(one({ terms: [joined], isPrefix: isTyped && joined.length >= PREFIX_MIN, isDense: false }));
  return { anyOf };
}
