/** Threads that an archive of PLACE brings: channels without people of their own, on a message of a channel that the import made. */
import { and, desc, eq, isNotNull, or, sql } from "drizzle-orm";
import type { ChannelRow, Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels } from "./schema.ts";

export interface ImportedThread {
  key: string;
  createdAt: number | undefined;
  seq: number;
  /** Member id of who wrote what it hangs on. */
  author: string | undefined;
}

/** The thread of this key, or on this message, made where there is none. */
export async function importThread(
  db: Db,
  { workspace }: Permit<"importHistory">,
  parent: ChannelRow,
  { key, createdAt, seq, author }: ImportedThread,
): Promise<{ channelNo: number; created: boolean } | undefined> {
  const made = await raw<{ no: number }>(
    db,
    sql`insert into channels (id, workspace_no, kind, parent_no, parent_seq, created_by, created_at, source_key)
      values (${publicId()}, ${workspace.no}, 'thread', ${parent.no}, ${seq},
        (select no from members where id = ${author ?? null} and workspace_no = ${workspace.no}), ${createdAt ?? Date.now()}, ${key})
      on conflict do nothing returning no`,
  );
  if (made[0]) return { channelNo: made[0].no, created: true };
  const there = await db
    .select({ no: channels.no })
    .from(channels)
    .where(
      and(
        eq(channels.workspaceNo, workspace.no),
        eq(channels.kind, "thread"),
        isNotNull(channels.sourceKey),
        // Of an import that is brought again: wherever it went since.
        or(eq(channels.sourceKey, key), and(eq(channels.parentNo, parent.no), eq(channels.parentSeq, seq))),
      ),
    )
    .orderBy(desc(sql`${channels.sourceKey} = ${key}`))
    .get();
  return there && { channelNo: there.no, created: false };
}
