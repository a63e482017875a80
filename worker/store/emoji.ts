/** The class's own emoji: which there are, which were removed, and what becomes of their names. */
import { sql, type SQL } from "drizzle-orm";
import { EMOJI_MAX, EMOJI_REMOVED_KEPT, type ClassEmoji } from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

export interface EmojiRow {
  name: string;
  version: string;
  /** Member id. */
  by: string;
  removedAt: number | null;
}

export function toEmoji({ name, version, by, removedAt }: EmojiRow): ClassEmoji {
  return { name, version, by, ...(removedAt !== null && { removed: true as const }) };
}

/** By name. A query to run alone or in a batch; `workspaceNo` may be a subquery. */
export function emojiRows(db: Db, workspaceNo: number | SQL, name?: string) {
  return raw<EmojiRow>(
    db,
    sql`select e.name, e.version, maker.id as "by", e.removed_at as removedAt
      from emoji e join members maker on maker.no = e.created_by
      where e.workspace_no = ${workspaceNo} ${name === undefined ? sql`` : sql`and e.name = ${name}`} order by e.name`,
  );
}

export async function findEmoji(db: Db, workspaceNo: number, name: string): Promise<EmojiRow | undefined> {
  return (await emojiRows(db, workspaceNo, name))[0];
}

export async function offeredCount(db: Db, workspaceNo: number): Promise<number> {
  const rows = await raw<{ count: number }>(
    db,
    sql`select count(*) as count from emoji e where e.workspace_no = ${workspaceNo} and e.removed_at is null`,
  );
  return rows[0]?.count ?? 0;
}

/**
 * The name of a removed emoji is free: from then on the new picture is shown, also where the old one was written. False where the
 * name is in use, or the class has as many as it can.
 */
export async function addEmoji(
  db: Db,
  { workspace, member }: Permit<"addEmoji">,
  { name, version, type, bytes }: { name: string; version: string; type: string; bytes: number },
  now: number,
): Promise<boolean> {
  const added = await raw(
    db,
    sql`insert into emoji (workspace_no, name, version, type, bytes, created_by, created_at)
      select ${workspace.no}, ${name}, ${version}, ${type}, ${bytes}, ${member.no}, ${now}
      where (select count(*) from emoji e where e.workspace_no = ${workspace.no} and e.removed_at is null) < ${EMOJI_MAX}
      on conflict do update set version = excluded.version, type = excluded.type, bytes = excluded.bytes,
        created_by = excluded.created_by, created_at = excluded.created_at, removed_at = null, removed_by = null
        where emoji.removed_at is not null
      returning name`,
  );
  return added.length > 0;
}

/** @returns those that were removed so long ago that they are forgotten now, with their pictures to drop */
export async function removeEmoji(
  db: Db,
  permit: Permit<"removeEmoji">,
  { name, by }: Pick<EmojiRow, "name" | "by">,
  now: number,
): Promise<{ name: string; version: string }[]> {
  const { workspace, member } = permit;
  const maker = sql`(select no from members where id = ${by} and workspace_no = ${workspace.no})`;
  const isOfAnother = by === member.id ? sql`0` : somethingChanged;
  const [, , forgotten] = await db.batch([
    raw(
      db,
      sql`update emoji set removed_at = ${now}, removed_by = ${member.no}
        where workspace_no = ${workspace.no} and name = ${name} and removed_at is null`,
    ),
    auditStatement(db, permit, { act: "emojiRemoved", subject: maker, details: { name } }, now, isOfAnother),
    raw<{ name: string; version: string }>(
      db,
      sql`delete from emoji where workspace_no = ${workspace.no} and name in (
        select e.name from emoji e where e.workspace_no = ${workspace.no} and e.removed_at is not null
        order by e.removed_at desc limit -1 offset ${EMOJI_REMOVED_KEPT}) returning name, version`,
    ),
  ]);
  return forgotten;
}

const OFFERED = `SELECT 1 FROM emoji WHERE workspace_no = ? AND name = ? AND removed_at IS NULL`;

/** For rooms: one row read, by the key. */
export async function isOffered(d1: D1Database, workspaceNo: number, name: string): Promise<boolean> {
  return (await d1.prepare(OFFERED).bind(workspaceNo, name).first()) !== null;
}
