import { AT_HAND } from "./refusals-at-hand.ts";
export { canRetry } from "./refusals-at-hand.ts";

/**
 * The closed list of refusals. A refusal is a code for programs, a sentence for people and, where waiting helps,
 * `retryAfter` in milliseconds. Codes are never reused for another meaning.
 */
export const REFUSALS = {
  malformed: { status: 400, sentence: "That request couldn't be read." },
  invalid: { status: 400, sentence: "Something in that request isn't right." },
  empty: { status: 400, sentence: "There's nothing to send yet. Write something first." },
  too_long: { status: 413, sentence: "That's too long. Nothing was cut: shorten it, then try again." },
  not_text: {
    status: 400,
    sentence: "That has characters in it that aren't text. Retype or paste it again without them.",
  },
  too_large: AT_HAND.too_large,
  unknown_frame: AT_HAND.unknown_frame,
  not_json: { status: 415, sentence: "Requests that change something have to be JSON." },
  wrong_origin: { status: 403, sentence: "That request came from another site." },
  not_signed_in: AT_HAND.not_signed_in,
  wrong_credentials: { status: 401, sentence: "That handle and password don't match." },
  session_ended: AT_HAND.session_ended,
  not_found: AT_HAND.not_found,
  forbidden: AT_HAND.forbidden,
  factor_needed: {
    status: 403,
    sentence:
      "This class asks its teaching team for a second factor, and your account has none. Set one up in the settings, then try again.",
  },
  read_only: { status: 403, sentence: "Only the teaching team can post in this channel." },
  read_only_here: { status: 403, sentence: "Nobody can write here from this site. Open the channel in PLACE." },
  held: {
    status: 409,
    sentence: "Your message is with the teaching team. It appears here once someone there has let it through.",
  },
  turned_down: { status: 409, sentence: "The teaching team didn't let this message through." },
  slow_mode: { status: 429, sentence: "There's a pause between two messages here. Your words are kept." },
  locked: { status: 409, sentence: "This thread is locked. You can read it, and only the teaching team writes in it." },
  muted: { status: 403, sentence: "You can read here, but you can't write for now." },
  no_direct: { status: 403, sentence: "This person doesn't take direct messages here." },
  blocking: { status: 403, sentence: "You've blocked this person. Unblock them to write to them." },
  archived: { status: 409, sentence: "This channel is archived. You can read it, but not write in it." },
  class_archived: {
    status: 409,
    sentence: "This class is over. You can read and search everything, but nobody writes here any more.",
  },
  not_let_in: { status: 403, sentence: "The teaching team didn't let you in. Ask your teacher." },
  deleted: { status: 409, sentence: "That message was deleted." },
  too_many: { status: 409, sentence: "That's as many as there can be." },
  poll_closed: { status: 409, sentence: "This poll is closed." },
  voted: { status: 409, sentence: "You've already voted. In a secret ballot a vote can't be changed." },
  stale: { status: 409, sentence: "That message has changed in the meantime." },
  handle_taken: { status: 409, sentence: "That handle is taken." },
  name_taken: { status: 409, sentence: "There's already a channel with that name." },
  key_reused: {
    status: 422,
    sentence: "That idempotency key came with another request before. Nothing was done: take a new key.",
  },
  key_pending: {
    status: 409,
    sentence: "The request with that idempotency key was begun and its end isn't known. Nothing was done again.",
  },
  taken_over: {
    status: 409,
    sentence: "People of this class write here now. What was imported stays, and imports can't add to it.",
  },
  banned: {
    status: 403,
    sentence: "You've been removed from this class. Only its teaching team can let you back in.",
  },
  join_closed: { status: 404, sentence: "That code doesn't open a class. Ask your teacher for the current one." },
  last_owner: { status: 409, sentence: "A class needs an owner. Make someone else the owner first." },
  default_channel: { status: 409, sentence: "Everyone is in this channel, so nobody can leave it." },
  too_fast: AT_HAND.too_fast,
  not_sent: {
    status: 503,
    sentence: "This couldn't be sent at its time or in the hour after it. Send it now, or choose another time.",
  },
  unavailable: AT_HAND.unavailable,
  internal: { status: 500, sentence: "Something went wrong on our side. It's been logged." },
} as const satisfies Record<string, { status: number; sentence: string }>;

export type RefusalCode = keyof typeof REFUSALS;
export const isRefusalCode = (word: string): word is RefusalCode => Object.hasOwn(REFUSALS, word);
export const REFUSAL_CODES = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]];

export interface Refusal {
  code: RefusalCode;
  sentence: string;
  /** Why, more exactly than the code says: one of `REASONS`. */
  reason?: string | undefined;
  /** What stands in the sentence of the reason, by name. */
  values?: Readonly<Record<string, string | number>> | undefined;
  /** Milliseconds to wait before the same request can succeed. */
  retryAfter?: number | undefined;
  /** What would have been accepted, for instance a free handle. */
  suggestion?: string | undefined;
  /** The field of the request that the sentence is about. */
  field?: string | undefined;
  /** Finds this very request in the server's log. */
  trace?: string | undefined;
}

/** Builds a refusal from its code; `more` may replace the sentence and add what helps. */
export function refusal(code: RefusalCode, more: Partial<Omit<Refusal, "code">> = {}): Refusal {
  return { code, sentence: REFUSALS[code].sentence, ...more };
}
