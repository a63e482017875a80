/** Reactions as an export has them, one entry for each picture. */
import type { SourceReaction } from "./history.ts";

/** Asks for a picture where one is shown anyhow: some chats write it, others do not. */
const VARIATION = /\uFE0F/gu;

/**
 * Two names of one emoji (`+1` and `thumbsup`), or two spellings of its characters, are one reaction: the people of both, once each,
 * and those who were counted without being named.
 */
export function oneForEachPicture(reactions: readonly SourceReaction[]): SourceReaction[] {
  const merged = new Map<string, SourceReaction>();
  for (const { emoji, members, count } of reactions) {
    const picture = emoji.normalize("NFC").replace(VARIATION, "");
    const before = merged.get(picture) ?? { emoji, members: [], count: 0 };
    const together = [...new Set([...before.members, ...members])];
    const unnamed = before.count - before.members.length + count - members.length;
    merged.set(picture, { emoji: before.emoji, members: together, count: together.length + unnamed });
  }
  return [...merged.values()];
}
