/** A refusal as it travels. Apart from the list of refusals, which a browser needs before any schema. */
import * as v from "valibot";
import { REFUSAL_CODES, type Refusal } from "./refusals.ts";

export const RefusalSchema = v.object({
  code: v.picklist(REFUSAL_CODES),
  sentence: v.string(),
  reason: v.optional(v.string()),
  values: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
  retryAfter: v.optional(v.number()),
  suggestion: v.optional(v.string()),
  field: v.optional(v.string()),
  trace: v.optional(v.string()),
}) satisfies v.GenericSchema<unknown, Refusal>;
