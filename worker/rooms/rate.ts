/** Token buckets, one per member and kind of act. In memory: an object that slept has full buckets, as it should. */
import { RATE_LIMITS, type RateLimit, type RateLimits } from "../../protocol/index.ts";

export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param overrides JSON of a partial `RateLimits`, from the operator's `PLACE_LIMITS` */
  constructor(overrides?: string) {
    this.#limits = { ...RATE_LIMITS, ...(overrides ? (JSON.parse(overrides) as Partial<RateLimits>) : {}) };
  }

  /** Takes one token. @returns 0, or the milliseconds after which there will be one */
  take(kind: keyof RateLimits, who: string, now: number): number {
    const limit: RateLimit = this.#limits[kind];
    const key = `${kind} ${who}`;
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, at: now };
    const tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond);
    if (tokens < 1) {
      this.#buckets.set(key, { tokens, at: now });
      return Math.ceil(((1 - tokens) / limit.perSecond) * 1000);
    }
    this.#buckets.set(key, { tokens: tokens - 1, at: now });
    return 0;
  }
}
