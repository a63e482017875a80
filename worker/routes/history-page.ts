/** A page of history over HTTP: from D1, with what the room has and D1 may lack. */
import type { Message, Page } from "../../protocol/index.ts";
import type { ChannelFacts } from "../room/channel-facts.ts";
import type { RoomStub } from "../room/stubs.ts";
import type { HistoryPage, Places } from "../store/history.ts";

/**
 * @param knownRev the highest `rev` the reader has seen: where D1 may be behind it, the room lays its changes over the page.
 * Without one, a reader who reached the end of what D1 has is given the room's end as well.
 * @returns JSON of a `Page`
 */
export async function jsonOfPage(
  { messages, last }: HistoryPage,
  room: RoomStub,
  facts: ChannelFacts,
  { from, to }: Places,
  knownRev: number | undefined,
): Promise<string> {
  const reachedStart = from <= 1;
  if (to < from)
    return JSON.stringify({ messages: [], reachedStart, reachedEnd: false, rev: knownRev ?? 0 } satisfies Page);
  const isBehind = knownRev === undefined ? to >= last.seq : knownRev > last.rev;
  if (!isBehind) {
    const rest = { reachedStart, reachedEnd: to >= last.seq, rev: last.rev } satisfies Omit<Page, "messages">;
    return `{"messages":[${messages.map(({ json }) => json).join(",")}],${JSON.stringify(rest).slice(1)}`;
  }
  const { changes, head } = await room.changesWithin(facts, from, to, last.rev);
  const bySeq = new Map<number, Message>();
  for (const { json } of messages) {
    const message = JSON.parse(json) as Message;
    bySeq.set(message.seq, message);
  }
  for (const change of changes) if (change.rev > (bySeq.get(change.seq)?.rev ?? 0)) bySeq.set(change.seq, change);
  const laidOver = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  return JSON.stringify({ messages: laidOver, reachedStart, reachedEnd: to >= head.seq, rev: head.rev } satisfies Page);
}
