/** Reactions of a message, by the same rules in the room and on the page. Without schemas. Pure. */

export interface ReactionCount {
  emoji: string;
  members: string[];
  /** More than `members` where an import knew only the number. */
  count: number;
}

/** U+FE0F asks for a picture where one is shown anyhow: some keyboards and chats add it, others do not. */
export const emojiKey = (emoji: string): string => emoji.normalize("NFC").replaceAll("\uFE0F", "");

/**
 * Each emoji once, in the order in which they were first given, and each person once. The same array where that is so already: what
 * was stored before emoji were told apart like this, or came with an import, has some in two spellings.
 */
export function eachEmojiOnce(reactions: readonly ReactionCount[]): readonly ReactionCount[] {
  const merged = new Map<string, ReactionCount>();
  for (const one of reactions) {
    const key = emojiKey(one.emoji);
    const known = merged.get(key);
    const members = [...new Set([...(known?.members ?? []), ...one.members])];
    const unnamed = (reaction: ReactionCount) => Math.max(0, reaction.count - new Set(reaction.members).size);
    const count = members.length + unnamed(one) + (known ? unnamed(known) : 0);
    const isSame = known === undefined && members.length === one.members.length && count === one.count;
    merged.set(key, isSame ? one : { emoji: known?.emoji ?? one.emoji, members, count });
  }
  const each = [...merged.values()];
  return each.length === reactions.length && each.every((one, at) => one === reactions[at]) ? reactions : each;
}

/**
 * A member's reaction given or taken back.
 * @returns null where it changes nothing
 */
export function withReaction(
  reactions: readonly ReactionCount[],
  emoji: string,
  on: boolean,
  member: string,
): ReactionCount[] | null {
  const before = eachEmojiOnce(reactions);
  const known = before.find((reaction) => emojiKey(reaction.emoji) === emojiKey(emoji));
  if ((known?.members.includes(member) ?? false) === on) return null;
  const members = on ? [...(known?.members ?? []), member] : (known?.members ?? []).filter((id) => id !== member);
  const changed = { emoji: known?.emoji ?? emoji, members, count: (known?.count ?? 0) + (on ? 1 : -1) };
  const after = known ? before.map((reaction) => (reaction === known ? changed : reaction)) : [...before, changed];
  return after.filter(({ count }) => count > 0);
}
