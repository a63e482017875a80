/** What the words behind a command become. Pure. */

/** Markdown that shows the shrug whole: its underscores are no emphasis. */
export const SHRUG = "¯\\\\\\_(ツ)\\_/¯";

/** In italics, whatever stands in it. */
export const inItalics = (words: string): string => `_${words.replace(/[*_]/gu, "\\$&")}_`;

/** An emoji at the beginning stands for itself; what is set ends at midnight, as the dialog's first choice does. */
export function statusIn(words: string): { emoji: string; text: string } {
  const [, emoji = "", text = ""] =
    /^((?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2})[\p{M}\u200D\uFE0F\p{Extended_Pictographic}\p{Emoji_Modifier}]*)?\s*(.*)$/su.exec(
      words,
    ) ?? [];
  return { emoji, text: text.replace(/\s+/gu, " ").trim() };
}
