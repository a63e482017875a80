/**
 * How many messages are drawn first: what fills the screen, and no more. What stands above them comes in the frames after the first, so
 * every row too many is time in which nothing is seen. Nothing is placed by this guess: where it is too low, a screen is full a
 * frame later. Pure.
 */
import type { Message } from "../../../../../protocol/index.ts";
import { WINDOW_FIRST } from "./scroll.ts";

/** What there is to fill. */
export interface Screen {
  /** In px, of the whole window. */
  height: number;
  /** Names stand in the line of the words. */
  isCompact: boolean;
}

/** Header and field, at least. */
const AROUND_PX = 100;
const LINE_PX = 22;
const PADDING_PX = 4;
/** The line of a name, and the space above it. */
const HEAD_PX = 34;
/** Of a line as wide as lines get; fewer where letters are wide. */
const LINE_CHARS = 95;
/** Long code is folded, and long words are cut. */
const LINES_MAX = 12;
const LEAST = 10;
/** A message of one line, in px, and the least number of messages around one that is looked for. */
const ONE_LINE_PX = 26;
const AROUND_LEAST = 20;

/** The lines of a body, rather fewer than more. What is no text is a row all the same: no message keeps the others from being drawn. */
function linesOf(body: unknown): number {
  if (typeof body !== "string") return 1;
  let lines = 1 + Math.floor(body.length / LINE_CHARS);
  for (let at = body.indexOf("\n"); at !== -1 && lines < LINES_MAX; at = body.indexOf("\n", at + 1)) lines += 1;
  return Math.min(lines, LINES_MAX);
}

/** @returns how many of these messages, from the last one on, fill the screen */
export function firstRows(
  messages: readonly Pick<Message, "author" | "body">[],
  { height, isCompact }: Screen,
): number {
  let left = height - AROUND_PX;
  let count = 0;
  for (let index = messages.length - 1; index >= 0 && left > 0 && count < WINDOW_FIRST; index -= 1) {
    const message = messages[index]!;
    const isHead = !isCompact && messages[index - 1]?.author !== message.author;
    left -= LINE_PX * linesOf(message.body) + PADDING_PX + (isHead ? HEAD_PX : 0);
    count += 1;
  }
  // One more: the first one may have its end alone on the screen.
  return Math.min(WINDOW_FIRST, Math.max(LEAST, count + 1));
}

/** @returns how many messages around one that is looked for: a screen of one-line messages */
export const rowsAround = ({ height }: Screen): number =>
  Math.min(WINDOW_FIRST, Math.max(AROUND_LEAST, Math.ceil(height / ONE_LINE_PX)));
