/** How much a class keeps in R2, counted in `workspaces.meta` beside its allowances: one row written for an upload, none for a message. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

const USED = sql`coalesce(json_extract(meta, '$.files.bytes'), 0)`;

export interface FileBytes {
  /** Bytes that are left. */
  left: number;
  /** How far what was never posted has been swept away, and when: ms since 1970. */
  sweptTo: number;
  sweptAt: number;
}

/** Null, and nothing taken, where less than `size` of `most` is left. One statement asks and takes. */
export async function takeFileBytes(
  db: Db,
  workspaceNo: number,
  size: number,
  most: number,
): Promise<FileBytes | null> {
  const [row] = (await raw(
    db,
    sql`update workspaces set meta = json_set(json_set(coalesce(meta, '{}'), '$.files', json(coalesce(json_extract(meta, '$.files'), '{}'))),
      '$.files.bytes', ${USED} + ${size})
    where no = ${workspaceNo} and ${USED} + ${size} <= ${most} returning json_extract(meta, '$.files') as files`,
  )) as { files: string }[];
  if (!row) return null;
  const {
    bytes,
    sweptTo = 0,
    sweptAt = 0,
  } = JSON.parse(row.files) as { bytes: number; sweptTo?: number; sweptAt?: number };
  return { left: most - bytes, sweptTo, sweptAt };
}

export async function giveBackFileBytes(db: Db, workspaceNo: number, size: number): Promise<void> {
  if (size > 0)
    await raw(
      db,
      sql`update workspaces set meta = json_set(meta, '$.files.bytes', max(0, ${USED} - ${size})) where no = ${workspaceNo}
        and json_extract(meta, '$.files') is not null`,
    );
}

/** Takes the next walk over what was never posted, so that one is on its way. @returns false where somebody else has it */
export async function takeSweep(db: Db, workspaceNo: number, seenAt: number, now: number): Promise<boolean> {
  const taken = await raw(
    db,
    sql`update workspaces set meta = json_set(meta, '$.files.sweptAt', ${now}) where no = ${workspaceNo}
      and coalesce(json_extract(meta, '$.files.sweptAt'), 0) = ${seenAt} returning no`,
  );
  return taken.length > 0;
}

/** Where a walk ended. @param at ms since 1970 */
export async function sweptTo(db: Db, workspaceNo: number, at: number): Promise<void> {
  await raw(db, sql`update workspaces set meta = json_set(meta, '$.files.sweptTo', ${at}) where no = ${workspaceNo}`);
}

/** What is left by the class's row as it was looked up, for who only asks. */
export function fileBytesLeft(meta: Record<string, unknown> | null, most: number): number {
  const { bytes = 0 } = (meta?.["files"] ?? {}) as { bytes?: number };
  return Math.max(0, most - bytes);
}
