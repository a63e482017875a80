/**
 * Scheduled messages of this channel. D1 has the list; here are the times, kept in the object's storage and looked at by its alarm.
 * The message's id is made of the item and its time, so that an alarm that rings twice posts once. What cannot be posted is tried at
 * growing distance for about an hour; then it stays in its author's list with the reason, to be sent by hand or given another time.
 */
import { v5 as uuidv5 } from "uuid";
import { canRetry, refusal, type Scheduled } from "../../../protocol/index.ts";
import type { ChannelFacts, Delivered, PostRequest, SocketIdentity, Written } from "../contract.ts";
import { log } from "../../log.ts";
import { Refused } from "../../refused.ts";
import { openDb } from "../../store/db.ts";
import {
  filesWaiting,
  moveOn,
  readDue,
  readListed,
  refuse,
  toScheduled,
  type DueItem,
  type ListedItem,
} from "../../store/scheduled.ts";
import { backOff, TRIES_MAX } from "../followers/back-off.ts";
import { factsOf } from "../channel-facts.ts";
import { Retries } from "../followers/retries.ts";
import { hubOf } from "../stubs.ts";
import type { Part } from "../part.ts";
import { Table } from "../tables.ts";
import { posterIdentity } from "./poster-identity.ts";
import { SentEarly } from "./sent-early.ts";
import { nextTime } from "./wall-clock.ts";
import { because } from "../../../protocol/reasons.ts";

interface Host {
  sql: SqlStorage;
  d1: D1Database;
  hubs: Env["HUBS"];
  /** Stores a message by the rules that hold for everybody. */
  post: (
    facts: ChannelFacts,
    who: SocketIdentity,
    message: Pick<PostRequest, "id" | "body" | "copied">,
  ) => Promise<Written>;
}

const NAMESPACE = "c1f0a9d4-52b7-4e3c-8f6a-7d2e9b4c6a18";

/** The id of what an item posts at its time `at`, ms: a version 7 UUID of that time. @param times how often it was sent for it before */
export function deliveryIdOf(item: string, at: number, times = 0): string {
  const time = at.toString(16).padStart(12, "0");
  const digits = times === 0 ? item.slice(14) : `7${uuidv5(`${item} ${times}`, NAMESPACE).slice(15)}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${digits}`;
}

export class ScheduledPosts implements Part {
  readonly name = "scheduled";
  readonly #room: Host;
  readonly #retries: Retries;
  readonly #early: SentEarly;
  readonly #times: Table;
  readonly #running = new Map<string, Promise<Delivered>>();
  #next: number | null;

  constructor(room: Host) {
    this.#room = room;
    this.#times = new Table(room.sql, "deliveries", "(id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID");
    this.#retries = new Retries(room.sql);
    this.#early = new SentEarly(room.sql);
    this.#next = this.#earliest();
  }

  /** Milliseconds since 1970, or null when nothing waits for its time. */
  get next(): number | null {
    return this.#next;
  }

  /** What its author wants, which begins anew. @param at ms since 1970; null: no more */
  set(id: string, at: number | null): void {
    this.#retries.forget(id);
    this.#ringAt(id, at);
  }

  #ringAt(id: string, at: number | null): void {
    if (at === null) this.#times.change(`DELETE FROM deliveries WHERE id = ?`, id);
    else this.#times.write(`INSERT OR REPLACE INTO deliveries VALUES (?, ?)`, id, at);
    this.#next = this.#earliest();
  }

  ring(_facts: ChannelFacts, now: number): Promise<void> {
    return this.run(now);
  }

  /** Posts what is due. What fails is tried again, later each time, and given up in the end. Never throws. */
  async run(now: number): Promise<void> {
    const due = this.#times.rows<{ id: string }>(`SELECT id FROM deliveries WHERE at <= ? ORDER BY at`, now);
    for (const { id } of due) {
      const { tries, isPosted } = this.#retries.of(id);
      if (tries >= TRIES_MAX && !isPosted) await this.#giveUp(id, now);
      else await this.#try(id, now);
    }
  }

  async #try(id: string, now: number): Promise<void> {
    try {
      const delivered = await this.deliver(id, now);
      if (!delivered.ok && canRetry(delivered.refusal.code))
        await this.#failed(id, new Refused(delivered.refusal), delivered.refusal.retryAfter);
    } catch (error) {
      await this.#failed(id, error);
    }
  }

  /** @param leastMs before that nothing could come of it */
  async #failed(id: string, error: unknown, leastMs = 0): Promise<void> {
    const { tries, isPosted } = this.#retries.failed(id);
    const againMs = Math.max(leastMs, backOff(tries));
    this.#ringAt(id, Date.now() + againMs);
    const isOver = tries >= TRIES_MAX && !isPosted;
    log.fault("scheduled", error, { item: id, tries, ...(!isOver && { againMs }) });
    if (isOver) await this.#giveUp(id, Date.now());
  }

  /** Says so to its author, in the list and live. Where the list cannot be written, that is tried again until it can. */
  async #giveUp(id: string, now: number): Promise<void> {
    const db = openDb(this.#room.d1);
    try {
      // Where its author stands may be the very thing that cannot be read.
      const due = await readListed(db, id);
      if (!due || due.item.refusal) return this.set(id, null);
      if (due.item.at > now) return this.set(id, due.item.at);
      const reason = refusal("not_sent");
      if (!(await refuse(db, due.item, reason))) return this.#ringAt(id, now + backOff(1));
      this.set(id, null);
      await this.#notify(due, { ...toScheduled(due.item, due.channelId), refusal: reason });
    } catch (error) {
      const { tries } = this.#retries.failed(id);
      const againMs = backOff(tries);
      log.fault("scheduledGivenUp", error, { item: id, tries, againMs });
      this.#ringAt(id, Date.now() + againMs);
    }
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
    // What waits for the teaching team went out, as far as its author is concerned.
    if (!written.ok && written.refusal.code !== "held") {
      if (!canRetry(written.refusal.code) && (await refuse(db, due.item, written.refusal))) {
        this.set(id, null);
        await this.#notify(due, { ...toScheduled(due.item, due.channelId), refusal: written.refusal });
      }
      return written;
    }
    const { item } = due;
    const now = Date.now();
    const next = item.repeat && nextTime(item.wallClock, item.zone, item.repeat, Math.max(now, item.at));
    const isMoved = await moveOn(db, item, next).catch((error: unknown) => {
      // Others have read it: from here on nobody is told that it was not sent.
      this.#retries.posted(id);
      throw error;
    });
    if (next && item.at > now) this.#early.note(item.id, item.at, now);
    // Changed by its author in the meantime: then the room was told its new time.
    if (isMoved) {
      this.set(id, next && next.at);
      await this.#notify(due, next && toScheduled({ ...item, ...next, refusal: null }, due.channelId));
    }
    return written;
  }

  async #post({ item, context }: DueItem): Promise<Written> {
    if (!context?.membership) return { ok: false, refusal: refusal("not_found", because("left_channel")) };
    const { files, body } = item;
    // Files are for the message of one id, whenever that goes out.
    const id = files ? item.id : deliveryIdOf(item.id, item.at, this.#early.of(item.id, item.at));
    return this.#room.post(factsOf(context), posterIdentity(context), { id, body, ...(files && { copied: files }) });
  }

  async #notify({ item, author, workspaceId }: ListedItem, scheduled: Scheduled | null): Promise<void> {
    await hubOf({ HUBS: this.#room.hubs }, workspaceId)
      .tell({ members: [author] }, { type: "scheduledChanged", id: item.id, scheduled })
      .catch((error: unknown) => log.fault("scheduledChanged", error, { workspace: workspaceId, item: item.id }));
  }

  /** Ids of the files that wait with these items. What is going out is, when this is known. @throws where D1 cannot be asked */
  async filesOf(ids: readonly string[]): Promise<string[]> {
    await Promise.allSettled(ids.flatMap((id) => this.#running.get(id) ?? []));
    return filesWaiting(openDb(this.#room.d1), ids);
  }

  #earliest(): number | null {
    return this.#times.rows<{ at: number | null }>(`SELECT min(at) AS at FROM deliveries`)[0]?.at ?? null;
  }
}
