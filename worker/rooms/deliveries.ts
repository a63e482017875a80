/**
 * Scheduled messages of this channel. D1 has the list; here are the times, kept in the object's storage and looked at by its alarm.
 * The message's id is made of the item and its time, so that an alarm that rings twice posts once.
 */
import { canRetry, refusal, type Message, type Refusal, type Scheduled } from "../../protocol/index.ts";
import { closedBy } from "../access.ts";
import { log } from "../log.ts";
import { openDb } from "../store/db.ts";
import { moveOn, readDue, refuse, toScheduled, type DueItem } from "../store/scheduled.ts";
import { factsOf, type ChannelFacts } from "./channel-facts.ts";
import type { SocketIdentity } from "./socket-identity.ts";
import { hubOf } from "./stubs.ts";
import { nextTime } from "./wall-clock.ts";
import type { Written } from "./writing.ts";

const AGAIN_MS = 30_000;

export type Delivered = { ok: true; message: Message } | { ok: false; refusal: Refusal };

interface Room {
  sql: SqlStorage;
  d1: D1Database;
  hubs: Env["HUBS"];
  /** Stores a message by the rules that hold for everybody. */
  post: (facts: ChannelFacts, who: SocketIdentity, message: { id: string; body: string }) => Promise<Written>;
}

/** The id of what an item posts at its time `at`, ms: a version 7 UUID of that time. */
export function deliveryIdOf(item: string, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-${item.slice(14)}`;
}

export class Deliveries {
  readonly #room: Room;
  readonly #running = new Map<string, Promise<Delivered>>();
  #next: number | null;

  constructor(room: Room) {
    this.#room = room;
    room.sql.exec(`CREATE TABLE IF NOT EXISTS deliveries (id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID`);
    this.#next = this.#earliest();
  }

  /** Milliseconds since 1970, or null when nothing waits for its time. */
  get next(): number | null {
    return this.#next;
  }

  /** @param at ms since 1970; null: no more */
  set(id: string, at: number | null): void {
    if (at === null) this.#room.sql.exec(`DELETE FROM deliveries WHERE id = ?`, id);
    else this.#room.sql.exec(`INSERT OR REPLACE INTO deliveries VALUES (?, ?)`, id, at);
    this.#next = this.#earliest();
  }

  /** Posts what is due. What could not even be looked at stays, and is tried again in half a minute. */
  async run(now: number): Promise<void> {
    const due = this.#room.sql
      .exec<{ id: string }>(`SELECT id FROM deliveries WHERE at <= ? ORDER BY at`, now)
      .toArray();
    for (const { id } of due)
      await this.deliver(id, now).catch((error: unknown) => {
        log.fault("scheduled", error, { item: id });
        this.set(id, Date.now() + AGAIN_MS);
      });
  }

  /**
   * Posts this item now, or with `dueBy` (ms since 1970) only if its time has come by then. Two at once are one.
   * @throws where D1 cannot be asked
   */
  deliver(id: string, dueBy = Infinity): Promise<Delivered> {
    const running = this.#running.get(id) ?? this.#deliver(id, dueBy).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  async #deliver(id: string, dueBy: number): Promise<Delivered> {
    const db = openDb(this.#room.d1);
    const due = await readDue(db, id);
    if (!due) {
      this.set(id, null);
      return { ok: false, refusal: refusal("not_found") };
    }
    if (due.item.at > dueBy) {
      this.set(id, due.item.at);
      return { ok: false, refusal: refusal("invalid", { field: "at" }) };
    }
    const written = await this.#post(due);
    if (!written.ok) {
      if (canRetry(written.refusal.code)) this.set(id, Date.now() + (written.refusal.retryAfter ?? AGAIN_MS));
      else if (await refuse(db, due.item, written.refusal)) {
        this.set(id, null);
        await this.#tell(due, { ...toScheduled(due.item, due.channelId), refusal: written.refusal });
      }
      return written;
    }
    const { item } = due;
    const now = Date.now();
    const next = item.repeat && nextTime(item.wallClock, item.zone, item.repeat, Math.max(now, item.at));
    // Changed by its author in the meantime: then the room was told its new time.
    if (await moveOn(db, item, next)) {
      this.set(id, next && next.at);
      await this.#tell(due, next && toScheduled({ ...item, ...next, refusal: null }, due.channelId));
    }
    return { ok: true, message: written.message };
  }

  async #post({ item, standing }: DueItem): Promise<Written> {
    if (!standing?.membership)
      return { ok: false, refusal: refusal("not_found", { sentence: "You are not in this channel any more." }) };
    const { member } = standing;
    const who: SocketIdentity = {
      member: member.id,
      memberNo: member.no,
      handleKey: member.handleKey,
      role: member.role,
      mutedUntil: member.mutedUntil,
      creator: standing.channel.createdBy === member.no,
      closed: closedBy(standing.toward, member.role),
      session: "",
      tokenHash: "",
    };
    return this.#room.post(factsOf(standing), who, { id: deliveryIdOf(item.id, item.at), body: item.body });
  }

  async #tell({ item, author, workspaceId }: DueItem, scheduled: Scheduled | null): Promise<void> {
    await hubOf({ HUBS: this.#room.hubs }, workspaceId)
      .tell({ members: [author] }, { type: "scheduledChanged", id: item.id, scheduled })
      .catch((error: unknown) => log.fault("scheduledChanged", error, { workspace: workspaceId, item: item.id }));
  }

  #earliest(): number | null {
    return this.#room.sql.exec<{ at: number | null }>(`SELECT min(at) AS at FROM deliveries`).one().at;
  }
}
