/** How a class goes, for its teaching team: counts over channels that the reader is in, and nothing of one person. */
import * as v from "valibot";
import { MentionSchema } from "./personal.ts";
import { PublicIdSchema } from "./text.ts";

/** So far back; and of each channel so many messages at most, the newest, in so many channels, those that were talked in last. */
export const INSIGHTS_DAYS = 28;
export const INSIGHTS_PER_CHANNEL = 500;
export const INSIGHTS_CHANNELS = 40;
export const INSIGHTS_QUESTIONS = 30;

export const InsightsSchema = v.object({
  /** ms since 1970. */
  since: v.number(),
  until: v.number(),
  /** Hours since 1970, each with how many messages were written in it: in which day it falls is the reader's clock's. */
  hours: v.array(v.tuple([v.number(), v.number()])),
  /** Most messages first. */
  channels: v.array(v.object({ channel: PublicIdSchema, messages: v.number(), people: v.number() })),
  /** How many different people wrote in each of the last four weeks, the oldest first. */
  weeks: v.array(v.number()),
  /** Students who are here; and those of them who wrote in the three weeks before the last one, and not in it. */
  students: v.number(),
  quiet: v.number(),
  /** Messages of students that end in a question mark and have no reply and no thread, the newest first. */
  questions: v.array(MentionSchema),
  /** A channel had more messages than were counted. */
  isPart: v.boolean(),
});
export type Insights = v.InferOutput<typeof InsightsSchema>;
