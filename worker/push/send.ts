/** One push to one browser: encrypted for it alone (RFC 8291), signed by this PLACE (RFC 8292), and what its push service says to it (RFC 8030). */
import { PUSH_BODY_MAX_BYTES, type PushPayload } from "../../protocol/index.ts";
import { NotFetched, fetchOutside } from "../outside-fetch.ts";
import type { PushTarget } from "../store/push-devices.ts";
import { pushKeysOf } from "./keys.ts";

export interface PushOptions {
  /** How long a push service keeps it for a browser that is away, in seconds; at least 1. */
  ttl: number;
  /** What a phone that saves its battery waits with. */
  urgency: "normal" | "high";
  /** One that was not delivered yet gives way to the next of the same topic: at most 32 characters of base64url. */
  topic?: string;
  timeoutMs: number;
}

/**
 * - `sent`: the push service has it
 * - `gone`: there is no such subscription any more
 * - `refused`: it will never take this one
 * - `later`: it may take it later, after `afterMs` if it says so
 */
export type PushAnswer =
  | { outcome: "sent" }
  | { outcome: "gone" | "refused"; status?: number }
  | { outcome: "later"; status?: number; afterMs?: number };

/** Nobody looks at what a push service answers but for its status. */
const ANSWER_MAX_BYTES = 1_000;

export async function sendPush(
  env: Env,
  target: PushTarget,
  payload: PushPayload,
  { ttl, urgency, topic, timeoutMs }: PushOptions,
): Promise<PushAnswer> {
  const key = pushKeysOf(env).find(({ kid }) => kid === target.kid);
  // It was taken out of the secret: this browser is reached again once it has renewed.
  if (!key) return { outcome: "refused" };
  const { endpoint, p256dh, auth } = target;
  // Loaded with the first push: an isolate that notifies nobody does without it.
  const { buildPushPayload } = await import("@block65/webcrypto-web-push");
  const { headers, body } = await buildPushPayload(
    { data: JSON.stringify(payload), options: { ttl, urgency, ...(topic !== undefined && { topic }) } },
    { endpoint, expirationTime: null, keys: { p256dh, auth } },
    { publicKey: key.publicKey, privateKey: key.privateKey, subject: subjectOf(target) },
  );
  try {
    const answer = await fetchOutside(env, endpoint, {
      ...{ method: "POST", headers, body, timeoutMs, maxBytes: ANSWER_MAX_BYTES },
    });
    return answerOf(answer.status, answer.headers.get("retry-after"), Date.now());
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    return { outcome: error.failure === "timed_out" || error.failure === "unreachable" ? "later" : "refused" };
  }
}

/** What a push service's status means. @param retryAfter its header: seconds, or a date @param now ms */
function answerOf(status: number, retryAfter: string | null, now: number): PushAnswer {
  if (status >= 200 && status < 300) return { outcome: "sent" };
  if (status === 404 || status === 410) return { outcome: "gone", status };
  if (status !== 429 && status < 500) return { outcome: "refused", status };
  const seconds = Number(retryAfter ?? Number.NaN);
  const afterMs = Number.isNaN(seconds) ? Date.parse(retryAfter ?? "") - now : seconds * 1_000;
  return { outcome: "later", status, ...(afterMs > 0 && { afterMs }) };
}

/** Whom a push service turns to where pushes do harm: RFC 8292 wants an address of the web, or of mail. */
function subjectOf({ origin }: PushTarget): string {
  return origin.startsWith("https://") ? origin : "mailto:whoever-runs-it@place.invalid";
}

/** A text cut to what fits beside the rest of a body, at the end of a character. */
export function withinBody(text: string, rest: unknown): string {
  const bytes = (value: string) => new TextEncoder().encode(value).byteLength;
  const room = PUSH_BODY_MAX_BYTES - bytes(JSON.stringify(rest)) - 20;
  const characters = [...text];
  while (characters.length > 0 && bytes(JSON.stringify(characters.join(""))) > room)
    characters.length = Math.floor(characters.length * 0.9);
  return characters.join("");
}
