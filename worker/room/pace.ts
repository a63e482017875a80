import { filledUp, type Bucket } from "./token-bucket.ts";

/** How often something may be told: a few times at once, then so many ms apart. In memory: who slept may tell at once, or as `spentAt` says. */
export class Pace {
  readonly #burst: number;
  readonly #everyMs: number;
  #bucket: Bucket;

  /** @param spentAt then all of it was spent, ms since 1970 */
  constructor(burst: number, everyMs: number, spentAt?: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
    this.#bucket = spentAt === undefined ? { tokens: burst, at: 0 } : { tokens: 0, at: spentAt };
  }

  /** @param now ms. @returns whether it may be told now; then it counts as told */
  take(now: number): boolean {
    this.#bucket = filledUp(this.#bucket, { burst: this.#burst, perSecond: 1_000 / this.#everyMs }, now);
    if (this.#bucket.tokens < 1) return false;
    this.#bucket.tokens -= 1;
    return true;
  }

  /** It was told for another reason: the pause begins anew. */
  spend(now: number): void {
    if (!this.take(now)) this.#bucket.tokens = 0;
  }
}
