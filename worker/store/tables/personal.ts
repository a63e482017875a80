/** What a member keeps for themselves: what is posted later, drafts and saved messages. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { MessageFile, Refusal } from "../../../protocol/index.ts";
import { time } from "./columns.ts";

/**
 * What somebody wrote to be posted later. The row is the truth; the room keeps the times and rings. A repeated one moves on to
 * its next time, one that was posted goes, one that was refused stays with the reason.
 */
export const scheduled = sqliteTable(
  "scheduled",
  {
    /** A version 7 UUID, minted by the client: the same id is the same item. */
    id: text("id").primaryKey(),
    channelNo: integer("channel_no").notNull(),
    memberNo: integer("member_no").notNull(),
    body: text("body").notNull(),
    at: time("at").notNull(),
    /** What the clock on the wall of `zone` shows then, `2026-03-29T02:30:00`: repeats keep it when clocks are changed. */
    wallClock: text("wall_clock").notNull(),
    zone: text("zone").notNull(),
    repeat: text("repeat").$type<"daily" | "weekly">(),
    refusal: text("refusal", { mode: "json" }).$type<Refusal>(),
    /** As they will stand in the message. Their bytes wait in R2, uploaded for this item's id, which becomes the message's. */
    files: text("files", { mode: "json" }).$type<MessageFile[]>(),
    createdAt: time("created_at").notNull(),
  },
  (t) => [index("scheduled_of_member").on(t.memberNo), index("scheduled_in_channel").on(t.channelNo)],
);

/** Words that were not sent yet. */
export const drafts = sqliteTable(
  "drafts",
  {
    memberNo: integer("member_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    body: text("body").notNull(),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberNo, t.channelNo] })],
);

/** Messages that somebody saved for themselves. */
export const saved = sqliteTable(
  "saved",
  {
    memberNo: integer("member_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    seq: integer("seq").notNull(),
    note: text("note").notNull().default(""),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberNo, t.channelNo, t.seq] })],
);

/** What somebody searched for lately, and the searches that they keep. */
export const searches = sqliteTable(
  "searches",
  {
    memberNo: integer("member_no").notNull(),
    q: text("q").notNull(),
    at: time("at").notNull(),
    isSaved: integer("is_saved", { mode: "boolean" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberNo, t.q] })],
);
