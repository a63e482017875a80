/**
 * Everything that one account wrote and that is not yet known to be carried out: kept in a store, sent again until it is
 * stored or refused. One per account and tab; a channel's part of it is a lane, whether that channel is open or not.
 */
import type { Act, EditContent, PostContent, Refusal } from "../protocol/index.ts";
import { ChannelOutbox, type ChannelOutboxOptions } from "./channel-outbox.ts";
import { ServerClock, systemClock, type Clock } from "./clock.ts";
import { Listeners } from "./listeners.ts";
import { mintMessageId } from "./message-id.ts";
import {
  isChange,
  revived,
  type EditEntry,
  type OutboxEntry,
  type OutboxStore,
  type PostEntry,
} from "./outbox-entry.ts";
import type { LaneSocket, Outcome, OutboxEvent, OutboxOptions, Sent } from "./outbox-contract.ts";
import { OutboxLane } from "./outbox-lane.ts";
import { createMemoryOutboxStore } from "./outbox-store-memory.ts";
import { carriedBefore, requestByHttp } from "./outbox-request.ts";
import { adoptLeftovers, holdForLife, type Locks } from "./ownership.ts";
import { browserSignals } from "./signals.ts";

export type { LaneSocket, OutboxEvent, OutboxOptions, Outcome, Sent };

type Draft =
  | ({ kind: "post"; waits?: boolean | undefined } & PostContent)
  | ({ kind: "edit"; seq: number } & EditContent)
  | { kind: "delete"; seq: number }
  | { kind: "act"; seq: number; act: Act };

const WINDOW = 8;
/** A store that does not answer must not keep what is written now from being sent. */
const LOAD_PATIENCE_MS = 2_000;

export class Outbox {
  readonly serverClock: ServerClock;
  readonly #options: OutboxOptions;
  readonly #store: OutboxStore;
  readonly #clock: Clock;
  readonly #owner = mintMessageId(Date.now());
  readonly #lanes = new Map<string, OutboxLane>();
  readonly #failed = new Map<string, OutboxEntry>();
  /** Messages whose files are on their way: out of their lane, so that what is written after them goes before. */
  readonly #held = new Map<string, PostEntry>();
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  readonly #listeners = new Map<string, Listeners<[event: OutboxEvent]>>();
  #state: "new" | "loading" | "running" | "halted" = "new";
  #lastCreatedAt = 0;
  #release: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#store = options.store ?? createMemoryOutboxStore();
    this.#clock = options.clock ?? systemClock;
    this.serverClock = options.serverClock ?? new ServerClock(this.#clock);
  }

  /** Takes up what an earlier page or process left, and begins to send. Calling it again changes nothing. */
  async start(): Promise<void> {
    if (this.#state !== "new") return;
    this.#state = "loading";
    this.#release = holdForLife(this.#locks, this.#owner);
    this.#unsubscribe = (this.#options.signals ?? browserSignals()).subscribe((hint) => {
      if (hint === "hidden" || hint === "offline") return;
      for (const lane of this.#lanes.values()) lane.wake();
      void this.#adopt();
    });
    // What was left is older than what is written now: it goes first, unless the store hangs.
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(LOAD_PATIENCE_MS, resolve);
      void this.#adopt().finally(() => (cancel(), resolve()));
    });
    // Stopped or signed out meanwhile.
    if ((this.#state as string) !== "loading") return;
    this.#state = "running";
    for (const lane of this.#lanes.values()) lane.start();
  }

  /** Stops sending. What is waiting stays in the store. */
  stop(): void {
    this.#state = "halted";
    this.#unsubscribe();
    this.#release();
    for (const lane of this.#lanes.values()) lane.stop();
  }

  /**
   * A message, once and in the order of its channel.
   * @param content a string is its words and nothing else
   * @param waitingAs its id, where its files are still being brought for it: it goes out when they are released
   */
  post(channel: string, content: PostContent | string, waitingAs?: string): Sent {
    const said = typeof content === "string" ? { body: content } : content;
    return this.#write(channel, { kind: "post", ...said, ...(waitingAs !== undefined && { waits: true }) }, waitingAs);
  }

  /**
   * The files of a message that waits are there, and it goes out; or they cannot come, and it stays until it is retried or discarded.
   * Nothing where it was taken back meanwhile.
   */
  release(id: string, files: Refusal | NonNullable<PostContent["files"]>): void {
    const entry = this.#held.get(id);
    if (!entry) return;
    if ("code" in files) return this.#fail(entry, files);
    this.#held.delete(id);
    const ready: OutboxEntry = { ...entry, waits: undefined, files };
    this.#whenWritten(this.#store.put(ready));
    this.#emit({ type: "queued", entry: ready });
    this.#send(ready);
  }

  /**
   * `rev` of the content: the message's `rev` that the editor saw; what another device of mine wrote since then makes it `stale`. An earlier edit
   * of mine that still waits does not: the later wording follows it, and is held against what that one was held against.
   */
  edit(channel: string, seq: number, content: EditContent): Sent {
    const earlier = this.#editsOf(channel, seq).at(-1);
    const { rev: shown, ...reworded } = content;
    const seen = earlier === undefined ? shown : earlier.rev;
    return this.#write(channel, { kind: "edit", seq, ...reworded, ...(seen !== undefined && { rev: seen }) });
  }

  remove(channel: string, seq: number): Sent {
    return this.#write(channel, { kind: "delete", seq });
  }

  act(channel: string, seq: number, act: Act): Sent {
    return this.#write(channel, { kind: "act", seq, act });
  }

  /** Sends a failed entry again. Null: there is none of this id. */
  retry(id: string): Sent | null {
    const entry = this.#failed.get(id);
    if (entry === undefined) return null;
    this.#failed.delete(id);
    return this.#enqueue(revived(entry));
  }

  /** Lets go of an entry that failed or waits. False: it is on its way, or there is none. */
  discard(id: string): boolean {
    const entry = this.#failed.get(id) ?? this.#held.get(id) ?? this.#queued(id);
    if (entry === undefined) return false;
    const isAside = this.#failed.delete(id) || this.#held.delete(id);
    if (!isAside && this.#lanes.get(entry.channel)?.take(id) !== true) return false;
    this.#whenWritten(this.#store.remove(id));
    this.#settle(id, { ok: false, refusal: null });
    this.#emit({ type: "discarded", entry });
    return true;
  }

  /** What waits or failed in a channel, in the order it was written. */
  entries(channel: string): OutboxEntry[] {
    const aside = [...this.#failed.values(), ...this.#held.values()].filter((entry) => entry.channel === channel);
    return [...aside, ...(this.#lanes.get(channel)?.entries ?? [])].sort((a, b) => a.createdAt - b.createdAt);
  }

  subscribe(channel: string, listener: (event: OutboxEvent) => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Listeners();
    this.#listeners.set(channel, listeners);
    return listeners.add(listener);
  }

  /** All of it that concerns one channel, laid over the channel's timeline. */
  inChannel(options: Omit<ChannelOutboxOptions, "outbox">): ChannelOutbox {
    return new ChannelOutbox({ ...options, outbox: this });
  }

  /** A session that keeps a socket to this channel takes the lane; what its socket hears, it tells here. */
  attach(channel: string): LaneSocket {
    const lane = this.#lane(channel);
    lane.expectSocket();
    return {
      opened: (send) => lane.socketOpened(send),
      lost: () => lane.socketLost(),
      carried: (id, carried) => lane.carried(id, carried),
      refused: (id, why) => void this.#refused(lane, id, why),
      detach: () => {
        lane.socketLost();
        lane.dismissSocket();
      },
    };
  }

  get #locks(): Locks | null {
    if (this.#options.locks !== undefined) return this.#options.locks;
    return (globalThis.navigator as Navigator | undefined)?.locks ?? null;
  }

  #queued(id: string): OutboxEntry | undefined {
    for (const lane of this.#lanes.values()) {
      const entry = lane.entries.find((candidate) => candidate.id === id);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Edits of one message that wait, in order. */
  #editsOf(channel: string, seq: number): EditEntry[] {
    const waiting = this.#lanes.get(channel)?.entries ?? [];
    return waiting.filter((entry): entry is EditEntry => entry.kind === "edit" && entry.seq === seq);
  }

  /** Words that were refused, and that something later of mine made pointless: it says more, or the message is gone. */
  #dropFailed(channel: string, seq: number): void {
    for (const entry of [...this.#failed.values()])
      if (entry.kind === "edit" && entry.channel === channel && entry.seq === seq) this.discard(entry.id);
  }

  #write(channel: string, draft: Draft, id?: string): Sent {
    const now = this.serverClock.now();
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt + 1, now);
    const entry: OutboxEntry = {
      ...draft,
      id: id ?? mintMessageId(now),
      channel,
      owner: this.#owner,
      createdAt: this.#lastCreatedAt,
      attempts: 0,
    };
    return this.#enqueue(entry);
  }

  #enqueue(entry: OutboxEntry): Sent {
    const settled = new Promise<Outcome>((resolve) => this.#waiting.set(entry.id, resolve));
    this.#whenWritten(this.#store.put(entry));
    this.#emit({ type: "queued", entry });
    this.#send(entry);
    return { id: entry.id, settled };
  }

  /** By its lane; or, while its files are away, by whoever brings them. */
  #send(entry: OutboxEntry): void {
    if (entry.kind !== "post" || !entry.waits) return this.#lane(entry.channel).add(entry);
    this.#held.set(entry.id, entry);
    this.#options.onWaiting?.(entry);
  }

  #fail(entry: OutboxEntry, why: Refusal): void {
    const failed = { ...entry, refusal: why };
    this.#held.delete(entry.id);
    this.#failed.set(entry.id, failed);
    this.#whenWritten(this.#store.put(failed));
    this.#settle(entry.id, { ok: false, refusal: why });
    this.#emit({ type: "failed", entry: failed, refusal: why });
  }

  async #adopt(): Promise<void> {
    try {
      await adoptLeftovers(this.#store, this.#locks, this.#owner, (entry) => this.#takeOver(entry));
    } catch (cause) {
      this.#options.onStoreError?.(cause);
    }
  }

  async #takeOver(entry: OutboxEntry): Promise<void> {
    if (this.#state === "halted") return;
    // It may have gone out just before its tab died: it counts as tried.
    const mine = { ...entry, owner: this.#owner, attempts: Math.max(1, entry.attempts) };
    await this.#store.put(mine);
    this.#lastCreatedAt = Math.max(this.#lastCreatedAt, mine.createdAt);
    if (mine.refusal === undefined) {
      this.#emit({ type: "queued", entry: mine });
      this.#send(mine);
    } else {
      this.#failed.set(mine.id, mine);
      this.#emit({ type: "failed", entry: mine, refusal: mine.refusal });
    }
  }

  #lane(channel: string): OutboxLane {
    const known = this.#lanes.get(channel);
    if (known !== undefined) return known;
    const lane = new OutboxLane({
      channel,
      clock: this.#clock,
      random: this.#options.random ?? Math.random,
      window: this.#options.window ?? WINDOW,
      request: (entry) => requestByHttp(this.#options.api, entry),
      onWrittenOver: (entry) => this.#whenWritten(this.#store.put(entry)),
      onCarried: (entry, carried) => {
        this.#whenWritten(this.#store.remove(entry.id));
        this.#settle(entry.id, { ok: true, ...carried });
        this.#emit({ type: "carried", entry, carried });
        if (isChange(entry)) this.#dropFailed(channel, entry.seq);
      },
      onRefused: (entry, why) => {
        this.#fail(entry, why);
        // A later wording waits: it is the one to tell of.
        if (entry.kind === "edit" && this.#editsOf(channel, entry.seq).length > 0) this.discard(entry.id);
      },
      onHeld: (entry, why) => this.#emit({ type: "held", entry, refusal: why }),
      onSignedOut: (why) => {
        this.stop();
        this.#options.onSignedOut?.(why);
      },
    });
    this.#lanes.set(channel, lane);
    if (this.#state === "running") lane.start();
    return lane;
  }

  async #refused(lane: OutboxLane, id: string, why: Refusal): Promise<void> {
    const entry = lane.entries.find((candidate) => candidate.id === id);
    const done = entry === undefined ? null : await carriedBefore(this.#options.api, entry, why).catch(() => null);
    if (done === null) lane.refused(id, why);
    else lane.carried(id, done);
  }

  #settle(id: string, outcome: Outcome): void {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  #emit(event: OutboxEvent): void {
    this.#listeners.get(event.entry.channel)?.emit(event);
  }

  #whenWritten(written: Promise<void>): void {
    written.catch((cause: unknown) => this.#options.onStoreError?.(cause));
  }
}
