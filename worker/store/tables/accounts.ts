/** Who has an account, how they come in, and how many come as guests. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Scope } from "../../../protocol/programs.ts";
import { meta, time } from "./columns.ts";

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
    /** Its owner closed it: it can be opened again for a week (store/closing.ts). */
    closedAt: time("closed_at"),
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
    /** `widget`: of a visitor, for the channel of `widgetNo` on `site` alone. `code`: not yet one, to be taken once by a frame there. */
    kind: text("kind").$type<"browser" | "token" | "widget" | "code">().notNull(),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull(),
    /** Moved at most once a day. */
    lastSeenAt: time("last_seen_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    /** Null in every session of a person with PLACE itself: what looks for those says so. */
    widgetNo: integer("widget_no"),
    /** Origin. */
    site: text("site"),
    /** The key by which the site said who this is. */
    keyNo: integer("key_no"),
    /** Public id of the session in whose browser a member signed in to the widget: they end together. */
    cameFrom: text("came_from"),
    /** Of a bot's token: what it may do at most. Null: all that its account may. */
    scope: text("scope").$type<Scope>(),
    /** Begun by a link or a recovery code: until then a new password is set without the one that was forgotten. */
    resetUntil: time("reset_until"),
  },
  (t) => [
    index("sessions_by_user").on(t.userNo),
    index("sessions_of_widget")
      .on(t.widgetNo)
      .where(sql`widget_no is not null`),
  ],
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
    /** Until then no second factor is asked for in this browser. */
    trustedUntil: time("trusted_until"),
  },
  (t) => [primaryKey({ columns: [t.userNo, t.tokenHash] })],
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
