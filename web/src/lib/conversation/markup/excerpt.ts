import { t } from "#texts/conversation";
import { wordsOf } from "./formatting.svelte.ts";

/** The first words of a message without their marks, for one line or a few. */
export function excerpt(body: string, longest = 200): string {
  const words = wordsOf(body.slice(0, longest * 4), t.spoiler)
    // Where the grammar is still on its way, what is hidden stays so.
    .replace(/\|\|(?=\S)[^|\n]*?\|\|/gu, t.spoiler)
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...words];
  return characters.length <= longest ? words : `${characters.slice(0, longest).join("").trimEnd()}…`;
}
