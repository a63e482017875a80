/** Messages to be posted later, once or again and again. */
import * as v from "valibot";
import { MessageFileSchema, PostFilesSchema } from "./files.ts";
import { RefusalSchema } from "./refusal-schema.ts";
import { BodySchema, MessageIdSchema, PublicIdSchema } from "./text.ts";
import { TimeSchema } from "./time.ts";

export const REPEATS = ["daily", "weekly"] as const;

/** Is there such a time zone? Names as `Europe/Berlin` and `UTC`; no bare offset, which knows no summer time. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/u.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const ZoneSchema = v.pipe(v.string("invalid"), v.maxLength(64, "invalid"), v.check(isTimeZone, "no_time_zone"));
const RepeatSchema = v.nullable(v.picklist(REPEATS, "invalid"));

export const ScheduledSchema = v.object({
  id: MessageIdSchema,
  channel: PublicIdSchema,
  body: v.string(),
  /** Milliseconds since 1970: when it is posted next. */
  at: v.number(),
  /** Whose clock `at` and its repeats go by. */
  zone: v.string(),
  repeat: RepeatSchema,
  /** They go out with it. */
  files: v.optional(v.array(MessageFileSchema)),
  /** Set: its time came and it could not be posted. It waits to be changed, sent or cancelled. */
  refusal: v.optional(RefusalSchema),
});
export type Scheduled = v.InferOutput<typeof ScheduledSchema>;

/** `id`: the same id again gives the item that is there. */
export const ScheduleBody = v.object({
  id: v.optional(MessageIdSchema),
  body: BodySchema,
  at: TimeSchema,
  zone: ZoneSchema,
  repeat: v.optional(RepeatSchema, null),
  /** Uploaded for `id`, which the message will have. It goes out once: with files there is no `repeat`. */
  files: v.optional(PostFilesSchema),
});
export const EditScheduledBody = v.object({
  body: v.optional(BodySchema),
  at: v.optional(TimeSchema),
  zone: v.optional(ZoneSchema),
  repeat: v.optional(RepeatSchema),
});
