/** What stands where the index found something: as the history has it now, and as far as the asker may read it. */
import type { Message } from "../../protocol/index.ts";
import { cutBehind } from "../../protocol/characters.ts";
import { because } from "../../protocol/reasons.ts";
import { SEARCH_PAGE, type SearchHit } from "../../protocol/search/contract.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { marksIn } from "../../protocol/search/marks.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import {
  messagesAt,
  messagesIn,
  messagesStatement,
  placeKey,
  threadsStatement,
  type Place,
  type ReadableChannel,
  type ThreadOf,
} from "../store/readable-channels.ts";
import type { KeyedRow } from "../store/messages.ts";
import { minuteOf, SEQS_IN_ROW } from "../../protocol/search/index-rows.ts";
import { tokensInUse, type FoundPlace } from "./found.ts";
import { learnThreads } from "./thread-numbers.ts";
import type { Wanted } from "./wanted.ts";

const LINE_CHARS = 300;
/** Of more, those around are looked for once it is known which are shown. */
const NEIGHBOURS_MAX = SEARCH_PAGE + 1;
/** Channels of more than SEQS_IN_ROW messages: as many times as many. */
const WRAPS = [1, 2, 3];

/** A message that was found, and where it stands. */
export interface Hit {
  place: Place;
  message: Message;
  channel: string;
  parent?: { channel: string; seq: number };
  /** Where the message stands that the thread hangs on. */
  root?: Place;
  /** The message before and the one after, as far as they are there. Left out: not looked for yet. */
  around?: (Message | undefined)[];
}

/**
 * What stands at these places, as the history has it now; what is gone, or not the asker's to read, is none.
 * @param lookUp numbers that may be threads: whose they are is found out beside that
 */
export async function hitsAt(
  d1: D1Database,
  search: D1Database,
  found: readonly FoundPlace[],
  wanted: Wanted,
  channels: ReadonlyMap<number, ReadableChannel>,
  lookUp: readonly number[] = [],
): Promise<Hit[]> {
  const others = [...new Set([...found.map(({ channelNo }) => channelNo), ...lookUp])].filter(
    (no) => !channels.has(no),
  );
  const near = found.filter(({ channelNo }) => channels.has(channelNo));
  const further = found.filter(({ channelNo }) => !channels.has(channelNo));
  const hasNeighbours = near.length <= NEIGHBOURS_MAX;
  // One round trip, and each is asked also where there is nothing to ask: that something stands elsewhere makes no difference.
  const [atNear, atFurther, threadRows] = await d1.batch<unknown>([
    messagesStatement(d1, near, hasNeighbours),
    messagesStatement(d1, further),
    threadsStatement(d1, others),
  ]);
  const there = messagesIn([...rowsOf<KeyedRow>(atNear), ...rowsOf<KeyedRow>(atFurther)]);
  const threadOf = new Map(rowsOf<ThreadOf>(threadRows).map((thread) => [thread.no, thread]));
  learnThreads(others, threadOf);
  const messages = await messagesOf(d1, found, there);
  const hits = found.flatMap((place): Hit[] => {
    const message = messages.get(place);
    if (!message || message.deletedAt !== undefined) return [];
    const where = whereIs(place.channelNo, channels, threadOf);
    const { channelNo } = place;
    const { seq } = message;
    const around = [seq - 1, seq + 1].map((at) => there.get(placeKey({ channelNo, seq: at })));
    const knowsAround = hasNeighbours && channels.has(channelNo);
    return where ? [{ place: { channelNo, seq }, message, ...where, ...(knowsAround && { around }) }] : [];
  });
  return wanted.unanswered ? unanswered(search, hits) : hits;
}

const rowsOf = <T>(found: D1Result | undefined): T[] => (found?.results ?? []) as T[];

/**
 * The message of each place. A place is shared by messages that stand SEQS_IN_ROW apart: the minute says which it is.
 * @param there what was found by the places as they are; what stands so far apart is added to it
 */
async function messagesOf(
  d1: D1Database,
  found: readonly FoundPlace[],
  there: Map<string, Message>,
): Promise<Map<FoundPlace, Message>> {
  const fits = (place: FoundPlace, message: Message | undefined) => message && minuteOf(message.at) === place.minute;
  const missing = found.filter((place) => !fits(place, there.get(placeKey(place))));
  const wrapped = (place: FoundPlace) => WRAPS.map((times) => ({ ...place, seq: place.seq + times * SEQS_IN_ROW }));
  for (const [key, message] of await messagesAt(d1, missing.flatMap(wrapped))) there.set(key, message);
  const messages = new Map<FoundPlace, Message>();
  for (const place of found)
    for (const candidate of [place, ...wrapped(place)]) {
      const message = there.get(placeKey(candidate));
      if (message && fits(place, message)) messages.set(place, message);
    }
  return messages;
}

function whereIs(
  channelNo: number,
  channels: ReadonlyMap<number, ReadableChannel>,
  threads: ReadonlyMap<number, ThreadOf>,
): Pick<Hit, "channel" | "parent" | "root"> | undefined {
  const channel = channels.get(channelNo);
  if (channel) return { channel: channel.id };
  const thread = threads.get(channelNo);
  const parent = thread && channels.get(thread.parentNo);
  if (!thread || !parent) return undefined;
  const seq = thread.parentSeq;
  return { channel: thread.id, parent: { channel: parent.id, seq }, root: { channelNo: parent.no, seq } };
}

async function unanswered(search: D1Database, hits: Hit[]): Promise<Hit[]> {
  const tokenOf = ({ place }: Hit) => tokens.answers(place.channelNo, place.seq);
  const answered = await inIndex(() => tokensInUse(search, hits.map(tokenOf)));
  return hits.filter((hit) => !answered.has(tokenOf(hit)));
}

/** Hits as they are answered: marked, and with the lines around them. */
export async function answered(d1: D1Database, hits: readonly Hit[], wanted: Wanted): Promise<SearchHit[]> {
  const lacking = hits.filter(({ around }) => around === undefined).map(({ place }) => place);
  const rootPlaces = hits.flatMap(({ root }) => root ?? []);
  const [there, roots] = await Promise.all([messagesAt(d1, lacking, true), messagesAt(d1, rootPlaces)]);
  const sought = wanted.must.flatMap(({ anyOf }) => anyOf);
  return hits.map(({ place: { channelNo, seq }, message, channel, parent, root, around }) => {
    const at = (other: number) => there.get(placeKey({ channelNo, seq: other }));
    const [previous, next] = around ?? [at(seq - 1), at(seq + 1)];
    return {
      ...{ channel, ...(parent && { parent }), message },
      ...(root && { root: lineOf(roots.get(placeKey(root))) }),
      marks: marksIn(message.body, sought),
      ...{ previous: lineOf(previous), next: lineOf(next) },
    };
  });
}

function lineOf(message: Message | undefined): SearchHit["previous"] {
  if (!message || message.deletedAt !== undefined) return null;
  const { seq, author, at, body } = message;
  return { seq, author, at, body: cutBehind(body, LINE_CHARS) };
}

/** Asks the index. @throws Refused `unavailable` where it does not answer */
export async function inIndex<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    log.fault("searching", error);
    throw new Refused("unavailable", { ...because("search_away"), retryAfter: 5_000 });
  }
}
