/** A moment, in milliseconds since 1970: what a date of JavaScript can be, and no more. */
import * as v from "valibot";
import { AHEAD_MAX_MS } from "./limits.ts";

export const TimeSchema = v.pipe(
  v.number("invalid"),
  v.integer("invalid"),
  v.minValue(0, "invalid"),
  v.maxValue(8.64e15, "invalid"),
);
/** A moment that somebody chose: nobody plans further ahead than a year. */
export const PlannedTimeSchema = v.pipe(
  TimeSchema,
  v.check((at) => at <= Date.now() + AHEAD_MAX_MS, "time_too_far"),
);
