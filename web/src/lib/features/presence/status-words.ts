/** What the words behind `/status` become. Pure. */

/** A picture, or the name of one of the class's own. */
const EMOJI =
  /^(?::[a-z0-9_+-]{2,32}:(?!\S)|(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})[\p{M}\u200D\uFE0F\p{Extended_Pictographic}\p{Emoji_Modifier}]*)/u;

/** An emoji at the beginning stands for itself; what is set ends at midnight, as the dialog's first choice does. */
export function statusIn(words: string): { emoji: string; text: string } {
  const emoji = EMOJI.exec(words)?.[0] ?? "";
  return { emoji, text: words.slice(emoji.length).replace(/\s+/gu, " ").trim() };
}
