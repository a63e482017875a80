/** Channels, direct messages and threads, and who is in them. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { CHANNEL_KINDS, ChannelRules, NOTIFY_LEVELS, POSTING } from "../../../protocol/index.ts";
import type { OnWeb } from "../../../protocol/web-pages.ts";
import { workspaces, members } from "./workspaces.ts";
import { meta, time } from "./columns.ts";

/** With the number of the member who decided it. */
export type OnWebRow = OnWeb & { by: number };

export const channels = sqliteTable(
  "channels",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no")
      .notNull()
      .references(() => workspaces.no),
    kind: text("kind").$type<(typeof CHANNEL_KINDS)[number]>().notNull(),
    /** Null for direct messages. Unique within the workspace; an archived channel keeps its name. */
    name: text("name"),
    topic: text("topic").notNull().default(""),
    posting: text("posting").$type<(typeof POSTING)[number]>().notNull().default("all"),
    isDefault: integer("is_default", { mode: "boolean" }).notNull().default(false),
    createdBy: integer("created_by").references(() => members.no),
    createdAt: time("created_at").notNull(),
    archivedAt: time("archived_at"),
    /** Of a direct message: the two member ids, sorted and joined by a space, so that two people share one channel. */
    directKey: text("direct_key"),
    /** Of a thread: the message it hangs on. `createdBy` is then who wrote that message. */
    parentNo: integer("parent_no"),
    parentSeq: integer("parent_seq"),
    sourceKey: text("source_key"),
    /** Of a public channel that anyone on the web can read: how; null for every other one. */
    web: text("web", { mode: "json" }).$type<OnWebRow>(),
    /** How people write in it, where that is not at once and all the time; null for most. */
    rules: text("rules", { mode: "json" }).$type<ChannelRules>(),
    /** `name`: of a group, which need not be unique. */
    meta: meta(),
  },
  (t) => [
    uniqueIndex("channels_by_id").on(t.id),
    uniqueIndex("channels_by_parent")
      .on(t.parentNo, t.parentSeq)
      .where(sql`parent_no is not null`),
    uniqueIndex("channels_by_name")
      .on(t.workspaceNo, t.name)
      .where(sql`name is not null`),
    uniqueIndex("channels_by_direct")
      .on(t.workspaceNo, t.directKey)
      .where(sql`direct_key is not null`),
    uniqueIndex("channels_by_source")
      .on(t.workspaceNo, t.sourceKey)
      .where(sql`source_key is not null`),
    index("channels_default")
      .on(t.workspaceNo)
      .where(sql`is_default = 1`),
    index("channels_on_web")
      .on(t.no)
      .where(sql`web is not null`),
  ],
);

/**
 * Who is in a channel, and who follows a thread. The two are told apart by `active_at`, so that a list of the one does not read
 * the other, of which there are more every day.
 */
export const memberships = sqliteTable(
  "memberships",
  {
    channelNo: integer("channel_no")
      .notNull()
      .references(() => channels.no),
    memberNo: integer("member_no")
      .notNull()
      .references(() => members.no),
    joinedAt: time("joined_at").notNull(),
    readSeq: integer("read_seq").notNull().default(0),
    /** When the mark came to where it is; null where that is not known. */
    readAt: time("read_at"),
    /** How far others were told that this member has read: it stays when `read_seq` is moved back. */
    seenSeq: integer("seen_seq").notNull().default(0),
    muted: integer("muted", { mode: "boolean" }).notNull().default(false),
    /** Muted without an end where it is null. */
    muteEndsAt: time("mute_ends_at"),
    notify: text("notify").$type<(typeof NOTIFY_LEVELS)[number]>().notNull().default("mentions"),
    starred: integer("starred", { mode: "boolean" }).notNull().default(false),
    folder: text("folder"),
    meta: meta(),
    /** Of a followed thread: when something was said there, at most ACTIVE_STEP_MS (follows.ts) before the newest. Null in a channel. */
    activeAt: time("active_at"),
  },
  (t) => [
    primaryKey({ columns: [t.channelNo, t.memberNo] }),
    // Every query by member says which of the two it means: an index over both would be one more row for each who joins or follows.
    index("memberships_in_channels")
      .on(t.memberNo, t.channelNo)
      .where(sql`active_at is null`),
    index("memberships_in_threads")
      .on(t.memberNo, t.activeAt)
      .where(sql`active_at is not null`),
  ],
);
