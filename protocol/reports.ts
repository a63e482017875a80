/** Telling the teaching team of somebody else's words: what is told, what it looked like then, and what became of it. */
import * as v from "valibot";
import { REPORT_ANSWER_MAX_CHARS, REPORT_WORDS_MAX_CHARS } from "./limits.ts";
import { SeqSchema } from "./messages.ts";
import { isText, PublicIdSchema } from "./text.ts";

export const REPORT_REASONS = ["insult", "harassment", "spam", "cheating", "private", "danger", "other"] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];
/** What came of it: the message was taken out, its author muted, put out, or talked to; or nothing had to be done. */
export const REPORT_OUTCOMES = ["removed", "muted", "putOut", "talked", "nothing"] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

const freeWords = (max: number) =>
  v.pipe(v.string("invalid"), v.check(isText, "not_text"), v.trim(), v.maxLength(max, "too_long"));

/** Of a message, by its place; or of a person. Of oneself there is none. */
export const ReportBody = v.object({
  message: v.optional(v.object({ channel: PublicIdSchema, seq: SeqSchema })),
  member: v.optional(PublicIdSchema),
  reason: v.picklist(REPORT_REASONS),
  words: v.optional(freeWords(REPORT_WORDS_MAX_CHARS), ""),
});

/** A message as it was when it was reported. `deleted`: it had been taken out already, and its words with it. */
export const ReportedMessageSchema = v.object({
  body: v.string(),
  at: v.number(),
  editedAt: v.optional(v.number()),
  /** Names of its files. */
  files: v.optional(v.array(v.string())),
  deleted: v.optional(v.boolean()),
});
export type ReportedMessage = v.InferOutput<typeof ReportedMessageSchema>;

/** A report as the one who told it sees it: who decided is not said. */
export const MyReportSchema = v.object({
  id: PublicIdSchema,
  at: v.number(),
  /** Member id. */
  about: PublicIdSchema,
  reason: v.picklist(REPORT_REASONS),
  words: v.string(),
  /** Where the message stands. Absent: the report is of a person. */
  place: v.optional(v.object({ channel: PublicIdSchema, seq: v.number() })),
  message: v.optional(ReportedMessageSchema),
  /** Absent while it is open. */
  decided: v.optional(v.object({ at: v.number(), outcome: v.picklist(REPORT_OUTCOMES), answer: v.string() })),
});
export type MyReport = v.InferOutput<typeof MyReportSchema>;

/** A report as the teaching team sees it. */
export const ReportSchema = v.object({
  ...MyReportSchema.entries,
  /** Member ids. */
  by: PublicIdSchema,
  decidedBy: v.optional(PublicIdSchema),
  /** Name of its channel, where the reader is in it and can go there. */
  channelName: v.optional(v.string()),
});
export type Report = v.InferOutput<typeof ReportSchema>;

export const DecideReportBody = v.object({
  outcome: v.picklist(REPORT_OUTCOMES),
  answer: v.optional(freeWords(REPORT_ANSWER_MAX_CHARS), ""),
});

export const ReportsQuery = v.object({ decided: v.optional(v.picklist(["yes", "no"]), "no") });
