/**
 * Which part of what is known of a channel is in the page, and where its reader goes in it: a machine of values. Every function takes
 * the window as it is and what happened, and returns the window as it then is; the same one where nothing changed. It asks nobody and
 * waits for nothing: conversation.svelte.ts does, place-keeper.ts measures. Pure.
 */
import type { ChannelSnapshot } from "../../../../../client/index.ts";
import type { Message } from "../../../../../protocol/index.ts";
import { firstRows, rowsAround, type Screen } from "./first-rows.ts";
import { countNew, firstNew, isNewTo, knownBetween, type NewSince } from "./new-since.ts";
import type { Seen } from "./place-keeper.ts";
import { follow, isEmpty, PREFETCH, sliceAround, sliceAtEnd, type Place, type RowTop, type Slice } from "./scroll.ts";

/** What is known of a channel, as far as the window looks at it. */
export type Known = Pick<ChannelSnapshot, "messages" | "reachedStart" | "reachedEnd" | "ready" | "epoch" | "head">;

/** What is known of a place, be it apart from what is in view. */
export type At = (seq: number) => Message | null;

/** Where the list shall go once the rows are there. */
export interface Goal {
  seq: number;
  top: RowTop;
  /** Drawn to the eye, and read out. */
  marked: boolean;
}

export interface ListWindow {
  /** My member id. */
  readonly me: string;
  /** What the messages at first have to fill. */
  readonly screen: Screen;
  /** What is in the page. */
  readonly slice: Slice;
  readonly goal: Goal | "end" | null;
  /** The reader stands at the newest message, and goes on with it. */
  readonly following: boolean;
  /** It is on the screen. */
  readonly entered: boolean;
  /** Where the reader comes back to. */
  readonly place: Place;
  /** Read up to there when the reader came: the line stands above what is newer. Null: there is no line. */
  readonly newSince: number | null;
  /** The newest message when the first one came in while the reader was further up; null: they have seen all. */
  readonly missedSince: number | null;
  /** The reader has a place in it. */
  readonly placed: boolean;
  /** What is new is not here yet; when it comes, the reader begins to read there. */
  readonly awaitsNew: boolean;
  /** The newest message that was on the screen. */
  readonly lastOnScreen: number;
  /** The newest message that was told as come in. */
  readonly lastAnnounced: number;
}

/** The new-since line stands this far below the upper edge, in px, so that what was read last is still seen. */
const LINE_TOP = 120;
/** So many messages that were read before stand above the first new one. */
const READ_ABOVE = 21;
/** Where nobody knows of a screen: as many as one may have room for. */
const TALL: Screen = { height: Infinity, isCompact: true };
const NOTHING: Slice = { first: 1, last: 0 };

/** Of a channel that nobody has opened yet. @param place where its reader stood when the app was closed */
export const unopened = (me: string, screen: Screen = TALL, place: Place = { at: "end" }): ListWindow => ({
  me,
  screen,
  slice: NOTHING,
  goal: null,
  following: true,
  entered: false,
  place,
  newSince: null,
  missedSince: null,
  placed: false,
  awaitsNew: false,
  lastOnScreen: 0,
  lastAnnounced: 0,
});

export function knownIn({ messages }: Pick<Known, "messages">): Slice {
  const first = messages[0]?.seq;
  return first === undefined ? NOTHING : { first, last: first + messages.length - 1 };
}

/**
 * What can be in the page: all that is known, but the first message where what stands before it is not known yet. Whether a day
 * or a group begins with it would change under the reader's eyes, at the one edge where there is no room to scroll it away.
 */
export function showable(known: Known): Slice {
  const { first, last } = knownIn(known);
  return known.reachedStart ? { first, last } : { first: first + 1, last };
}

/** The newest messages that fill the screen. */
const atEnd = ({ screen }: ListWindow, known: Known): Slice =>
  sliceAtEnd(showable(known), firstRows(known.messages, screen));

/** The message can be in the page. */
export function shows(known: Known, seq: number): boolean {
  const { first, last } = showable(known);
  return seq >= first && seq <= last;
}

/** The message is among what is known. */
export const holds = ({ messages }: Pick<Known, "messages">, seq: number): boolean =>
  seq >= (messages[0]?.seq ?? Infinity) && seq <= (messages.at(-1)?.seq ?? 0);

/** The rows end with the newest message there is. */
export const isLiveEnd = ({ slice }: ListWindow, known: Known): boolean =>
  known.reachedEnd && slice.last >= knownIn(known).last;

const after = ({ me }: ListWindow, { messages, head }: Known, since: number): NewSince => ({
  messages,
  since,
  head: head.seq,
  me,
});
const countAfter = (window: ListWindow, known: Known, since: number | null): number =>
  since === null ? 0 : countNew(after(window, known, since));

/** Messages of others since the reader was here last. */
export const newCount = (window: ListWindow, known: Known): number => countAfter(window, known, window.newSince);
/** `seq` of the first of them; null: there is none. */
export const firstNewIn = (window: ListWindow, known: Known): number | null =>
  window.newSince === null ? null : firstNew(after(window, known, window.newSince));
/**
 * The reader opens the channel. `readSeq`: what was read before; `unread`: how many are unread, as far as the class knows. They stand
 * where they left it, or where the new begins.
 */
export function enter(
  window: ListWindow,
  known: Known,
  { readSeq, unread }: { readSeq: number; unread: number },
): ListWindow {
  // Somebody who was never here has no place where they stopped.
  const newSince = readSeq > 0 && (unread > 0 || countAfter(window, known, readSeq) > 0) ? readSeq : null;
  return {
    ...window,
    entered: true,
    // Before the channel tells where its end is, a page from its middle guesses it.
    lastAnnounced: known.head.rev && known.head.seq,
    missedSince: null,
    newSince,
    awaitsNew: newSince !== null && window.place.at === "end",
    placed: false,
  };
}

/** The reader goes elsewhere, and comes back to `place`. */
export const leave = (window: ListWindow, place: Place): ListWindow => ({
  ...window,
  entered: false,
  place,
  goal: null,
});

/** The first place in the page, once something is known. */
export function placeFirst(window: ListWindow, known: Known): ListWindow {
  if (window.placed || !known.ready) return window;
  const { place } = window;
  const all = showable(known);
  if (place.at === "row" && place.seq >= all.first && place.seq <= all.last) {
    const goal: Goal = { seq: place.seq, top: place.top, marked: false };
    return { ...window, placed: true, slice: sliceAround(all, place.seq, rowsAround(window.screen)), goal };
  }
  return placeAtNew({ ...window, placed: true, slice: atEnd(window, known), goal: "end" }, known);
}

/** The first new message, with some of what was read before it above. */
function placeAtNew(window: ListWindow, known: Known): ListWindow {
  const all = showable(known);
  const { newSince } = window;
  if (!window.awaitsNew || newSince === null || all.last <= newSince || !known.reachedEnd) return window;
  const arrived: ListWindow = { ...window, awaitsNew: false };
  const first = firstNewIn(window, known);
  // More than what came with the page: the newest is shown, and a pill above leads to where the new begins.
  if (first === null || first < all.first) return arrived;
  const start = Math.max(all.first, Math.min(atEnd(window, known).first, first - READ_ABOVE));
  return {
    ...arrived,
    slice: { first: start, last: all.last },
    goal: { seq: first, top: LINE_TOP, marked: false },
  };
}

/**
 * `seq` of the message where somebody reads further up while all that is known comes anew: it has to stay in the page. Null: nobody
 * does, or it is not anew.
 */
export function staysAt(window: ListWindow, before: Known, now: Known): number | null {
  const { entered, following, slice, lastOnScreen } = window;
  if (!entered || following || now.epoch === before.epoch || isEmpty(slice)) return null;
  return Math.min(Math.max(lastOnScreen, slice.first), slice.last);
}

/** Other messages are known than before. @param at where to be if they are another part of the history; null: at the end. */
export function take(window: ListWindow, before: Known, now: Known, at: number | null): ListWindow {
  const [old, all] = [showable(before), showable(now)];
  const isApart = isEmpty(old) || all.first > old.last + 1 || all.last < old.first - 1;
  const slice =
    isApart || now.epoch !== before.epoch
      ? at === null
        ? atEnd(window, now)
        : sliceAround(all, at, rowsAround(window.screen))
      : isEmpty(window.slice)
        ? atEnd(window, now)
        : follow(window.slice, old, all, window.following);
  const taken: ListWindow = { ...window, slice };
  if (!window.entered) return taken;
  const placed = placeFirst(taken, now);
  return placed.following ? placeAtNew(placed, now) : placed;
}

/**
 * What others said since it was last told, for who reads it out and who counts what was missed; also for who jumped far up, and has the
 * newest messages apart from those in view.
 */
export function announceNew(
  window: ListWindow,
  known: Known,
  at: At,
): { window: ListWindow; posted: readonly Message[] } {
  const { lastAnnounced, me } = window;
  const { seq: head, rev } = known.head;
  // See `enter`.
  if (!(rev || known.reachedEnd) || head <= lastAnnounced) return { window, posted: [] };
  const announced: ListWindow = { ...window, lastAnnounced: head };
  // The first page is no news.
  if (lastAnnounced === 0) return { window: announced, posted: [] };
  const posted = knownBetween(lastAnnounced, head, at).filter((message) => isNewTo(me, message));
  if (posted.length === 0 || window.following) return { window: announced, posted };
  return { window: { ...announced, missedSince: window.missedSince ?? lastAnnounced }, posted };
}

/** The list says what is on the screen. */
export function see(window: ListWindow, seen: Seen): ListWindow {
  const missedSince = seen.following ? null : window.missedSince;
  const isSame =
    missedSince === window.missedSince && seen.following === window.following && seen.last === window.lastOnScreen;
  return isSame ? window : { ...window, missedSince, following: seen.following, lastOnScreen: seen.last };
}

/** Which history to fetch, so that it is here before its reader is; null: enough is known. */
export function wantedHistory({ slice }: ListWindow, known: Known): "older" | "newer" | null {
  const all = showable(known);
  if (slice.first - all.first < PREFETCH && !known.reachedStart) return "older";
  return all.last - slice.last < PREFETCH && !known.reachedEnd ? "newer" : null;
}

/** A place was asked for: nothing else decides any more where the reader begins. */
export const claim = (window: ListWindow): ListWindow => ({ ...window, placed: true, awaitsNew: false });

/** At a message. A link may name one that is not there yet, or never was: the nearest one is shown. */
export function openAt(
  window: ListWindow,
  known: Known,
  seq: number,
  marked: boolean,
  top: RowTop = "middle",
): ListWindow {
  const all = showable(known);
  if (isEmpty(all)) return window;
  const nearest = Math.min(Math.max(seq, all.first), all.last);
  return {
    ...window,
    following: false,
    slice: sliceAround(all, nearest, rowsAround(window.screen)),
    goal: { seq: nearest, top, marked: marked && nearest === seq },
  };
}

/** At the newest message. */
export const openLatest = (window: ListWindow, known: Known): ListWindow => ({
  ...window,
  slice: isLiveEnd(window, known) ? window.slice : atEnd(window, known),
  missedSince: null,
  goal: "end",
});

/** Came back to the page after having looked elsewhere: what is new since then is marked as new. */
export const resume = (window: ListWindow, known: Known, readSeq: number): ListWindow =>
  readSeq > 0 && countAfter(window, known, readSeq) > 0 ? { ...window, newSince: readSeq } : window;
