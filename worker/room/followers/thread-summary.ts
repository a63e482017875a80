/**
 * What a thread's room tells the room of its root message: how many answered, who, and when last. The first at once; where people
 * answer on and on they are merged, since each is a row of the channel's log and one of the history. The room's alarm tells what
 * waits, and once more what nobody confirmed, so that a call that was lost is mended.
 */
import { ROOM_KEEPS_MESSAGES, THREAD_FACES_MAX, type Message } from "../../../protocol/index.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import { readReplies } from "../../store/threads.ts";
import { backOff } from "./back-off.ts";
import type { ChannelFacts } from "../channel-facts.ts";
import { Pace } from "../pace.ts";
import type { RoomLog } from "../log/room-log.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";

const BURST = 2;
const EVERY_MS = 10_000;
/** What waits is told that soon. */
const HOLD_MS = 8_000;
/** The longest between two tries to tell it. */
const TOLD_AGAIN_MS = 5 * 60_000;
/** Where the channel knows it and D1 not yet. */
const KEPT_AGAIN_MS = 30_000;

export interface ThreadSummary {
  channel: string;
  /** Messages that are not deleted. */
  count: number;
  lastAt: number;
  /** Who answered first. */
  people: string[];
  /** The thread's `rev`: of two summaries the higher one is the truth. */
  rev: number;
}

export class ThreadSummaryFollower {
  readonly #sql: SqlStorage;
  readonly #log: RoomLog;
  readonly #rooms: Env["ROOMS"];
  readonly #failing = new LastingFailure("threadRoot");
  #pausedUntil = 0;
  /** Of a thread of which the log may not have everything; of a shorter one the log says it. */
  readonly #kept: Table;
  readonly #pace = new Pace(BURST, EVERY_MS);
  #known: { deleted: number; people: string[] } | null = null;
  /** The `rev` that the channel confirmed last. */
  #toldRev = 0;
  #heldUntil: number | null = null;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"]) {
    this.#sql = sql;
    this.#log = log;
    this.#rooms = rooms;
    this.#kept = new Table(sql, "replies", "(k INTEGER PRIMARY KEY, deleted INTEGER NOT NULL, people TEXT NOT NULL)");
  }

  /** When it has to be told, or told again, ms since 1970; null where nothing waits. */
  get next(): number | null {
    return this.#pausedUntil > 0 ? this.#pausedUntil : this.#heldUntil;
  }

  /** A thread that is in D1 and not here: its storage was lost, so it is counted anew. */
  async begin(d1: D1Database, { channelNo }: ChannelFacts): Promise<void> {
    if (this.#log.head.seq === 0 || this.#row()) return;
    const { deleted, people } = await readReplies(d1, channelNo, THREAD_FACES_MAX);
    this.#keep(deleted, people);
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const { deleted, people: before } = this.#soFar();
    const people = [...new Set([...before, ...messages.map(({ author }) => author)])].slice(0, THREAD_FACES_MAX);
    const { seq } = this.#log.head;
    // From here on the log may let go of its first messages.
    const mayBeTrimmed = seq >= ROOM_KEEPS_MESSAGES && seq - messages.length < ROOM_KEEPS_MESSAGES;
    if (people.length > before.length || mayBeTrimmed) this.#keep(deleted, people);
    this.#tell(facts);
  }

  deleted(facts: ChannelFacts): void {
    // Where the log said it, it says so already.
    const isCounted = this.#known === null && !this.#row();
    const { deleted, people } = this.#soFar();
    this.#keep(isCounted ? deleted : deleted + 1, people);
    this.#tell(facts);
  }

  #tell(facts: ChannelFacts): void {
    const now = Date.now();
    if (this.#pace.take(now)) void this.send(facts);
    else this.#heldUntil ??= now + HOLD_MS;
  }

  /** Where nobody is reached, or D1 does not know it yet, it is told again: a summary is the state, not a step. */
  async send({ channelId, thread }: ChannelFacts): Promise<void> {
    if (Date.now() < this.#pausedUntil) return;
    const { seq, rev, lastAt } = this.#log.head;
    this.#heldUntil = null;
    if (!thread || seq === 0 || this.#toldRev === rev) return;
    const { deleted, people } = this.#soFar();
    const summary = { channel: channelId, count: seq - deleted, lastAt, people, rev };
    try {
      const room = roomOf({ ROOMS: this.#rooms }, thread.parent.channelId);
      const isKept = await room.threadChanged(thread.parent, thread.seq, summary);
      this.#failing.worked({ channel: channelId });
      this.#pausedUntil = isKept ? 0 : Date.now() + KEPT_AGAIN_MS;
      if (isKept) this.#toldRev = Math.max(this.#toldRev, rev);
    } catch (error) {
      this.#failing.failed(error, { channel: channelId });
      this.#pausedUntil = Date.now() + backOff(this.#failing.failing?.tries ?? 1, TOLD_AGAIN_MS);
    }
  }

  #soFar(): { deleted: number; people: string[] } {
    return (this.#known ??= this.#row() ?? this.#counted());
  }

  #row(): { deleted: number; people: string[] } | undefined {
    const [row] = this.#kept.rows<{ deleted: number; people: string }>(
      `SELECT deleted, people FROM replies WHERE k = 1`,
    );
    return row && { deleted: row.deleted, people: JSON.parse(row.people) as string[] };
  }

  #counted(): { deleted: number; people: string[] } {
    const rows = this.#sql
      .exec<{ author: string; deleted: number }>(
        `SELECT author, sum(deleted_at IS NOT NULL) AS deleted FROM log GROUP BY author ORDER BY min(seq)`,
      )
      .toArray();
    return {
      deleted: rows.reduce((sum, { deleted }) => sum + deleted, 0),
      people: rows.slice(0, THREAD_FACES_MAX).map(({ author }) => author),
    };
  }

  #keep(deleted: number, people: string[]): void {
    this.#known = { deleted, people };
    if (this.#log.head.seq < ROOM_KEEPS_MESSAGES && !this.#row()) return;
    this.#kept.write(`INSERT OR REPLACE INTO replies VALUES (1, ?, ?)`, deleted, JSON.stringify(people));
  }
}
