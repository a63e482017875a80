/** How somebody comes back in. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { users } from "./accounts.ts";
import { time } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/** A link that signs somebody in once, made for them by the teaching team of a class. */
export const signInLinks = sqliteTable(
  "sign_in_links",
  {
    /** SHA-256 of what stands in the link, base64url: reading the table lets nobody in. */
    tokenHash: text("token_hash").primaryKey(),
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    workspaceNo: integer("workspace_no")
      .notNull()
      .references(() => workspaces.no),
    /** Member number of whoever made it. */
    madeBy: integer("made_by").notNull(),
    madeAt: time("made_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    /** Used, or ended by a newer one for the same person. */
    usedAt: time("used_at"),
  },
  (t) => [index("sign_in_links_of_user").on(t.userNo)],
);

/** The codes of one account that sign it in without its password: each once, and then it is gone from here. */
export const recoveryCodes = sqliteTable("recovery_codes", {
  userNo: integer("user_no").primaryKey(),
  /** SHA-256 of those that are left, base64url. A code has 80 bits, so that a slow hash would add nothing. */
  hashes: text("hashes", { mode: "json" }).$type<string[]>().notNull(),
  madeAt: time("made_at").notNull(),
});

/** A phone that is about to be signed in by the code on the screen of a device that is. */
export const phoneSignIns = sqliteTable(
  "phone_sign_ins",
  {
    /** What the showing device asks by. */
    id: text("id").primaryKey(),
    /** SHA-256 of what stands in the code, base64url. */
    tokenHash: text("token_hash").notNull(),
    userNo: integer("user_no").notNull(),
    /** Public id of the session that shows the code: no other may confirm. */
    sessionId: text("session_id").notNull(),
    expiresAt: time("expires_at").notNull(),
    /** SHA-256 of what the first phone that read the code was given: no other comes in by it. */
    phoneHash: text("phone_hash"),
    /** Shown on both; and what the phone calls itself. */
    number: integer("number"),
    device: text("device"),
    confirmedAt: time("confirmed_at"),
    /** Used, or taken back. */
    endedAt: time("ended_at"),
  },
  (t) => [
    uniqueIndex("phone_sign_ins_by_token").on(t.tokenHash),
    uniqueIndex("phone_sign_ins_by_phone")
      .on(t.phoneHash)
      .where(sql`phone_hash is not null`),
    index("phone_sign_ins_of_user").on(t.userNo),
  ],
);

/** An account elsewhere that opens one here. It is known by who vouches for it and what they call it for ever, and by no address of mail. */
export const providerLinks = sqliteTable(
  "provider_links",
  {
    /** As the provider's tokens have it. */
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    id: text("id").notNull(),
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    /** By which key of `PLACE_SIGN_IN` it came. */
    provider: text("provider").notNull(),
    /** What the provider calls them, so that its owner knows which one it is. */
    label: text("label").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] }), index("provider_links_of_user").on(t.userNo)],
);

/** Codes of an app that are asked for beside the password (TOTP, RFC 6238). */
export const secondFactors = sqliteTable("second_factors", {
  userNo: integer("user_no").primaryKey(),
  /** Sealed by a key that is in no database (identity/sealed-secrets.ts). */
  secret: text("secret").notNull(),
  /** Null while it is being set up: nobody is asked yet. */
  confirmedAt: time("confirmed_at"),
  /** The step of time whose code was used last: it and those before are over. */
  lastStep: integer("last_step").notNull(),
  /** Wrong codes since `wrongSince`. */
  wrong: integer("wrong").notNull(),
  wrongSince: time("wrong_since").notNull(),
});
