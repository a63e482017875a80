/**
 * The backups of a class, made by the alarm, a few seconds at a time, so that one goes on wherever the object, the isolate or the machine
 * ended. A step writes one object of about 4 MB to R2 and notes that it did in one turn. Before a backup counts, all of it is read back
 * and compared; then the oldest of more than seven goes.
 */
import { DurableObject } from "cloudflare:workers";
import * as v from "valibot";
import { BackupListSchema, backupPrefix, listKey, rowsEntry, type BackupList } from "../../protocol/archive/backup.ts";
import { toText } from "../../protocol/archive/chain.ts";
import { BACKUPS_KEPT, type Backup } from "../../protocol/backups.ts";
import { sha256 } from "../sha256.ts";
import type { Entry } from "../archive/parts.ts";
import { Pieces, tarOf, type Place } from "../archive/pieces.ts";
import { bucketOf } from "../files/bucket.ts";
import { log } from "../log.ts";
import { backOff } from "../room/followers/back-off.ts";
import { BEGINNING, classAfter, readPage, type BackupRow } from "../store/backup.ts";
import { publicId } from "../store/public-id.ts";
import { noteClasses } from "./classes.ts";
import { backupsOf, type BackupJob, type BackupOrder } from "./contract.ts";
import { BackupLedger, type EntryHead, type Job, type Kept } from "./ledger.ts";
import { countLines, endOf, SECTIONS } from "./rest.ts";

/** The alarm works for so long, or so many steps, and rings again at once: an invocation may make fifty calls on the free plan. */
const SLICE_MS = 5_000;
const STEPS_MAX = 2;
/** Failures in a row: some hours of the night. */
const TRIES_MAX = 12;
/** Of a piece, about, and round trips that it may take: what is held at once. */
const PIECE_BYTES = 4 * 1024 * 1024;
const READS_MAX = 16;
const CHECKED_AT_ONCE = 4;

const utf8 = new TextEncoder();

export class ClassBackups extends DurableObject<Env> implements BackupJob {
  readonly #ledger = new BackupLedger(this.ctx.storage);

  async list(workspaceId: string): Promise<Backup[]> {
    await this.#knowStored(workspaceId);
    const { job } = this.#ledger;
    return [...(job ? [this.#making(job)] : []), ...this.#ledger.backups().map(told)];
  }

  async make(order: BackupOrder, andNext: boolean): Promise<Backup[]> {
    await this.#knowStored(order.workspaceId);
    const { job } = this.#ledger;
    if (job && andNext) this.#ledger.job = { ...job, andNext };
    if (!job) this.#begin(order, andNext);
    await this.ctx.storage.setAlarm(Date.now());
    return this.list(order.workspaceId);
  }

  /** An object that is new, and a class that had backups before: after all objects were lost. */
  async #knowStored(workspaceId: string): Promise<void> {
    const bucket = (this.env as Partial<Env>).FILES;
    if (!bucket || this.#ledger.hasLooked) return;
    const stored = await bucket.get(listKey(workspaceId));
    const list = stored && v.parse(BackupListSchema, await stored.json());
    this.#ledger.inOne(() => {
      for (const one of list?.backups ?? [])
        this.#ledger.keep({ ...one, state: "kept", bytes: one.pieces.reduce((sum, { bytes }) => sum + bytes, 0) });
      this.#ledger.hasLooked = true;
    });
  }

  #begin(order: BackupOrder, andNext: boolean): void {
    // For whom there is no bucket, it is refused before anything is begun.
    bucketOf(this.env);
    this.#ledger.inOne(() => {
      this.#ledger.clearPieces();
      const begun = { id: publicId(), startedAt: Date.now(), phase: "read" as const, at: BEGINNING };
      this.#ledger.job = { ...order, ...begun, piece: 0, rows: {}, andNext, tries: 0 };
    });
  }

  async end(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  override async alarm(): Promise<void> {
    const until = Date.now() + SLICE_MS;
    try {
      for (let steps = 0; steps < STEPS_MAX && Date.now() < until; steps++) if (!(await this.step())) return;
      await this.ctx.storage.setAlarm(Date.now());
    } catch (error) {
      await this.#failed(error);
    }
  }

  /** One step of it. @returns whether there is more to do @throws as D1 and R2 do: it is to be made again */
  async step(): Promise<boolean> {
    const { job } = this.#ledger;
    if (!job) return false;
    if (job.phase === "read") await this.#read(job);
    else if (job.phase === "check") await this.#check(job);
    else return this.#finish(job);
    return true;
  }

  /** One piece of rows. */
  async #read(job: Job): Promise<void> {
    const entries: Entry[] = [];
    const heads: EntryHead[] = [];
    const rows = { ...job.rows };
    let bytes = 0;
    let at: Job["at"] | null = job.at;
    for (let reads = 0; at && bytes < PIECE_BYTES && reads < READS_MAX; reads++) {
      const page = await readPage(this.env.DB, job.workspaceNo, at);
      at = page.next;
      const count = page.rows.length;
      if (count === 0) continue;
      const lines = linesOf(page.rows);
      const name = rowsEntry(page.table, (rows[page.table] ?? 0) + 1);
      entries.push({ name, bytes: lines });
      heads.push({ entry: name, hash: toText(sha256(lines)), rows: count });
      rows[page.table] = (rows[page.table] ?? 0) + count;
      bytes += lines.byteLength;
    }
    const n = job.piece + (entries.length > 0 ? 1 : 0);
    const tar = await tarOf(entries, job.startedAt);
    if (entries.length > 0) await bucketOf(this.env).put(this.#keyOf(job, { section: SECTIONS.rows, n }), tar);
    this.#commit(job, () => {
      if (entries.length > 0)
        this.#ledger.addPiece({ n, bytes: tar.byteLength, hash: toText(sha256(tar)), lines: countLines(tar) }, heads);
      Object.assign(job, { rows, piece: n }, at ? { at } : { phase: "check", piece: 0 });
    });
  }

  /** Some of the pieces, as R2 has them now. */
  async #check(job: Job): Promise<void> {
    const pieces = this.#ledger.pieces(job.piece, CHECKED_AT_ONCE);
    for (const { n, hash, bytes, lines } of pieces) {
      const object = await bucketOf(this.env).get(this.#keyOf(job, { section: SECTIONS.rows, n }));
      const stored = object && new Uint8Array(await object.arrayBuffer());
      const isSame = stored?.byteLength === bytes && countLines(stored) === lines && toText(sha256(stored)) === hash;
      if (!isSame) throw new Differs(`piece ${n} of a backup is not as it was written`);
    }
    const last = pieces.at(-1);
    this.#commit(job, () => Object.assign(job, last ? { piece: last.n } : { phase: "finish" }));
  }

  async #finish(job: Job): Promise<false> {
    const { root, pieces } = await endOf(this.env, this.#ledger, job, (place) => this.#keyOf(job, place));
    const { id, startedAt, rows } = job;
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
    const kept: Kept = { id, state: "kept", startedAt, verifiedAt: Date.now(), rows, bytes, root, pieces };
    const whole = this.#ledger.backups().filter(({ state }) => state === "kept");
    const old = whole.slice(BACKUPS_KEPT - 1);
    const list = {
      class: { id: job.workspaceId, name: job.workspaceName },
      backups: [kept, ...whole.slice(0, BACKUPS_KEPT - 1)],
    };
    await bucketOf(this.env).put(listKey(job.workspaceId), JSON.stringify(listed(list)));
    // The night did it for all of them.
    if (!job.andNext) await noteClasses(this.env);
    this.#ledger.inOne(() => {
      // What failed before is of no interest any more.
      for (const { id, state } of this.#ledger.backups()) if (state === "failed") this.#ledger.forget(id);
      for (const { id } of old) this.#ledger.forget(id);
      this.#ledger.keep(kept);
      this.#ledger.clearPieces();
      this.#ledger.job = null;
    });
    for (const one of old) await this.#drop(job.workspaceId, one.id);
    await this.#next(job);
    return false;
  }

  async #failed(error: unknown): Promise<void> {
    const { job } = this.#ledger;
    if (!job) return;
    const tries = job.tries + 1;
    log.fault("backup", error, { workspace: job.workspaceId, tries });
    if (tries < TRIES_MAX && !(error instanceof Differs)) {
      this.#ledger.job = { ...job, tries };
      return this.ctx.storage.setAlarm(Date.now() + backOff(tries));
    }
    const { id, startedAt, rows } = job;
    this.#ledger.inOne(() => {
      this.#ledger.keep({ id, state: "failed", startedAt, rows, bytes: 0, pieces: [] });
      this.#ledger.clearPieces();
      this.#ledger.job = null;
    });
    await this.#drop(job.workspaceId, id).catch((again: unknown) => log.fault("backup", again));
    await this.#next(job);
  }

  /** The class behind this one, when the whole night's are made. A lost call is made up for by the next night. */
  async #next({ andNext, workspaceNo }: Job): Promise<void> {
    if (!andNext) return;
    try {
      const next = await classAfter(this.env.DB, workspaceNo);
      if (next) await backupsOf(this.env, next.workspaceId).make(next, true);
    } catch (error) {
      log.fault("backup", error);
    }
  }

  async #drop(workspaceId: string, id: string): Promise<void> {
    await new Pieces(bucketOf(this.env), backupPrefix(workspaceId, id)).dropAll();
  }

  #keyOf({ workspaceId, id }: Job, place: Place): string {
    return new Pieces(bucketOf(this.env), backupPrefix(workspaceId, id)).keyOf(place);
  }

  #commit(job: Job, note: () => void): void {
    this.#ledger.inOne(() => {
      note();
      job.tries = 0;
      this.#ledger.job = job;
    });
  }

  #making({ id, startedAt, rows }: Job): Backup {
    return { id, state: "making", startedAt, rows, bytes: this.#ledger.bytes };
  }
}

/** What R2 gave back is not what it was given. */
class Differs extends Error {}

const linesOf = (rows: readonly BackupRow[]) => utf8.encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
const told = ({ pieces: _pieces, ...backup }: Kept): Backup => backup;
const listed = ({ class: of, backups }: { class: BackupList["class"]; backups: Kept[] }): BackupList => ({
  class: of,
  backups: backups.map(({ id, startedAt, verifiedAt = 0, rows, root = "", pieces }) => ({
    ...{ id, startedAt, verifiedAt, rows, root, pieces },
  })),
});
