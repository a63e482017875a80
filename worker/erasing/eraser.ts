/**
 * One object for each thing that is to be taken out: it waits for its time, then takes a step after the other until nothing is left. What it
 * has done stands in its storage before the next step, and its alarm rings again where it dies: a step that was cut is done once more.
 */
import { DurableObject } from "cloudflare:workers";
import { log } from "../log.ts";
import { openDb } from "../store/db.ts";
import { erasureById, finishErasure, type ErasureRow } from "../store/erasures.ts";
import { ACCOUNT_BEGINS, eraseAccount } from "./account.ts";
import { CLASS_BEGINS, eraseClass } from "./class.ts";
import type { Progress } from "./job.ts";

/** Between two tries where something is away. */
const RETRY_MS = 60_000;
const ID = "id";
const PROGRESS = "progress";

export class Eraser extends DurableObject<Env> {
  /** Asked as often as one likes: it waits for the same. @param dueAt ms since 1970 */
  async wait(id: string, dueAt: number): Promise<void> {
    this.ctx.storage.kv.put(ID, id);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Math.max(dueAt, Date.now()));
  }

  /** Never rejects: an alarm that throws is tried six times by the runtime, then never again. */
  override async alarm(): Promise<void> {
    try {
      const next = await this.#run();
      if (next === null) await this.ctx.storage.deleteAll();
      else await this.ctx.storage.setAlarm(next);
    } catch (error) {
      log.fault("erasing", error);
      await this.ctx.storage.setAlarm(Date.now() + RETRY_MS);
    }
  }

  /** @returns when it is to go on, ms since 1970; null: never */
  async #run(): Promise<number | null> {
    const db = openDb(this.env.DB);
    const id = this.ctx.storage.kv.get<string>(ID);
    const row = id === undefined ? undefined : await erasureById(db, id);
    if (!row || row.takenBackAt !== null || row.doneAt !== null) return null;
    if (row.dueAt > Date.now()) return row.dueAt;
    const after = await this.#step(row);
    if (!after?.isDone && after) {
      this.ctx.storage.kv.put(PROGRESS, after);
      return Date.now();
    }
    await finishErasure(db, row.id, after?.counts ?? this.#before(row).counts, Date.now());
    return null;
  }

  #step(row: ErasureRow) {
    const before = this.#before(row);
    // What is stored under an id is the progress of its own kind.
    return row.of === "class"
      ? eraseClass(this.env, row, before as Parameters<typeof eraseClass>[2])
      : eraseAccount(this.env, row, before as Parameters<typeof eraseAccount>[2]);
  }

  #before({ of }: ErasureRow): Progress<unknown> {
    const stored = this.ctx.storage.kv.get<Progress<unknown>>(PROGRESS);
    return stored ?? { state: of === "class" ? CLASS_BEGINS : ACCOUNT_BEGINS, counts: {} };
  }
}
