/** Whom a member blocked. Only they are told. */
import { and, eq, sql, type SQL } from "drizzle-orm";
import { BLOCKS_MAX } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { blocks } from "./schema.ts";

/** Ids of those whom the member `memberNo` blocked, the newest first. A query to run alone or in a batch. */
export function blockedBy(db: Db, memberNo: number | SQL) {
  return raw<{ id: string }>(
    db,
    sql`select m.id from blocks b join members m on m.no = b.blocked_no where b.member_no = ${memberNo} order by b.at desc`,
  );
}

/** Ids of those who blocked the member `memberNo`. A query to run alone or in a batch. */
export function blockersOf(db: Db, memberNo: number | SQL) {
  return raw<{ id: string }>(
    db,
    sql`select m.id from blocks b join members m on m.no = b.member_no where b.blocked_no = ${memberNo}`,
  );
}

/** False when there are as many as there can be. */
export async function block(db: Db, { member }: Permit<"editOwnSettings">, otherNo: number): Promise<boolean> {
  const done = await raw(
    db,
    sql`insert into blocks (member_no, blocked_no, at)
      select ${member.no}, ${otherNo}, ${Date.now()}
      where (select count(*) from blocks where member_no = ${member.no} and blocked_no <> ${otherNo}) < ${BLOCKS_MAX}
      on conflict do update set at = at returning blocked_no`,
  );
  return done.length > 0;
}

export async function unblock(db: Db, { member }: Permit<"editOwnSettings">, otherNo: number): Promise<void> {
  await db.delete(blocks).where(and(eq(blocks.memberNo, member.no), eq(blocks.blockedNo, otherNo)));
}
