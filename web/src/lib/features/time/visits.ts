/**
 * Where the new began in a channel when I came last and found some: kept on this device alone, since a mark for each reader would be a row
 * written for each visit. What is read meanwhile is no longer unread, and can still be gone back to.
 */
import { readJson, write } from "../../base/browser/storage.ts";

const STORED_MAX = 200;
const keyOf = (member: string): string => `place.visits-since.${member}`;

/** Channel to `seq`; what was looked at last stands last. */
type Visits = Record<string, number>;

const visitsOf = (member: string): Visits => readJson(keyOf(member), {}) as Visits;

/** `seq` of the first message that was new then; null where nothing is known. */
export function lastVisit(member: string, channel: string): number | null {
  const seq = visitsOf(member)[channel];
  return typeof seq === "number" && seq >= 1 ? seq : null;
}

/** @param firstNew `seq` of the first message that is new */
export function keepVisit(member: string, channel: string, firstNew: number): void {
  const { [channel]: _earlier, ...others } = visitsOf(member);
  const kept = Object.entries(others).slice(1 - STORED_MAX);
  write(keyOf(member), JSON.stringify({ ...Object.fromEntries(kept), [channel]: firstNew }));
}
