/** Messages that are tasks of a class, over all the channels that somebody is in and the threads there. */
import { sql } from "drizzle-orm";
import { TASKS_LISTED, TASKS_PER_CHANNEL, type Mention } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { KEYS } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, type KeyedRow } from "./messages.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";

/**
 * The newest first; what the message says decides: it may be a task no more, which its row in the index does not hear of. Each channel gives its newest tasks of that state, found by the index over tasks alone: what others' channels have, and
 * what is no task, is not read.
 */
export async function tasksOf(
  db: Db,
  { member }: Permit<"readWorkspace">,
  { state, mine }: { state: "open" | "done"; mine: boolean },
): Promise<Mention[]> {
  const kind = state === "open" ? "task" : "done";
  const whose = mine
    ? sql`and ${member.id} in (json_extract(m.meta, '$.task.by'), json_extract(m.meta, '$.task.to'))`
    : sql``;
  const rows = await raw<KeyedRow & { channel: string; channelNo: number }>(
    db,
    sql`select c.id as channel, c.no as channelNo, ${sql.raw(publicColumns("m"))}
      from memberships inside indexed by memberships_in_channels
      cross join messages m on m.key in (select one.channel_no * ${KEYS} + one.seq from landmarks one indexed by tasks_in_channel
        where one.home_no = inside.channel_no and one.kind = ${kind} order by one.channel_no desc, one.seq desc limit ${TASKS_PER_CHANNEL})
      cross join channels c on c.no = m.key / ${KEYS}
      where inside.member_no = ${member.no} and inside.active_at is null and json_extract(m.meta, '$.task') is not null ${whose}
      order by m.at desc, m.key desc limit ${TASKS_LISTED}`,
  );
  return rows.map((row) => ({ channel: row.channel, message: messageIn(row.channelNo, row) }));
}

const PERSON_IN = `SELECT 1 FROM members m JOIN memberships s ON s.channel_no = ?1 AND s.member_no = m.no
  WHERE m.id = ?2 AND m.left_at IS NULL AND m.user_no IS NOT NULL AND m.bot IS NULL`;

/** Whether this member, by their public id, is in the channel now: a person with an account, and no program. */
export async function isPersonIn(d1: D1Database, channelNo: number, member: string): Promise<boolean> {
  return (await d1.prepare(PERSON_IN).bind(channelNo, member).first()) !== null;
}
