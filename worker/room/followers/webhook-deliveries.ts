/** What waits to be told to an address, what did not arrive, and what arrived last: rows of the room's own storage. */
import type { Delivery, HookEvent, Message } from "../../../protocol/index.ts";
import { Table } from "../tables.ts";

/** Of those that arrived and those that did not, kept for each address; what is older is forgotten. */
const ARRIVED_KEPT = 20;
const UNDELIVERABLE_KEPT = 1_000;
/** For an address that is down for a day in a channel that never sleeps: then the oldest are given up. */
const WAITING_MAX = 2_000;
const LISTED = 50;

interface Row extends Record<string, SqlStorageValue> {
  hook: string;
  state: "waiting" | "delivered" | "undeliverable";
  rev: number;
  event: string;
  seq: number;
  at: number;
  since: number;
  tries: number;
  next_at: number;
  failure: string | null;
  status: number | null;
  message: string;
}

/** What is told next. */
export interface DueRow {
  /** `webhook-id`. */
  id: string;
  rev: number;
  event: HookEvent;
  /** When it happened, ms. */
  at: number;
  /** Since when it waits: it was wanted again then, or happened. */
  since: number;
  tries: number;
  nextAt: number;
  /** JSON */
  message: string;
}

export class Deliveries {
  readonly #table: Table;

  constructor(sql: SqlStorage) {
    // A row's place is the channel's `rev` at the change, so that an address is told in the order of the changes.
    const columns = `(hook TEXT, state TEXT, rev INTEGER, event TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, since INTEGER NOT NULL, tries INTEGER NOT NULL,
      next_at INTEGER NOT NULL, failure TEXT, status INTEGER, message TEXT NOT NULL, PRIMARY KEY (hook, state, rev)) WITHOUT ROWID`;
    this.#table = new Table(sql, "webhook_deliveries", columns);
  }

  /** Belongs into the turn of the commit. */
  add(hook: string, event: HookEvent, message: Message, now: number): void {
    this.#table.write(
      `INSERT OR IGNORE INTO webhook_deliveries VALUES (?, 'waiting', ?, ?, ?, ?, ?, 0, ?, NULL, NULL, ?)`,
      ...[hook, message.rev, event, message.seq, now, now, now, JSON.stringify(message)],
    );
  }

  head(hook: string): DueRow | undefined {
    const [row] = this.#table.rows<Row>(
      `SELECT * FROM webhook_deliveries WHERE hook = ? AND state = 'waiting' ORDER BY rev LIMIT 1`,
      hook,
    );
    if (!row) return undefined;
    const { rev, event, at, since, tries, next_at: nextAt, message } = row;
    return { id: idOf(hook, rev), rev, event: event as HookEvent, at, since, tries, nextAt, message };
  }

  /** What waits for all addresses together. */
  get waiting(): { behind: number; since: number | null } {
    const [row] = this.#table.rows<{ n: number; since: number | null }>(
      `SELECT count(*) AS n, min(since) AS since FROM webhook_deliveries WHERE state = 'waiting'`,
    );
    return { behind: row?.n ?? 0, since: row?.since ?? null };
  }

  arrived(hook: string, { rev }: DueRow): undefined {
    this.#table.change(
      `UPDATE webhook_deliveries SET state = 'delivered', tries = tries + 1, failure = NULL, status = NULL, message = ''
       WHERE hook = ? AND state = 'waiting' AND rev = ?`,
      ...[hook, rev],
    );
    this.#keep(hook, "delivered", ARRIVED_KEPT);
  }

  failed(hook: string, { rev }: DueRow, why: Pick<Delivery, "failure" | "status">, nextAt: number): void {
    this.#table.change(
      `UPDATE webhook_deliveries SET tries = tries + 1, failure = ?, status = ?, next_at = ?
       WHERE hook = ? AND state = 'waiting' AND rev = ?`,
      ...[why.failure ?? null, why.status ?? null, nextAt, hook, rev],
    );
    // One that waits behind it waits for the same reason.
    const [row] = this.#table.rows<{ n: number }>(
      `SELECT count(*) AS n FROM webhook_deliveries WHERE hook = ? AND state = 'waiting'`,
      hook,
    );
    const over = (row?.n ?? 0) - WAITING_MAX;
    if (over > 0) this.#giveUpOldest(hook, over, why);
  }

  giveUp(hook: string, { rev }: DueRow, why: Pick<Delivery, "failure" | "status">): void {
    this.#table.change(
      `UPDATE webhook_deliveries SET state = 'undeliverable', tries = tries + 1, failure = ?, status = ?
       WHERE hook = ? AND state = 'waiting' AND rev = ?`,
      ...[why.failure ?? null, why.status ?? null, hook, rev],
    );
    this.#keep(hook, "undeliverable", UNDELIVERABLE_KEPT);
  }

  #giveUpOldest(hook: string, count: number, why: Pick<Delivery, "failure" | "status">): void {
    this.#table.change(
      `UPDATE webhook_deliveries SET state = 'undeliverable', failure = ?, status = ? WHERE hook = ? AND state = 'waiting'
       AND rev IN (SELECT rev FROM webhook_deliveries WHERE hook = ? AND state = 'waiting' ORDER BY rev LIMIT ?)`,
      ...[why.failure ?? null, why.status ?? null, hook, hook, count],
    );
    this.#keep(hook, "undeliverable", UNDELIVERABLE_KEPT);
  }

  /** An undeliverable one waits again, for a day from now. False where there is none. */
  again(hook: string, id: string, now: number): boolean {
    const rev = Number(id.split("_").at(-1));
    const [row] = this.#table.rows<Row>(
      `SELECT * FROM webhook_deliveries WHERE hook = ? AND state = 'undeliverable' AND rev = ?`,
      ...[hook, rev],
    );
    if (!row || idOf(hook, rev) !== id) return false;
    this.#table.change(
      `UPDATE webhook_deliveries SET state = 'waiting', since = ?, tries = 0, next_at = ?
       WHERE hook = ? AND state = 'undeliverable' AND rev = ?`,
      ...[now, now, hook, rev],
    );
    return true;
  }

  /** What waits need not wait any longer. */
  atOnce(hook: string, now: number): void {
    this.#table.change(
      `UPDATE webhook_deliveries SET next_at = ? WHERE hook = ? AND state = 'waiting' AND next_at > ?`,
      ...[now, hook, now],
    );
  }

  list(hook: string): Delivery[] {
    return (["waiting", "undeliverable", "delivered"] as const).flatMap((state) =>
      this.#table
        .rows<Row>(
          `SELECT * FROM webhook_deliveries WHERE hook = ? AND state = ? ORDER BY rev DESC LIMIT ${LISTED}`,
          ...[hook, state],
        )
        .map(deliveryOf),
    );
  }

  forget(hook: string): undefined {
    this.#table.change(`DELETE FROM webhook_deliveries WHERE hook = ?`, hook);
  }

  #keep(hook: string, state: Row["state"], most: number): void {
    this.#table.change(
      `DELETE FROM webhook_deliveries WHERE hook = ?1 AND state = ?2 AND rev <= (
        SELECT rev FROM webhook_deliveries WHERE hook = ?1 AND state = ?2 ORDER BY rev DESC LIMIT 1 OFFSET ?3)`,
      ...[hook, state, most],
    );
  }
}

const idOf = (hook: string, rev: number) => `evt_${hook}_${rev}`;

function deliveryOf({ hook, state, rev, event, seq, at, tries, next_at: nextAt, failure, status }: Row): Delivery {
  return {
    ...{ id: idOf(hook, rev), event: event as HookEvent, seq, at, state, tries },
    ...(failure !== null && { failure: failure as NonNullable<Delivery["failure"]> }),
    ...(status !== null && { status }),
    ...(state === "waiting" && { nextAt }),
  };
}
