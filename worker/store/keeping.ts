/** For how long a channel keeps its messages: beside its other rare fields, in `channels.meta`. */
import { sql } from "drizzle-orm";
import type { Keeps } from "../../protocol/index.ts";
import { auditStatement } from "./audit.ts";
import type { ChannelRow, Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";

export const keepsOf = (meta: ChannelRow["meta"]): Keeps | null => (meta?.["keep"] as Keeps | undefined) ?? null;

/** @param days null: for as long as the class */
export async function setKeeping(
  db: Db,
  permit: Permit<"setKeeping">,
  days: number | null,
  now: number,
): Promise<void> {
  const { channel } = permit;
  const before = keepsOf(channel.meta)?.days ?? null;
  if (before === days) return;
  const keep = days === null ? null : JSON.stringify({ days, since: now } satisfies Keeps);
  await db.batch([
    raw(
      db,
      keep === null
        ? sql`update channels set meta = json_remove(meta, '$.keep') where no = ${channel.no}`
        : sql`update channels set meta = json_set(coalesce(meta, '{}'), '$.keep', json(${keep})) where no = ${channel.no}`,
    ),
    auditStatement(db, permit, { act: "keepingChanged", channel: channel.no, details: { days, before } }, now),
  ]);
}
