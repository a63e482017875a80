import { filledUp, type Bucket } from "./token-bucket.ts";

/** How often something may be told: a few times at once, then so many ms apart. In memory: who slept may tell at once. */
export class Pace {
  readonly #burst: number;
  readonly #everyMs: number;
  #bucket: Bucket;

  constructor(burst: number, everyMs: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
    this.#bucket = { tokens: burst, at: 0 };
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
