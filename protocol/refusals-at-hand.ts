/**
 * The refusals that a client makes by itself, where nobody answered or what answered was not PLACE. They are part of the closed list
 * (refusals.ts), whose other sentences come with the server's answers and not with the first screen.
 */
export const AT_HAND = {
  too_large: { status: 413, sentence: "That's too much to send at once." },
  unknown_frame: { status: 400, sentence: "This version of PLACE doesn't know that request." },
  not_signed_in: { status: 401, sentence: "Sign in first." },
  session_ended: { status: 401, sentence: "You've been signed out on this device. Sign in again." },
  not_found: { status: 404, sentence: "There's nothing here, or it isn't open to you." },
  forbidden: { status: 403, sentence: "You can't do that here." },
  too_fast: { status: 429, sentence: "That's faster than anyone can read. Wait a moment." },
  unavailable: { status: 503, sentence: "This can't be reached right now. Nothing you wrote is lost." },
} as const satisfies Record<string, { status: number; sentence: string }>;

/** As `refusal` of refusals.ts makes it. */
export const refusalAtHand = <More extends object>(code: keyof typeof AT_HAND, more?: More) => ({
  code,
  sentence: AT_HAND[code].sentence as string,
  ...more,
});

/** Codes after which the same request can succeed later without a change by the person. */
export const canRetry = (code: string): boolean => code === "too_fast" || code === "unavailable" || code === "internal";
