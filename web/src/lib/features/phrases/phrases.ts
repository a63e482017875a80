/** What the words behind a command become. Pure. */

/** Markdown that shows the shrug whole: its underscores are no emphasis. */
export const SHRUG = "¯\\\\\\_(ツ)\\_/¯";

/** In italics, whatever stands in it. */
export const inItalics = (words: string): string => `_${words.replace(/[*_]/gu, "\\$&")}_`;
