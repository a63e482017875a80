/** What the words behind a command become. Pure. */

/** As it is typed: the grammar of messages sees no mark in it. */
export const SHRUG = "¯\\_(ツ)_/¯";

/** In italics, whatever stands in it. */
export const inItalics = (words: string): string => `_${words.replace(/[*_]/gu, "\\$&")}_`;
