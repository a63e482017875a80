/**
 * A follower carries what the log has to somewhere else: to D1, to the class's object, to the room of a thread's root. One batch is in flight at a
 * time; the first goes at once, then they go at their own pace; after a failure it is left alone for a while, and tried for ever. The chat never
 * waits for it. What was not carried when the object slept is carried when its alarm rings.
 */
import { LastingFailure } from "../../lasting-failure.ts";
import type { About } from "../../log.ts";
import { carryCounts } from "../../meter/carry.ts";
import { ALL, tally } from "../../tally.ts";
import type { ChannelFacts } from "../contract.ts";
import type { Cursor } from "../log/log-head.ts";
import { Pace } from "../pace.ts";

interface Batch<Items> {
  items: Items;
  /** Where the cursor is once they are carried. Left out by who has none. */
  upTo?: number;
}

/** What is to be followed, and how it is carried. */
export interface Followed<Items> {
  /** For the log of faults. */
  readonly name: string;
  /** How far it is in the log (`RoomLog.cursor`). Left out by who has a list of its own. */
  readonly cursor?: Cursor;
  /** Nothing waits to be carried. Cheap: asked at every commit. */
  isDone(facts: ChannelFacts): boolean;
  /** What is carried next; null: nothing after all. */
  batch(facts: ChannelFacts): Batch<Items> | null;
  /**
   * Carries it. Safe to repeat: what was carried by a call whose answer was lost comes again.
   * @returns undefined, or ms after which it is to come again, where it arrived and is not safe yet
   * @throws where it did not arrive: it comes again
   */
  carry(items: Items, facts: ChannelFacts): Promise<number | undefined>;
  /** What the log of faults says of it beside the channel. */
  about?(): About;
}

export interface Timing {
  /** How long it is left alone after so many failures in a row, ms. */
  pauseMs: (tries: number) => number;
  /**
   * True: the room's alarm rings when the pause is over. False: then it waits for the next change, or for the alarm that rings while
   * anything is not carried; for what fails for all rooms at once.
   */
  ringsAfterPause: boolean;
  /** It begins once the turn that it is told in is over: what that turn sends leaves only then, and should not wait for a call to elsewhere. */
  afterTurn?: boolean;
  /** Between the end of a batch and the next one, ms, a few; the object stays awake for it. Not where `isUrgent`. */
  gapMs?: number;
  isUrgent?: () => boolean;
  /** So many at once, then one every so many ms; what waits is carried within `holdMs`, for which the alarm rings. */
  /** … `spentAt`: when the object woke, those that go at once had been spent then, ms since 1970. */
  pace?: { burst: number; everyMs: number; holdMs: number; spentAt?: number };
}

export class Follower<Items> {
  readonly #followed: Followed<Items>;
  readonly #timing: Timing;
  readonly #pace: Pace | null;
  readonly #failure: LastingFailure;
  /** Set from the first step of the loop to its last, so that what is new meanwhile is seen by it, or begins another one. */
  #isRunning = false;
  #running: Promise<boolean> = Promise.resolve(true);
  /** Until then it is left alone, ms since 1970; 0: it is not. */
  #pausedUntil = 0;
  /** How long that was when it began: of a clock that was put back since then no pause becomes longer. */
  #pauseMs = 0;
  #heldUntil: number | null = null;
  #endedAt = 0;

  constructor(followed: Followed<Items>, timing: Timing) {
    this.#followed = followed;
    this.#timing = timing;
    this.#pace = timing.pace ? new Pace(timing.pace.burst, timing.pace.everyMs, timing.pace.spentAt) : null;
    this.#failure = new LastingFailure(followed.name);
  }

  /** Since when it fails, ms since 1970; null while it works. */
  get failingSince(): number | null {
    return this.#failure.failing?.since ?? null;
  }

  /** When the alarm has to ring for it, ms since 1970; null: nothing waits for a time. */
  get next(): number | null {
    return this.#timing.ringsAfterPause && this.#pausedUntil > 0 ? this.#resumesAt : this.#heldUntil;
  }

  /** Something is new: it is carried at once, or as soon as the pace allows. As `run`. */
  changed(facts: ChannelFacts): Promise<boolean> {
    if (this.#isRunning) return this.#running;
    return this.#mayGoOn() ? this.run(facts) : Promise.resolve(true);
  }

  /**
   * Carries all there is, or joins who does. Never rejects.
   * @returns false: something is left that has no time of its own (`next`), and is to be tried again
   */
  run(facts: ChannelFacts): Promise<boolean> {
    if (this.#isRunning) return this.#running;
    if (Date.now() < this.#resumesAt) return Promise.resolve(this.#timing.ringsAfterPause);
    this.#running = this.#loop(facts);
    return this.#running;
  }

  async #loop(facts: ChannelFacts): Promise<boolean> {
    this.#isRunning = true;
    this.#heldUntil = null;
    try {
      let isInTurn = this.#timing.afterTurn === true;
      while (!this.#followed.isDone(facts)) {
        const gapMs = this.#gapMs();
        if (gapMs > 0 || isInTurn) await scheduler.wait(gapMs);
        isInTurn = false;
        const went = await this.#carry(facts);
        if (went === "nothing") break;
        if (went !== "carried") {
          this.#pauseMs = went.againMs;
          this.#pausedUntil = Date.now() + went.againMs;
          return this.#timing.ringsAfterPause;
        }
        this.#pausedUntil = 0;
        this.#endedAt = Date.now();
        if (!this.#followed.isDone(facts) && !this.#mayGoOn()) break;
      }
      return true;
    } finally {
      // In the turn in which it was found to be done: whoever comes next begins anew.
      this.#isRunning = false;
      carryCounts();
    }
  }

  get #resumesAt(): number {
    const now = Date.now();
    if (this.#pausedUntil - now > this.#pauseMs) this.#pausedUntil = now + this.#pauseMs;
    return this.#pausedUntil;
  }

  #gapMs(): number {
    const { gapMs = 0, isUrgent } = this.#timing;
    return isUrgent?.() === true ? 0 : Math.max(0, Math.min(gapMs, this.#endedAt + gapMs - Date.now()));
  }

  async #carry(facts: ChannelFacts): Promise<"carried" | "nothing" | { againMs: number }> {
    const { cursor } = this.#followed;
    const about = { channel: facts.channelId };
    const began = Date.now();
    try {
      const batch = this.#followed.batch(facts);
      if (!batch) return "nothing";
      const againMs = await this.#followed.carry(batch.items, facts);
      this.#failure.worked(about);
      if (againMs !== undefined) return { againMs };
      if (batch.upTo !== undefined) cursor?.moveTo(batch.upTo);
      return "carried";
    } catch (error) {
      this.#failure.failed(error, { ...about, ...this.#followed.about?.() });
      return { againMs: this.#timing.pauseMs(this.#failure.failing?.tries ?? 1) };
    } finally {
      tally.add(ALL, "object.ms", Date.now() - began);
    }
  }

  #mayGoOn(): boolean {
    if (!this.#pace || this.#pace.take(Date.now())) return true;
    this.#heldUntil ??= Date.now() + (this.#timing.pace?.holdMs ?? 0);
    return false;
  }
}
