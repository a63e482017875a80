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
import { parentOf } from "./thread-numbers.ts";

/** So many of the newest are looked at anywhere: a row read for each. */
const ANYWHERE = 48;
/** The lists of so few channels cost less than what is dropped. */
const FEW_CHANNELS = 6;

export interface FirstPlaces {
  /** In the asker's channels and their threads, or in what may be a thread of one, of which `hitsAt` finds out whose it is. */
  found: FoundPlace[];
  /** Those of `found` whose channel is the asker's. */
  inHomes: number;
  /** Numbers of those that may be threads. */
  unknown: number[];
  /** Below it there may be more; null: there are no more. */
  goesOnAt: FoundPlace | null;
}

/** @throws Refused `unavailable` where the index is away */
export async function firstPlaces(
  search: D1Database,
  asked: Asked,
  before: FoundPlace,
  count: number,
): Promise<FirstPlaces> {
  const { wanted } = asked;
  const match = count < ANYWHERE / 2 && wanted.homes.length > FEW_CHANNELS ? matchAnywhere(wanted) : null;
  const find = (what: string, limit: number) => inIndex(() => findPlaces(search, what, before, wanted.from, limit));
  if (match === null) {
    const found = await find(matchOf(wanted), count);
    const goesOnAt = found.length < count ? null : (found.at(-1) ?? null);
    return { found, inHomes: found.length, unknown: [], goesOnAt };
  }
  const all = await find(match, ANYWHERE);
  const first = { ...sifted(all, asked, count), goesOnAt: all.length < ANYWHERE ? null : (all.at(-1) ?? null) };
  return first.inHomes < count ? first : { ...first, goesOnAt: first.found.at(-1) ?? null };
}

/** Those that may be the asker's, up to so many that are. */
function sifted(
  places: readonly FoundPlace[],
  { wanted, channels }: Pick<Asked, "wanted" | "channels">,
  count: number,
): Omit<FirstPlaces, "goesOnAt"> {
  const homes = new Set(wanted.homes);
  const found: FoundPlace[] = [];
  const unknown = new Set<number>();
  let inHomes = 0;
  for (const place of places) {
    const { channelNo } = place;
    const homeNo = channels.has(channelNo) ? channelNo : parentOf(channelNo);
    const isInHome = typeof homeNo === "number" && homes.has(homeNo);
    if (!isInHome && homeNo !== undefined) continue;
    found.push(place);
    if (homeNo === undefined) unknown.add(channelNo);
    if (isInHome && (inHomes += 1) >= count) break;
  }
  return { found, inHomes, unknown: [...unknown] };
}

/**
 * With what was found out of its threads meanwhile.
 * @returns whether a page is full of what is in the asker's channels and their threads, or may be behind what was looked at
 */
export function isEnough(first: FirstPlaces, asked: Asked, page: number): boolean {
  if (first.goesOnAt !== null || first.inHomes >= page) return true;
  return first.unknown.length > 0 && sifted(first.found, asked, page).inHomes >= page;
}
