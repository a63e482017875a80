/** Reading what came in: a value or a refusal, never an exception. */
import * as v from "valibot";
import { GROUP_PEOPLE_MAX } from "./limits.ts";
import { because, isReason } from "./reasons.ts";
import { REFUSALS, refusal, type Refusal, type RefusalCode } from "./refusals.ts";

export type Parsed<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

/** Schemas name a code or a reason as the message of an issue; what else they say is for developers. */
function refusalOf(issue: v.BaseIssue<unknown>): Refusal {
  const field = v.getDotPath(issue) ?? undefined;
  const more = field === undefined ? {} : { field };
  if (Object.hasOwn(REFUSALS, issue.message)) return refusal(issue.message as RefusalCode, more);
  if (issue.kind === "schema") return refusal("invalid", more);
  if (!isReason(issue.message)) return refusal("invalid", { sentence: issue.message, ...more });
  const values = typeof issue.requirement === "number" ? { limit: issue.requirement } : undefined;
  // A group is counted without who makes it.
  const numbers = issue.message === "group_full" ? { most: GROUP_PEOPLE_MAX } : values;
  return refusal("invalid", { ...because(issue.message, numbers), ...more });
}

export function parse<const S extends v.GenericSchema>(schema: S, input: unknown): Parsed<v.InferOutput<S>> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  return result.success ? { ok: true, value: result.output } : { ok: false, refusal: refusalOf(result.issues[0]) };
}

export function parseJson(text: string): Parsed<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, refusal: refusal("malformed") };
  }
}
