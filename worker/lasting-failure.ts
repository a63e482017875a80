/**
 * What is tried for ever, because to give up would lose something, is never tried in silence: a line when it fails first, then at
 * growing intervals for as long as it lasts, and one when it is over.
 */
import { log, type About } from "./log.ts";

const FIRST_GAP_MS = 30_000;
/** However long it lasts, a line comes at least that often, as long as it is tried. */
const LONGEST_GAP_MS = 5 * 60_000;

/** For whoever looks in: since when it fails, ms since 1970, and how often it did. */
export interface Failing {
  since: number;
  tries: number;
}

export class LastingFailure {
  readonly #what: string;
  #failing: Failing | null = null;
  #saidAt = 0;
  #gapMs = 0;

  /** @param what see `log.fault` */
  constructor(what: string) {
    this.#what = what;
  }

  /** Null while it works. */
  get failing(): Failing | null {
    return this.#failing;
  }

  failed(error: unknown, about: About = {}, now = Date.now()): void {
    this.#failing = { since: this.#failing?.since ?? now, tries: (this.#failing?.tries ?? 0) + 1 };
    if (now - this.#saidAt < this.#gapMs) return;
    this.#saidAt = now;
    this.#gapMs = this.#gapMs === 0 ? FIRST_GAP_MS : Math.min(2 * this.#gapMs, LONGEST_GAP_MS);
    log.fault(this.#what, error, { ...about, tries: this.#failing.tries });
  }

  worked(about: About = {}, now = Date.now()): void {
    if (!this.#failing) return;
    const { since, tries } = this.#failing;
    this.#failing = null;
    this.#gapMs = 0;
    log.over(this.#what, { ...about, tries, lastedMs: now - since });
  }
}
