/** What is unread in a channel of mine: messages that are there, written by others, after my read mark. Pure. */
import type { MyChannel } from "../protocol/index.ts";

/** Places remembered per channel, the newest: a badge counts no further than a hundred. */
const UNCOUNTED_MAX = 500;

/** Messages after my read mark that are there and not mine. */
export function unreadOf({ lastSeq, readSeq, uncounted = [] }: MyChannel): number {
  return Math.max(0, lastSeq - readSeq - uncounted.filter((seq) => seq > readSeq && seq <= lastSeq).length);
}

/** A mute may have an end. `now` in milliseconds. */
export function isMuted({ muted, mutedUntil }: MyChannel, now = Date.now()): boolean {
  return muted && (mutedUntil === undefined || mutedUntil > now);
}

/** What the badge shows: exactly what is unread, and nothing for a muted channel. What notifies is another matter. */
export function badgeOf(channel: MyChannel, now = Date.now()): { unread: number; mentions: number } {
  if (isMuted(channel, now)) return { unread: 0, mentions: 0 };
  const unread = unreadOf(channel);
  return { unread, mentions: Math.min(unread, channel.mentions) };
}

/** The places are not unread: mine, or deleted. The same object where that is known. They are kept below the mark too: it may go back. */
export function withUncounted(channel: MyChannel, seqs: readonly number[]): MyChannel {
  const known = new Set(channel.uncounted);
  if (seqs.every((seq) => known.has(seq))) return channel;
  const all = [...known, ...seqs.filter((seq) => !known.has(seq))].sort((a, b) => a - b);
  return { ...channel, uncounted: all.slice(-UNCOUNTED_MAX) };
}

/** These messages are deleted; `naming` of them named me. */
export function withDeleted(channel: MyChannel, seqs: readonly number[], named: readonly number[]): MyChannel {
  const known = new Set(channel.uncounted);
  const gone = named.filter((seq) => seq > channel.readSeq && seq <= channel.lastSeq && !known.has(seq)).length;
  const marked = withUncounted(channel, seqs);
  return gone === 0 ? marked : { ...marked, mentions: Math.max(0, channel.mentions - gone) };
}
