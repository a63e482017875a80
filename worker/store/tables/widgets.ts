/** Channels shown inside other sites: what is allowed there, by which keys sites name people, and what guests wrote that waits. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { HeldContent, Widget, WidgetKey } from "../../../protocol/index.ts";
import { time } from "./columns.ts";

/** One of a channel. No foreign keys, as in `bans`: a channel that is written is not to be planned with a walk through these. */
export const widgets = sqliteTable(
  "widgets",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    channelNo: integer("channel_no").notNull(),
    isOn: integer("is_on", { mode: "boolean" }).notNull(),
    /** Origins, JSON. */
    sites: text("sites", { mode: "json" }).$type<string[]>().notNull(),
    read: text("read").$type<Widget["read"]>().notNull(),
    write: text("write").$type<Widget["write"]>().notNull(),
    guests: integer("guests", { mode: "boolean" }).notNull(),
    holds: integer("holds", { mode: "boolean" }).notNull(),
    accent: text("accent"),
    /** Of a private channel: when it was said once more that these people may read it. */
    confirmedAt: time("confirmed_at"),
    changedAt: time("changed_at").notNull(),
    changedBy: integer("changed_by").notNull(),
  },
  (t) => [
    uniqueIndex("widgets_by_id").on(t.id),
    uniqueIndex("widgets_by_channel").on(t.channelNo),
    index("widgets_of_workspace").on(t.workspaceNo),
  ],
);

/** By what a class's sites say who somebody is. */
export const widgetKeys = sqliteTable(
  "widget_keys",
  {
    no: integer("no").primaryKey(),
    kid: text("kid").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    alg: text("alg").$type<WidgetKey["alg"]>().notNull(),
    /** EdDSA: the public key, base64url. HS256: the secret, sealed by a key that is in no database (identity/sealed-secrets.ts). */
    material: text("material").notNull(),
    createdAt: time("created_at").notNull(),
    createdBy: integer("created_by").notNull(),
    retiredAt: time("retired_at"),
  },
  (t) => [uniqueIndex("widget_keys_by_kid").on(t.kid), index("widget_keys_of_workspace").on(t.workspaceNo)],
);

/**
 * What waits for the teaching team: of guests of widgets, of students in a channel that holds, of anybody who used a held word. What is let
 * through goes from here; what is turned down stays without its words, so that its writer hears why, whenever they come back.
 */
export const widgetHeld = sqliteTable(
  "widget_held",
  {
    /** The message's. */
    id: text("id").primaryKey(),
    workspaceNo: integer("workspace_no").notNull(),
    /** The channel or thread that it is for, and the channel of the widget. */
    channelNo: integer("channel_no").notNull(),
    homeNo: integer("home_no").notNull(),
    memberNo: integer("member_no").notNull(),
    content: text("content", { mode: "json" }).$type<HeldContent>().notNull(),
    at: time("at").notNull(),
    /** Why it waits: the channel holds, or the word that it has. Null: its writer is a guest. */
    word: text("word"),
    turnedDownAt: time("turned_down_at"),
    /** What its writer is told. */
    answer: text("answer"),
  },
  (t) => [index("widget_held_of_workspace").on(t.workspaceNo, t.at), index("widget_held_of_member").on(t.memberNo)],
);
