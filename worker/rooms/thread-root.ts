/**
 * What a thread's room tells the room of its root message: how many answered, who, and when last. Merged, the first at once, then
 * at most every two seconds; the room's alarm tells it once more, so that a call that was lost is mended.
 */
import { THREAD_FACES_MAX, type Message } from "../../protocol/index.ts";
import { LastingFailure } from "../lasting-failure.ts";
import { readReplies } from "../store/threads.ts";
import { backOff } from "./back-off.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import type { RoomLog } from "./room-log.ts";
import { roomOf } from "./stubs.ts";

const EVERY_MS = 2_000;
/** The longest between two tries to tell it. */
const TOLD_AGAIN_MS = 5 * 60_000;

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

export class ThreadRoot {
  readonly #sql: SqlStorage;
  readonly #log: RoomLog;
  readonly #rooms: Env["ROOMS"];
  #deleted = 0;
  #people: string[] = [];
  #isKnown: boolean;
  readonly #failing = new LastingFailure("threadRoot");
  #pausedUntil = 0;
  #sentAt = 0;
  #isTimed = false;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"]) {
    this.#sql = sql;
    this.#log = log;
    this.#rooms = rooms;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS replies (k INTEGER PRIMARY KEY, deleted INTEGER NOT NULL, people TEXT NOT NULL)`,
    );
    const [row] = sql.exec<{ deleted: number; people: string }>(`SELECT deleted, people FROM replies WHERE k = 1`);
    this.#isKnown = row !== undefined;
    if (!row) return;
    this.#deleted = row.deleted;
    this.#people = JSON.parse(row.people) as string[];
  }

  /** A thread that is in D1 and not here: its storage was lost, so it is counted anew. */
  async begin(d1: D1Database, { channelNo }: ChannelFacts): Promise<void> {
    if (this.#isKnown || this.#log.head.seq === 0) return;
    const { deleted, people } = await readReplies(d1, channelNo, THREAD_FACES_MAX);
    this.#keep(deleted, people);
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const people = [...new Set([...this.#people, ...messages.map(({ author }) => author)])].slice(0, THREAD_FACES_MAX);
    if (people.length > this.#people.length) this.#keep(this.#deleted, people);
    this.tell(facts);
  }

  deleted(facts: ChannelFacts): void {
    this.#keep(this.#deleted + 1, this.#people);
    this.tell(facts);
  }

  tell(facts: ChannelFacts): void {
    if (this.#isTimed || this.#log.head.seq === 0) return;
    const wait = this.#sentAt + EVERY_MS - Date.now();
    if (wait <= 0) return void this.send(facts);
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      void this.send(facts);
    }, wait);
  }

  /** When it is to be told again after a failure, ms since 1970; null where nothing failed. */
  get next(): number | null {
    return this.#pausedUntil > 0 ? this.#pausedUntil : null;
  }

  /** Where nobody is reached it is told again, until somebody is: a summary is the state, not a step. */
  async send({ channelId, thread }: ChannelFacts): Promise<void> {
    if (!thread || this.#log.head.seq === 0 || Date.now() < this.#pausedUntil) return;
    this.#sentAt = Date.now();
    const { seq, rev, lastAt } = this.#log.head;
    const summary = { channel: channelId, count: seq - this.#deleted, lastAt, people: this.#people, rev };
    try {
      await roomOf({ ROOMS: this.#rooms }, thread.parent.channelId).threadChanged(thread.parent, thread.seq, summary);
      this.#pausedUntil = 0;
      this.#failing.worked({ channel: channelId });
    } catch (error) {
      this.#failing.failed(error, { channel: channelId });
      this.#pausedUntil = Date.now() + backOff(this.#failing.failing?.tries ?? 1, TOLD_AGAIN_MS);
    }
  }

  #keep(deleted: number, people: string[]): void {
    this.#isKnown = true;
    this.#deleted = deleted;
    this.#people = people;
    this.#sql.exec(`INSERT OR REPLACE INTO replies VALUES (1, ?, ?)`, deleted, JSON.stringify(people));
  }
}
