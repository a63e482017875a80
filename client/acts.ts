/**
 * What an act of mine will make of a message, shown before the server has said so. Pure. It follows the room's own rules
 * (`worker/room/commit/message-actions.ts`) as far as they can be known here; what the room decides replaces it.
 */
import type { Act, Message, Poll } from "../protocol/index.ts";
import { emojiKey, withReaction } from "../protocol/reactions.ts";

type Meta = NonNullable<Message["meta"]>;
export type Reaction = NonNullable<Meta["reactions"]>[number];

/**
 * @param member my member id
 * @param now ms since 1970
 * @returns the same object where the act changes nothing
 */
export function previewAct(message: Message, act: Act, member: string, now: number): Message {
  if (message.deletedAt !== undefined) return message;
  const meta = changeOf(message.meta ?? {}, act, member, now);
  if (meta === null) return message;
  const { meta: _before, ...rest } = message;
  return Object.keys(meta).length > 0 ? { ...rest, meta } : rest;
}

/** Whether a later act makes an earlier one of the same member pointless: both name the state of the same thing. */
export function replaces(later: Act, earlier: Act): boolean {
  if (later.type !== earlier.type) return false;
  if (later.type === "react") return emojiKey(later.emoji) === emojiKey((earlier as typeof later).emoji);
  return later.type === "pin" || later.type === "checkpoint";
}

function changeOf(meta: Meta, act: Act, member: string, now: number): Meta | null {
  switch (act.type) {
    case "react":
      return withReactions(meta, act.emoji, act.on, member);
    case "pin":
      if ((meta.pinned !== undefined) === act.on) return null;
      return act.on ? { ...meta, pinned: { by: member, at: now } } : without(meta, "pinned");
    case "checkpoint":
      if ((meta.checkpoint?.name ?? null) === act.name) return null;
      if (act.name === null) return without(meta, "checkpoint");
      return { ...meta, checkpoint: { name: act.name, by: member, at: now } };
    case "vote":
      return meta.poll ? withPoll(meta, votedBy(meta.poll, act.choices, member)) : null;
    case "addOption":
      if (!meta.poll || meta.poll.options.some(({ text }) => text === act.text)) return null;
      return withPoll(meta, { ...meta.poll, options: [...meta.poll.options, { text: act.text }] });
    case "closePoll":
      return meta.poll?.closedAt === undefined && meta.poll ? withPoll(meta, { ...meta.poll, closedAt: now }) : null;
    // What is sealed is known to the server alone; a card goes when it says so.
    case "revealPoll":
    case "removeCard":
    case "task":
    case "finishTask":
      return null;
  }
}

function withReactions(meta: Meta, emoji: string, on: boolean, member: string): Meta | null {
  const reactions = withReaction(meta.reactions ?? [], emoji, on, member);
  if (reactions === null) return null;
  return reactions.length > 0 ? { ...meta, reactions } : without(meta, "reactions");
}

const withPoll = (meta: Meta, poll: Poll | null): Meta | null => (poll === null ? null : { ...meta, poll });

/** Counts move only where they can be seen; a secret ballot tells nobody who chose what, so there only mine is added. */
function votedBy(poll: Poll, choices: readonly number[], member: string): Poll | null {
  const before = poll.voted.includes(member);
  if (poll.closedAt !== undefined || (poll.secret && (before || choices.length === 0))) return null;
  const options = poll.options.map((option, index) => {
    if (option.votes === undefined) return option;
    const chosen = choices.includes(index);
    if (option.voters === undefined) return chosen ? { ...option, votes: option.votes + 1 } : option;
    const others = option.voters.filter((id) => id !== member);
    const voters = chosen ? [...others, member] : others;
    return { ...option, voters, votes: voters.length };
  });
  const others = poll.voted.filter((id) => id !== member);
  return { ...poll, options, voted: choices.length > 0 ? [...others, member].sort() : others };
}

function without(meta: Meta, key: "reactions" | "pinned" | "checkpoint"): Meta {
  const { [key]: _gone, ...rest } = meta;
  return rest;
}
