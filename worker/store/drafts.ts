/** Words that were not sent yet, for all devices of their writer. */
import { and, eq, sql } from "drizzle-orm";
import { DRAFTS_MAX, type Draft } from "../../protocol/index.ts";
import type { Permit } from "../access.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { drafts } from "./schema.ts";

/** One row written. False when there are as many drafts as there can be. */
export async function keepDraft(
  db: Db,
  { channel, member }: Permit<"readChannel">,
  body: string,
  at: number,
): Promise<boolean> {
  const kept = await raw(
    db,
    sql`insert into drafts (member_no, channel_no, body, at)
      select ${member.no}, ${channel.no}, ${body}, ${at}
      where (select count(*) from drafts where member_no = ${member.no} and channel_no <> ${channel.no}) < ${DRAFTS_MAX}
      on conflict do update set body = excluded.body, at = excluded.at returning at`,
  );
  return kept.length > 0;
}

/** False when there was none. */
export async function dropDraft(db: Db, { channel, member }: Permit<"readChannel">): Promise<boolean> {
  const dropped = await db
    .delete(drafts)
    .where(and(eq(drafts.memberNo, member.no), eq(drafts.channelNo, channel.no)))
    .returning({ at: drafts.at });
  return dropped.length > 0;
}

/** The newest first; what is kept for a channel that one left waits for the day one is in it again. */
export async function draftsOf(db: Db, { member }: Permit<"readWorkspace">): Promise<Draft[]> {
  return raw<Draft>(
    db,
    sql`select c.id as channel, d.body, d.at from drafts d
      join channels c on c.no = d.channel_no
      join memberships s on s.channel_no = coalesce(c.parent_no, c.no) and s.member_no = d.member_no
      where d.member_no = ${member.no} order by d.at desc limit ${DRAFTS_MAX}`,
  );
}
