/** Where LaTeX stands in a text, and where a dollar is a dollar. The cases are in docs/markup.md. Pure. */
import { anyOf } from "./any-of.ts";

/** Longer ones are shown as they were typed, in characters. */
const LONGEST_INLINE = 400;
const LONGEST_DISPLAY = 2_000;

export interface Formula {
  /** Index behind its closing mark. */
  end: number;
  source: string;
  display: boolean;
}

const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** Scripts that put no blank between words: beside them a mark may stand without one. */
const UNSPACED =
  /[\p{Script_Extensions=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
export const isUnspaced = (char: string): boolean => UNSPACED.test(char);

/** The character before and the one at an index, an astral one whole; "" at the ends. */
export function charBefore(text: string, at: number): string {
  if (at <= 0) return "";
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low < 0xe000 && at > 1 ? text.slice(at - 2, at) : (text[at - 1] as string);
}
export function charAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The formula that begins at this index: `$…$`, `$$…$$`, `\(…\)` or `\[…\]`; null where none is meant. */
export function formulaAt(text: string, at: number): Formula | null {
  if (text[at] === "\\") return bracketed(text, at);
  if (text[at] !== "$") return null;
  return text[at + 1] === "$" ? display(text, at) : inline(text, at);
}

/** `$$…$$`, over several lines where it likes, but not over a blank one; a row of three dollars is a price. */
function display(text: string, at: number): Formula | null {
  if (text[at + 2] === "$" || charBefore(text, at) === "$") return null;
  const end = closing(text, at + 2, "$$", LONGEST_DISPLAY);
  if (end === -1 || text[end + 2] === "$") return null;
  const source = text.slice(at + 2, end).trim();
  return isMeant(source, false) ? { end: end + 2, source, display: true } : null;
}

/** `\(…\)` and `\[…\]`: nobody writes them by accident but whoever writes an expression to search with. */
function bracketed(text: string, at: number): Formula | null {
  const close = { "(": "\\)", "[": "\\]" }[text[at + 1] ?? ""];
  if (close === undefined || text[at - 1] === "\\" || /[\w'"/]/u.test(charBefore(text, at))) return null;
  const isDisplay = close === "\\]";
  let end = at + 2;
  const most = Math.min(text.length, at + (isDisplay ? LONGEST_DISPLAY : LONGEST_INLINE));
  while (end < most && !text.startsWith(close, end)) {
    if (text.startsWith("\\text", end)) end = behindText(text, end);
    else end += text[end] === "\\" ? 2 : 1;
  }
  if (end >= most || (!isDisplay && text.slice(at, end).includes("\n\n"))) return null;
  const source = text.slice(at + 2, end).trim();
  const isExpression = /\.[*+]|\\[dwsDWSbB](?![A-Za-z])|\\\||\]\*|\[\^?(?:a-z|A-Z|0-9)/u.test(source);
  if (source === "" || /\n\s*\n/u.test(source) || isExpression) return null;
  return { end: end + 2, source, display: isDisplay };
}

/**
 * `$…$` in one line. As in Pandoc there is no blank inside of a dollar, and no letter or digit in front of the first or behind the
 * last one, so that `5$-6$` and `$HOME/$PATH` are none; but the scripts without blanks may stand there, and the ending of an
 * ordinal ("the $n$th").
 */
function inline(text: string, at: number): Formula | null {
  if (!/[^\s$]/u.test(charAt(text, at + 1))) return null;
  const before = charBefore(text, at);
  if (/[)\]}$*+?^\\]/u.test(before) && !/(?:^|[\s(])\*{1,3}$/u.test(text.slice(Math.max(0, at - 4), at))) return null;
  if (LETTER.test(before) && !isUnspaced(before)) return null;
  const end = closing(text, at + 1, "$", LONGEST_INLINE);
  if (end === -1 || text[end + 1] === "$") return null;
  const source = text.slice(at + 1, end);
  if (source.includes("\n") || /\s$/u.test(source)) return null;
  const after = charAt(text, end + 1);
  const isOrdinal = /^(?:th|st|nd|rd)(?![\p{L}\p{M}\p{N}])/u.test(text.slice(end + 1, end + 4)) && source.length <= 10;
  if (LETTER.test(after) && !isUnspaced(after) && !isOrdinal) return null;
  return isMeant(source, true) ? { end: end + 1, source, display: false } : null;
}

const CURRENCY = anyOf("€£¥₩₹");
/** Behind a letter, a digit, `_` or `^` a letter is a part of a formula. */
const WORDS = /(?<![\p{L}\p{N}_^])\p{L}[\p{L}\p{M}'\u2019]+/gu;
/** Words of formulas that no backslash has to stand before. */
const FUNCTIONS = /^(?:sin|cos|tan|log|exp|lim|max|min|mod|gcd|lcm|det|dim|ker|and|for|div|sup|inf|arg|deg|sgn|var)$/iu;

/** Prices, names of variables and ends of expressions to search with are no formulas. */
function isMeant(source: string, inDollars: boolean): boolean {
  if (source.trim() === "" || /\n\s*\n/u.test(source) || !hasPairs(source)) return false;
  if (CURRENCY.test(source)) return false;
  // `$HOME$`, `$MY_NAME$`
  if (inDollars && /^(?:[A-Z]{4,}|[A-Z]{2,}(?:_[A-Z0-9]{2,})+)$/u.test(source)) return false;
  const bare = source.replace(/\\(?:text|mbox|math|operatorname)\w*\s*\{[^{}]*\}|\\[A-Za-z]+/gu, " ");
  const words = bare.match(WORDS) ?? [];
  const long = words.filter((word) => word.length >= 3 && !FUNCTIONS.test(word) && /[\s\p{P}]/u.test(bare));
  if (/^[\d.,]/u.test(source))
    return !(words.some((word) => !FUNCTIONS.test(word)) || /^[\d.,]+\s[\d.,\s]*$/u.test(source));
  return long.length < 2 && (/[\\^_=+*/<>-]/u.test(source) || !/\s/u.test(source) || words.length === 0);
}

/** As many brackets are opened as are closed, of whatever kind: `[0, 1)` is an interval, `5 (US` is half a sentence. */
function hasPairs(source: string): boolean {
  let [opened, closed, bars] = [0, 0, 0];
  for (const [mark] of source.replace(/\\[A-Za-z]+/gu, "").matchAll(/[()[\]{}]|\|/gu)) {
    if (mark === "|") bars += 1;
    else if ("([{".includes(mark)) opened += 1;
    else closed += 1;
  }
  return opened === closed && !(bars % 2 === 1 && /^\||\|$|\^$/u.test(source));
}

/** Index of the next `mark` that no backslash stands before and that is not inside of `\text{…}`; -1 where there is none near enough. */
function closing(text: string, from: number, mark: string, longest: number): number {
  const most = Math.min(text.length, from + longest);
  for (let at = from; at < most; at += 1) {
    if (text.startsWith("\\text", at) || text.startsWith("\\mbox", at)) at = behindText(text, at) - 1;
    else if (text[at] === "\\") at += 1;
    else if (text.startsWith(mark, at)) return at;
  }
  return -1;
}

/** Behind the group of `\text{…}`; behind its name where it has none. */
function behindText(text: string, at: number): number {
  const open = /\\(?:text\w*|mbox)\s*/uy;
  open.lastIndex = at;
  open.exec(text);
  const group = open.lastIndex === 0 ? at + 1 : open.lastIndex;
  if (text[group] !== "{") return group;
  let depth = 0;
  for (let end = group; end < text.length && end < group + LONGEST_INLINE; end += 1) {
    if (text[end] === "\\") end += 1;
    else if (text[end] === "{") depth += 1;
    else if (text[end] === "}" && (depth -= 1) === 0) return end + 1;
  }
  return group;
}
