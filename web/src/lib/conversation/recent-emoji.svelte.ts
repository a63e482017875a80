/** The emoji that I react with, at hand beside every message. Remembered on this device. */
import { withUsed, type Slot } from "./emoji.ts";

const KEY = "place.reactions";
const AT_HAND = 3;
/** What a class says most: yes, solved, I am looking at it. */
const FIRST: readonly Slot[] = ["👍", "✅", "👀"].map((emoji) => ({ emoji, at: 0 }));

function stored(): readonly Slot[] {
  try {
    const slots: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const isSlot = (slot: Partial<Slot> | null): slot is Slot =>
      typeof slot?.emoji === "string" && typeof slot.at === "number";
    if (Array.isArray(slots) && slots.length === AT_HAND && slots.every(isSlot)) return slots;
  } catch {
    // Storage closed, or written by somebody else: the first ones will do.
  }
  return FIRST;
}

class RecentEmoji {
  #slots = $state.raw(stored());
  readonly atHand: readonly string[] = $derived(this.#slots.map(({ emoji }) => emoji));

  used(emoji: string): void {
    this.#slots = withUsed(this.#slots, emoji, Date.now());
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#slots));
    } catch {
      // Kept until the page is left.
    }
  }
}

export const recentEmoji = new RecentEmoji();
