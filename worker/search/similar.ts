/** Questions of before that are like the one that is being written: what was asked, and mostly answered, where the asker may read. */
import type { SearchHit } from "../../protocol/search/contract.ts";
import { foldWord, wordsIn } from "../../protocol/search/words.ts";
import type { Readable } from "../store/session-with-readable.ts";
import { askedFor, type Me } from "./asked.ts";
import { collect } from "./find.ts";
import { answered } from "./hits.ts";
import { clauseOf } from "./match.ts";
import { longest, type Clause } from "./clauses.ts";

const SHOWN = 3;
/** Of so many of the newest that have two of its words. */
const LOOKED_AT = 40;
/** By so many of its words, the longest: short ones stand in every question. */
const WORDS = 5;
const WORD_MIN = 4;
/** Longer ones that stand in every question too. */
const COMMON = new Set(
  "what when where which does have this that with would could should there their about anyone anybody someone somebody please know need want help work works working from into your mine they them then than been being because".split(
    " ",
  ),
);

/**
 * @param text of the question, as it is so far
 * @returns at most three, the one with most of its words first; none where it has fewer than two words to go by
 * @throws Refused `unavailable` where the index is away
 */
export async function similarQuestions(
  d1: D1Database,
  search: D1Database,
  me: Me,
  text: string,
  { now = Date.now(), readable }: { now?: number; readable?: Readable } = {},
): Promise<SearchHit[]> {
  const words = wordsIn(text).filter(
    ({ term, letters }) => letters || (term.length >= WORD_MIN && !COMMON.has(foldWord(term))),
  );
  if (words.length < 2) return [];
  const asked = await askedFor(
    d1,
    me,
    { q: `is:question ${words.map(({ from, to }) => text.slice(from, to)).join(" ")} `, order: "newest" },
    now,
    readable,
  );
  const clauses = longest(asked.wanted.must, WORDS);
  if (clauses.length < 2 || asked.wanted.homes.length === 0) return [];
  const like = { ...asked, wanted: { ...asked.wanted, must: [] }, also: twoOf(clauses) };
  const { hits } = await collect(d1, search, me, like, undefined, LOOKED_AT);
  const marked = await answered(d1, hits, { ...asked.wanted, must: clauses });
  const own = foldWord(text.trim());
  const scored = marked
    .filter(({ message }) => foldWord(message.body.trim()) !== own)
    .map((hit) => ({ hit, score: clausesIn(hit, clauses) + (hit.message.meta?.thread ? 0.5 : 0) }));
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ hit }) => hit);
}

/** Each two of them. */
function twoOf(clauses: readonly Clause[]): string {
  const each = clauses.map(clauseOf);
  return each.flatMap((one, i) => each.slice(i + 1).map((other) => `(${one} AND ${other})`)).join(" OR ");
}

function clausesIn({ message }: SearchHit, clauses: readonly Clause[]): number {
  const there = new Set(wordsIn(message.body).flatMap(({ term, parts }) => [term, ...parts]));
  const isThere = ({ anyOf }: Clause) =>
    anyOf.some(({ sequence }) => sequence.every(({ terms }) => terms.some((term) => there.has(term))));
  return clauses.filter(isThere).length;
}
