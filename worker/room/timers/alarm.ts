import { log } from "../../log.ts";
import { ALL, tally } from "../../tally.ts";
import { backOff } from "../followers/back-off.ts";

/** The object's one alarm: the safety net of what was not carried over, armed at most twice a minute, and what has a time of its own. */
export const SAFETY_MS = 30_000;

interface HasTime {
  /** When it has to ring next, ms since 1970. */
  readonly next?: number | null;
}

export class RoomAlarm {
  readonly #ctx: DurableObjectState;
  readonly #clocks: readonly HasTime[];
  readonly #beforeSet: () => void;
  /** Who threw when it rang: how often in a row, and until when its own time does not count, ms since 1970. It may be long past. */
  readonly #failing = new Map<HasTime, { tries: number; until: number }>();
  #at = 0;
  #isRinging = false;

  /** @param beforeSet what has to be durable for who wakes by it alone */
  constructor(ctx: DurableObjectState, clocks: readonly HasTime[], beforeSet: () => void = () => undefined) {
    this.#ctx = ctx;
    this.#beforeSet = beforeSet;
    this.#clocks = clocks;
  }

  /**
   * It has rung, and its handler does what is due. Until `answered` none is set: what is written meanwhile is mostly carried before the
   * handler ends, and where that dies the runtime rings again by itself.
   */
  rang(): void {
    tally.add(ALL, "requests.object");
    this.#at = 0;
    this.#isRinging = true;
  }

  /** The handler is at its end, and arms for what is left. `failed`: they are rung again at growing distance, whatever time they want. */
  answered(failed: ReadonlySet<HasTime> = new Set()): void {
    this.#isRinging = false;
    for (const clock of this.#clocks) {
      const tries = (this.#failing.get(clock)?.tries ?? 0) + 1;
      if (failed.has(clock)) this.#failing.set(clock, { tries, until: Date.now() + backOff(tries) });
      else this.#failing.delete(clock);
    }
  }

  /** @param forSafety false: only what has a time of its own counts */
  arm(forSafety = true): void {
    if (this.#isRinging) return;
    const now = Date.now();
    const times = this.#clocks.map((clock) => this.#timeOf(clock));
    const wanted = Math.max(now, Math.min(forSafety ? now + SAFETY_MS : Infinity, ...times));
    if (wanted === Infinity || (this.#at > now && this.#at <= wanted)) return;
    const isFresh = this.#at === 0;
    this.#at = wanted;
    this.#beforeSet();
    this.#ctx.waitUntil(
      this.#set(wanted, isFresh).catch((error: unknown) => {
        // None may be set now: the next one who arms sets it anew.
        this.#at = 0;
        log.fault("setAlarm", error);
      }),
    );
  }

  #timeOf(clock: HasTime): number {
    const until = this.#failing.get(clock)?.until;
    return Math.max(clock.next ?? until ?? Infinity, until ?? 0);
  }

  /** @param isFresh the object woke, or the alarm rang: one may be set that is not known here. Asking costs no row */
  async #set(wanted: number, isFresh: boolean): Promise<void> {
    const current = isFresh ? await this.#ctx.storage.getAlarm() : null;
    if (current === null || current > this.#at) {
      tally.add(ALL, "rows.object");
      await this.#ctx.storage.setAlarm(Math.min(wanted, this.#at));
    } else this.#at = current;
  }
}
