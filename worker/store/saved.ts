/** Messages that somebody saved for themselves, and those that name them: found by member, shown with their messages. */
import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import { MENTIONS_PAGE, SAVED_MAX, type Mention, type SavedMark, type SavedMessage } from "../../protocol/index.ts";
import { wasOf } from "./claims.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
import { raw } from "./raw.ts";
import { members, saved } from "./schema.ts";
import { KEYS } from "./message-key.ts";

/** Saving again changes the note and keeps the day. Undefined when there are as many as there can be. */
export async function saveMessage(
  db: Db,
  { channel, member }: Permit<"readChannel">,
  seq: number,
  note: string,
  now: number,
): Promise<{ note: string; at: number } | undefined> {
  const rows = await raw<{ note: string; at: number }>(
    db,
    sql`insert into saved (member_no, channel_no, seq, note, at)
      select ${member.no}, ${channel.no}, ${seq}, ${note}, ${now}
      where (select count(*) from saved where member_no = ${member.no} and (channel_no <> ${channel.no} or seq <> ${seq})) < ${SAVED_MAX}
      on conflict do update set note = excluded.note returning note, at`,
  );
  return rows[0];
}

/** False when it was not saved. */
export async function unsaveMessage(db: Db, { channel, member }: Permit<"readChannel">, seq: number): Promise<boolean> {
  const gone = await db
    .delete(saved)
    .where(and(eq(saved.memberNo, member.no), eq(saved.channelNo, channel.no), eq(saved.seq, seq)))
    .returning({ seq: saved.seq });
  return gone.length > 0;
}

// What one may no longer read is left out, and is there again for who comes back.
const readable = sql`join memberships inside on inside.channel_no = coalesce(c.parent_no, c.no) and inside.member_no = mine.member_no`;

/** Which messages they saved, the newest first. A query to run alone or in a batch; `memberNo` may be a subquery. */
export function savedMarks(db: Db, memberNo: number | SQL) {
  return raw<SavedMark>(
    db,
    sql`select c.id as channel, mine.seq, mine.note, mine.at from saved mine
      join channels c on c.no = mine.channel_no ${readable}
      where mine.member_no = ${memberNo} order by mine.at desc limit ${SAVED_MAX}`,
  );
}

export async function savedMessages(db: Db, { member }: Permit<"readWorkspace">): Promise<SavedMessage[]> {
  const rows = await raw<KeyedRow & { channel: string; channelNo: number; note: string; savedAt: number }>(
    db,
    sql`select c.id as channel, c.no as channelNo, mine.note, mine.at as savedAt, ${sql.raw(publicColumns("m"))} from saved mine
      join channels c on c.no = mine.channel_no ${readable}
      join messages m on m.key = mine.channel_no * ${KEYS} + mine.seq
      where mine.member_no = ${member.no} order by mine.at desc limit ${SAVED_MAX}`,
  );
  return rows.map((row) => {
    const message = messageIn(row.channelNo, row);
    return { channel: row.channel, seq: message.seq, note: row.note, at: row.savedAt, message };
  });
}

/**
 * Messages that name them, in channels that they are in, the newest first. Each channel gives its newest ones, found by the key
 * of `mentions`, and the channels by going from one to the next there: what lies behind them is not read.
 * @param before ms since 1970: only what is older
 */
export async function mentionsOf(db: Db, { member }: Permit<"readWorkspace">, before: number): Promise<Mention[]> {
  const mine = await mentionsOfOne(db, member.no, member.no, before);
  const was = wasOf(member.meta);
  if (was.length === 0) return mine;
  const imported = await db.select({ no: members.no }).from(members).where(inArray(members.id, was));
  const theirs = await Promise.all(imported.map(({ no }) => mentionsOfOne(db, member.no, no, before)));
  const all = new Map([...mine, ...theirs.flat()].map((each) => [`${each.channel} ${each.message.seq}`, each]));
  return [...all.values()].sort((a, b) => b.message.at - a.message.at).slice(0, MENTIONS_PAGE);
}

/** @param readerNo whose channels they stand in @param memberNo whom they name: the reader, or whom the reader was found to be */
async function mentionsOfOne(db: Db, readerNo: number, memberNo: number, before: number): Promise<Mention[]> {
  const rows = await raw<KeyedRow & { channel: string; channelNo: number }>(
    db,
    sql`select c.id as channel, c.no as channelNo, ${sql.raw(publicColumns("m"))}
      from channels c
      join memberships inside on inside.channel_no = coalesce(c.parent_no, c.no) and inside.member_no = ${readerNo}
      join messages m on m.key in (
        select x.channel_no * ${KEYS} + x.seq from mentions x
        join messages at on at.key = x.channel_no * ${KEYS} + x.seq
        where x.member_no = ${memberNo} and x.channel_no = c.no and at.at < ${before}
        order by x.seq desc limit ${MENTIONS_PAGE})
      where c.no in (with recursive named (channel_no) as (
          select min(channel_no) from mentions where member_no = ${memberNo}
          union all
          select (select min(x.channel_no) from mentions x where x.member_no = ${memberNo} and x.channel_no > named.channel_no)
          from named where named.channel_no is not null)
        select channel_no from named) and m.deleted_at is null
      order by m.at desc limit ${MENTIONS_PAGE}`,
  );
  return rows.map((row) => ({ channel: row.channel, message: messageIn(row.channelNo, row) }));
}
