/** Emoji as reactions are told apart by: the same picture is the same string, wherever it was picked or imported from. */
import { emojiNameIn } from "../../../../../protocol/emoji-names.ts";
import { emojiKey } from "../../../../../protocol/reactions.ts";

/** Asks for a picture where one is shown anyhow: some keyboards and chats add it, others do not. */
const NEEDLESS = /(\p{Emoji_Presentation})\uFE0F/gu;

/** The spelling that we send. */
export const canonicalEmoji = (emoji: string): string => emoji.normalize("NFC").replace(NEEDLESS, "$1");

/** Whether two spellings show the same picture. */
export const isSameEmoji = (a: string, b: string): boolean => emojiKey(a) === emojiKey(b);

/** The spelling that stands on the message already, else ours: a picture never gets two chips. */
export function spelledAs(emoji: string, there: readonly { emoji: string }[]): string {
  return there.find((reaction) => isSameEmoji(reaction.emoji, emoji))?.emoji ?? canonicalEmoji(emoji);
}

/** One of the emoji at hand. */
export interface Slot {
  emoji: string;
  /** When it was used last, ms. */
  at: number;
}

/** The emoji of the slots, with one of `first` in place of a `:name:` that is not offered. */
export function emojiAtHand(
  slots: readonly Slot[],
  first: readonly Slot[],
  isOffered: (name: string) => boolean,
): string[] {
  const isThere = ({ emoji }: Slot) => {
    const name = emojiNameIn(emoji);
    return name === undefined || isOffered(name);
  };
  const spare = first.filter(({ emoji }) => !slots.some((slot) => isSameEmoji(slot.emoji, emoji)));
  return slots.flatMap((slot) => (isThere(slot) ? slot : (spare.shift() ?? []))).map(({ emoji }) => emoji);
}

/** A new one takes the place of the one used longest ago; the others stay where the hand knows them. */
export function withUsed(slots: readonly Slot[], emoji: string, now: number): Slot[] {
  const known = slots.findIndex((slot) => isSameEmoji(slot.emoji, emoji));
  const oldest = slots.reduce((found, slot, index) => (slot.at < (slots[found]?.at ?? 0) ? index : found), 0);
  const place = known === -1 ? oldest : known;
  return slots.map((slot, index) => (index === place ? { emoji, at: now } : slot));
}
