/**
 * A channel that keeps messages for a time: what is older is taken out, of it and of its threads, some hundreds in a step. A place stays
 * where a message was, so that places have no hole; what is pinned or a checkpoint stays until it is that no more.
 */
import type { Message } from "../../../protocol/index.ts";
import { lookForExpired, threadsWithExpired } from "../../store/expired.ts";
import type { TakingOut } from "../commit/taking-out.ts";
import type { ChannelFacts } from "../contract.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { roomOf } from "../stubs.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Where nothing is left to take out, it looks again so much later. */
const EVERY_MS = 6 * 60 * 60_000;
/** Between two steps, in which people talk. */
const STEP_MS = 100;
const THREADS = 10;
const KEY = "keeping";

interface Kept {
  /** When it looks next, ms since 1970. */
  next: number;
  /** Below this place nothing is left that is to go. */
  from: number;
}

interface Host {
  storage: DurableObjectStorage;
  env: Pick<Env, "DB" | "ROOMS">;
  facts: () => ChannelFacts | null;
  takingOut: TakingOut;
  /** Whether D1 has all that was written here: what it says of pins is then so. */
  carried: () => Promise<boolean>;
}

export class Keeping implements Part {
  readonly name = "keeping";
  readonly #room: Host;
  #kept: Kept | undefined;
  /** The first place that lost its mark since the last look began. */
  #unmarked = Infinity;

  constructor(room: Host) {
    this.#room = room;
    this.#kept = room.storage.kv.get<Kept>(KEY);
  }

  /** A thread goes with its channel, whose room looks after it. */
  get next(): number | null {
    const facts = this.#room.facts();
    return facts?.keepDays === undefined || facts.thread ? null : (this.#kept?.next ?? 0);
  }

  /** It is kept for another time than before: it is looked at from the beginning. */
  rulesChanged(before: number | undefined, after: number | undefined): void {
    if (before !== after) this.#keep(after === undefined ? undefined : { next: 0, from: 1 });
  }

  /** What was marked, and is no more, is as old as it is. */
  changed(_facts: ChannelFacts, after: Message, before: StoredMessage | undefined): void {
    if (!this.#kept || !isMarked(before) || isMarked(after)) return;
    // A look that is under way may have passed it.
    this.#unmarked = Math.min(after.seq, this.#unmarked);
    if (after.seq < this.#kept.from) this.#keep({ next: Date.now(), from: after.seq });
  }

  async ring(facts: ChannelFacts, now: number): Promise<void> {
    const { next } = this;
    if (next === null || next > now || facts.keepDays === undefined || !(await this.#room.carried())) return;
    this.#unmarked = Infinity;
    const before = now - facts.keepDays * DAY_MS;
    const from = this.#kept?.from ?? 1;
    const { DB } = this.#room.env;
    const look = await lookForExpired(DB, facts.channelNo, from, before);
    if (look.seqs.length > 0) await this.#room.takingOut.carryOut({ type: "expired", seqs: look.seqs });
    const isMore = !look.isDone || (await this.#inThreads(facts, before));
    const soon = isMore || this.#unmarked < look.next;
    this.#keep({ next: now + (soon ? STEP_MS : EVERY_MS), from: Math.min(look.next, this.#unmarked) });
  }

  /** @returns whether there were any: then there may be more */
  async #inThreads(facts: ChannelFacts, before: number): Promise<boolean> {
    const { env } = this.#room;
    const threads = await threadsWithExpired(env.DB, facts.channelNo, before, THREADS);
    for (const { no, id, seq } of threads) {
      const { seqs } = await lookForExpired(env.DB, no, 1, before);
      const { workspaceNo, workspaceId, archived } = facts;
      const thread: ChannelFacts = {
        ...{ channelNo: no, channelId: id, workspaceNo, workspaceId, kind: "thread", posting: "all", archived },
        thread: { seq, parent: facts },
      };
      await roomOf(env, id).takeOut(thread, { type: "expired", seqs });
    }
    return threads.length > 0;
  }

  #keep(kept: Kept | undefined): void {
    this.#kept = kept;
    if (kept) this.#room.storage.kv.put(KEY, kept);
    else this.#room.storage.kv.delete(KEY);
  }
}

const isMarked = (message: Pick<Message, "meta"> | undefined): boolean =>
  message?.meta?.pinned !== undefined || message?.meta?.checkpoint !== undefined;
