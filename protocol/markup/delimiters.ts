/**
 * Which stars, underscores, tildes and bars mark something. CommonMark asks only what stands on both sides of a mark; here marks
 * inside of words, between digits and in code that somebody forgot to mark as such are letters. Pure, linear in the number of marks.
 */
import { anyOf } from "./any-of.ts";
import { charAt, charBefore, isUnspaced } from "./formulas.ts";

export interface Delimiter {
  char: string;
  /** Its place in the text, and its length in characters. */
  at: number;
  length: number;
  /** Backslashes that stand directly before it. */
  backslashes: number;
  /** Single marks reach no further than their line. */
  line: number;
}

export interface Pair {
  open: Delimiter;
  close: Delimiter;
  /** Marks on each side: one of emphasis, two of everything else. */
  length: number;
}

const WORD = /[\p{L}\p{M}\p{N}_]/u;
const PICTURE = /[\p{So}\p{Extended_Pictographic}\p{Emoji_Modifier}\u{fe0f}\u{200d}]/u;
const isBlank = (char: string) => char === "" || /\s/u.test(char);
/** Punctuation and letters of scripts that put no blanks around a mark. */
const isEastern = (char: string) => isUnspaced(char) || /[^\u0000-\u02ff\p{L}\p{M}\p{N}\s]/u.test(char);

const OPENING = anyOf("([{\"'“‘«„‚¿¡‹");
const OPENS_OR_PARTS = anyOf("([{“‘„/");
const BEFORE_OPENING = anyOf("-–—:,;|>*_~`");
const CLOSING = anyOf(")\\]},;!?…");
const SENTENCE_END = anyOf(":.!?;…。：！？；");
const PARTNER: Record<string, string> = { "(": ")", "[": "]", "{": "}", "<": ">", "“": "”", "‘": "’", "«": "»" };

function canOpen(text: string, { char, at, length, backslashes }: Delimiter): boolean {
  const before = charBefore(text, at - backslashes);
  const next = charAt(text, at + length);
  if (isBlank(next) || CLOSING.test(next) || isAlone(before, next)) return false;
  if (length === 1 && /[./]/u.test(next)) return false;
  if (isBlank(before) || OPENING.test(before) || BEFORE_OPENING.test(before)) return true;
  if (char === "_") return isEastern(before) && !isUnspaced(before);
  return isEastern(before) || PICTURE.test(before) || (length > 1 && /[!?.]/u.test(before) && char !== "|");
}

function canClose(text: string, { char, at, length, backslashes }: Delimiter): boolean {
  const before = charBefore(text, at - backslashes);
  const next = charAt(text, at + length);
  if (isBlank(before) || OPENS_OR_PARTS.test(before) || isAlone(before, next)) return false;
  if (isBlank(next)) return true;
  // `__init__.py`, `*foo*.txt`
  if (next === "." && WORD.test(charAt(text, at + length + 1))) return false;
  if (isEastern(next)) return char !== "_" || !isUnspaced(next);
  if (PICTURE.test(next)) return true;
  // `**Note:**here`
  if (WORD.test(next)) return length > 1 && "*~".includes(char) && /\p{L}/u.test(next) && SENTENCE_END.test(before);
  // `*p*(q + 1)`, `x *= 2`: an operator rather than emphasis.
  return (length > 1 && char !== "|") || !/[([{=/+&%@#$^\\]/u.test(next);
}

/** The mark itself is meant: `"*"`, `(*)`. */
const isAlone = (before: string, next: string) =>
  before !== "" && /[^\s\p{L}\p{M}\p{N}*_~|]/u.test(before) && (before === next || PARTNER[before] === next);

/** `__init__` is a name in code, and so is `_foo_bar_`. */
const isCodeName = (text: string, { open, close, length }: Pair): boolean => {
  if (open.char !== "_") return false;
  const inner = text.slice(open.at + open.length, close.at);
  return length === 2 ? /^[A-Za-z0-9_]+$/u.test(inner) : /^[A-Za-z0-9]+_\w*$/u.test(inner);
};

const isMark = ({ char, length }: Delimiter) => (char === "~" || char === "|" ? length === 2 : length <= 3);

/** Open and closed in pairs, each inside of the one around it. */
export function pairsOf(text: string, delimiters: readonly Delimiter[]): Pair[] {
  const pairs: Pair[] = [];
  /** What is open, the innermost last, with as many marks as are left of it. */
  const open: { delimiter: Delimiter; left: number }[] = [];
  const counts = new Map<string, number>();
  const count = (char: string, by: number) => counts.set(char, (counts.get(char) ?? 0) + by);
  const drop = (to: number) => {
    while (open.length > to) count((open.pop() as { delimiter: Delimiter }).delimiter.char, -1);
  };

  for (const delimiter of delimiters) {
    if (!isMark(delimiter)) continue;
    let left = delimiter.length;
    if (canClose(text, delimiter)) {
      while (left > 0 && (counts.get(delimiter.char) ?? 0) > 0) {
        const at = partnerOf(open, delimiter, left);
        if (at === -1) break;
        const partner = open[at] as { delimiter: Delimiter; left: number };
        drop(at + 1);
        const length = Math.min(left, partner.left, 2);
        const pair = { open: partner.delimiter, close: delimiter, length };
        if (isCodeName(text, pair)) {
          drop(at);
          left = 0;
          break;
        }
        pairs.push(pair);
        left -= length;
        partner.left -= length;
        if (partner.left === 0) drop(at);
      }
    }
    if (left === delimiter.length && canOpen(text, delimiter)) {
      open.push({ delimiter, left });
      count(delimiter.char, 1);
    }
  }
  return pairs;
}

/** The innermost that is open and that this one may close: as many marks, or three of which it closes some. */
function partnerOf(open: readonly { delimiter: Delimiter; left: number }[], closing: Delimiter, left: number): number {
  for (let at = open.length - 1; at >= 0; at -= 1) {
    const partner = open[at] as { delimiter: Delimiter; left: number };
    if (partner.delimiter.char !== closing.char) continue;
    const fits = partner.left === left || partner.delimiter.length === 3 || closing.length === 3;
    const reachesOn = Math.min(left, partner.left) > 1 && closing.char !== "|";
    const isNear = reachesOn || partner.delimiter.line === closing.line;
    if (fits && isNear) return at;
  }
  return -1;
}
