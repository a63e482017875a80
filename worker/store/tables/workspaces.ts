/** A class: who is in it, who was put out of it, and its emoji. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Role, Status } from "../../../protocol/index.ts";
import type { Scope } from "../../../protocol/programs.ts";
import { users } from "./accounts.ts";
import type { JoinRules } from "../../../protocol/joining.ts";
import { meta, time } from "./columns.ts";

/** With how many came by the code. */
export type JoinRulesRow = JoinRules & { came: number };

export const workspaces = sqliteTable(
  "workspaces",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    name: text("name").notNull(),
    /** Null while joining is stopped. */
    joinCode: text("join_code"),
    demo: integer("demo", { mode: "boolean" }).notNull().default(false),
    createdAt: time("created_at").notNull(),
    /** How one joins by the code; null: whoever has it, for as long as it stands. Begins anew with each code. */
    joinRules: text("join_rules", { mode: "json" }).$type<JoinRulesRow>(),
    /** The class is over since then: everybody in it reads and searches, nobody writes. */
    archivedAt: time("archived_at"),
    /** Messages with one of these wait for the teaching team. Null: there are none. */
    heldWords: text("held_words", { mode: "json" }).$type<string[]>(),
    meta: meta(),
  },
  (t) => [uniqueIndex("workspaces_by_id").on(t.id), uniqueIndex("workspaces_by_join_code").on(t.joinCode)],
);

/** A person in a workspace. The row outlives the membership: they stay the author of what they wrote. */
export const members = sqliteTable(
  "members",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no")
      .notNull()
      .references(() => workspaces.no),
    /** Null for somebody an import brought, who has no account here. */
    userNo: integer("user_no").references(() => users.no),
    handle: text("handle").notNull(),
    handleKey: text("handle_key").notNull(),
    /** As in `users`, for the handles of one class. */
    skeleton: text("skeleton"),
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    pronouns: text("pronouns"),
    bio: text("bio"),
    /** `r2`, or the data URL where there is no R2; served by the members route under an address of its own. */
    picture: text("picture"),
    pictureAt: time("picture_at"),
    /** The importer's key of this person, e.g. `slack:U123`. */
    sourceKey: text("source_key"),
    joinedAt: time("joined_at").notNull(),
    leftAt: time("left_at"),
    /** May read, not write, until then. */
    mutedUntil: time("muted_until"),
    status: text("status", { mode: "json" }).$type<Status>(),
    /** Asked not to be disturbed until then. */
    dndUntil: time("dnd_until"),
    /** Of a program: what it may do at most. Null for people, who are counted. */
    bot: text("bot").$type<Scope>(),
    /** `settings`: see protocol/settings.ts. */
    meta: meta(),
  },
  (t) => [
    uniqueIndex("members_by_id").on(t.id),
    uniqueIndex("members_by_handle").on(t.workspaceNo, t.handleKey),
    uniqueIndex("members_by_skeleton").on(t.workspaceNo, t.skeleton),
    uniqueIndex("members_by_user").on(t.workspaceNo, t.userNo),
    uniqueIndex("members_by_source")
      .on(t.workspaceNo, t.sourceKey)
      .where(sql`source_key is not null`),
    index("members_of_user").on(t.userNo),
    // Those who left stay in the table for ever: of a class that anybody may try there are more of them every day.
    index("members_here")
      .on(t.workspaceNo, t.userNo)
      .where(sql`left_at is null and user_no is not null`),
    // Few, so that leaving them out of a count costs nothing.
    index("members_bots")
      .on(t.workspaceNo)
      .where(sql`bot is not null`),
    index("members_guests")
      .on(t.workspaceNo, t.joinedAt)
      .where(sql`role = 'guest' and left_at is null`),
  ],
);

/** Who does not want to hear from whom in direct messages. Never told to the one who is blocked. */
export const blocks = sqliteTable(
  "blocks",
  {
    memberNo: integer("member_no").notNull(),
    blockedNo: integer("blocked_no").notNull(),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberNo, t.blockedNo] }), index("blocks_of_blocked").on(t.blockedNo)],
);

/**
 * Who was put out for good. A ban that was lifted stays as a record of who said what, and when. No foreign keys: with them every
 * statement that writes a member is planned with a walk through all bans.
 */
export const bans = sqliteTable(
  "bans",
  {
    no: integer("no").primaryKey(),
    workspaceNo: integer("workspace_no").notNull(),
    memberNo: integer("member_no").notNull(),
    bannedBy: integer("banned_by").notNull(),
    at: time("at").notNull(),
    /** For the teaching team; empty where none was given. */
    reason: text("reason").notNull().default(""),
    liftedAt: time("lifted_at"),
    liftedBy: integer("lifted_by"),
  },
  (t) => [
    uniqueIndex("bans_that_stand")
      .on(t.memberNo)
      .where(sql`lifted_at is null`),
    index("bans_in_workspace")
      .on(t.workspaceNo)
      .where(sql`lifted_at is null`),
  ],
);

/** The class's own emoji. Their pictures are in R2 (emoji-pictures.ts), under the workspace's id, `name` and `version`. */
export const emoji = sqliteTable(
  "emoji",
  {
    workspaceNo: integer("workspace_no")
      .notNull()
      .references(() => workspaces.no),
    name: text("name").notNull(),
    /** Random: a picture never changes at its address. */
    version: text("version").notNull(),
    /** Media type of the picture, as its bytes say. */
    type: text("type").notNull(),
    bytes: integer("bytes").notNull(),
    createdBy: integer("created_by")
      .notNull()
      .references(() => members.no),
    createdAt: time("created_at").notNull(),
    /** Not offered since then. The picture is kept for what was written with it. */
    removedAt: time("removed_at"),
    removedBy: integer("removed_by").references(() => members.no),
  },
  (t) => [primaryKey({ columns: [t.workspaceNo, t.name] })],
);

/** Words that mean the same in a class, for its searches: one row for all of them. */
export const synonyms = sqliteTable("synonyms", {
  workspaceNo: integer("workspace_no").primaryKey(),
  groups: text("groups", { mode: "json" }).$type<string[][]>().notNull(),
  changedAt: time("changed_at").notNull(),
  changedBy: integer("changed_by").notNull(),
});
