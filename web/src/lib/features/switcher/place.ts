/** A place in the history of the open channel that somebody types: a message by its number, a day, one of both ends. */
import { t as jump } from "#texts/jump";
import { t } from "#texts/switcher";
import { serverNow } from "../../base/server-clock.ts";
import { longDate } from "../../base/plain-dates.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";
import { placeOf } from "../../conversation/place-of.ts";
import { myZone, whereTo } from "../../conversation/where.ts";
import type { Candidate, Destination } from "./destinations.ts";

/** @param open the channel on the screen @returns null where nothing like it was typed, no channel is open, or it has no such message */
export function placeTyped(query: string, workspace: ConversationClass, open: string | null): Candidate | null {
  const where = whereTo(query, myZone(), serverNow());
  const channel = open === null ? undefined : workspace.channel(open);
  if (!where || !channel || (where.kind === "message" && where.seq > channel.lastSeq)) return null;
  const called =
    where.kind === "message"
      ? t.message({ seq: where.seq })
      : where.kind === "time"
        ? t.from({ date: longDate(where.at) })
        : jump[where.kind];
  const sign = channel.kind === "dm" || channel.kind === "group" ? "" : "#";
  const more = t.inChannel({ place: sign + workspace.titleOf(channel) });
  return {
    destination: { kind: "place", key: `${channel.id} ${query}`, title: called, more, channel, where },
    ...{ words: "", unread: 0, mentions: 0, used: 0, lastAt: 0 },
  };
}

/** With its sign, or as a date, it is a place; a number alone, or a word, is rather part of a name. */
export const isSurely = (query: string): boolean => /#\s*\p{Nd}|\p{Nd}\P{Nd}+\p{Nd}/u.test(query);

/** Asks where a day lies. @returns the way there, to be taken once the dialog is gone; or why there is none */
export async function wayTo(
  workspace: ConversationClass,
  { channel, where }: Destination & { kind: "place" },
): Promise<(() => void) | string> {
  const conversation = conversationIn(workspace, channel.id);
  const found = await placeOf(workspace, channel.id, where, conversation.head);
  if (!found.ok) return found.sentence;
  const { seq } = found;
  return () => void (seq === "last" ? conversation.openLatest() : conversation.openAt(seq, true));
}
