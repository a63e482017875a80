/** What ends a session for good, and the words for it. */
import type { Refusal } from "../protocol/index.ts";
import { CLOSE } from "../protocol/close-codes.ts";
import { refusal } from "../protocol/refusals.ts";

const FINAL: readonly Refusal["code"][] = ["not_signed_in", "session_ended", "not_found", "forbidden"];

/** Asking again as the same caller would be answered the same. */
export function isFinalRefusal(why: Refusal): boolean {
  return FINAL.includes(why.code);
}

/** `code`: of a final close (see `isFinalClose`). `place`: what the person was removed from, in words. */
export function refusalOfClose(code: number, place: string): Refusal {
  if (code === CLOSE.sessionEnded) return refusal("session_ended");
  if (code === CLOSE.removed) return refusal("not_found", { sentence: `You are not in this ${place} any more.` });
  return refusal(code === CLOSE.tooLarge ? "too_large" : "unknown_frame");
}
