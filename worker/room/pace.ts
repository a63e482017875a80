/** How often something may be told: a few times at once, then so many ms apart. In memory: who slept may tell at once. */
export class Pace {
  readonly #burst: number;
  readonly #everyMs: number;
  #tokens: number;
  #at = 0;

  constructor(burst: number, everyMs: number) {
    this.#burst = burst;
    this.#everyMs = everyMs;
    this.#tokens = burst;
  }

  /** @param now ms. @returns whether it may be told now; then it counts as told */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) / this.#everyMs);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** It was told for another reason: the pause begins anew. */
  spend(now: number): void {
    if (!this.take(now)) this.#tokens = 0;
  }
}
