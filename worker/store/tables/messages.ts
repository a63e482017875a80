/** What was said, and what points at it. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { meta, time } from "./columns.ts";

/**
 * `key` = channelNo * 2^32 + seq: one row written per message, a page is a range, no second index. The author is a member's
 * public id and no foreign key, so that a batch from a room cannot be wedged by a parent that is not there.
 */
export const messages = sqliteTable("messages", {
  key: integer("key").primaryKey(),
  id: text("id").notNull(),
  rev: integer("rev").notNull(),
  author: text("author").notNull(),
  at: time("at").notNull(),
  body: text("body").notNull(),
  editedAt: time("edited_at"),
  deletedAt: time("deleted_at"),
  replyTo: integer("reply_to"),
  meta: meta(),
  /** What readers are not told: earlier wordings, ballots (worker/room/commit/message-actions.ts). */
  sealed: text("sealed", { mode: "json" }).$type<Record<string, unknown>>(),
});

/** `task`: one that is open; `done`: one that is not any more. */
export type Landmark = "pin" | "checkpoint" | "reacted" | "task" | "done";

/**
 * Pins, checkpoints, tasks that are open or done, and messages with many reactions (REACTED_LEAST): which messages are one, so that a list of
 * them needs no scan. The message says the rest.
 */
export const landmarks = sqliteTable(
  "landmarks",
  {
    channelNo: integer("channel_no").notNull(),
    seq: integer("seq").notNull(),
    kind: text("kind").$type<Landmark>().notNull(),
    /** Of a task: the channel whose members may read it, so that those in threads are found with those beside them. */
    homeNo: integer("home_no"),
  },
  (t) => [
    primaryKey({ columns: [t.channelNo, t.seq, t.kind] }),
    index("tasks_in_channel")
      .on(t.homeNo, t.kind, t.channelNo, t.seq)
      .where(sql`home_no is not null`),
  ],
);

/** Who is named in which message: the mention counts of those who are away. */
export const mentions = sqliteTable(
  "mentions",
  {
    memberNo: integer("member_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    seq: integer("seq").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.memberNo, t.channelNo, t.seq] }),
    index("mentions_in_message").on(t.channelNo, t.seq),
  ],
);
