/** A page of history: the places it should hold are known beforehand, because `seq` has no hole. */
import { SEQ_MAX, type Message, type Page, type PageQueryOutput } from "../../protocol/index.ts";
import type { ChannelFacts } from "../rooms/channel-facts.ts";
import type { RoomStub } from "../rooms/stubs.ts";
import { readRange } from "../store/messages.ts";

export interface Window {
  /** First and last place, both included; the channel may end before. */
  from: number;
  to: number;
}

/** Null asks for the newest page, which is the room's. */
export function windowOf({ before, after, around, limit }: PageQueryOutput): Window | null {
  if (before !== undefined) return { from: Math.max(1, before - limit), to: before - 1 };
  if (after !== undefined) return { from: Math.min(after + 1, SEQ_MAX), to: Math.min(after + limit, SEQ_MAX) };
  if (around === undefined) return null;
  const from = Math.max(1, around - Math.floor(limit / 2));
  return { from, to: Math.min(from + limit - 1, SEQ_MAX) };
}

/**
 * @param knownRev the highest `rev` the reader has seen: where D1 may be behind it, the room lays its changes over the page.
 * Without one, a reader who reached the end of what D1 has is given the room's end as well.
 */
export async function readPage(
  d1: D1Database,
  room: RoomStub,
  facts: ChannelFacts,
  { from, to }: Window,
  knownRev: number | undefined,
): Promise<Page> {
  if (to < from) return { messages: [], reachedStart: from <= 1, reachedEnd: false, rev: knownRev ?? 0 };
  const { messages, last } = await readRange(d1, facts.channelNo, from, to);
  const isBehind = knownRev === undefined ? to >= last.seq : knownRev > last.rev;
  if (!isBehind) return { messages, reachedStart: from === 1, reachedEnd: to >= last.seq, rev: last.rev };
  const { changes, head } = await room.changesWithin(facts, from, to, last.rev);
  const bySeq = new Map<number, Message>(messages.map((message) => [message.seq, message]));
  for (const change of changes) if (change.rev > (bySeq.get(change.seq)?.rev ?? 0)) bySeq.set(change.seq, change);
  const laidOver = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  return { messages: laidOver, reachedStart: from === 1, reachedEnd: to >= head.seq, rev: head.rev };
}
