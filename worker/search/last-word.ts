/**
 * The last word of a query may go on. A prefix gathers every message of every word that begins so before the first is found, so that it is
 * looked for in this order, as far as each brings no full page: the word as it stands; with the most frequent words that begin so;
 * with all of them.
 */
import type { Sought } from "../../protocol/search/marks.ts";
import { longest, orWords, type Clause } from "./clauses.ts";
import type { Wanted } from "./wanted.ts";
import { PART_MIN, wordsBeginning, wordsContaining } from "./dictionary.ts";

/** As it stands, with frequent words, with all; `i`: where nothing was found, each word in the middle of others too. */
export type LastWord = "e" | "w" | "p" | "i";
export const isLastWord = (letter: string | undefined): letter is LastWord =>
  letter === "e" || letter === "w" || letter === "p" || letter === "i";
/** So many words for each that is looked for within others: of a text that is pasted, for the longest alone. */
const CONTAINING = 20;
const LOOKED_WITHIN = 3;

const FREQUENT = 20;
/** Longer beginnings begin few words. */
const SHORT = 5;

/** The word that may go on; undefined where none does. */
function lastWordOf({ must }: Wanted): string | undefined {
  for (const { anyOf } of must)
    for (const { sequence } of anyOf) if (sequence.some(({ isPrefix }) => isPrefix)) return sequence.at(-1)?.terms[0];
  return undefined;
}

/** In which ways it is looked for behind the first one: where there are other words to go by, few messages are left to gather. */
export function furtherWays(wanted: Wanted): LastWord[] {
  const last = lastWordOf(wanted);
  if (last === undefined) return [];
  return wanted.must.length === 1 && last.length <= SHORT ? ["w", "p"] : ["p"];
}

/** @returns null: for `i`, where no word stands within another. @throws as D1 does */
export async function withLastWord(search: D1Database, wanted: Wanted, how: LastWord): Promise<Wanted | null> {
  if (how === "i") {
    const within = new Set(longest(wanted.must, LOOKED_WITHIN));
    const must = await Promise.all(
      wanted.must.map((clause) => (within.has(clause) ? withInside(search, clause) : clause)),
    );
    return must.some((clause, i) => clause !== wanted.must[i]) ? { ...wanted, must } : null;
  }
  const last = lastWordOf(wanted);
  if (last === undefined || how === "p") return wanted;
  const words = how === "w" ? await wordsBeginning(search, last, FREQUENT) : [];
  const sought = ({ sequence }: Sought): Sought => ({
    sequence: sequence.map((word) =>
      word.isPrefix
        ? {
            ...word,
            isPrefix: false,
            terms: sequence.length === 1 ? [...new Set([...word.terms, ...words])] : word.terms,
          }
        : word,
    ),
  });
  return { ...wanted, must: wanted.must.map(({ anyOf }): Clause => ({ anyOf: anyOf.map(sought) })) };
}

async function withInside(search: D1Database, clause: Clause): Promise<Clause> {
  const [term] = clause.anyOf.flatMap(({ sequence }) => (sequence.length === 1 ? (sequence[0]?.terms[0] ?? []) : []));
  if (term === undefined || term.length < PART_MIN) return clause;
  const words = await wordsContaining(search, term, CONTAINING);
  if (words.length === 0) return clause;
  return orWords(clause, (each) => (each === term ? words : []));
}
