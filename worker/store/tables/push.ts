/** Who is notified by Web Push, and where. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { time } from "./columns.ts";

/**
 * Browsers that are notified. One is told nothing without the session in which it subscribed: who signed out there, or was signed out from
 * elsewhere, hears nothing more, however the session ended.
 */
export const pushDevices = sqliteTable(
  "push_devices",
  {
    id: text("id").primaryKey(),
    userNo: integer("user_no").notNull(),
    /** Of the session, as in `sessions`. */
    tokenHash: text("token_hash").notNull(),
    endpoint: text("endpoint").notNull(),
    p256dh: text("p256dh").notNull(),
    auth: text("auth").notNull(),
    /** Which key of this PLACE it subscribed with (push/keys.ts). */
    kid: text("kid").notNull(),
    name: text("name").notNull(),
    lang: text("lang").notNull(),
    words: integer("words", { mode: "boolean" }).notNull().default(true),
    /** Where its browser found PLACE: whom a push service is told to turn to. */
    origin: text("origin").notNull(),
    createdAt: time("created_at").notNull(),
    seenAt: time("seen_at").notNull(),
  },
  (t) => [uniqueIndex("push_devices_by_endpoint").on(t.endpoint), index("push_devices_of_user").on(t.userNo)],
);
