/** A problem that somebody tells of: what is sent, and what became of it. */
import * as v from "valibot";
import { PROBLEM_MAX_CHARS } from "./limits.ts";
import { isBlank, isText, PublicIdSchema } from "./text.ts";

/** Not looked at; somebody looks at it; there is an end to it. */
export const PROBLEM_STATES = ["open", "looking", "solved"] as const;
export type ProblemState = (typeof PROBLEM_STATES)[number];

const words = (least: 0 | 1) =>
  v.pipe(
    v.string("not_text"),
    v.maxLength(PROBLEM_MAX_CHARS, "too_long"),
    v.check(isText, "not_text"),
    v.trim(),
    v.check((text) => least === 0 || !isBlank(text), "empty"),
  );

const Short = v.pipe(
  v.string("invalid"),
  v.maxLength(80, "invalid"),
  v.regex(/^[\p{L}\p{N} ._:,/()[\]-]*$/u, "invalid"),
);
/**
 * What the screen was, and nothing that anybody wrote: the kind of page instead of its address, which would name channels and people, and
 * refusals by their codes. The shapes let no sentence through.
 */
const ScreenSchema = v.object({
  /** The pattern of the page's address, such as `/c/[channel]`. */
  page: Short,
  /** Width and height, CSS pixels. */
  size: v.pipe(v.string("invalid"), v.regex(/^\d{1,5}x\d{1,5}$/u, "invalid")),
  language: v.pipe(v.string("invalid"), v.regex(/^[A-Za-z0-9-]{1,35}$/u, "invalid")),
  theme: v.picklist(["light", "dark"], "invalid"),
  /** Of PLACE, as the build says it. */
  version: Short,
  /** What runs it, as far as browsers say it of themselves: name and number. */
  browser: Short,
  /** The newest last: code, with the mark of the request where there was one. */
  refusals: v.pipe(
    v.array(
      v.object({ code: v.pipe(v.string("invalid"), v.regex(/^[a-z_]{1,40}$/u, "invalid")), trace: v.optional(Mark()) }),
    ),
    v.maxLength(5, "invalid"),
  ),
});
function Mark() {
  return v.pipe(v.string("invalid"), v.regex(/^[A-Za-z0-9_-]{1,64}$/u, "invalid"));
}
export type ProblemScreen = v.InferOutput<typeof ScreenSchema>;

export const TellProblemBody = v.object({
  words: words(1),
  trace: v.optional(Mark()),
  screen: ScreenSchema,
});
export const EditProblemBody = v.object({
  state: v.picklist(PROBLEM_STATES, "invalid"),
  answer: v.optional(words(0)),
});

export const ProblemSchema = v.object({
  id: PublicIdSchema,
  /** Member id of who told of it. */
  by: PublicIdSchema,
  at: v.number(),
  words: v.string(),
  trace: v.optional(v.string()),
  screen: ScreenSchema,
  state: v.picklist(PROBLEM_STATES),
  answer: v.string(),
  changedAt: v.number(),
  /** Member id of who changed it last. */
  changedBy: v.optional(PublicIdSchema),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;
