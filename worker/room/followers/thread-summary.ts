/**
 * What a thread's room tells the room of its root message: how many answered, who, and when last. The first at once; where people
 * answer on and on they are merged, since each is a row of the channel's log and one of the history, whether the room sleeps between two
 * of them or not. What waits is told by the alarm that is set for each message anyway, and once more what nobody confirmed, so that a call
 * that was lost is mended.
 */
import { ROOM_KEEPS_MESSAGES, THREAD_FACES_MAX, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts, ThreadSummary } from "../contract.ts";
import { readReplies } from "../../store/threads.ts";
import { backOff } from "./back-off.ts";
import { Follower } from "./follower.ts";
import type { RoomLog } from "../log/room-log.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";
import { SAFETY_MS } from "../timers/alarm.ts";

const BURST = 2;
const EVERY_MS = 30_000;
/** What waits is told that soon: with the alarm that looks after what was just said. */
const HOLD_MS = SAFETY_MS;
/** The longest between two tries to tell it. */
const RESEND_MAX_MS = 5 * 60_000;
/** Where the channel knows it and D1 not yet. */
const NOT_IN_D1_YET_MS = 30_000;

export class ThreadSummaryFollower {
  readonly #log: RoomLog;
  readonly #rooms: Env["ROOMS"];
  readonly #follower: Follower<ThreadSummary>;
  /** Of a thread of which the log may not have everything; of a shorter one the log says it. */
  readonly #replies: Table;
  #known: { deleted: number; people: string[] } | null = null;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"]) {
    this.#log = log;
    this.#rooms = rooms;
    this.#replies = new Table(
      sql,
      "replies",
      "(k INTEGER PRIMARY KEY, deleted INTEGER NOT NULL, people TEXT NOT NULL)",
    );
    // It says how the thread is, and not what changed: nothing of the log has to stay for it.
    const cursor = log.cursor("threadRoot", { isComplete: false });
    this.#follower = new Follower<ThreadSummary>(
      {
        name: "threadRoot",
        cursor,
        isDone: ({ thread }) => !thread || log.head.seq === 0 || cursor.rev >= log.head.rev,
        batch: ({ channelId }) => ({ items: this.#summary(channelId), upTo: log.head.rev }),
        async carry(summary, { thread }) {
          if (!thread) return undefined;
          const room = roomOf({ ROOMS: rooms }, thread.parent.channelId);
          return (await room.threadChanged(thread.parent, thread.seq, summary)) ? undefined : NOT_IN_D1_YET_MS;
        },
      },
      {
        // When it was talked in last, as the log says: a room that slept since goes on at its pace.
        pace: { burst: BURST, everyMs: EVERY_MS, holdMs: HOLD_MS, spentAt: log.head.lastAt },
        pauseMs: (tries) => backOff(tries, RESEND_MAX_MS),
        ringsAfterPause: true,
      },
    );
  }

  /** When it has to be told, or told again, ms since 1970; null where nothing waits. */
  get next(): number | null {
    return this.#follower.next;
  }

  /** A thread that is in D1 and not here: its storage was lost, so it is counted anew. */
  async begin(d1: D1Database, { channelNo }: ChannelFacts): Promise<void> {
    if (this.#log.head.seq === 0 || this.#row()) return;
    const { deleted, people } = await readReplies(d1, channelNo, THREAD_FACES_MAX);
    this.#store(deleted, people);
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const { deleted, people: before } = this.#soFar();
    const people = [...new Set([...before, ...messages.map(({ author }) => author)])].slice(0, THREAD_FACES_MAX);
    const { seq } = this.#log.head;
    // From here on the log may let go of its first messages.
    const mayBeTrimmed = seq >= ROOM_KEEPS_MESSAGES && seq - messages.length < ROOM_KEEPS_MESSAGES;
    if (people.length > before.length || mayBeTrimmed) this.#store(deleted, people);
    void this.#follower.changed(facts);
  }

  deleted(facts: ChannelFacts): void {
    // Where the log said it, it says so already.
    const isCounted = this.#known === null && !this.#row();
    const { deleted, people } = this.#soFar();
    this.#store(isCounted ? deleted : deleted + 1, people);
    void this.#follower.changed(facts);
  }

  /** Where nobody is reached, or D1 does not know it yet, it is told again: a summary is the state, not a step. */
  async send(facts: ChannelFacts): Promise<void> {
    await this.#follower.run(facts);
  }

  /** The thread hangs on another message now, which knows nothing of it yet. @throws where its room is away */
  async tellAnew({ channelId, thread }: ChannelFacts): Promise<void> {
    if (!thread || this.#log.head.seq === 0) return;
    const room = roomOf({ ROOMS: this.#rooms }, thread.parent.channelId);
    await room.threadChanged(thread.parent, thread.seq, this.#summary(channelId));
  }

  #summary(channel: string): ThreadSummary {
    const { seq, rev, lastAt } = this.#log.head;
    const { deleted, people } = this.#soFar();
    return { channel, count: seq - deleted, lastAt, people, rev };
  }

  #soFar(): { deleted: number; people: string[] } {
    return (this.#known ??= this.#row() ?? this.#counted());
  }

  #row(): { deleted: number; people: string[] } | undefined {
    const [row] = this.#replies.rows<{ deleted: number; people: string }>(
      `SELECT deleted, people FROM replies WHERE k = 1`,
    );
    return row && { deleted: row.deleted, people: JSON.parse(row.people) as string[] };
  }

  #counted(): { deleted: number; people: string[] } {
    const { people, deleted } = this.#log.authors();
    return { deleted, people: people.slice(0, THREAD_FACES_MAX) };
  }

  #store(deleted: number, people: string[]): void {
    this.#known = { deleted, people };
    if (this.#log.head.seq < ROOM_KEEPS_MESSAGES && !this.#row()) return;
    this.#replies.write(`INSERT OR REPLACE INTO replies VALUES (1, ?, ?)`, deleted, JSON.stringify(people));
  }
}
