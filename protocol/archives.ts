/** The archive of a class as the page sees it: being made, there to be fetched, or why not. */
import * as v from "valibot";

/** So long it can be fetched. */
export const ARCHIVE_KEPT_MS = 7 * 24 * 60 * 60_000;

const ArchiveSchema = v.object({
  id: v.string(),
  /**
   * `stopped`: by whom it is for. `failed`: after it was tried again and again, or because they may not read all of it any more.
   * `outdated`: since it was made somebody closed or erased their account, so it was taken away.
   */
  state: v.picklist(["making", "ready", "stopped", "failed", "outdated"]),
  /** Ms since 1970. */
  startedAt: v.number(),
  /** Messages so far, and about how many there will be. */
  done: v.number(),
  total: v.number(),
  files: v.number(),
  /** Bytes so far; of one that is ready, its size. */
  bytes: v.number(),
  readyAt: v.optional(v.number()),
  /** When it is taken away. */
  endsAt: v.optional(v.number()),
  /** What its manifest says of all that is in it (docs/transcript-chain.md). */
  root: v.optional(v.string()),
});
export type Archive = v.InferOutput<typeof ArchiveSchema>;
/** Eight bytes of the SHA-256 of its index, which tell a course file from every other one (docs/course-file.md). */
export const CourseFileBody = v.object({ mark: v.pipe(v.string("invalid"), v.regex(/^[\da-f]{16}$/u, "invalid")) });
/** Null: none was asked for, or its week is over. */
export const MyArchiveSchema = v.object({ archive: v.nullable(ArchiveSchema) });
