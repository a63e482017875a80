/**
 * The way of the latest messages on this side of the network: when they were written, came here, and stood on the screen. Kept in memory, for
 * who looks at one message; and in sums of how long it took, told to the class now and then.
 */
import { mintedAt } from "../../../../../protocol/text.ts";
import { MEASURED_EVERY_MS, MEASURED_MAX, MEASURED_MAX_MS } from "../../../../../protocol/status.ts";

const KEPT = 200;
/** The first time; from then on MEASURED_EVERY_MS. */
const FIRST_TOLD_MS = 60_000;
/** Whoever was away is told what they missed: that it took so long is not the way's. */
const LIVE_MS = 30_000;

/** ms since 1970, by the server's clock; `writtenAt` of others by the clock of their device. */
export interface Journey {
  writtenAt: number;
  isMine: boolean;
  cameAt: number;
  paintedAt?: number;
}
/**
 * The same by the room's clock, as far as it can be known: nothing comes before it was sent, so where it seems to, this device's idea of that
 * clock is behind by as much at least.
 * @param sentAt when the room told it to everybody, ms since 1970; undefined: it is forgotten there
 */
export function byRoomsClock(journey: Journey, sentAt: number | undefined): Journey {
  const behind = Math.max(0, (sentAt ?? 0) - journey.cameAt);
  const { writtenAt, isMine, cameAt, paintedAt } = journey;
  return {
    ...{ isMine, writtenAt: writtenAt + (isMine ? behind : 0), cameAt: cameAt + behind },
    ...(paintedAt !== undefined && { paintedAt: paintedAt + behind }),
  };
}
interface Posted {
  id: string;
  seq: number;
  at: number;
  author: string;
}
interface Clocks {
  /** This device's clock, and the server's as it is known here, ms since 1970. */
  device: () => number;
  server: () => number;
}

export class Journeys {
  readonly #clocks: Clocks;
  readonly #kept = new Map<string, Journey>();
  #stored: number[] = [];
  #seen: number[] = [];
  #toldAt: number;

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
    this.#toldAt = clocks.device() - MEASURED_EVERY_MS + FIRST_TOLD_MS;
  }

  /** A message came. @param me my member id */
  came(channel: string, { id, seq, author }: Posted, me: string): void {
    const [device, server] = [this.#clocks.device(), this.#clocks.server()];
    const isMine = author === me;
    const minted = mintedAt(id);
    this.#kept.set(keyOf(channel, seq), { writtenAt: minted + (isMine ? server - device : 0), isMine, cameAt: server });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    // One that waited for a network took as long as that, and what another program made an id for is not timed.
    if (isMine) add(this.#stored, device - minted);
  }

  /** It is on the screen, which somebody looks at. */
  painted(channel: string, { seq, at }: Posted): void {
    const journey = this.#kept.get(keyOf(channel, seq));
    if (!journey || journey.paintedAt !== undefined) return;
    journey.paintedAt = this.#clocks.server();
    if (!journey.isMine && journey.cameAt - at < LIVE_MS) add(this.#seen, journey.paintedAt - at);
  }

  /** Undefined: it is forgotten, or came before this page looked. */
  of(channel: string, seq: number): Journey | undefined {
    return this.#kept.get(keyOf(channel, seq));
  }

  /** What is to be told now; null: nothing, or not yet. */
  take(): { stored: number[]; seen: number[] } | null {
    const now = this.#clocks.device();
    if (this.#stored.length + this.#seen.length === 0 || now - this.#toldAt < MEASURED_EVERY_MS) return null;
    const taken = { stored: this.#stored, seen: this.#seen };
    [this.#stored, this.#seen, this.#toldAt] = [[], [], now];
    return taken;
  }
}

/** Clocks that differ by a little make a time that is none: then it was at once. */
function add(times: number[], ms: number): void {
  if (ms <= MEASURED_MAX_MS && times.length < MEASURED_MAX) times.push(Math.max(0, Math.round(ms)));
}
const keyOf = (channel: string, seq: number) => `${channel} ${seq}`;
