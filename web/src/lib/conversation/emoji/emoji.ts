/** Emoji as reactions are told apart by: the same picture is the same string, wherever it was picked or imported from. */
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
