/** What an operator says of how fast members may act, in place of the table in limits.ts (`PLACE_LIMITS`). */
import * as v from "valibot";
import { RATE_LIMITS, type RateLimits } from "./limits.ts";
import { parse, parseJson } from "./parse.ts";

/** @param text JSON of a partial `RateLimits`. @returns the whole table; null where it is anything else, a kind that is misspelt included */
export function readRateLimits(text: string): RateLimits | null {
  const limit = v.strictObject({
    burst: v.pipe(v.number(), v.minValue(0)),
    perSecond: v.pipe(v.number(), v.gtValue(0)),
  });
  const kinds = Object.keys(RATE_LIMITS).map((kind) => [kind, v.optional(limit)] as const);
  const json = parseJson(text);
  const read = json.ok ? parse(v.strictObject(Object.fromEntries(kinds)), json.value) : json;
  return read.ok ? { ...RATE_LIMITS, ...(read.value as Partial<RateLimits>) } : null;
}
