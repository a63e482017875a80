/** Which of a channel's changes an address is told of. Pure. */
import type { HookEvent, Message, OutgoingRules } from "../../../protocol/index.ts";
import { handlesIn } from "../commit/mentions.ts";

/** What a change was; null for one that nobody is told of, as a thread's count. */
export function eventOf(after: Message, before: Message | undefined): HookEvent | null {
  if (after.deletedAt !== undefined) return before?.deletedAt === undefined ? "message.deleted" : null;
  if (after.editedAt !== before?.editedAt && after.body !== before?.body) return "message.edited";
  const reactions = ({ meta }: Message) => JSON.stringify(meta?.reactions ?? []);
  return before && reactions(after) !== reactions(before) ? "message.reacted" : null;
}

/** @param rules its `mention` folded, as handles in a message are */
export function isWanted(event: HookEvent, message: Message, { events, mention, prefix }: OutgoingRules): boolean {
  // What came by an address that posts is told to none: two PLACEs, or one and itself, would answer each other for ever.
  if (!events.includes(event) || message.meta?.hook) return false;
  // Of a deleted one the words are gone: whoever may have been told of it hears that.
  if (event === "message.deleted") return true;
  if (mention !== undefined && !handlesIn(message).includes(mention)) return false;
  return prefix === undefined || message.body.toLowerCase().startsWith(prefix.toLowerCase());
}
