/**
 * One object for the whole of PLACE: it keeps by the hour what isolates counted (tally.ts), for each class and in sum. Each report is at most
 * one row for each class in it and one for the sum. It needs neither D1 nor R2, so that it tells of them while they are away.
 */
import { DurableObject } from "cloudflare:workers";
import { addTo, ALL, HOUR_MS, type HourOf } from "../tally.ts";
import type { Flood, MeterCalls, Read } from "./contract.ts";

/** The sum over all classes; its hour 0: all that is older than what is kept by the hour. */
const SUM = "*";
const KEPT_HOURS = 25;
const FLOODS_KEPT_MS = 7 * 24 * HOUR_MS;
const FLOODS_SHOWN = 20;
/** Of one class. A program that comes back again and again is one row each time. */
const FLOODS_KEPT = 100;

type Row = { scope: string; hour: number; counts: string };

export class Meter extends DurableObject<Env> implements MeterCalls {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql.exec(`CREATE TABLE IF NOT EXISTS hours (scope TEXT NOT NULL, hour INTEGER NOT NULL, counts TEXT NOT NULL,
        PRIMARY KEY (scope, hour)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS floods (workspace TEXT NOT NULL, at INTEGER NOT NULL, flood TEXT NOT NULL,
        PRIMARY KEY (workspace, at)) WITHOUT ROWID;`);
  }

  get #sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  async report(hours: HourOf[]): Promise<void> {
    const oldest = Math.floor(Date.now() / HOUR_MS) - KEPT_HOURS;
    const sums = new Map<number, Record<string, number>>();
    for (const { scope, hour, counts } of hours) {
      const sum = sums.get(hour) ?? {};
      addTo(sum, counts);
      sums.set(hour, sum);
      // What is PLACE's alone stands in the sum.
      if (scope !== ALL && hour >= oldest) this.#add(scope, hour, counts);
    }
    for (const [hour, counts] of sums) this.#add(SUM, hour < oldest ? 0 : hour, counts);
    this.#fold(oldest);
  }

  async flooded(workspaceId: string, flood: Flood): Promise<void> {
    this.#sql.exec(
      `INSERT OR REPLACE INTO floods (workspace, at, flood) VALUES (?, ?, ?)`,
      ...[workspaceId, flood.at, JSON.stringify(flood)],
    );
    this.#sql.exec(
      `DELETE FROM floods WHERE workspace = ?1 AND (at < ?2 OR at <= (SELECT at FROM floods WHERE workspace = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?3))`,
      ...[workspaceId, Date.now() - FLOODS_KEPT_MS, FLOODS_KEPT],
    );
  }

  async read(workspaceId: string): Promise<Read> {
    const floods = this.#sql
      .exec<{ flood: string }>(
        `SELECT flood FROM floods WHERE workspace = ? AND at >= ? ORDER BY at DESC LIMIT ${FLOODS_SHOWN}`,
        ...[workspaceId, Date.now() - FLOODS_KEPT_MS],
      )
      .toArray()
      .map(({ flood }) => JSON.parse(flood) as Flood);
    return { ofClass: this.#hoursOf(workspaceId), ofAll: this.#hoursOf(SUM), floods };
  }

  async totals(): Promise<Record<string, number>> {
    const totals: Record<string, number> = {};
    for (const { counts } of this.#sql.exec<Row>(`SELECT * FROM hours WHERE scope = ?`, SUM))
      addTo(totals, JSON.parse(counts) as Record<string, number>);
    return totals;
  }

  async forget(workspaceId: string): Promise<void> {
    this.#sql.exec(`DELETE FROM hours WHERE scope = ?`, workspaceId);
    this.#sql.exec(`DELETE FROM floods WHERE workspace = ?`, workspaceId);
  }

  async ping(): Promise<true> {
    return true;
  }

  #hoursOf(scope: string): HourOf[] {
    const since = Math.floor(Date.now() / HOUR_MS) - KEPT_HOURS + 1;
    return this.#sql
      .exec<Row>(`SELECT * FROM hours WHERE scope = ? AND hour >= ? ORDER BY hour`, ...[scope, since])
      .toArray()
      .map((row) => ({ scope, hour: row.hour, counts: JSON.parse(row.counts) as Record<string, number> }));
  }

  #add(scope: string, hour: number, counts: Record<string, number>): void {
    const [row] = this.#sql.exec<Row>(`SELECT * FROM hours WHERE scope = ? AND hour = ?`, ...[scope, hour]);
    const sum = row ? (JSON.parse(row.counts) as Record<string, number>) : {};
    addTo(sum, counts);
    this.#sql.exec(
      `INSERT OR REPLACE INTO hours (scope, hour, counts) VALUES (?, ?, ?)`,
      ...[scope, hour, JSON.stringify(sum)],
    );
  }

  /** What is too old to be told by the hour: of the sum it goes into its hour 0, without its minutes; of classes it goes. */
  #fold(oldest: number): void {
    const old = this.#sql
      .exec<Row>(`SELECT * FROM hours WHERE scope = ? AND hour > 0 AND hour < ?`, ...[SUM, oldest])
      .toArray();
    if (old.length === 0) return;
    const folded: Record<string, number> = {};
    for (const { counts } of old) addTo(folded, JSON.parse(counts) as Record<string, number>);
    this.#add(SUM, 0, Object.fromEntries(Object.entries(folded).filter(([name]) => !name.includes("@"))));
    this.#sql.exec(`DELETE FROM hours WHERE hour > 0 AND hour < ?`, oldest);
  }
}
