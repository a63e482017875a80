/**
 * One channel's queue: what goes out next, by which way, and what an answer does to it. Order is kept: what must wait makes
 * everything behind it wait. It keeps nothing over a reload; `Outbox` does.
 */
import type { Message, Refusal } from "../protocol/index.ts";
import { RECONNECT_BASE_MS, RECONNECT_MAX_MS } from "../protocol/limits.ts";
import { canRetry, refusalAtHand } from "../protocol/refusals-at-hand.ts";
import type { Clock } from "./clock.ts";
import { FALLBACK_AFTER_MS } from "./detour.ts";
import { RefusedError } from "./errors.ts";
import { inOrder, isChange, toFrame, writtenOver, type EditEntry, type OutboxEntry } from "./outbox-entry.ts";

/** What carrying out an entry came to. `message`: as HTTP answered it, whole. */
export interface Carried {
  seq: number;
  rev: number;
  at?: number;
  message?: Message;
}
export interface LaneOptions {
  channel: string;
  clock: Clock;
  random: () => number;
  /** Entries that may be without an answer at a time. */
  window: number;
  /** Sends one entry by HTTP: carried out, `RefusedError`, or anything else for "nobody answered". */
  request: (entry: OutboxEntry) => Promise<Carried>;
  onCarried: (entry: OutboxEntry, carried: Carried) => void;
  /** An edit that waits now stands on what an earlier one made of the message. Called before `onCarried` of that one. */
  onWrittenOver: (entry: EditEntry) => void;
  onRefused: (entry: OutboxEntry, refusal: Refusal) => void;
  /** It will be sent again by itself; until then the person can be told why it waits. */
  onHeld: (entry: OutboxEntry, refusal: Refusal) => void;
  /** The caller is no longer known: nothing may be sent, nothing must be lost. */
  onSignedOut: (refusal: Refusal) => void;
}
export type SendFrame = (text: string) => boolean;

const ANSWER_TIMEOUT_MS = 20_000;
const HOLD_MS = 1_000;

export class OutboxLane {
  readonly #options: LaneOptions;
  #queue: OutboxEntry[] = [];
  /** Id → calls off the wait for an answer. */
  readonly #inFlight = new Map<string, () => void>();
  #send: SendFrame | null = null;
  #byHttp = false;
  #sockets = 0;
  #socketLostAt = Number.NEGATIVE_INFINITY;
  #heldUntil = 0;
  #failures = 0;
  /** After a refusal that time mends, one at a time: else a later message could slip in before an earlier one. */
  #oneByOne = false;
  #cancelWake: () => void = () => undefined;
  #stopped = true;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  get entries(): readonly OutboxEntry[] {
    return this.#queue;
  }

  start(): void {
    this.#stopped = false;
    this.pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelWake();
    for (const cancel of this.#inFlight.values()) cancel();
    this.#inFlight.clear();
  }

  add(entry: OutboxEntry): void {
    if (this.#queue.some((known) => known.id === entry.id)) return;
    this.#queue.push(entry);
    this.#queue.sort(inOrder);
    this.pump();
  }

  /** Takes an entry back. False: it is on its way, and may be carried out. */
  take(id: string): boolean {
    if (this.#inFlight.has(id)) return false;
    this.#queue = this.#queue.filter((entry) => entry.id !== id);
    return true;
  }

  /** A session means to open a socket to this channel: HTTP waits for it a while. */
  expectSocket(): void {
    this.#sockets += 1;
    this.#socketLostAt = this.#options.clock.now();
  }

  dismissSocket(): void {
    this.#sockets -= 1;
    this.pump();
  }

  socketOpened(send: SendFrame): void {
    this.#send = send;
    this.#heldUntil = 0;
    this.#failures = 0;
    this.pump();
  }

  /** What had no answer yet goes out again, in order, as a retry. */
  socketLost(): void {
    if (this.#send === null) return;
    this.#send = null;
    this.#socketLostAt = this.#options.clock.now();
    if (!this.#byHttp) this.#forgetFlights();
    this.pump();
  }

  /** A hint that the network is back. */
  wake(): void {
    if (this.#failures > 0) this.#heldUntil = 0;
    this.pump();
  }

  carried(id: string, carried: Carried): void {
    const entry = this.#settle(id);
    if (entry === null) return;
    this.#failures = 0;
    this.#carryOn(entry, carried.rev);
    this.#options.onCarried(entry, carried);
    this.pump();
  }

  refused(id: string, why: Refusal): void {
    const entry = this.#queue.find((candidate) => candidate.id === id);
    if (entry === undefined) return;
    if (why.code === "not_signed_in" || why.code === "session_ended") {
      this.#land(id);
      this.#options.onSignedOut(why);
    } else if (canRetry(why.code)) {
      this.#land(id);
      this.#oneByOne = true;
      this.#failures += 1;
      this.#hold(why.retryAfter ?? Math.min(RECONNECT_MAX_MS, HOLD_MS * 2 ** Math.min(this.#failures - 1, 8)));
      this.#options.onHeld(entry, why);
    } else {
      this.#settle(id);
      this.#options.onRefused(entry, why);
    }
    this.pump();
  }

  pump(): void {
    if (this.#stopped || this.#queue.length === 0) return;
    const { clock } = this.#options;
    if (this.#heldUntil > clock.now()) return this.#wakeAt(this.#heldUntil);
    if (this.#byHttp) return;
    if (this.#send !== null) return this.#pumpSocket(this.#send);
    const patience = this.#sockets === 0 ? 0 : this.#socketLostAt + FALLBACK_AFTER_MS;
    if (patience > clock.now()) return this.#wakeAt(patience);
    void this.#pumpHttp();
  }

  #pumpSocket(send: SendFrame): void {
    for (const waiting of [...this.#queue]) {
      if (this.#inFlight.size >= (this.#oneByOne ? 1 : this.#options.window)) return;
      if (this.#inFlight.has(waiting.id)) continue;
      if (this.#waitsForEarlier(waiting)) return;
      const entry = this.#attempt(waiting);
      // A refused hand-over means that the socket is going down: its close comes next and starts anew.
      if (!send(JSON.stringify(toFrame(entry)))) return;
      const cancel = this.#options.clock.after(ANSWER_TIMEOUT_MS, () => {
        this.#land(entry.id);
        this.pump();
      });
      this.#inFlight.set(entry.id, cancel);
    }
  }

  async #pumpHttp(): Promise<void> {
    const [waiting] = this.#queue;
    if (waiting === undefined) return;
    const entry = this.#attempt(waiting);
    this.#byHttp = true;
    this.#inFlight.set(entry.id, () => undefined);
    let land: () => void;
    try {
      const carried = await this.#options.request(entry);
      land = () => this.carried(entry.id, carried);
    } catch (cause) {
      land = () => {
        if (cause instanceof RefusedError) return this.refused(entry.id, cause.refusal);
        this.#land(entry.id);
        const ceiling = Math.min(RECONNECT_MAX_MS, RECONNECT_BASE_MS * 4 * 2 ** Math.min(this.#failures, 16));
        this.#failures += 1;
        if (this.#send === null) this.#hold(this.#options.random() * ceiling);
        this.#options.onHeld(entry, refusalAtHand("unavailable"));
        this.pump();
      };
    }
    this.#byHttp = false;
    land();
    // The socket may have told of this entry meanwhile: then its answer settles nothing, and what was written since waits for this.
    this.pump();
  }

  /** Not written to the store: what is found there after a reload counts as tried anyhow. */
  #attempt(waiting: OutboxEntry): OutboxEntry {
    const entry = { ...waiting, attempts: waiting.attempts + 1 };
    this.#queue = this.#queue.map((known) => (known === waiting ? entry : known));
    return entry;
  }

  /** What becomes of an earlier change of the same message decides what this one says to the server. */
  #waitsForEarlier(entry: OutboxEntry): boolean {
    if (!isChange(entry)) return false;
    const first = this.#queue.find((other) => isChange(other) && other.seq === entry.seq);
    return first?.id !== entry.id;
  }

  /** My own edit is no reason to refuse my next one as `stale`. */
  #carryOn(carried: OutboxEntry, rev: number): void {
    if (carried.kind !== "edit") return;
    this.#queue = this.#queue.map((entry) => {
      if (entry.kind !== "edit" || entry.seq !== carried.seq) return entry;
      const over = writtenOver(entry, rev);
      this.#options.onWrittenOver(over);
      return over;
    });
  }

  #settle(id: string): OutboxEntry | null {
    const entry = this.#queue.find((candidate) => candidate.id === id);
    if (entry === undefined) return null;
    this.#land(id);
    this.#queue = this.#queue.filter((other) => other !== entry);
    if (this.#queue.length === 0) this.#oneByOne = false;
    return entry;
  }

  #land(id: string): void {
    this.#inFlight.get(id)?.();
    this.#inFlight.delete(id);
  }

  #forgetFlights(): void {
    for (const id of [...this.#inFlight.keys()]) this.#land(id);
  }

  #hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#options.clock.now() + ms);
  }

  #wakeAt(time: number): void {
    this.#cancelWake();
    this.#cancelWake = this.#options.clock.after(Math.max(0, time - this.#options.clock.now()), () => this.pump());
  }
}
