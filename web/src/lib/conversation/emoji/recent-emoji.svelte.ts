/** The emoji that I react with, at hand beside every message. Remembered on this device. */
import { readJson, write } from "../../base/browser/storage.ts";
import { emojiAtHand, withUsed, type Slot } from "./at-hand.ts";

const KEY = "place.reactions";
const AT_HAND = 3;
/** What a class says most: yes, solved, I am looking at it. */
const FIRST: readonly Slot[] = ["👍", "✅", "👀"].map((emoji) => ({ emoji, at: 0 }));

function stored(): readonly Slot[] {
  const slots = readJson(KEY, null);
  const isSlot = (slot: Partial<Slot> | null): slot is Slot =>
    typeof slot?.emoji === "string" && typeof slot.at === "number";
  if (Array.isArray(slots) && slots.length === AT_HAND && slots.every(isSlot)) return slots;
  // Written by somebody else: the first ones will do.
  return FIRST;
}

class RecentEmoji {
  #slots = $state.raw(stored());

  /** @param offered the class's own emoji: one that it has not, or no more, makes room for one that everybody has. */
  atHandIn(offered: ReadonlyMap<string, { removed?: true | undefined }>): readonly string[] {
    return emojiAtHand(this.#slots, FIRST, (name) => offered.has(name) && offered.get(name)?.removed !== true);
  }

  used(emoji: string): void {
    this.#slots = withUsed(this.#slots, emoji, Date.now());
    write(KEY, JSON.stringify(this.#slots));
  }
}

export const recentEmoji = new RecentEmoji();
