/** Where LaTeX stands in a text, and where a dollar is a dollar. Pure. */

/** Longer ones are shown as they were typed. */
const LONGEST_INLINE = 400;
const LONGEST_DISPLAY = 2_000;

export interface Found {
  /** With its dollars. */
  raw: string;
  source: string;
}

/** `$$…$$` at the very beginning of `text`, over several lines where it likes, but not over a blank one. */
export function displayAt(text: string): Found | null {
  if (!text.startsWith("$$")) return null;
  const end = closing(text, 2, "$$", LONGEST_DISPLAY);
  if (end === -1) return null;
  const source = text.slice(2, end);
  if (source.trim() === "" || /\n\s*\n/u.test(source)) return null;
  return { raw: text.slice(0, end + 2), source: source.trim() };
}

/**
 * `$…$` at the very beginning of `text`, in one line. As in Pandoc, there is no blank inside of a dollar and no letter or digit
 * behind the closing one, so that "$5 and $6" are prices and `$HOME/$PATH` is a path; and plain words with numbers, as in
 * "$5, or 6$", are none either.
 */
export function inlineAt(text: string): Found | null {
  if (!/^\$[^\s$]/u.test(text)) return null;
  const end = closing(text, 1, "$", LONGEST_INLINE);
  if (end === -1) return null;
  const source = text.slice(1, end);
  if (source.includes("\n") || /\s$/u.test(source) || /^[\p{L}\p{N}]/u.test(text.slice(end + 1))) return null;
  const isProse = /^[\d.,]+\s*[\p{L}\d\s,.;:!?'’-]*$/u.test(source) && /[\p{L}]{2,}|\s/u.test(source);
  return isProse ? null : { raw: text.slice(0, end + 1), source };
}

/** Index of the next `mark` that no backslash stands before; -1 where there is none near enough. */
function closing(text: string, from: number, mark: string, longest: number): number {
  const most = Math.min(text.length, from + longest);
  for (let at = from; at < most; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text.startsWith(mark, at)) return at;
  }
  return -1;
}
