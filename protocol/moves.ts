/** Messages that the teaching team moves to another channel or a thread. */
import * as v from "valibot";
import { SeqSchema } from "./messages.ts";
import { PublicIdSchema } from "./text.ts";

/** So many stand in one stretch at most. */
export const MOVE_MAX = 100;
/** A move can be undone for so long. */
export const MOVE_UNDONE_WITHIN_MS = 7 * 24 * 60 * 60_000;

/** `from` … `to`, both included, as far as they are not deleted; `target`: a channel or a thread. */
export const MoveBody = v.object({ from: SeqSchema, to: SeqSchema, target: PublicIdSchema });
export const MoveSchema = v.object({
  id: PublicIdSchema,
  target: PublicIdSchema,
  /** Where each stood and stands; empty while it is still on its way, which it goes by itself. */
  places: v.array(v.object({ from: v.number(), to: v.number() })),
  isDone: v.boolean(),
  /** Of one that was taken back: what did not come, since somebody moved it on from there, and where that is now; left out where whoever asks may not read it. */
  stayed: v.optional(
    v.array(v.object({ from: v.number(), to: v.optional(v.object({ channel: PublicIdSchema, seq: v.number() })) })),
  ),
  /** So many replies in threads go along. Told by who moves, and left out where it is taken back. */
  answers: v.optional(v.number()),
});
export type Move = v.InferOutput<typeof MoveSchema>;
