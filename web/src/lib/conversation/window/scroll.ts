/**
 * The part of the history that is in the page, and where the reader stands in it. Rows stand in normal flow, between them
 * nothing is guessed: the browser lays out what is there, a slice of some WINDOW_MAX messages, and when the slice moves the
 * line under the eye is put back to the pixel before anything is painted. A list of estimated heights (virtua was tried)
 * corrects itself while one scrolls, once per row that measures differently, and with code and long texts nearly all do;
 * and its rows are absent for a frame when one scrolls fast. See docs/decisions/0007-the-list-lays-out-real-rows.md. Pure; measured things come in as numbers.
 */

/**
 * Messages in the page while one scrolls, and those within reach of a taller screen. All that is in the page is painted with every frame in
 * which some of it moved: with 140, scrolling with a quarter of a laptop's processor took a third longer.
 */
export const WINDOW_MAX = 60;
/** Messages in the page at its newest end, where nothing moves. With a day line each they are still under 300 rows. */
export const FOLLOWED_MAX = 140;
/** Cut to so many there, not by one with every message: each cut moves what is above the screen. */
const FOLLOWED_LEAST = 100;
/** Messages at first, at most: what fills a tall screen of one-line messages. */
export const WINDOW_FIRST = 60;
/** Messages are asked for when fewer than this many known ones are left outside the page. */
export const PREFETCH = 60;
/** Nearer to the end than this, in px, the list follows new messages. */
const FOLLOW_PX = 48;

/** Both ends included; empty where `last < first`. */
export interface Slice {
  first: number;
  last: number;
}

export const sizeOf = (slice: Slice): number => Math.max(0, slice.last - slice.first + 1);
export const isEmpty = (slice: Slice): boolean => slice.last < slice.first;

/** The newest messages of what is known. */
export function sliceAtEnd(known: Slice, count = WINDOW_FIRST): Slice {
  return { first: Math.max(known.first, known.last - count + 1), last: known.last };
}

/** The messages around `seq`, which is moved into what is known. */
export function sliceAround(known: Slice, seq: number, count = WINDOW_FIRST): Slice {
  if (isEmpty(known)) return known;
  const middle = Math.min(Math.max(seq, known.first), known.last);
  const half = count >> 1;
  return { first: Math.max(known.first, middle - half), last: Math.min(known.last, middle + half) };
}

/** A page that is over the window loses so many for each one that comes in: a hundred that go at once are a long task. */
const CUT = 2;

/** So many more above; what then is too much goes below, but never what is `kept`: the last `seq` near the screen. */
export function growUp(slice: Slice, known: Slice, kept: number, count: number): Slice {
  const first = Math.max(known.first, slice.first - count);
  const least = Math.max(first + WINDOW_MAX - 1, slice.last - CUT * count, kept);
  return { first, last: Math.min(slice.last, least) };
}

/** So many more below; what then is too much goes above, but never what is `kept`: the first `seq` near the screen. */
export function growDown(slice: Slice, known: Slice, kept: number, count: number): Slice {
  const last = Math.min(known.last, slice.last + count);
  const most = Math.min(last - WINDOW_MAX + 1, slice.first + CUT * count, kept);
  return { first: Math.max(slice.first, most), last };
}

/** The slice after what is known became `known`. `following`: the reader stands at the newest message. */
export function follow(slice: Slice, before: Slice, known: Slice, following: boolean, count = WINDOW_FIRST): Slice {
  if (isEmpty(known)) return { first: known.first, last: known.last };
  if (isEmpty(slice)) return sliceAtEnd(known, count);
  const wasAtEnd = slice.last >= before.last;
  const first = Math.max(slice.first, known.first);
  if (following && wasAtEnd) {
    const isFull = known.last - first + 1 > FOLLOWED_MAX;
    return { first: isFull ? known.last - FOLLOWED_LEAST + 1 : first, last: known.last };
  }
  // Somebody reading further up gets what comes in below as long as there is room; the rest when they get there.
  const last = wasAtEnd ? Math.min(known.last, first + FOLLOWED_MAX - 1) : Math.min(slice.last, known.last);
  return { first, last: Math.max(last, Math.min(slice.last, known.last)) };
}

export const isAtEnd = (scrollTop: number, viewport: number, height: number): boolean =>
  height - viewport - scrollTop <= FOLLOW_PX;

/** How far from an end of the page, in px, more is added. */
export const reach = (viewport: number): number => Math.min(1_200, Math.max(400, viewport));

/** Where a row goes: so many px below the upper edge of the list, in its middle, or at its lower edge. */
export type RowTop = number | "middle" | "lowest";

/** Where the reader stands: at the newest message, or with a row's top at `top` px below the list's upper edge. */
export type Place = { at: "end" } | { at: "row"; key: string; seq: number; top: number };

export interface Measured {
  key: string;
  seq: number;
  top: number;
}

/**
 * How much to scroll so that what was seen stands where it stood: the first of the rows seen `before` that is still there
 * decides. Null when none of them is: the reader is somewhere else altogether.
 */
export function correction(before: readonly Measured[], topOf: (key: string) => number | null): number | null {
  for (const row of before) {
    const top = topOf(row.key);
    if (top !== null) return top - row.top;
  }
  return null;
}
