/** What a class lets programs do: addresses that they post to, addresses that are told of what is said, commands that they answer. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { OutgoingRules } from "../../../protocol/programs.ts";
import { time } from "./columns.ts";

/** An address that tools post to: one channel, under one name. No foreign keys, as in `bans`. */
export const incomingHooks = sqliteTable(
  "incoming_hooks",
  {
    no: integer("no").primaryKey(),
    /** In its address, before the secret. */
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    /** The member without an account in whose name it posts. */
    memberNo: integer("member_no").notNull(),
    name: text("name").notNull(),
    /** SHA-256 of the secret in its address, base64url. */
    secretHash: text("secret_hash").notNull(),
    createdAt: time("created_at").notNull(),
    createdBy: integer("created_by").notNull(),
    /** Moved at most once an hour. */
    usedAt: time("used_at"),
  },
  (t) => [uniqueIndex("incoming_hooks_by_id").on(t.id), index("incoming_hooks_of_workspace").on(t.workspaceNo)],
);

/** An address that is told of what happens in a channel. What waits for it is the room's (room/followers/webhooks.ts). */
export const outgoingHooks = sqliteTable(
  "outgoing_hooks",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    name: text("name").notNull(),
    url: text("url").notNull(),
    /** What is signed with: it has to be known, so it is no hash. Told once. */
    /** Sealed (webhooks/signing.ts); as it was told where it was made before they were. */
    secret: text("secret").notNull(),
    rules: text("rules", { mode: "json" }).$type<OutgoingRules>().notNull(),
    createdAt: time("created_at").notNull(),
    createdBy: integer("created_by").notNull(),
  },
  (t) => [
    uniqueIndex("outgoing_hooks_by_id").on(t.id),
    index("outgoing_hooks_of_workspace").on(t.workspaceNo),
    index("outgoing_hooks_of_channel").on(t.channelNo),
  ],
);

/** A word behind a slash that a bot answers. */
export const botCommands = sqliteTable(
  "bot_commands",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    memberNo: integer("member_no").notNull(),
    name: text("name").notNull(),
    /** What comes behind it, and what it does: as the list of commands shows them. */
    takes: text("takes").notNull(),
    says: text("says").notNull(),
    /** Null: the bot hears of it on its own socket. */
    url: text("url"),
    /** Sealed (webhooks/signing.ts); as it was told where it was made before they were. */
    secret: text("secret").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("bot_commands_by_name").on(t.workspaceNo, t.name),
    index("bot_commands_of_member").on(t.memberNo),
  ],
);

/** Somebody gave a command, and its bot may still answer. Rows of those whose time is over are thrown away. */
export const commandCalls = sqliteTable(
  "command_calls",
  {
    /** SHA-256 of the token that the bot answers by, base64url. */
    tokenHash: text("token_hash").primaryKey(),
    workspaceNo: integer("workspace_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    botNo: integer("bot_no").notNull(),
    /** Who gave it. */
    memberNo: integer("member_no").notNull(),
    command: text("command").notNull(),
    /** How often it may still be answered. */
    answersLeft: integer("answers_left").notNull(),
    expiresAt: time("expires_at").notNull(),
  },
  (t) => [index("command_calls_by_end").on(t.expiresAt)],
);
