/**
 * What is said of something that was done. A first look is without these sentences: they come with the parts of a conversation
 * (parts.svelte.ts), before anybody has done much.
 */
import type { t } from "#texts/conversation-later";

type Words = typeof t;

let load: () => Promise<Words> = () => Promise.reject(new Error("No words"));

/** @param from brings them; tries again by itself where they cannot be had */
export function provideLaterWords(from: () => Promise<Words>): void {
  load = from;
}

/** Does it with the words, when they are here: nothing else waits for that. */
export function withLaterWords(say: (words: Words) => void): void {
  void load().then(say);
}
