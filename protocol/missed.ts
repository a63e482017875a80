/** What somebody missed in a class since a moment, in channels that they are in. */
import * as v from "valibot";
import { MentionSchema } from "./personal.ts";
import { MyThreadSchema } from "./threads.ts";

/** Reactions that make a message one that a class reacted to. */
export const REACTED_LEAST = 3;
/** Of messages with reactions, and of pins and checkpoints: so many of each channel, the newest, and so many in all. */
export const MISSED_PER_CHANNEL = 20;
export const MISSED_LISTED = 50;

/** Query of what I missed: `since`, ms since 1970. */
export const MissedQuery = v.object({
  since: v.pipe(v.string("invalid"), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number)),
});

export const MissedSchema = v.object({
  /** Threads that I follow with a message since then, the newest first; whether it is unread, the thread says. */
  threads: v.array(MyThreadSchema),
  /** Messages that name me, the newest first. */
  mentions: v.array(MentionSchema),
  /** Messages with at least REACTED_LEAST reactions, the most first. */
  reacted: v.array(MentionSchema),
  /** Pins and checkpoints on messages written since then, the newest first. */
  landmarks: v.array(MentionSchema),
});
export type Missed = v.InferOutput<typeof MissedSchema>;
