/**
 * A search: from what was typed to a page of messages. What may be read is asked of the system of record at each page, and everything that
 * is answered comes from there; the index says where to look, and nothing else.
 */
import { SEARCH_PAGE, type SearchPage, type SearchQueryOutput } from "../../protocol/search/contract.ts";
import { minuteOf, SEQS_IN_ROW } from "../../protocol/search/index-rows.ts";
import { Refused } from "../refused.ts";
import { numberOfChannel, placeKey, savedPlaces, threadsStatement, type ThreadOf } from "../store/readable-channels.ts";
import type { Readable } from "../store/session-with-readable.ts";
import { askedFor, type Asked, type Me } from "./asked.ts";
import { firstPlaces, isEnough, type FirstPlaces } from "./first-places.ts";
import { findPlaces, type FoundPlace } from "./found.ts";
import { matchOf } from "./match.ts";
import { correctedQueries, meantFilters } from "./did-you-mean.ts";
import { furtherWays, isLastWord, withLastWord, type LastWord } from "./last-word.ts";
import { hitsAt, inIndex, answered, type Hit } from "./hits.ts";
import { best } from "./best.ts";
import { longest } from "./clauses.ts";
import { parentOf } from "./thread-numbers.ts";
import type { Wanted } from "./wanted.ts";

/** The best of so many of the newest are found: all hits of a common word would cost a row each. */
const RANKED = 100;
/** Rounds for one page, where hits are left out again because somebody answered, or what was found is gone. */
const ROUNDS = 8;
/** So many are looked at in each but the first: of many answered questions in a row none is a hit. */
const ROUND = 100;
/** Where nothing has all the words, what has so many of the longest is found: of an error text names and numbers differ. */
const RELAXED = [4, 3, 2];

interface Cursor {
  /** How many of its words each hit has to have; null: all. */
  relaxed: number | null;
  lastWord: LastWord;
  before: FoundPlace;
  /** Of the best: so many were shown already of those below that place. */
  skipped: number;
}

/**
 * @param learnWords takes new words into the dictionary, where it is time, and says whether it did: what nobody knows may be right
 * @throws Refused where the query makes no sense, the channel is not open to the asker, or the index is away
 */
export async function findMessages(
  d1: D1Database,
  search: D1Database,
  me: Me,
  query: SearchQueryOutput,
  {
    now = Date.now(),
    learnWords,
    readable,
  }: { now?: number; learnWords?: () => Promise<boolean>; readable?: Readable } = {},
): Promise<SearchPage> {
  const asked = await askedFor(d1, me, query, now, readable);
  if (asked.wanted.homes.length === 0) return { hits: [], next: null, relaxed: false, didYouMean: null };
  const cursor = await cursorOf(d1, me, query);
  const none: FoundPage = { hits: [], next: null };
  const undecided: Undecided[] = [];
  const look = async (words: number | null, last: LastWord, goesOn = false): Promise<FoundPage> => {
    const must = words === null ? asked.wanted.must : longest(asked.wanted.must, words);
    const wanted = await inIndex(() => withLastWord(search, { ...asked.wanted, must }, last));
    if (!wanted) return none;
    const page = query.order === "best" ? bestPage : newestPage;
    const unknown = undecided.flatMap(({ first }) => first.unknown);
    const looked = { ...asked, wanted, lookUp: unknown.filter((no) => parentOf(no) === undefined) };
    if (!goesOn || wanted.saved) return page(d1, search, me, looked, cursor);
    // What stands there is read once it is known that this way is enough: the next one finds all of this, too.
    const count = query.order === "best" ? RANKED : SEARCH_PAGE + 1;
    const first = await firstPlaces(search, looked, endOf(wanted), count);
    const read = () => page(d1, search, me, looked, cursor, first);
    if (isEnough(first, looked, SEARCH_PAGE)) return read();
    // With what the next way reads is found out whose those threads are: nobody is asked for them alone.
    if (first.found.length >= SEARCH_PAGE) undecided.push({ last, first, looked, read });
    return none;
  };
  let relaxed = cursor?.relaxed ?? null;
  let lastWord: LastWord = cursor?.lastWord ?? "e";
  let page = none;
  const ways = cursor ? [lastWord] : ["e" as const, ...furtherWays(asked.wanted)];
  for (const how of ways) {
    page = await look(relaxed, (lastWord = how), how !== ways.at(-1));
    if (page.hits.length >= SEARCH_PAGE) break;
  }
  const enough = undecided.find(({ first, looked }) => isEnough(first, looked, SEARCH_PAGE));
  if (enough) [page, lastWord] = [await enough.read(), enough.last];
  if (!cursor && page.hits.length === 0) {
    const inside = await look(relaxed, "i");
    if (inside.hits.length > 0) [page, lastWord] = [inside, "i"];
  }
  if (!cursor)
    for (const words of RELAXED) {
      if (page.hits.length > 0) break;
      if (words < asked.wanted.must.length) page = await look((relaxed = words), lastWord);
    }
  const { hits, next } = page;
  // Also where a page behind the first one is the last.
  const isWhole = cursor !== undefined || (hits.length > 0 && relaxed === null);
  const order = `${query.order === "best" ? "b" : "n"}${lastWord}${relaxed ?? ""}`;
  return {
    hits: await answered(d1, hits, asked.wanted),
    next: next && `${order}.${next.minute}.${next.channel}.${next.seq}.${next.skipped}`,
    relaxed: relaxed !== null && hits.length > 0,
    didYouMean: isWhole ? null : await betterQuery(d1, search, me, query, asked, learnWords),
  };
}

/** What was misspelt put right, where something is found then. */
async function betterQuery(
  d1: D1Database,
  search: D1Database,
  me: Me,
  query: SearchQueryOutput,
  asked: Asked,
  learnWords?: () => Promise<boolean>,
): Promise<string | null> {
  const { homes } = asked.wanted;
  const correct = () => inIndex(() => correctedQueries(search, query.q, homes));
  const finds = async (q: string) => {
    const better = await askedFor(d1, me, { ...query, q }, asked.now, asked.readable);
    return (await collect(d1, search, me, better, undefined, 1)).hits.length > 0;
  };
  const filtered = meantFilters(query.q);
  // What it names may be nobody: then it was meant as words.
  if (filtered !== null && (await unlessRefused(finds(filtered)))) return filtered;
  let queries = await correct();
  if (queries.length === 0 && (await learnWords?.())) queries = await correct();
  for (const q of queries) if (await finds(q)) return q;
  return null;
}

async function unlessRefused(found: Promise<boolean>): Promise<boolean> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof Refused && error.refusal.code === "invalid") return false;
    throw error;
  }
}

/** A cursor names a message by its channel's id. One that is not there any more says its minute. */
async function cursorOf(d1: D1Database, me: Me, { before }: SearchQueryOutput): Promise<Cursor | undefined> {
  const [order, minute, channel, seq, skipped] = before?.split(".") ?? [];
  if (order === undefined || channel === undefined) return undefined;
  const one = await numberOfChannel(d1, me, channel);
  const place = { minute: Number(minute), channelNo: one?.no ?? 0, seq: one ? Number(seq) & (SEQS_IN_ROW - 1) : 0 };
  const lastWord = isLastWord(order[1]) ? order[1] : "e";
  return { relaxed: Number(order.slice(2)) || null, lastWord, before: place, skipped: Number(skipped) };
}

/** A way in which the last word was looked for, where most of what is found stands in threads that nobody looked up yet. */
interface Undecided {
  last: LastWord;
  first: FirstPlaces;
  looked: Asked;
  read: () => Promise<FoundPage>;
}

interface FoundPage {
  hits: Hit[];
  next: { minute: number; channel: string; seq: number; skipped: number } | null;
}
const nextAfter = ({ message, channel }: Hit, skipped = 0) => ({
  ...{ minute: minuteOf(message.at), channel, seq: message.seq % SEQS_IN_ROW, skipped },
});

async function newestPage(
  d1: D1Database,
  search: D1Database,
  me: Me,
  asked: Asked,
  cursor: Cursor | undefined,
  first?: FirstPlaces,
): Promise<FoundPage> {
  const { hits, goesOnAt } = await collect(d1, search, me, asked, cursor?.before, SEARCH_PAGE + 1, first);
  const shown = hits.slice(0, SEARCH_PAGE);
  const last = shown.at(-1);
  const next =
    last && hits.length > shown.length ? nextAfter(last) : goesOnAt && (await nextBelow(d1, asked, goesOnAt));
  // Within a minute the index goes by channel.
  return { hits: shown.toSorted((a, b) => b.message.at - a.message.at), next };
}

/** The newest hits in the order in which they fit best, page by page; behind them the next ones. */
async function bestPage(
  d1: D1Database,
  search: D1Database,
  me: Me,
  asked: Asked,
  cursor: Cursor | undefined,
  among?: FirstPlaces,
): Promise<FoundPage> {
  const { hits, goesOnAt } = await collect(d1, search, me, asked, cursor?.before, RANKED, among);
  const skipped = cursor?.skipped ?? 0;
  const ranked = best(hits, asked.wanted);
  const shown = ranked.slice(skipped, skipped + SEARCH_PAGE);
  const first = hits[0];
  const seen = skipped + shown.length;
  // The set stays the same from page to page: it begins below the same place, which is above its first message.
  if (first && seen < ranked.length)
    return { hits: shown, next: { ...nextAfter(first, seen), seq: (first.message.seq + 1) % SEQS_IN_ROW } };
  return { hits: shown, next: goesOnAt && (await nextBelow(d1, asked, goesOnAt)) };
}

/** In a cursor, for a channel that is gone meanwhile: its minute says where it goes on. */
const NO_CHANNEL = "no-channel";
/** Below a place of the index, whose message may be none of the hits. */
async function nextBelow(d1: D1Database, { channels }: Asked, { minute, channelNo, seq }: FoundPlace) {
  const channel = channels.get(channelNo) ?? (await threadsStatement(d1, [channelNo]).first<ThreadOf>());
  return { minute, channel: channel?.id ?? NO_CHANNEL, seq, skipped: 0 };
}

const endOf = ({ to }: Wanted): FoundPlace => ({ minute: to, channelNo: 0, seq: 0 });

/**
 * So many hits below a place that are there, may be read, and are what was asked for.
 * @param first where the newest of them are, where that is known already
 * @returns `goesOnAt`: the place below which there may be more, also where of all that were looked at none is a hit; null at the end
 */
export async function collect(
  d1: D1Database,
  search: D1Database,
  me: Me,
  asked: Asked,
  before: FoundPlace | undefined,
  count: number,
  first?: FirstPlaces,
): Promise<{ hits: Hit[]; goesOnAt: FoundPlace | null }> {
  const { wanted, also } = asked;
  const match = also === undefined ? matchOf(wanted) : `(${matchOf(wanted)}) AND (${also})`;
  const saved = wanted.saved === null ? undefined : await savedPlaces(d1, me);
  const among = wanted.saved ? saved : undefined;
  const isLeftOut = new Set(wanted.saved === false ? saved?.map(placeKey) : []);
  const channels = new Map(wanted.homes.flatMap((no) => asked.channels.get(no) ?? []).map((each) => [each.no, each]));
  const hits: Hit[] = [];
  const end = endOf(wanted);
  let place = before && before.minute < wanted.to ? before : end;
  const places = async (limit: number): Promise<Pick<FirstPlaces, "found" | "goesOnAt">> => {
    const found = await inIndex(() => findPlaces(search, match, place, wanted.from, limit, among));
    return { found, goesOnAt: found.length < limit ? null : (found.at(-1) ?? null) };
  };
  for (let round = 0; round < ROUNDS; round++) {
    const isFirst = round === 0 && also === undefined && among === undefined;
    const { found, goesOnAt } = isFirst
      ? (first ?? (await firstPlaces(search, asked, place, count)))
      : await places(round === 0 ? count : Math.max(ROUND, count - hits.length));
    const there = await hitsAt(d1, search, found, wanted, channels, round === 0 ? asked.lookUp : []);
    hits.push(...there.filter((hit) => !isLeftOut.has(placeKey(hit.place))));
    if (goesOnAt === null) return { hits, goesOnAt };
    place = goesOnAt;
    if (hits.length >= count) break;
  }
  return { hits, goesOnAt: place };
}
