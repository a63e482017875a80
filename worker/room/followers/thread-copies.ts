/**
 * Replies that go to the channel as well. What is due stands in the same commit as the reply and leaves when the channel's room
 * has it; the copy's id is derived from the reply's, so that a second attempt finds the first. An edit or a delete follows it.
 */
import { canRetry, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts, SocketIdentity, ThreadCopy } from "../contract.ts";
import { log } from "../../log.ts";
import { Refused } from "../../refused.ts";
import { backOff, TRIES_MAX } from "./back-off.ts";
import { Follower } from "./follower.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";

/** What the copies ask of the room whose replies they are. */
export interface ThreadRoom {
  /** A message that the log has trimmed. */
  fetch: (seq: number) => Promise<StoredMessage | undefined>;
  /** Channels in which a copy may stand since the thread hung there. */
  earlierHomes?: () => ChannelFacts[];
  /** The channel refused the copy of the reply at `seq` for good (it was archived meanwhile, or its author may not post there). */
  notTaken: (seq: number) => Promise<void>;
}

interface Due extends Record<string, SqlStorageValue> {
  seq: number;
  /** Whose post it is, JSON; null where a copy is there and only follows. */
  who: string | null;
  /** Grows when the reply changes while it is on its way. */
  version: number;
  tries: number;
}

/** The id of a reply's copy: same time, the other end of the random part. */
export function copyIdOf(id: string): string {
  const tail = [...id.slice(24)].map((digit) => (15 - Number.parseInt(digit, 16)).toString(16)).join("");
  return id.slice(0, 24) + tail;
}

export class ThreadCopies {
  readonly #due: Table;
  readonly #log: RoomLog;
  readonly #rooms: Env["ROOMS"];
  readonly #room: ThreadRoom;
  readonly #follower: Follower<Due[]>;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"], room: ThreadRoom) {
    this.#log = log;
    this.#rooms = rooms;
    this.#room = room;
    const columns = "(seq INTEGER PRIMARY KEY, who TEXT, version INTEGER NOT NULL, tries INTEGER NOT NULL)";
    this.#due = new Table(sql, "copies", columns);
    this.#follower = new Follower<Due[]>(
      {
        name: "threadCopies",
        isDone: ({ thread }) => !thread || this.#due.rows(`SELECT seq FROM copies LIMIT 1`).length === 0,
        batch: () => ({ items: this.#due.rows<Due>(`SELECT * FROM copies ORDER BY seq`) }),
        carry: (due, facts) => this.#carry(facts, due),
      },
      { pauseMs: backOff, ringsAfterPause: true },
    );
  }

  /** Belongs into the commit of the reply. `who` null: its copy is there and is to follow a change. */
  add(seq: number, who: SocketIdentity | null): void {
    this.#due.write(
      `INSERT INTO copies VALUES (?, ?, 1, 0) ON CONFLICT DO UPDATE SET version = version + 1`,
      seq,
      // The session has no part in it.
      who && JSON.stringify({ ...who, session: "", tokenHash: "" }),
    );
  }

  /** When it is to be tried again after a failure, ms since 1970; null where nothing failed. */
  get next(): number | null {
    return this.#follower.next;
  }

  run(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }

  async #carry({ channelId, thread }: ChannelFacts, due: Due[]): Promise<undefined> {
    if (!thread) return;
    for (const { seq, who, version, tries } of due) {
      this.#due.change(`UPDATE copies SET tries = tries + 1 WHERE seq = ?`, seq);
      try {
        const reply = this.#log.at(seq) ?? (await this.#room.fetch(seq));
        if (reply) await this.#take(channelId, thread, reply, who);
      } catch (error) {
        // A copy that is there follows its reply, however long it takes: what was deleted must not stay.
        if (who === null || tries + 1 < TRIES_MAX) throw error;
        log.fault("threadCopyGivenUp", error, { channel: channelId, item: seq, tries: tries + 1 });
        await this.#room.notTaken(seq);
      }
      this.#due.change(`DELETE FROM copies WHERE seq = ? AND version = ?`, seq, version);
      // Changed while it was on its way: what is there now only has to follow.
      this.#due.change(`UPDATE copies SET who = NULL WHERE seq = ?`, seq);
    }
  }

  /** @throws where it may go otherwise at the next try */
  async #take(
    channel: string,
    { parent, seq }: NonNullable<ChannelFacts["thread"]>,
    reply: Message,
    who: string | null,
  ): Promise<void> {
    const author = who === null ? null : (JSON.parse(who) as SocketIdentity);
    const copy = copyOf(channel, seq, reply);
    const refused = await roomOf({ ROOMS: this.#rooms }, parent.channelId).takeCopy(parent, copy, author);
    // Copies that are there follow, wherever the thread hung then.
    for (const home of author ? [] : (this.#room.earlierHomes?.() ?? []))
      if (home.channelId !== parent.channelId)
        await roomOf({ ROOMS: this.#rooms }, home.channelId).takeCopy(home, copy, null);
    if (refused && canRetry(refused.code)) throw new Refused(refused);
    if (refused) await this.#room.notTaken(reply.seq);
  }
}

function copyOf(channel: string, root: number, { id, author, body, deletedAt, seq, meta }: Message): ThreadCopy {
  const deleted = deletedAt !== undefined;
  return { id: copyIdOf(id), author, body, files: meta?.files, deleted, fromThread: { channel, seq, root } };
}
