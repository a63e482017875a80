/** What the teaching team does so that a class can be talked in: who may not write for a while, and what waits. */
import * as v from "valibot";
import { BAN_REASON_MAX_CHARS, TURN_DOWN_MAX_CHARS } from "./limits.ts";
import { line, PublicIdSchema } from "./text.ts";
import { TimeSchema } from "./time.ts";

/** `until` in ms since 1970; null: they may write. */
export const MuteMemberBody = v.object({
  until: v.nullable(TimeSchema),
  /** For the teaching team. */
  reason: v.optional(line(BAN_REASON_MAX_CHARS), ""),
});
/** Somebody who may read, and not write, until then. */
export const MutedSchema = v.object({ member: PublicIdSchema, until: v.number() });

export const TurnDownBody = v.object({ answer: v.optional(line(TURN_DOWN_MAX_CHARS), "") });
