/**
 * What people do to a message beside editing and deleting it. Every act is one ordered change of the message (its `rev` grows), so
 * it is live for all, resumes by `rev` and reaches D1 like any change. Every act names the state it wants, so twice is once.
 */
import * as v from "valibot";
import { CHECKPOINT_MAX_CHARS, LINK_MAX_CHARS } from "./limits.ts";
import { PollOptionText } from "./polls.ts";
import { filledLine, PublicIdSchema } from "./text.ts";

/** One emoji as people see it (a grapheme with at least one pictograph, flag or keycap), or `:name:` of the class's own. */
export const EmojiSchema = v.pipe(v.string("invalid"), v.maxLength(64, "invalid"), v.check(isEmoji, "no_emoji"));

const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[#*0-9]\uFE0F?\u20E3/u;
const OWN = /^:[a-z0-9_+-]{1,40}:$/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function isEmoji(text: string): boolean {
  return OWN.test(text) || (PICTURE.test(text) && [...graphemes.segment(text)].length === 1);
}

export const ReactAct = v.object({ type: v.literal("react"), emoji: EmojiSchema, on: v.boolean() });
export const PinAct = v.object({ type: v.literal("pin"), on: v.boolean() });
/** `name` null takes the checkpoint away. */
export const CheckpointAct = v.object({
  type: v.literal("checkpoint"),
  name: v.nullable(filledLine(CHECKPOINT_MAX_CHARS)),
});
/** `choices`: indexes of options; none takes the vote back, where it can be taken back. */
export const VoteAct = v.object({
  type: v.literal("vote"),
  choices: v.pipe(
    v.array(v.pipe(v.number("invalid"), v.integer("invalid"), v.minValue(0, "invalid")), "invalid"),
    v.maxLength(20, "invalid"),
  ),
});
export const AddOptionAct = v.object({ type: v.literal("addOption"), text: PollOptionText });
export const ClosePollAct = v.object({ type: v.literal("closePoll") });
/** The card of the page behind `url` goes, and does not come back with an edit. */
export const RemoveCardAct = v.object({
  type: v.literal("removeCard"),
  url: v.pipe(v.string("invalid"), v.maxLength(LINK_MAX_CHARS, "invalid")),
});
/** A task of the class, or none again. `to`: whose it is, a member id; null: nobody's; left out: as it is. Done ones that are set again stay done. */
export const TaskAct = v.object({
  type: v.literal("task"),
  on: v.boolean(),
  to: v.optional(v.nullable(PublicIdSchema)),
});
/** A task is done, or open again. */
export const FinishTaskAct = v.object({ type: v.literal("finishTask"), on: v.boolean() });
export const RevealPollAct = v.object({ type: v.literal("revealPoll") });

export const ActSchema = v.variant("type", [
  ReactAct,
  PinAct,
  CheckpointAct,
  VoteAct,
  AddOptionAct,
  ClosePollAct,
  RevealPollAct,
  RemoveCardAct,
  TaskAct,
  FinishTaskAct,
]);
export type Act = v.InferOutput<typeof ActSchema>;
/** Body of `POST /api/channels/:channel/messages/:seq/acts`. */
export const ActBody = v.object({ act: ActSchema });
