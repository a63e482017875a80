/** What was found, as it is drawn: by channel, and each message by the lines around its first marked word. Pure. */
import type { Message } from "../../../../../protocol/index.ts";
import type { SearchHit } from "../../../../../protocol/search/contract.ts";
import { marksIn, type Marks, type Sought } from "../../../../../protocol/search/marks.ts";
import { wordsIn } from "../../../../../protocol/search/words.ts";
import { plainWords } from "../../../../../protocol/markup/plain-words.ts";

export interface Group {
  key: string;
  /** Id of the channel, of a thread its parent's. */
  channel: string;
  hits: SearchHit[];
}
export interface Piece {
  text: string;
  isMarked: boolean;
}

/** The channel whose members may read it. */
export const homeOf = ({ parent, channel }: SearchHit): string => parent?.channel ?? channel;
export const keyOf = ({ channel, message }: SearchHit): string => `${channel} ${message.seq}`;

/** By channel within a page, in the order of the first of each; a page that comes later goes on below, or nothing that was seen would keep its place. */
export function groupsOf(pages: readonly (readonly SearchHit[])[], mayRead: (channel: string) => boolean): Group[] {
  const seen = new Set<string>();
  return pages.flatMap((hits, page) => {
    const groups = new Map<string, Group>();
    for (const hit of hits) {
      const channel = homeOf(hit);
      // A message that was answered meanwhile may come a second time; a channel that I left is gone from here too.
      if (seen.has(keyOf(hit)) || !mayRead(channel)) continue;
      seen.add(keyOf(hit));
      const group = groups.get(channel) ?? { key: `${page}-${channel}`, channel, hits: [] };
      group.hits.push(hit);
      groups.set(channel, group);
    }
    return [...groups.values()];
  });
}

const sought = (term: string, isDense = false) => ({ terms: [term], isPrefix: false, isDense });
/** What was marked, to be looked for in another form of the same text. @param marks places in `body`, as an answer has them */
export function soughtFrom(body: string, marks: Marks): Sought[] {
  const marked = new Set(marks.map(([from, to]) => body.slice(from, to)));
  return [...marked].flatMap((text): Sought[] => {
    const words = wordsIn(text);
    const sequence = words.map(({ term, letters }) => sought(term, letters !== undefined));
    // A word with marks in it, which are not shown there.
    const isOne = words.length > 1 && words.every(({ isJoined, letters }, i) => !letters && (i === 0 || isJoined));
    return isOne ? [{ sequence }, { sequence: [sought(words.map(({ term }) => term).join(""))] }] : [{ sequence }];
  });
}

type Line = SearchHit["previous"];
const isAt = (hit: SearchHit, channel: string, seq: number) => hit.channel === channel && hit.message.seq === seq;
const isRoot = ({ parent }: SearchHit, channel: string, seq: number) =>
  parent?.channel === channel && parent.seq === seq;

/** Does it show this message: found, beside what was found, or as what its thread hangs on? */
export const shows = (hit: SearchHit, channel: string, seq: number): boolean =>
  (hit.channel === channel && Math.abs(hit.message.seq - seq) <= 1) || isRoot(hit, channel, seq);

/** A page with a message as it is now: gone where it was deleted, or where what was marked is not in it any more. */
export function hitsWith(hits: readonly SearchHit[], channel: string, message: Message): SearchHit[] {
  const { seq, author, at, body } = message;
  const now = (line: Line | undefined) =>
    line?.seq !== seq ? (line ?? null) : message.deletedAt === undefined ? { seq, author, at, body } : null;
  return hits.flatMap((hit) => {
    if (isAt(hit, channel, seq)) {
      const marks = marksIn(body, soughtFrom(hit.message.body, hit.marks));
      const isGone = message.deletedAt !== undefined || (marks.length === 0 && hit.marks.length > 0);
      return isGone ? [] : [{ ...hit, message, marks }];
    }
    if (isRoot(hit, channel, seq)) return [{ ...hit, root: now(hit.root) }];
    return [hit.channel === channel ? { ...hit, previous: now(hit.previous), next: now(hit.next) } : hit];
  });
}

const SHOWN_CHARS = 320;
const BEFORE_CHARS = 64;

/**
 * The words of a message without their markup, around the first that is marked. What a line of code is set in by stays: in Python it is what
 * it says.
 * @param body Markdown; `marks` are places in it
 * @param spoiler stands for words that are hidden
 */
export function piecesOf(body: string, marks: Marks, spoiler: string): Piece[] {
  const plain = plainWords(body, spoiler)
    .replaceAll("\t", "    ")
    .replace(/(?<=\S)[^\S\n]+/gu, " ")
    .replace(/ ?\n(?:[^\S\n]*\n)*/gu, "\n")
    .replace(/^(?:[^\S\n]*\n)+|\s+$/gu, "");
  const places = marksIn(plain, soughtFrom(body, marks));
  const [from, to] = windowAround(plain, places[0]?.[0] ?? 0);
  const pieces: Piece[] = [];
  const add = (text: string, isMarked: boolean) => void (text !== "" && pieces.push({ text, isMarked }));
  let at = from;
  add(from > 0 ? "…" : "", false);
  for (const [start, end] of places) {
    if (start < at || end > to) continue;
    add(plain.slice(at, start), false);
    add(plain.slice(start, end), true);
    at = end;
  }
  add(plain.slice(at, to), false);
  add(to < plain.length ? "…" : "", false);
  return pieces;
}

/** Where what is shown begins and ends, so that the place is in its first lines. Words are not cut, nor what is one sign. */
function windowAround(text: string, place: number): [number, number] {
  let from = 0;
  if (place > BEFORE_CHARS) {
    const lead = text.slice(0, place);
    const line = lead.lastIndexOf("\n", lead.lastIndexOf("\n") - 1) + 1;
    const blank = lead.slice(place - BEFORE_CHARS).search(/\s/u);
    from = Math.max(line, blank < 0 ? place : place - BEFORE_CHARS + blank + 1);
  }
  const end = from + SHOWN_CHARS;
  if (end >= text.length) return [from, text.length];
  const blank = text.lastIndexOf(" ", end);
  if (blank > from + SHOWN_CHARS / 2 && blank > place) return [from, blank];
  return [from, /[\uDC00-\uDFFF]/u.test(text.charAt(end)) ? end + 1 : end];
}
