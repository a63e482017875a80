/**
 * Where the newest hits are, in few milliseconds. To ask the index for thirty channels is to move on thirty of its lists for each message
 * that has the words. So it is asked for the newest that have them anywhere, and what stands in other channels is dropped by its number: what
 * is asked of the index in the asker's channels alone comes behind those, where they are not enough.
 *
 * Nothing more is asked of anybody because something was found elsewhere: a single word in a channel that the asker may not read would be
 * heard in how long the answer takes. That the words are common in the class, can be, as with any index that all channels share.
 */
import type { Asked } from "./asked.ts";
import { findPlaces, type FoundPlace } from "./found.ts";
import { inIndex } from "./hits.ts";
import { matchAnywhere, matchOf } from "./match.ts";
import { mayBeThread } from "./thread-numbers.ts";

/** So many of the newest are looked at anywhere: a row read for each. */
const ANYWHERE = 48;
/** The lists of so few channels cost less than what is dropped. */
const FEW_CHANNELS = 6;

export interface FirstPlaces {
  /** In the asker's channels, or in what may be threads, of which `hitsAt` finds out whose they are. */
  found: FoundPlace[];
  /** Below it there may be more; null: there are no more. */
  goesOnAt: FoundPlace | null;
}

/** @throws Refused `unavailable` where the index is away */
export async function firstPlaces(
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
  const found: FoundPlace[] = [];
  let inHomes = 0;
  for (const place of all) {
    const isInHome = homes.has(place.channelNo);
    if (isInHome || (!channels.has(place.channelNo) && mayBeThread(place.channelNo))) found.push(place);
    if (isInHome && (inHomes += 1) >= count) return { found, goesOnAt: place };
  }
  return { found, goesOnAt: all.length < ANYWHERE ? null : (all.at(-1) ?? null) };
}
