/** "Did you mean recursion?": a query whose words do not stand where the asker may read, with those that do and look like them. */
import { distance } from "../../protocol/search/distance.ts";
import { FILTERS, parseQuery, type FilterName } from "../../protocol/search/query.ts";
import { wordsIn } from "../../protocol/search/words.ts";
import { occurring, wordsLike } from "./dictionary.ts";

/** Shorter words are like too many others. */
const WORD_MIN = 4;
const LOOKED_AT = 30;
const WORDS_MAX = 8;
/** Each that is put right reads a hundred rows. */
const PUT_RIGHT_MAX = 3;
/** Of words that are there so many may be meant to be others: each reads a hundred rows, too. */
const DOUBTED_MAX = 3;

/** What other programs, and people who guess, call the filters. */
const ALSO_CALLED = new Map(
  Object.entries({
    ...{ by: "from", author: "from", user: "from", sender: "from" },
    ...{ channel: "in", inside: "in" },
    ...{ since: "after", until: "before", till: "before", date: "on", day: "on" },
    ...{ week: "during", lecture: "during", month: "during" },
    ...{ with: "has", contains: "has", to: "mentions", mention: "mentions" },
  } satisfies Record<string, FilterName>),
);
/** Shorter names are like too many words. */
const NAME_MIN = 3;
const LIKE_FILTER = /^([a-z-]+):(?!\/\/)(\S+)$/iu;

/** `frm:me`, `author:ada`: the query with the filters that were meant; null where every word is one. Pure. */
export function meantFilters(text: string): string | null {
  let meant = text;
  for (const part of parseQuery(text).parts.toReversed()) {
    if (part.type !== "words") continue;
    const [, name = "", value = ""] = LIKE_FILTER.exec(part.text) ?? [];
    const filter = filterLike(name.toLowerCase());
    if (!filter) continue;
    // `week:6`
    const said = filter === "during" && /^\d{1,3}$/u.test(value) ? `${name}-${value}` : value;
    meant = `${meant.slice(0, part.from)}${part.isNot ? "-" : ""}${filter}:${said}${meant.slice(part.to)}`;
  }
  return meant === text ? null : meant;
}

function filterLike(name: string): FilterName | undefined {
  const also = ALSO_CALLED.get(name) as FilterName | undefined;
  if (also || name.length < NAME_MIN) return also;
  return FILTERS.filter((each) => each.length >= NAME_MIN)
    .map((each) => ({ each, far: distance(name, each) }))
    .filter(({ each, far }) => far <= (each.length > 4 ? 2 : 1))
    .sort((a, b) => a.far - b.far)[0]?.each;
}

/**
 * @param homes the channels that the asker may read
 * @returns the query put right, the likeliest first: none where nothing is like its words
 * @throws as D1 does
 */
export async function correctedQueries(search: D1Database, text: string, homes: readonly number[]): Promise<string[]> {
  const words = parseQuery(text)
    .parts.filter((part) => part.type === "words" && !part.isNot)
    .flatMap((part) =>
      part.type === "words"
        ? wordsIn(part.text).map((word) => ({ ...word, from: word.from + part.from, to: word.to + part.from }))
        : [],
    )
    .filter(({ letters }) => !letters)
    .slice(0, WORDS_MAX);
  const there = new Set(await occurring(search, [...new Set(words.map(({ term }) => term))], homes));
  let corrected = text;
  const longestFirst = words
    .filter(({ term }) => !there.has(term) && [...term].length >= WORD_MIN)
    .sort((a, b) => b.term.length - a.term.length);
  const wrong = new Set(longestFirst.slice(0, PUT_RIGHT_MAX));
  let isCorrected = false;
  // From the last to the first, so that places stay what they are.
  for (const word of words.toReversed()) {
    if (!wrong.has(word)) continue;
    const { term, from, to } = word;
    const like = await likeliest(search, term, homes);
    if (like === undefined) continue;
    corrected = corrected.slice(0, from) + like + corrected.slice(to);
    isCorrected = true;
  }
  if (isCorrected) return [corrected];
  return wrong.size === 0 && words.length > 1 ? otherWords(search, text, words, homes) : [];
}

/** Somebody misspelt it before, so that it is a word: with each of the longest, the one that more messages have in its place. */
async function otherWords(
  search: D1Database,
  text: string,
  words: readonly { term: string; from: number; to: number }[],
  homes: readonly number[],
): Promise<string[]> {
  const queries: string[] = [];
  const longest = words
    .filter(({ term }) => [...term].length > WORD_MIN)
    .sort((a, b) => b.term.length - a.term.length)
    .slice(0, DOUBTED_MAX);
  for (const { term, from, to } of longest) {
    const like = await wordsLike(search, term, LOOKED_AT);
    const own = like.indexOf(term);
    const more = like.slice(0, own < 0 ? like.length : own).filter((word) => distance(term, word) === 1);
    const [other] = await occurring(search, more, homes, 1);
    if (other !== undefined) queries.push(text.slice(0, from) + other + text.slice(to));
  }
  return queries;
}

/** Parts of a word that was written as one: each is a word by itself. */
const HALF_MIN = 3;
function halvesOf(term: string): string[] {
  const letters = [...term];
  return letters
    .slice(HALF_MIN, letters.length - HALF_MIN + 1)
    .map((_, i) => `${letters.slice(0, i + HALF_MIN).join("")} ${letters.slice(i + HALF_MIN).join("")}`);
}

/** The word in two that stand behind each other in these channels; or the nearest there, of those that are as near the most frequent. */
async function likeliest(search: D1Database, term: string, homes: readonly number[]): Promise<string | undefined> {
  const [two] = await occurring(search, halvesOf(term), homes, 1);
  if (two !== undefined) return two;
  const most = term.length > 5 ? 2 : 1;
  const like = (await wordsLike(search, term, LOOKED_AT))
    .map((word, rank) => ({ word, rank, far: distance(term, word) }))
    .filter(({ far }) => far > 0 && far <= most)
    .sort((a, b) => a.far - b.far || Number(b.word[0] === term[0]) - Number(a.word[0] === term[0]) || a.rank - b.rank);
  const [first] = await occurring(
    search,
    like.map(({ word }) => word),
    homes,
    1,
  );
  return first;
}
