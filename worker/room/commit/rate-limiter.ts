/**
 * Token buckets, one per member and kind of act. In memory: an object that slept has full buckets, as it should. But for those that
 * fill up so slowly that an object sleeps in between: they are kept, or a pause of ten seconds would fill them.
 */
import type { RateLimit, RateLimits } from "../../../protocol/index.ts";
import { rateLimitsOf } from "../../operator-settings.ts";
import { filledUp, type Bucket } from "../token-bucket.ts";
import { Table } from "../tables.ts";

const SLOW = new Set<keyof RateLimits>(["reach"]);

export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #buckets = new Map<string, Bucket>();

  readonly #slow: Table | undefined;

  /**
   * @param overrides JSON of a partial `RateLimits`, from the operator's `PLACE_LIMITS`
   * @param sql where slow buckets are kept
   */
  constructor(overrides?: string, sql?: SqlStorage) {
    const columns = "(key TEXT PRIMARY KEY, tokens REAL NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID";
    this.#slow = sql && new Table(sql, "slow_buckets", columns);
    this.#limits = rateLimitsOf(overrides);
  }

  /** Takes tokens, one unless told. @returns 0, or the milliseconds after which there will be as many */
  take(kind: keyof RateLimits, who: string, now: number, wanted = 1): number {
    const limit: RateLimit = this.#limits[kind];
    const key = `${kind} ${who}`;
    const isSlow = SLOW.has(kind);
    const known = this.#buckets.get(key) ?? (isSlow ? this.#stored(key) : undefined);
    const { tokens, at } = filledUp(known ?? { tokens: limit.burst, at: now }, limit, now);
    if (tokens < wanted) {
      this.#buckets.set(key, { tokens, at });
      return Math.ceil(((wanted - tokens) / limit.perSecond) * 1000);
    }
    this.#buckets.set(key, { tokens: tokens - wanted, at });
    if (isSlow) this.#slow?.write(`INSERT OR REPLACE INTO slow_buckets VALUES (?, ?, ?)`, key, tokens - wanted, at);
    return 0;
  }

  /** What is left of what a member may do at once. Takes nothing. */
  left(kind: keyof RateLimits, who: string, now: number): RateLimit & { left: number } {
    const limit: RateLimit = this.#limits[kind];
    const known = this.#buckets.get(`${kind} ${who}`) ?? { tokens: limit.burst, at: now };
    return { ...limit, left: Math.floor(filledUp(known, limit, now).tokens) };
  }

  #stored(key: string): Bucket | undefined {
    const query = `SELECT tokens, at FROM slow_buckets WHERE key = ?`;
    return this.#slow?.rows<{ tokens: number; at: number }>(query, key)[0];
  }
}
