/**
 * What somebody typed into the search field, in its parts: words, "phrases", filters, and what is to be left out with `-`. The page draws
 * chips from it, the worker looks for it. Any text is a query; whether a filter's value makes sense is decided where it is known. Pure.
 */
import { wordsIn } from "./words.ts";

export const FILTERS = ["from", "in", "before", "after", "on", "during", "has", "is", "mentions"] as const;
export type FilterName = (typeof FILTERS)[number];
export const IS = ["question", "unanswered", "pinned", "checkpoint", "saved", "thread", "mine"] as const;
export type Is = (typeof IS)[number];

interface Place {
  /** Where it stands in the text, UTF-16 units, its sign and quotes included. */
  from: number;
  to: number;
  /** What has it is left out. */
  isNot: boolean;
}
export type QueryPart = Place &
  (
    | { type: "words"; text: string }
    /** In quotes: these words in this order. */
    | { type: "phrase"; text: string }
    | { type: "filter"; name: FilterName; value: string }
  );

export interface Query {
  parts: QueryPart[];
  /** The last word may go on: nothing stands behind it. */
  isTyping: boolean;
}

// `ls -a`: an option, and nobody leaves out a letter.
const PART = /(-(?!-|[a-z\d](?:\s|$)))?(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|(\S+))/giu;
/** A text of more words is pasted, and a minus or a colon in it is what stands there: `find . -name`, `error in: main`. */
const TYPED_WORDS = 8;
const QUOTES = new RegExp("[“”„‟«»＂]", "gu");

/** @param text as it was typed, whatever it is */
export function parseQuery(text: string): Query {
  const plain = text.replace(QUOTES, '"');
  const parts: QueryPart[] = [];
  for (const match of plain.matchAll(PART)) {
    const [whole, minus, name, quoted, bare] = match;
    const place = { from: match.index, to: match.index + whole.length, isNot: minus !== undefined };
    const filter = FILTERS.find((each) => each === name?.toLowerCase());
    if (filter) parts.push({ ...place, type: "filter", name: filter, value: (quoted ?? bare ?? "").trim() });
    else if (quoted !== undefined && name === undefined) parts.push({ ...place, type: "phrase", text: quoted });
    // What is no filter is words, its colon included: `std::vector`, `note:`.
    else parts.push({ ...place, type: "words", text: whole.slice(minus?.length ?? 0) });
  }
  const isPasted = parts.filter(({ type }) => type === "words").length > TYPED_WORDS;
  return { parts: isPasted ? parts.map(asItStands) : joinEmptyFilters(parts), isTyping: /[^\s"]$/u.test(plain) };
}

const asItStands = (part: QueryPart): QueryPart => (part.type === "filter" ? part : { ...part, isNot: false });

/** `from:` with nothing behind it is a filter without a value: `\S+` would have taken the next word for one only without a blank. */
function joinEmptyFilters(parts: QueryPart[]): QueryPart[] {
  return parts.map((part) => {
    const name = part.type === "words" && part.text.endsWith(":") ? part.text.slice(0, -1).toLowerCase() : null;
    const filter = FILTERS.find((each) => each === name);
    const { from, to, isNot } = part;
    return filter ? { type: "filter", name: filter, value: "", from, to, isNot } : part;
  });
}

/** Is there anything to look for in it? A filter is; punctuation is not. */
export const asksForSomething = ({ parts }: Query): boolean =>
  parts.some((part) => part.type === "filter" || wordsIn(part.text).length > 0);
