/** Every number that both sides must agree on. Units are in the names; text is counted in UTF-16 code units. */

export const MESSAGE_MAX_CHARS = 10_000;
/** The composer starts to count down here. */
export const MESSAGE_WARN_CHARS = 9_000;
export const FRAME_MAX_BYTES = 64 * 1024;
/** Import batches are larger than what a person types; every other HTTP body is held to FRAME_MAX_BYTES. */
export const IMPORT_BODY_MAX_BYTES = 1024 * 1024;
export const IMPORT_BATCH_MAX = 200;
/** Places told at once to an importer that looks for what is there already. */
export const IMPORT_PLACES_MAX = 1_000;

export const HANDLE_MIN_CHARS = 3;
export const HANDLE_MAX_CHARS = 20;
export const NAME_MAX_CHARS = 60;
export const PRONOUNS_MAX_CHARS = 30;
export const BIO_MAX_CHARS = 280;
export const PASSWORD_MIN_CHARS = 8;
export const PASSWORD_MAX_CHARS = 200;
/** A picture travels as a data URL of a small square image, made by the browser. */
export const PICTURE_MAX_CHARS = 24 * 1024;
export const CHANNEL_NAME_MAX_CHARS = 40;
export const TOPIC_MAX_CHARS = 250;
export const WORKSPACE_NAME_MAX_CHARS = 60;

export const POLL_QUESTION_MAX_CHARS = 300;
export const POLL_OPTION_MAX_CHARS = 120;
export const POLL_OPTIONS_MIN = 2;
export const POLL_OPTIONS_MAX = 20;
/** Different reactions on one message; more of the same are always welcome. */
export const REACTIONS_MAX = 20;
/** Earlier wordings kept of one message: the first, and the newest of the rest. */
export const VERSIONS_MAX = 20;
export const CHECKPOINT_MAX_CHARS = 60;
/** A client says that somebody is writing at most this often; who hears nothing for TYPING_SHOWN_MS forgets it. */
export const TYPING_EVERY_MS = 3_000;
export const TYPING_SHOWN_MS = 5_500;

export const PAGE_DEFAULT = 50;
export const PAGE_MAX = 100;
/** Highest place a channel can hold: the message's key in D1 is channelNo * 2^32 + seq. */
export const SEQ_MAX = 2 ** 32 - 1;
/** The room keeps at least this many of its newest messages. */
export const ROOM_KEEPS_MESSAGES = 200;
/** A resume that would carry more changes than this is answered with `reset` instead. */
export const RESUME_MAX_CHANGES = 500;

/** What follows a message within this time shares one commit and one frame with what else does. */
export const GATHER_MS = 2;
export const HEARTBEAT_MS = 25_000;
export const HEARTBEAT_TIMEOUT_MS = 10_000;
export const RECONNECT_BASE_MS = 250;
export const RECONNECT_MAX_MS = 15_000;
/** A socket's permission is looked up again when it is older than this (promise I6). */
export const LEASE_MS = 4 * 60_000;
/** A client reports what was read at most this often. */
export const READ_MARK_EVERY_MS = 2_000;
export const UNDO_MS = 6_000;
/** Same author within this time: one group on screen. */
export const GROUP_MS = 5 * 60_000;

export interface RateLimit {
  /** Messages that may be sent at once. */
  burst: number;
  /** Messages per second that refill it. */
  perSecond: number;
}

/** One table for how fast a member may act in one channel. The operator may override it (`PLACE_LIMITS`). */
export interface RateLimits {
  post: RateLimit;
  change: RateLimit;
  typing: RateLimit;
  /** Retries so old that D1 has to be searched for them. */
  lookUp: RateLimit;
}

export const RATE_LIMITS: RateLimits = {
  post: { burst: 10, perSecond: 2 },
  change: { burst: 20, perSecond: 4 },
  typing: { burst: 4, perSecond: 0.5 },
  lookUp: { burst: 10, perSecond: 0.2 },
};
