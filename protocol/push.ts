/**
 * Web Push: which browsers of an account are notified while PLACE is closed in them. A browser subscribes with its own vendor's push service, and
 * PLACE sends there what only that browser can read (RFC 8030, 8291, 8292).
 */
import * as v from "valibot";
import { PUSH_ENDPOINT_MAX_CHARS, PUSH_SHOWN_MAX } from "./limits.ts";
import { PublicIdSchema } from "./text.ts";

/** base64url of an uncompressed point of P-256, which is 65 bytes, and of 16 bytes. */
const PublicKey = v.pipe(v.string("invalid"), v.regex(/^B[\w-]{86}$/u, "invalid"));
const Secret = v.pipe(v.string("invalid"), v.regex(/^[\w-]{22}$/u, "invalid"));
const Endpoint = v.pipe(v.string("invalid"), v.maxLength(PUSH_ENDPOINT_MAX_CHARS, "too_long"));
/** As browsers name it: `en`, `ar-EG`. */
const Language = v.pipe(
  v.string("invalid"),
  v.regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/u, "invalid"),
  v.maxLength(20, "invalid"),
);

/** What `PushSubscription.toJSON()` says, with how this browser is to be spoken to. */
export const SubscribeBody = v.object({
  endpoint: Endpoint,
  keys: v.object({ p256dh: PublicKey, auth: Secret }),
  /** The key of this PLACE that it was made with (`PushSubscription.options`), base64url. */
  applicationServerKey: PublicKey,
  /** In which it is spoken to. Left out: as it was; of a new one, English. */
  lang: v.optional(Language),
  /** What was written, who wrote it and where is in the notification. Left out: as it was; of a new one, yes. */
  words: v.optional(v.boolean("invalid")),
  /** The subscription that this one takes the place of: the browser renewed it by itself. */
  replaces: v.optional(Endpoint),
});
export type SubscribeBody = v.InferOutput<typeof SubscribeBody>;

export const EditPushDeviceBody = v.object({ words: v.boolean("invalid") });

export const PushDeviceSchema = v.object({
  id: PublicIdSchema,
  /** E.g. "Chrome on Android". */
  name: v.string(),
  words: v.boolean(),
  createdAt: v.number(),
  /** When it said last that it is there, ms. */
  seenAt: v.number(),
  /** Made in the session that asks. */
  current: v.boolean(),
});
export type PushDevice = v.InferOutput<typeof PushDeviceSchema>;

/**
 * What became of a test.
 * - `sent`: the push service took it
 * - `gone`: the browser's subscription has ended; it is forgotten here
 * - `refused`: the push service does not take it
 * - `unreachable`: it was not to be reached within seconds
 */
export const PUSH_OUTCOMES = ["sent", "gone", "refused", "unreachable"] as const;
export type PushOutcome = (typeof PUSH_OUTCOMES)[number];

/** Channels whose notifications a browser still shows. */
export const PushShownBody = v.object({
  channels: v.pipe(v.array(PublicIdSchema), v.maxLength(PUSH_SHOWN_MAX, "invalid")),
});

/** What a notification's one line says of where it was written. */
export interface PushPlace {
  kind: "channel" | "dm" | "group";
  /** Of a channel, without its sign, or of a group that has one. */
  name?: string;
  isThread?: true;
}

/**
 * What a browser opens: JSON, encrypted for it alone, at most PUSH_BODY_MAX_BYTES. Types and no schema: the service worker believes what only
 * PLACE can have written. Short names would save nothing, since every body is padded to one length.
 */
export type PushPayload =
  | { type: "test"; lang: string; nonce: string }
  | {
      type: "message";
      lang: string;
      /** Public id of the channel or thread: one notification each, and the next takes its place. */
      channel: string;
      seq: number;
      /** Of a thread: the channel that it hangs in. */
      parent?: string;
      /** Messages there that are worth a notification and unread, this one included. */
      count: number;
      /** When it was posted, ms. */
      at: number;
      /** Left out where this browser shows no words. */
      words?: { author: string; place: PushPlace; text: string };
    };
