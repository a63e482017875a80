/**
 * How soon the hub hears that something was posted. What names somebody, or was said in a direct or group message, is told within a
 * second; so is what is said now and then. Where people talk on and on, news are merged: while somebody of the channel has the class
 * open and looks elsewhere, they wait for HOLD_MS at most; where all of them look on, until something else is said after EVERY_MS.
 *
 * No timer: it would keep the room awake. The room's alarm rings when news have waited long enough, before the room can have slept
 * over them.
 */
import { Pace } from "../pace.ts";

const BURST = 3;
const EVERY_MS = 16_000;
/** An object sleeps after ten seconds, and forgets. */
export const HOLD_MS = 8_000;

export class NewsPace {
  readonly #here: () => Iterable<string>;
  readonly #pace = new Pace(BURST, EVERY_MS);
  /** Ids of the members who had the class open when the hub was told last; null: not known. */
  #online: readonly string[] | null = null;
  #next: number | null = null;

  /** @param here ids of the members who look on */
  constructor(here: () => Iterable<string>) {
    this.#here = here;
  }

  /** When what waits has to be told, ms since 1970. */
  get next(): number | null {
    return this.#next;
  }

  /** Something is to be told. @returns whether now */
  maySend(now: number): boolean {
    if (this.#pace.take(now)) return true;
    if (this.#next === null && this.#isAwaited()) this.#next = now + HOLD_MS;
    return false;
  }

  sent(now: number, isPaced: boolean): void {
    if (!isPaced) this.#pace.spend(now);
    this.#next = null;
  }

  setOnline(members: readonly string[]): void {
    this.#online = members;
  }

  #isAwaited(): boolean {
    if (this.#online === null) return true;
    const here = new Set(this.#here());
    return this.#online.some((member) => !here.has(member));
  }
}
