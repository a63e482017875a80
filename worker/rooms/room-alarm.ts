/** The object's one alarm: the safety net of what was not carried over, armed at most twice a minute, and polls that close. */
import type { PollClock } from "./poll-clock.ts";

const SAFETY_MS = 30_000;

export class RoomAlarm {
  readonly #ctx: DurableObjectState;
  readonly #polls: PollClock;
  #at = 0;

  constructor(ctx: DurableObjectState, polls: PollClock) {
    this.#ctx = ctx;
    this.#polls = polls;
  }

  /** It has rung. */
  rang(): void {
    this.#at = 0;
  }

  /** @param forSafety false: only what has a time of its own counts */
  arm(forSafety = true): void {
    const now = Date.now();
    const wanted = Math.max(now, Math.min(forSafety ? now + SAFETY_MS : Infinity, this.#polls.next ?? Infinity));
    if (wanted === Infinity || (this.#at > now && this.#at <= wanted)) return;
    this.#at = wanted;
    this.#ctx.waitUntil(this.#ctx.storage.setAlarm(wanted));
  }
}
