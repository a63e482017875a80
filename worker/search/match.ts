/** What FTS5 is asked: every word from people stands between quotes, so that no text of theirs is its syntax. */
import { tokens as tokenNames } from "../../protocol/search/indexed.ts";
import type { Sought, SoughtWord } from "../../protocol/search/marks.ts";
import { pairsOf } from "../../protocol/search/words.ts";
import type { Clause } from "./clauses.ts";
import type { Wanted } from "./wanted.ts";

const quoted = (text: string) => `"${text.replaceAll("\0", "").replaceAll('"', '""')}"`;
const anyOf = (terms: readonly string[]) => terms.map(quoted).join(" OR ");

/** No message has it. */
const NEVER = `(tokens : "never")`;

/**
 * The query for all of it, in the channels of `homes`, which must not be empty: it is what the asker may read.
 *
 * FTS5 goes through the parts of an AND together: each of the channels' lists would be moved on for whatever one word alone is in. So the
 * rest is an expression of its own, which a NOT keeps it from taking apart: has:code with a word of 600 messages is five milliseconds
 * then, of a million messages and 30 channels, instead of 20.
 */
export function matchOf(wanted: Wanted): string {
  const readable = `tokens : (${anyOf(wanted.homes.map(tokenNames.home))})`;
  const { all, none } = partsOf(wanted);
  // Without anything to look for, what is left out is left out of what may be read.
  if (all.length === 0) return [`(${readable})`, ...none].join(" NOT ");
  if (none.length === 0 && all.length > 1) none.push(NEVER);
  return `(${[`(${all.join(" AND ")})`, ...none].join(" NOT ")}) AND (${readable})`;
}

/** The query for all of it in whichever channel; null where nothing is looked for but channels. */
export function matchAnywhere(wanted: Wanted): string | null {
  const { all, none } = partsOf(wanted);
  return all.length === 0 ? null : [`(${all.join(" AND ")})`, ...none].join(" NOT ");
}

function partsOf({ must, not, tokens, notTokens }: Wanted): { all: string[]; none: string[] } {
  return {
    all: [...must.map(clauseOf), ...tokens.map((group) => `(tokens : (${anyOf(group)}))`)],
    none: [...not.map(clauseOf), ...(notTokens.length > 0 ? [`(tokens : (${anyOf(notTokens)}))`] : [])],
  };
}

export const clauseOf = ({ anyOf: ways }: Clause): string => `(${ways.map(soughtOf).join(" OR ")})`;

function soughtOf({ sequence }: Sought): string {
  const [first] = sequence;
  if (first && sequence.length === 1) return wordOf(first);
  // A phrase of words of both kinds of script is in no column as a whole.
  if (sequence.some(({ isDense }) => isDense)) return `(${sequence.map(wordOf).join(" AND ")})`;
  const phrase = `"${sequence.map(({ terms: [term = ""] }) => term.replaceAll('"', "")).join(" ")}"`;
  return `({words parts} : ${phrase}${sequence.at(-1)?.isPrefix ? " *" : ""})`;
}

function wordOf({ terms, isPrefix, isDense }: SoughtWord): string {
  const [first = ""] = terms;
  if (isDense) return `(parts : ${denseOf(first)})`;
  const more = isPrefix ? ` OR ${quoted(first)} *` : "";
  return `({words parts} : (${anyOf(terms)}${more}))`;
}

/** One letter begins a pair or stands alone, two are a pair, more are pairs behind each other. */
function denseOf(run: string): string {
  const letters = [...run];
  if (letters.length === 1) return `${quoted(run)} *`;
  return quoted(pairsOf(letters).slice(0, -1).join(" "));
}
