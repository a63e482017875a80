/** Joining by the code: until when, how many, and whether the teaching team lets in; and who waits before the door. */
import * as v from "valibot";
import { PublicIdSchema } from "./text.ts";
import { TimeSchema } from "./time.ts";

/** So many may come by one code at most, where a limit is set; and so many wait before the door of one class. */
export const JOIN_MOST_MAX = 10_000;
export const JOIN_WAITING_MAX = 2_000;

const rules = {
  /** The code is over then, ms; null: it has no end. */
  until: v.nullable(TimeSchema),
  /** So many come by it; null: as many as have it. */
  most: v.nullable(
    v.pipe(v.number("invalid"), v.integer("invalid"), v.minValue(1, "invalid"), v.maxValue(JOIN_MOST_MAX, "invalid")),
  ),
  /** Who comes waits for the teaching team. */
  approval: v.boolean("invalid"),
};
const JoinRulesSchema = v.object(rules);
export type JoinRules = v.InferOutput<typeof JoinRulesSchema>;
export const JoinRulesBody = JoinRulesSchema;
/** As those see it who may invite. `came`: how many came by this code since a rule was set. */
export const JoinRulesShown = v.object({ ...rules, until: v.nullable(v.number()), came: v.number() });
export type JoinRulesShown = v.InferOutput<typeof JoinRulesShown>;

/** Somebody who waits, or was turned down. */
export const JoinRequestSchema = v.object({
  id: PublicIdSchema,
  name: v.string(),
  handle: v.string(),
  at: v.number(),
  /** Of who was turned down: when, ms. */
  turnedDownAt: v.optional(v.number()),
});
export type JoinRequest = v.InferOutput<typeof JoinRequestSchema>;
export const DecideJoinBody = v.object({ letIn: v.boolean("invalid") });

/** What I asked for, as I see it. */
export const MyJoinRequestSchema = v.object({
  /** The class: it opens by its id once I am in. */
  workspace: PublicIdSchema,
  name: v.string(),
  at: v.number(),
  state: v.picklist(["waiting", "in", "turnedDown"]),
});
export type MyJoinRequest = v.InferOutput<typeof MyJoinRequestSchema>;
