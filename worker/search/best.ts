/**
 * The best hits first, by what the asker may see: bm25 of the index would count words in all channels, and its order would tell of those that
 * are not open to them.
 */
import { wordsIn, type Word } from "../../protocol/search/words.ts";
import type { SoughtWord } from "../../protocol/search/marks.ts";
import type { Hit } from "./hits.ts";
import type { Wanted } from "./wanted.ts";

const DAY_MS = 86_400_000;
/** After so long a message counts half as much for its age. */
const HALF_LIFE_DAYS = 90;

/** Best first; of equals the newer one. */
export function best(hits: readonly Hit[], wanted: Wanted): Hit[] {
  // Of the hits themselves, so that the order is the same when the next page is asked for.
  const now = Math.max(...hits.map(({ message }) => message.at));
  const scored = hits.map((hit) => ({ hit, score: scoreOf(hit, wanted, now) }));
  return scored.sort((a, b) => b.score - a.score || b.hit.message.at - a.hit.message.at).map(({ hit }) => hit);
}

function scoreOf({ message }: Hit, { must }: Wanted, now: number): number {
  const words = wordsIn(message.body);
  const places = must.map(({ anyOf }) =>
    placesOf(
      words,
      anyOf.flatMap(({ sequence }) => sequence),
    ),
  );
  // Written as asked for, often, and in a message that is about little else.
  const fit = places.reduce((sum, { exact, others }) => sum + Math.log2(1 + 2 * exact.length + others.length), 0);
  const density = words.length > 0 ? fit / Math.log2(8 + words.length) : 0;
  const { meta, replyTo } = message;
  const reactions = meta?.reactions?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const regard =
    Math.log2(1 + reactions) +
    (meta?.pinned ? 2 : 0) +
    Math.log2(1 + (meta?.thread?.count ?? 0)) +
    (replyTo === undefined ? 0 : 0.5);
  const age = Math.max(0, now - message.at) / DAY_MS;
  return (
    3 * density +
    nearness(places.map(({ exact, others }) => [...exact, ...others])) +
    0.5 * regard +
    2 ** (-age / HALF_LIFE_DAYS)
  );
}

/** Where words stand that are looked for: as they were typed, and in another form. */
function placesOf(words: readonly Word[], sought: readonly SoughtWord[]): { exact: number[]; others: number[] } {
  const typed = new Set(sought.map(({ terms: [term] }) => term));
  const forms = new Set(sought.flatMap(({ terms }) => terms));
  const exact: number[] = [];
  const others: number[] = [];
  for (const [at, { term, parts, letters }] of words.entries()) {
    if (typed.has(term) || (letters && [...typed].some((each) => each !== undefined && term.includes(each))))
      exact.push(at);
    else if (
      forms.has(term) ||
      parts.some((part) => forms.has(part)) ||
      sought.some(({ isPrefix, terms: [first = ""] }) => isPrefix && term.startsWith(first))
    )
      others.push(at);
  }
  return { exact, others };
}

/** 2 where all words stand side by side, next to nothing where they are far apart. */
function nearness(places: readonly number[][]): number {
  if (places.length < 2 || places.some((each) => each.length === 0)) return 0;
  let closest = Infinity;
  for (const at of places[0] ?? []) {
    const spread = places.slice(1).map((each) => Math.min(...each.map((other) => Math.abs(other - at))));
    closest = Math.min(closest, Math.max(...spread));
  }
  return 2 * (places.length / (places.length - 1 + Math.max(1, closest)));
}
