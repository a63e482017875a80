/** What was asked to be taken out for good: asked once, taken back within its time, and what became of it. */
import { and, eq, isNull, lt, sql, type SQL } from "drizzle-orm";
import { ERASED_AFTER_MS, type ErasureCounts, type Receipt } from "../../protocol/erasures.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { erasures, workspaces } from "./schema.ts";

/** Each is a call of an object. */
const OVERDUE_AT_ONCE = 20;

export type ErasureRow = typeof erasures.$inferSelect;
type What = Pick<ErasureRow, "of" | "no">;

const standing = ({ of, no }: What) =>
  and(eq(erasures.of, of), eq(erasures.no, no), isNull(erasures.takenBackAt), isNull(erasures.doneAt));

/** A statement for a batch: asked for, unless it is already. */
export const askStatement = (
  db: Db,
  id: string,
  { of, no }: What,
  now: number,
  {
    askedBy = null,
    onlyIf = sql`1`,
    after = ERASED_AFTER_MS,
  }: { askedBy?: number | null; onlyIf?: SQL; after?: number } = {},
) =>
  raw(
    db,
    sql`insert into erasures (id, "of", no, asked_at, due_at, asked_by)
      select ${id}, ${of}, ${no}, ${now}, ${now + after}, ${askedBy} where ${onlyIf} on conflict do nothing`,
  );

/** The one that waits or is under way; undefined where nothing is to go. */
export const standingErasure = (db: Db, what: What): Promise<ErasureRow | undefined> =>
  db.select().from(erasures).where(standing(what)).get();

export const erasureById = (db: Db, id: string): Promise<ErasureRow | undefined> =>
  db.select().from(erasures).where(eq(erasures.id, id)).get();

/** Those whose time has come and that are not done: what should be under way. */
export const overdueErasures = (db: Db, now: number): Promise<ErasureRow[]> =>
  db
    .select()
    .from(erasures)
    .where(and(lt(erasures.dueAt, now), isNull(erasures.takenBackAt), isNull(erasures.doneAt)))
    .limit(OVERDUE_AT_ONCE)
    .all();

/**
 * The class is to go, in a week: everybody in it is told by its row. Of two owners who ask at once, one asks and both are answered with
 * the same. @returns the job
 */
export async function askToDeleteClass(db: Db, permit: Permit<"deleteWorkspace">, now: number): Promise<ErasureRow> {
  const { workspace, member } = permit;
  const leaving = JSON.stringify({ askedAt: now, dueAt: now + ERASED_AFTER_MS });
  await db.batch([
    askStatement(db, publicId(), { of: "class", no: workspace.no }, now, { askedBy: member.no }),
    auditStatement(db, permit, { act: "classDeletionAsked" }, now, somethingChanged),
    raw(
      db,
      sql`update workspaces set meta = json_set(coalesce(meta, '{}'), '$.leaving', json(${leaving})) where no = ${workspace.no} and changes() > 0`,
    ),
  ]);
  return (await standingErasure(db, { of: "class", no: workspace.no }))!;
}

/** @returns false where there is nothing to take back, or no more */
export async function keepClass(db: Db, permit: Permit<"deleteWorkspace">, now: number): Promise<boolean> {
  const { no } = permit.workspace;
  const [kept] = await db.batch([
    raw(
      db,
      sql`update erasures set taken_back_at = ${now} where "of" = 'class' and no = ${no} and taken_back_at is null and done_at is null
        and due_at > ${now} returning no`,
    ),
    auditStatement(db, permit, { act: "classDeletionTakenBack" }, now, somethingChanged),
    raw(db, sql`update workspaces set meta = json_remove(meta, '$.leaving') where no = ${no} and changes() > 0`),
  ]);
  return kept.length > 0;
}

/** Of an account that was opened again. */
export const keepAccountStatement = (db: Db, userNo: number, now: number) =>
  raw(
    db,
    sql`update erasures set taken_back_at = ${now} where "of" = 'account' and no = ${userNo} and taken_back_at is null and done_at is null
      and exists (select 1 from users where no = ${userNo} and closed_at is null)`,
  );

export async function finishErasure(db: Db, id: string, counts: ErasureCounts, now: number): Promise<void> {
  await db
    .update(erasures)
    .set({ doneAt: now, counts })
    .where(and(eq(erasures.id, id), isNull(erasures.doneAt)));
}

export const toReceipt = ({ of, askedAt, dueAt, takenBackAt, doneAt, counts }: ErasureRow): Receipt => ({
  ...{ of, askedAt, dueAt },
  ...(takenBackAt !== null && { takenBackAt }),
  ...(doneAt !== null && { doneAt }),
  ...(counts !== null && { counts }),
});

/** Public id of a class by its number; undefined where it is gone. */
export const classByNo = (db: Db, no: number): Promise<{ no: number; id: string } | undefined> =>
  db.select({ no: workspaces.no, id: workspaces.id }).from(workspaces).where(eq(workspaces.no, no)).get();
