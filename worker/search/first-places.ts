/**
 * Where the newest hits are, in few milliseconds. To ask the index for thirty channels is to move on thirty of its lists for each message
 * that has the words. So it is asked for the newest that have them anywhere, and what stands in other channels is dropped by its number: what
 * is asked of the index in the asker's channels alone comes behind those, where they are not enough.
 */
import { threadsByNo } from "../store/readable-channels.ts";
import type { Asked } from "./asked.ts";
import { findPlaces, type FoundPlace } from "./found.ts";
import { inIndex } from "./hits.ts";
import { matchAnywhere, matchOf } from "./match.ts";

/** So many of the newest are looked at anywhere: a row read for each. */
const ANYWHERE = 48;
/** The lists of so few channels cost less than what is dropped. */
const FEW_CHANNELS = 6;

export interface FirstPlaces {
  /** In the asker's channels, or in threads, of which `hitsAt` knows whose they are. */
  found: FoundPlace[];
  /** Below it there may be more; null: there are no more. */
  goesOnAt: FoundPlace | null;
}

/** @throws Refused `unavailable` where the index is away */
export async function firstPlaces(
  d1: D1Database,
  search: D1Database,
  { wanted, channels }: Asked,
  before: FoundPlace,
  count: number,
): Promise<FirstPlaces> {
  const match = count < ANYWHERE / 2 && wanted.homes.length > FEW_CHANNELS ? matchAnywhere(wanted) : null;
  const find = (what: string, limit: number) => inIndex(() => findPlaces(search, what, before, wanted.from, limit));
  if (match === null) {
    const found = await find(matchOf(wanted), count);
    return { found, goesOnAt: found.length < count ? null : (found.at(-1) ?? null) };
  }
  const all = await find(match, ANYWHERE);
  const homes = new Set(wanted.homes);
  const others = all.map(({ channelNo }) => channelNo).filter((no) => !channels.has(no));
  const threads = await threadsAmong(d1, others);
  const found: FoundPlace[] = [];
  for (const place of all) {
    if (homes.has(place.channelNo) || threads.has(place.channelNo)) found.push(place);
    if (found.length >= count) return { found, goesOnAt: place };
  }
  return { found, goesOnAt: all.length < ANYWHERE ? null : (all.at(-1) ?? null) };
}

/** Whether the channel of a number is a thread: what it is when it is made, for ever. Says nothing of who may read it. */
const isThread = new Map<number, boolean>();
const KNOWN_MAX = 20_000;

async function threadsAmong(d1: D1Database, nos: readonly number[]): Promise<Set<number>> {
  const unknown = [...new Set(nos.filter((no) => !isThread.has(no)))];
  const found = new Set((await threadsByNo(d1, unknown)).map(({ no }) => no));
  const threads = new Set(nos.filter((no) => found.has(no) || isThread.get(no) === true));
  if (isThread.size + unknown.length > KNOWN_MAX) isThread.clear();
  for (const no of unknown) isThread.set(no, found.has(no));
  return threads;
}
