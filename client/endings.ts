/** What ends a session for good, and the words for it. */
import type { Refusal } from "../protocol/index.ts";
import { CLOSE } from "../protocol/close-codes.ts";
import { refusalAtHand } from "../protocol/refusals-at-hand.ts";

const FINAL: readonly Refusal["code"][] = ["not_signed_in", "session_ended", "not_found", "forbidden"];

/** Asking again as the same caller would be answered the same. */
export function isFinalRefusal(why: Refusal): boolean {
  return FINAL.includes(why.code);
}

const LEFT = {
  channel: { reason: "left_channel", sentence: "You aren't in this channel any more." },
  class: { reason: "left_class", sentence: "You aren't in this class any more." },
} as const;

/** `code`: of a final close (see `isFinalClose`). `place`: what the person was removed from. */
export function refusalOfClose(code: number, place: keyof typeof LEFT): Refusal {
  if (code === CLOSE.sessionEnded) return refusalAtHand("session_ended");
  if (code === CLOSE.removed) return refusalAtHand("not_found", LEFT[place]);
  return refusalAtHand(code === CLOSE.tooLarge ? "too_large" : "unknown_frame");
}
