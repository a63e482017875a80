/** Words that were not sent yet, for all devices of their writer. */
import { and, eq, lt, sql } from "drizzle-orm";
import { DRAFTS_MAX, type Draft } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";
import { drafts } from "./schema.ts";

/** Rows of drafts that were thrown away stay for so long: what was typed before that may arrive later. */
const EMPTIED_STORED_MS = 7 * 24 * 3_600_000;

/** What is there now. `isKept` false: something else, which was typed later. */
export interface StoredDraft {
  isStored: boolean;
  body: string;
  at: number;
}

const here = ({ channel, member }: Permit<"readChannel">) =>
  and(eq(drafts.memberNo, member.no), eq(drafts.channelNo, channel.no));

function nowThere(db: Db, permit: Permit<"readChannel">) {
  return db.select({ body: drafts.body, at: drafts.at }).from(drafts).where(here(permit));
}

/** One row written. `at`: when it was typed, ms. Undefined when there are as many drafts as there can be. */
export async function storeDraft(
  db: Db,
  permit: Permit<"readChannel">,
  body: string,
  at: number,
): Promise<StoredDraft | undefined> {
  const { channel, member } = permit;
  const [kept, [there]] = await db.batch([
    raw(
      db,
      sql`insert into drafts (member_no, channel_no, body, at)
      select ${member.no}, ${channel.no}, ${body}, ${at}
      where (select count(*) from drafts where member_no = ${member.no} and channel_no <> ${channel.no} and body <> '') < ${DRAFTS_MAX}
      on conflict do update set body = excluded.body, at = excluded.at where excluded.at >= drafts.at returning at`,
    ),
    nowThere(db, permit),
  ]);
  if (kept.length > 0) return { isStored: true, body, at };
  return there && there.at > at ? { isStored: false, ...there } : undefined;
}

/** One row written: an empty one, which tells what was typed before it that it comes too late. */
export async function dropDraft(db: Db, permit: Permit<"readChannel">, at: number): Promise<StoredDraft> {
  const { channel, member } = permit;
  const [dropped, [there]] = await db.batch([
    raw(
      db,
      sql`insert into drafts (member_no, channel_no, body, at) values (${member.no}, ${channel.no}, '', ${at})
      on conflict do update set body = '', at = excluded.at where excluded.at >= drafts.at returning at`,
    ),
    nowThere(db, permit),
    db
      .delete(drafts)
      .where(and(eq(drafts.memberNo, member.no), eq(drafts.body, ""), lt(drafts.at, at - EMPTIED_STORED_MS))),
  ]);
  return dropped.length > 0 || !there ? { isStored: true, body: "", at } : { isStored: false, ...there };
}

/** The newest first; what is kept for a channel that one left waits for the day one is in it again. */
export async function draftsOf(db: Db, { member }: Permit<"readWorkspace">): Promise<Draft[]> {
  return raw<Draft>(
    db,
    sql`select c.id as channel, d.body, d.at from drafts d
      join channels c on c.no = d.channel_no
      join memberships s on s.channel_no = coalesce(c.parent_no, c.no) and s.member_no = d.member_no
      where d.member_no = ${member.no} and d.body <> '' order by d.at desc limit ${DRAFTS_MAX}`,
  );
}
