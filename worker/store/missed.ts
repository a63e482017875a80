/** What happened in somebody's channels since a moment: messages with many reactions, pins and checkpoints. */
import { sql } from "drizzle-orm";
import { MISSED_LISTED, MISSED_PER_CHANNEL, type Mention } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { KEYS } from "./message-key.ts";
import { publicColumns } from "./message-row.ts";
import { messageIn, reactionsIn, type KeyedRow } from "./messages.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";

type Row = KeyedRow & { channel: string; channelNo: number; kind: "pin" | "checkpoint" | "reacted" };

/**
 * Each channel that had a message since then gives the newest marks that it has: two rows for each, and a few for a channel. What was
 * said before, and channels that the asker is not in now, are not looked at.
 * @param since ms since 1970
 */
export async function marksSince(
  db: Db,
  { member }: Permit<"readWorkspace">,
  since: number,
): Promise<{ reacted: Mention[]; landmarks: Mention[] }> {
  const rows = await raw<Row>(
    db,
    sql`select c.id as channel, c.no as channelNo, mark.kind as kind, ${sql.raw(publicColumns("m"))}
      from memberships mine indexed by memberships_in_channels
      cross join channels c on c.no = mine.channel_no
      cross join messages newest on newest.key = (select max(key) from messages
        where key > c.no * ${KEYS} and key < (c.no + 1) * ${KEYS}) and newest.at >= ${since}
      cross join landmarks mark on mark.channel_no = c.no and mark.seq in (select each.seq from landmarks each
        where each.channel_no = c.no and each.kind <> 'task' order by each.seq desc limit ${MISSED_PER_CHANNEL})
        and mark.kind <> 'task'
      cross join messages m on m.key = c.no * ${KEYS} + mark.seq
      where mine.member_no = ${member.no} and mine.active_at is null and m.at >= ${since} and m.deleted_at is null`,
  );
  const found = rows.map((row) => ({
    kind: row.kind,
    mention: { channel: row.channel, message: messageIn(row.channelNo, row) },
  }));
  const reacted = found.flatMap(({ kind, mention }) => (kind === "reacted" ? [mention] : []));
  // One message may be both.
  const landmarks = new Map(
    found.flatMap(({ kind, mention }) =>
      kind === "reacted" ? [] : [[`${mention.channel} ${mention.message.seq}`, mention]],
    ),
  );
  return {
    reacted: reacted
      .sort((a, b) => reactionsIn(b.message.meta) - reactionsIn(a.message.meta) || b.message.at - a.message.at)
      .slice(0, MISSED_LISTED),
    landmarks: [...landmarks.values()].sort((a, b) => b.message.at - a.message.at).slice(0, MISSED_LISTED),
  };
}
