/**
 * The closed list of refusals. A refusal is a code for programs, a sentence for people and, where waiting helps,
 * `retryAfter` in milliseconds. Codes are never reused for another meaning.
 */
export const REFUSALS = {
  malformed: { status: 400, sentence: "That could not be read as a request." },
  invalid: { status: 400, sentence: "Something in that request is not as it should be." },
  empty: { status: 400, sentence: "There is nothing in it yet. Write something first." },
  too_long: { status: 413, sentence: "That is longer than a message can be." },
  not_text: { status: 400, sentence: "That has characters that are not text." },
  too_large: { status: 413, sentence: "That is more than can be sent at once." },
  unknown_frame: { status: 400, sentence: "This version of PLACE does not know that request." },
  not_json: { status: 415, sentence: "Requests that change something are sent as JSON." },
  wrong_origin: { status: 403, sentence: "That request came from another site." },
  not_signed_in: { status: 401, sentence: "Sign in first." },
  wrong_credentials: { status: 401, sentence: "That handle and password do not belong together." },
  session_ended: { status: 401, sentence: "You were signed out on this device. Sign in again." },
  not_found: { status: 404, sentence: "There is nothing here, or it is not open to you." },
  forbidden: { status: 403, sentence: "You may not do that here." },
  read_only: { status: 403, sentence: "Only the teaching team writes in this channel." },
  muted: { status: 403, sentence: "You can read here, but not write for now." },
  no_direct: { status: 403, sentence: "This person does not take direct messages here." },
  blocking: { status: 403, sentence: "You blocked this person. Unblock them to write to them." },
  archived: { status: 409, sentence: "This channel is archived. It can be read, not written in." },
  deleted: { status: 409, sentence: "That message was deleted." },
  too_many: { status: 409, sentence: "There are as many of these as there can be." },
  poll_closed: { status: 409, sentence: "This poll is closed." },
  voted: { status: 409, sentence: "You have voted. In a secret ballot a vote stays as it is." },
  stale: { status: 409, sentence: "That message was changed in the meantime." },
  handle_taken: { status: 409, sentence: "That handle is taken." },
  name_taken: { status: 409, sentence: "A channel with that name is there already." },
  taken_over: {
    status: 409,
    sentence: "People of this class write here by now. What was imported stays, and an import adds nothing to it.",
  },
  banned: {
    status: 403,
    sentence: "You were put out of this class. Only its teaching team can let you in again.",
  },
  join_closed: { status: 404, sentence: "That code does not open a class. Ask your teacher for the current one." },
  last_owner: { status: 409, sentence: "A class needs an owner. Make someone else owner first." },
  default_channel: { status: 409, sentence: "Everyone is in this channel; nobody leaves it." },
  too_fast: { status: 429, sentence: "That is faster than people can read. It can go out in a moment." },
  not_sent: {
    status: 503,
    sentence: "This could not be sent at its time, nor in the hour after it. Send it now, or choose another time.",
  },
  unavailable: { status: 503, sentence: "This is not reachable right now. Nothing you wrote is lost." },
  internal: { status: 500, sentence: "Something went wrong here. It was noted." },
} as const satisfies Record<string, { status: number; sentence: string }>;

export type RefusalCode = keyof typeof REFUSALS;
export const REFUSAL_CODES = Object.keys(REFUSALS) as [RefusalCode, ...RefusalCode[]];

export interface Refusal {
  code: RefusalCode;
  sentence: string;
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

/** Codes after which the same request can succeed later without a change by the person. */
export function canRetry(code: RefusalCode): boolean {
  return code === "too_fast" || code === "unavailable" || code === "internal";
}
