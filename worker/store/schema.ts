/**
 * The tables of D1, the system of record. Small integers (`no`) join rows and never leave the database; what people and
 * addresses see is `id`, random. No cascades: D1 empties children silently when a table is rebuilt.
 *
 * `sessions`, `memberships`, `mentions`, `blocks`, `drafts`, `saved`, `emoji`, `known_devices` and `guest_counts` are WITHOUT ROWID in the migration (drizzle cannot say so): one row written each.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { CHANNEL_KINDS, NOTIFY_LEVELS, POSTING, Refusal, Role, Status } from "../../protocol/index.ts";

/** Milliseconds since 1970. */
const time = <Name extends string>(name: Name) => integer(name);
/** Optional fields to come (JSON object), so that a new one needs no migration. */
const meta = () => text("meta", { mode: "json" }).$type<Record<string, unknown>>();

/** An account: one person, whichever classes they are in. */
export const users = sqliteTable(
  "users",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    handle: text("handle").notNull(),
    /** The handle with case folded: what it is found by. */
    handleKey: text("handle_key").notNull(),
    /** What the handle looks like (handles/skeleton.ts); null until it is worked out (skeletons.ts). */
    skeleton: text("skeleton"),
    /** scrypt, base64url; null for a guest or a passkey-only account. */
    passwordHash: text("password_hash"),
    passwordSalt: text("password_salt"),
    guest: integer("guest", { mode: "boolean" }).notNull().default(false),
    createdAt: time("created_at").notNull(),
    meta: meta(),
  },
  (t) => [
    uniqueIndex("users_by_id").on(t.id),
    uniqueIndex("users_by_handle").on(t.handleKey),
    uniqueIndex("users_by_skeleton").on(t.skeleton),
  ],
);

export const passkeys = sqliteTable(
  "passkeys",
  {
    /** Credential id, base64url. */
    id: text("id").primaryKey(),
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    publicKey: text("public_key").notNull(),
    counter: integer("counter").notNull(),
    transports: text("transports", { mode: "json" }).$type<string[]>(),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (t) => [index("passkeys_by_user").on(t.userNo)],
);

export const sessions = sqliteTable(
  "sessions",
  {
    /** SHA-256 of the token, base64url: reading the table lets nobody in. */
    tokenHash: text("token_hash").primaryKey(),
    id: text("id").notNull(),
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    kind: text("kind").$type<"browser" | "token">().notNull(),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull(),
    /** Moved at most once a day. */
    lastSeenAt: time("last_seen_at").notNull(),
    expiresAt: time("expires_at").notNull(),
  },
  (t) => [index("sessions_by_user").on(t.userNo)],
);

/**
 * Browsers in which somebody signed in: guessing elsewhere does not keep them out there. One browser may be known for several
 * accounts.
 */
export const knownDevices = sqliteTable(
  "known_devices",
  {
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    /** SHA-256 of the cookie, base64url. */
    tokenHash: text("token_hash").notNull(),
    /** Public id of the session that was begun there last. */
    sessionId: text("session_id").notNull(),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userNo, t.tokenHash] })],
);

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
    /** Data URL; served by the members route under its own address. */
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
    index("members_guests")
      .on(t.workspaceNo, t.joinedAt)
      .where(sql`role = 'guest' and left_at is null`),
  ],
);

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

/** Pins and checkpoints: which messages have one, so that a list of them needs no scan. The message says the rest. */
export const landmarks = sqliteTable(
  "landmarks",
  {
    channelNo: integer("channel_no").notNull(),
    seq: integer("seq").notNull(),
    kind: text("kind").$type<"pin" | "checkpoint">().notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelNo, t.seq, t.kind] })],
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
    createdAt: time("created_at").notNull(),
  },
  (t) => [index("scheduled_of_member").on(t.memberNo), index("scheduled_in_channel").on(t.channelNo)],
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

/** How many guests came today from where: a house or a neighbourhood of addresses (identity/throttle.ts). */
export const guestCounts = sqliteTable(
  "guest_counts",
  {
    /** Days since 1970, UTC. What is older than today is thrown away. */
    day: integer("day").notNull(),
    /** A hash: nobody's address is kept. */
    origin: text("origin").notNull(),
    count: integer("count").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.origin] })],
);
