/** The few emoji that stand ready for a reaction. */
import { emojiNameIn } from "../../../../../protocol/emoji-names.ts";
import { isSameEmoji } from "./emoji.ts";

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
