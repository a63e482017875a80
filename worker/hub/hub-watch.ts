/** What the class's object knows of how the class is: which rooms are talked in, and what tabs measured. In memory alone. */
import type { MeasuredFrame } from "../../protocol/index.ts";
import { MEASURED_EVERY_MS } from "../../protocol/status.ts";
import type { InferOutput } from "valibot";
import { carryCounts, carryCountsNow } from "../meter/carry.ts";
import type { HubStatus } from "../room/watched.ts";
import type { HubAttachment } from "../room/sockets/socket-identity.ts";
import { tally } from "../tally.ts";

const ROOMS_MAX = 100;
const HEARD_MS = 60 * 60_000;

export class HubWatch {
  /** Channel id → when news of it came last, ms since 1970; the newest last. */
  readonly #heard = new Map<string, number>();
  /** Member id → when they told what they measured. */
  readonly #measured = new Map<string, number>();
  readonly #scope: string;

  constructor(scope: string) {
    this.#scope = scope;
  }

  heard(channel: string, now = Date.now()): void {
    this.#heard.delete(channel);
    this.#heard.set(channel, now);
    const [oldest] = this.#heard.keys();
    if (this.#heard.size > ROOMS_MAX && oldest !== undefined) this.#heard.delete(oldest);
    carryCounts();
  }

  /** Nobody bends the figures of a class by telling much: of each member one frame counts, as often as an honest tab tells. */
  measured(
    { member }: Pick<HubAttachment, "member">,
    times: InferOutput<typeof MeasuredFrame>,
    now = Date.now(),
  ): void {
    if (now - (this.#measured.get(member) ?? -Infinity) < MEASURED_EVERY_MS / 2) return;
    this.#measured.set(member, now);
    for (const what of ["stored", "seen"] as const) for (const ms of times[what]) tally.time(this.#scope, what, ms);
    carryCounts();
  }

  async status(tabs: number): Promise<HubStatus> {
    await carryCountsNow();
    const since = Date.now() - HEARD_MS;
    const rooms = [...this.#heard].filter(([, at]) => at >= since).map(([channel]) => channel);
    return { tabs, rooms: rooms.toReversed() };
  }
}
