/** Who is expected in a class, who waits before its door, and who says that an imported person was them. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Role } from "../../../protocol/people.ts";
import { time } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/** A row of a roster: somebody who is expected, with a link of their own. It stays after they came, so that the list is whole. */
export const invitations = sqliteTable(
  "invitations",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no")
      .notNull()
      .references(() => workspaces.no),
    handle: text("handle").notNull(),
    /** Folded. */
    handleKey: text("handle_key").notNull(),
    name: text("name").notNull(),
    role: text("role").$type<Role>().notNull(),
    email: text("email"),
    /** Member number of whoever an import brought, and who this is: theirs from the moment they come. No foreign key, as in `bans`. */
    importedNo: integer("imported_no"),
    /** SHA-256 of what stands in the link, base64url; null: it was taken back. */
    tokenHash: text("token_hash"),
    /** Member number. */
    madeBy: integer("made_by").notNull(),
    madeAt: time("made_at").notNull(),
    expiresAt: time("expires_at").notNull(),
    usedAt: time("used_at"),
    /** Public id of the member who came by it. */
    usedBy: text("used_by"),
  },
  (t) => [
    uniqueIndex("invitations_by_id").on(t.id),
    uniqueIndex("invitations_by_token")
      .on(t.tokenHash)
      .where(sql`token_hash is not null`),
    uniqueIndex("invitations_by_handle").on(t.workspaceNo, t.handleKey),
  ],
);

/** Who came by a code that lets nobody in without the teaching team. One row for an account and a class. */
export const joinRequests = sqliteTable(
  "join_requests",
  {
    workspaceNo: integer("workspace_no").notNull(),
    userNo: integer("user_no").notNull(),
    id: text("id").notNull(),
    /** As they are to be called in the class. */
    name: text("name").notNull(),
    at: time("at").notNull(),
    decidedAt: time("decided_at"),
    /** Member number. */
    decidedBy: integer("decided_by"),
    isIn: integer("is_in", { mode: "boolean" }),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceNo, t.userNo] }),
    uniqueIndex("join_requests_by_id").on(t.id),
    index("join_requests_of_user").on(t.userNo),
    index("join_requests_that_wait")
      .on(t.workspaceNo, t.at)
      .where(sql`decided_at is null`),
  ],
);

/** "That was me": a member asks for what an imported person wrote. Rows stay, as a record of who said so and who agreed. */
export const claims = sqliteTable(
  "claims",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    /** Member numbers: who asks, and whose history it is. */
    memberNo: integer("member_no").notNull(),
    importedNo: integer("imported_no").notNull(),
    at: time("at").notNull(),
    state: text("state").$type<"asked" | "confirmed" | "refused" | "undone">().notNull(),
    decidedAt: time("decided_at"),
    decidedBy: integer("decided_by"),
    /** Channel numbers of memberships that went over to the member: they go back when it is undone. */
    moved: text("moved", { mode: "json" }).$type<number[]>(),
  },
  (t) => [
    uniqueIndex("claims_by_id").on(t.id),
    index("claims_that_wait")
      .on(t.workspaceNo, t.at)
      .where(sql`state = 'asked'`),
    index("claims_of_member").on(t.memberNo, t.no),
    index("claims_of_class")
      .on(t.workspaceNo, t.decidedAt)
      .where(sql`state = 'confirmed'`),
    uniqueIndex("claims_that_stand")
      .on(t.importedNo)
      .where(sql`state = 'confirmed'`),
    uniqueIndex("claims_asked_once")
      .on(t.importedNo, t.memberNo)
      .where(sql`state = 'asked'`),
  ],
);
