/**
 * The last word of a query may go on. A prefix gathers every message of every word that begins so before the first is found, so that it is
 * looked for in this order, as far as each brings no full page: the word as it stands; with the most frequent words that begin so;
 * with all of them.
 */
import type { Sought } from "../../protocol/search/marks.ts";
import type { Clause } from "./clauses.ts";
import type { Wanted } from "./wanted.ts";
import { wordsBeginning } from "./dictionary.ts";

/** As it stands, with frequent words, with all. */
export type LastWord = "e" | "w" | "p";
export const isLastWord = (letter: string | undefined): letter is LastWord =>
  letter === "e" || letter === "w" || letter === "p";

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

/** @throws as D1 does */
export async function withLastWord(search: D1Database, wanted: Wanted, how: LastWord): Promise<Wanted> {
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
