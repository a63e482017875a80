/**
 * Of whom an object was told something lately. The worker looks somebody up, then hands their socket over; who is put out in between
 * would come in after the order that puts them out, and stay until their lease is old. So whoever an order concerned since they were
 * looked up is looked up again before they come in (promise I6).
 */
import type { SocketIdentity } from "../contract.ts";

/** No request is on its way for as long. */
const REMEMBERED_MS = 30_000;
/** The worker's clock and the object's may differ by so much. */
const CLOCKS_DIFFER_MS = 1_000;
const EVERYBODY = "everybody";

type Who = Pick<SocketIdentity, "member" | "session" | "visit">;

export class RecentOrders {
  /** What was told last of each: when, ms since 1970, and how many orders came before. The oldest first. */
  readonly #recent = new Map<string, { at: number; no: number }>();
  #count = 0;

  member(member: string): void {
    this.#note(`m:${member}`);
  }
  session(session: string): void {
    this.#note(`s:${session}`);
  }
  widget(widget: string): void {
    this.#note(`w:${widget}`);
  }
  everybody(): void {
    this.#note(EVERYBODY);
  }

  /** May what was looked up then be out of date? */
  concern(who: Who, lookedUpAt: number): boolean {
    if (Date.now() - lookedUpAt > REMEMBERED_MS) return true;
    return this.#of(who).some(({ at }) => at >= lookedUpAt - CLOCKS_DIFFER_MS);
  }

  /**
   * Who comes in, as they now are; null where their place is gone.
   * @param lookedUpAt when the worker looked them up; undefined: a worker of the build before, just now
   * @param readMemberState asks D1
   * @throws what `readMemberState` throws
   */
  async confirmed<W extends Who>(
    who: W,
    lookedUpAt: number | undefined,
    readMemberState: (who: W) => Promise<Partial<W> | null>,
  ): Promise<W | null> {
    if (!this.concern(who, lookedUpAt ?? Date.now())) return who;
    for (;;) {
      const before = this.last(who);
      const state = await readMemberState(who);
      if (!state) return null;
      // Unless they were put out while D1 was asked.
      if (this.last(who) === before) return { ...who, ...state };
    }
  }

  /** Number of the last order that concerned them; 0 where none did. */
  last(who: Who): number {
    return Math.max(0, ...this.#of(who).map(({ no }) => no));
  }

  #of({ member, session, visit }: Who): { at: number; no: number }[] {
    const keys = [`m:${member}`, `s:${session}`, EVERYBODY, ...(visit ? [`w:${visit.widget}`] : [])];
    return keys.flatMap((key) => this.#recent.get(key) ?? []);
  }

  #note(key: string): void {
    const now = Date.now();
    this.#recent.delete(key);
    this.#recent.set(key, { at: now, no: ++this.#count });
    for (const [oldest, { at }] of this.#recent) {
      if (now - at <= 2 * REMEMBERED_MS) break;
      this.#recent.delete(oldest);
    }
  }
}
