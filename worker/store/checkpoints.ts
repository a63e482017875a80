/** The checkpoints of a class, over all the channels that somebody is in. */
import { sql } from "drizzle-orm";
import { CHECKPOINTS_LISTED, type Checkpoint } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { KEYS } from "./message-key.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";

/** Newest first; a tombstone has lost its name. Each channel gives its own landmarks: others' channels are not read. */
export async function checkpointsOf(db: Db, { member }: Permit<"readWorkspace">): Promise<Checkpoint[]> {
  return raw<Checkpoint>(
    db,
    sql`select c.id as channel, l.seq as seq, m.at as at, json_extract(m.meta, '$.checkpoint.name') as name
      from memberships inside
      join channels c on c.no = inside.channel_no
      join landmarks l on l.channel_no = c.no and l.kind = 'checkpoint'
      join messages m on m.key = c.no * ${KEYS} + l.seq
      where inside.member_no = ${member.no} and inside.active_at is null
        and json_extract(m.meta, '$.checkpoint.name') is not null
      order by m.at desc limit ${CHECKPOINTS_LISTED}`,
  );
}
