/** What is being written at the caret that can be completed. Pure. */
import { isInCode } from "./fences.ts";

type Sign = "@" | "#" | ":" | "/";
export interface CompletionToken {
  sign: Sign;
  /** What stands behind the sign, up to the caret. */
  query: string;
  /** Replaced by what is chosen: the sign is at `from`. */
  from: number;
  to: number;
}

const LONGEST = 40;
// Nothing completes inside a word, an address or another name.
const NAME = /(?<![\p{L}\p{M}\p{N}_@#/.&-])([@#])([\p{L}\p{M}\p{N}_.-]*)$/u;
// Two letters at least: ":)" and "so:" are no questions.
const EMOJI = /(?<![\p{L}\p{N}_:])(:)([a-z0-9_+-]{2,})$/iu;

/** @param caret where the caret stands, nothing being selected. */
export function tokenAt(text: string, caret: number): CompletionToken | null {
  if (/^\/[\p{L}\p{M}\p{N}_-]*$/u.test(text) && caret === text.length)
    return { sign: "/", query: text.slice(1), from: 0, to: caret };
  const before = text.slice(Math.max(0, caret - LONGEST - 2), caret);
  const [, sign, query] = NAME.exec(before) ?? EMOJI.exec(before) ?? [];
  if (sign === undefined || query === undefined || query.length > LONGEST) return null;
  // In the middle of a name the caret is there to mend it, not to ask.
  if (/^[\p{L}\p{N}_]/u.test(text.slice(caret)) || isInCode(text, caret)) return null;
  return { sign: sign as Sign, query, from: caret - query.length - 1, to: caret };
}
