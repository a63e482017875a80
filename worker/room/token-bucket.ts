/** How much may be done at once and over time. Pure: where a bucket is kept is its owner's matter. */
import type { RateLimit } from "../../protocol/index.ts";

/** `tokens`: what is left. `at`: when that was so, ms since 1970. */
export interface Bucket {
  tokens: number;
  at: number;
}

/** The bucket as it is now. A clock that goes back, as on another machine, takes nothing away and gives nothing twice. */
export function filledUp({ tokens, at }: Bucket, { burst, perSecond }: RateLimit, now: number): Bucket {
  const since = Math.max(now, at);
  return { tokens: Math.min(burst, tokens + ((since - at) / 1000) * perSecond), at: since };
}
