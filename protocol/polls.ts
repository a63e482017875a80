/** Polls: a message that can be voted on. */
import * as v from "valibot";
import { POLL_OPTION_MAX_CHARS, POLL_OPTIONS_MAX, POLL_OPTIONS_MIN, POLL_QUESTION_MAX_CHARS } from "./limits.ts";
import { filledLine } from "./text.ts";
import { PlannedTimeSchema } from "./time.ts";

export const PollOptionText = filledLine(POLL_OPTION_MAX_CHARS);
const Options = v.pipe(
  v.array(PollOptionText, "invalid"),
  v.minLength(POLL_OPTIONS_MIN, "poll_few_options"),
  v.maxLength(POLL_OPTIONS_MAX, "poll_many_options"),
  v.check((texts) => new Set(texts).size === texts.length, "poll_same_options"),
);

/** What the maker of a poll decides. */
export const PollDraft = v.object({
  question: filledLine(POLL_QUESTION_MAX_CHARS),
  options: Options,
  /** Several choices at once. */
  multiple: v.optional(v.boolean(), false),
  /** Who voted is known, what they voted is not, to anybody; so a vote cannot be changed. */
  secret: v.optional(v.boolean(), false),
  /** Results show when the maker or the teaching team reveals them; otherwise live. */
  sealed: v.optional(v.boolean(), false),
  /** Voters may add options. */
  open: v.optional(v.boolean(), false),
  /** Closes by itself, ms since 1970. */
  closesAt: v.optional(PlannedTimeSchema),
});
export type PollDraft = v.InferOutput<typeof PollDraft>;

/** A poll as every reader may see it. */
export const PollSchema = v.object({
  question: v.string(),
  options: v.array(
    v.object({
      text: v.string(),
      /** Absent while results are sealed. */
      votes: v.optional(v.number()),
      /** Member ids, in the order they voted; only of an open ballot whose results show. */
      voters: v.optional(v.array(v.string())),
    }),
  ),
  multiple: v.boolean(),
  secret: v.boolean(),
  sealed: v.boolean(),
  open: v.boolean(),
  /** Who has voted, not what: sorted, so that the order tells nothing. */
  voted: v.array(v.string()),
  closesAt: v.optional(v.number()),
  closedAt: v.optional(v.number()),
  revealedAt: v.optional(v.number()),
});
export type Poll = v.InferOutput<typeof PollSchema>;
