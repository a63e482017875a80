/**
 * Replies that go to the channel as well. What is due stands in the same commit as the reply and leaves when the channel's room
 * has it; the copy's id is derived from the reply's, so that a second attempt finds the first. An edit or a delete follows it.
 */
import { canRetry, type Message } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import type { RoomLog, WholeMessage } from "./room-log.ts";
import type { SocketIdentity } from "./socket-identity.ts";
import { roomOf } from "./stubs.ts";

export interface ThreadCopy {
  id: string;
  author: string;
  body: string;
  deleted: boolean;
  fromThread: { channel: string; seq: number; root: number };
}

/** What the copies ask of the room whose replies they are. */
export interface ThreadRoom {
  /** A message that the log has trimmed. */
  fetch: (seq: number) => Promise<WholeMessage | undefined>;
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
  readonly #sql: SqlStorage;
  readonly #log: RoomLog;
  readonly #rooms: Env["ROOMS"];
  readonly #room: ThreadRoom;
  #running: Promise<boolean> | null = null;

  constructor(sql: SqlStorage, log: RoomLog, rooms: Env["ROOMS"], room: ThreadRoom) {
    this.#sql = sql;
    this.#log = log;
    this.#rooms = rooms;
    this.#room = room;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS copies (seq INTEGER PRIMARY KEY, who TEXT, version INTEGER NOT NULL, tries INTEGER NOT NULL)`,
    );
  }

  /** Belongs into the commit of the reply. `who` null: its copy is there and is to follow a change. */
  add(seq: number, who: SocketIdentity | null): void {
    this.#sql.exec(
      `INSERT INTO copies VALUES (?, ?, 1, 0) ON CONFLICT DO UPDATE SET version = version + 1`,
      seq,
      // The session has no part in it.
      who && JSON.stringify({ ...who, session: "", tokenHash: "" }),
    );
  }

  /** @returns true when nothing is left to carry */
  run(facts: ChannelFacts): Promise<boolean> {
    if (this.#running) return this.#running.then((done) => (done ? this.run(facts) : false));
    const due = this.#sql.exec<Due>(`SELECT * FROM copies ORDER BY seq`).toArray();
    if (due.length === 0) return Promise.resolve(true);
    this.#running = this.#carry(facts, due)
      .catch((error: unknown) => {
        log.fault("threadCopies", error, { channel: facts.channelId });
        return false;
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #carry(facts: ChannelFacts, due: Due[]): Promise<boolean> {
    const { thread } = facts;
    if (!thread) return true;
    for (const { seq, who, version, tries } of due) {
      const reply = this.#log.at(seq) ?? (await this.#room.fetch(seq));
      this.#sql.exec(`UPDATE copies SET tries = tries + 1 WHERE seq = ?`, seq);
      if (reply) {
        const room = roomOf({ ROOMS: this.#rooms }, thread.parent.channelId);
        const copy = copyOf(facts.channelId, thread.seq, reply);
        const author = who === null ? null : (JSON.parse(who) as SocketIdentity);
        const refused = await room.takeCopy(thread.parent, copy, author, tries > 0);
        if (refused && canRetry(refused.code)) return false;
        if (refused) await this.#room.notTaken(seq);
      }
      this.#sql.exec(`DELETE FROM copies WHERE seq = ? AND version = ?`, seq, version);
      // Changed while it was on its way: what is there now only has to follow.
      this.#sql.exec(`UPDATE copies SET who = NULL WHERE seq = ?`, seq);
    }
    return this.#sql.exec<{ n: number }>(`SELECT count(*) AS n FROM copies`).one().n === 0;
  }
}

function copyOf(channel: string, root: number, { id, author, body, deletedAt, seq }: Message): ThreadCopy {
  return { id: copyIdOf(id), author, body, deleted: deletedAt !== undefined, fromThread: { channel, seq, root } };
}
