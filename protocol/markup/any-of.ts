/**
 * Finds one of these characters. Of a string, and not a literal: the build escapes what is beyond Latin-1 in strings alone.
 * @param characters as between the brackets of a pattern
 */
export const anyOf = (characters: string): RegExp => new RegExp(`[${characters}]`, "u");
