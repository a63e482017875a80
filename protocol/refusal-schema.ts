/** A refusal as it travels. Apart from the list of refusals, which a browser needs before any schema. */
import * as v from "valibot";
import { REFUSAL_CODES } from "./refusals.ts";

export const RefusalSchema = v.object({
  code: v.picklist(REFUSAL_CODES),
  sentence: v.string(),
  /** Milliseconds to wait before the same request can succeed. */
  retryAfter: v.optional(v.number()),
  /** What would have been accepted, for instance a free handle. */
  suggestion: v.optional(v.string()),
  /** The field of the request that the sentence is about. */
  field: v.optional(v.string()),
  /** Finds this very request in the server's log. */
  trace: v.optional(v.string()),
});
