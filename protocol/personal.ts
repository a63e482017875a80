/** What is mine alone: drafts, saved messages, the inbox of mentions. Told to my own tabs and to nobody else. */
import * as v from "valibot";
import { MESSAGE_MAX_CHARS, NOTE_MAX_CHARS, SEQ_MAX } from "./limits.ts";
import { MessageSchema, SeqSchema } from "./messages.ts";
import { isText, PublicIdSchema } from "./text.ts";
import { TimeSchema } from "./time.ts";

/** Words that were not sent yet. An empty `body`: there is no draft any more. */
export const DraftSchema = v.object({
  channel: PublicIdSchema,
  body: v.string(),
  /** When it was typed, ms, by the server's clock: of two, the later one stands. */
  at: v.number(),
});
export type Draft = v.InferOutput<typeof DraftSchema>;
export const DraftBody = v.object({
  body: v.pipe(
    v.string("not_text"),
    v.maxLength(MESSAGE_MAX_CHARS, "too_long"),
    v.check(isText, "not_text"),
    v.minLength(1, "empty"),
  ),
  /** When it was typed, by the server's clock; left out, or ahead of it: now. */
  at: v.optional(TimeSchema),
  /** `at` of the draft that its writer had seen: whoever typed another one since then is told so. */
  over: v.optional(TimeSchema),
});
/** Query of `DELETE /api/channels/:channel/draft`. */
export const DropDraftQuery = v.object({
  at: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number))),
});

const NoteSchema = v.pipe(
  v.string("invalid"),
  v.check(isText, "not_text"),
  v.trim(),
  v.maxLength(NOTE_MAX_CHARS, "too_long"),
);
/** Which message I saved, and why. */
export const SavedMarkSchema = v.object({
  channel: PublicIdSchema,
  seq: SeqSchema,
  note: v.string(),
  /** When it was saved first, ms. */
  at: v.number(),
});
export type SavedMark = v.InferOutput<typeof SavedMarkSchema>;
export const SavedMessageSchema = v.object({ ...SavedMarkSchema.entries, message: MessageSchema });
export type SavedMessage = v.InferOutput<typeof SavedMessageSchema>;
export const SaveBody = v.object({ note: v.optional(NoteSchema, "") });

/** A named place in the course, in a channel that I am in. */
export const CheckpointSchema = v.object({
  channel: PublicIdSchema,
  seq: v.number(),
  name: v.string(),
  /** Of the message, ms since 1970. */
  at: v.number(),
});
export type Checkpoint = v.InferOutput<typeof CheckpointSchema>;

/** A message that names me, in a channel that I am in. */
export const MentionSchema = v.object({ channel: PublicIdSchema, message: MessageSchema });
export type Mention = v.InferOutput<typeof MentionSchema>;
/** Newest first, at most PERSONAL_PAGE; older ones are asked for with the last one's `message.at` as `before`. */
export const MentionsQuery = v.object({
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number))),
});
/** Body of `POST /api/channels/:channel/read`. `back`: the mark may go back, which nothing else makes it do. */
export const ReadBody = v.object({
  seq: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(SEQ_MAX)),
  back: v.optional(v.boolean(), false),
});
