/** What was done in a class by those who may do more than others. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { AuditAct } from "../../../protocol/audit.ts";
import { time } from "./columns.ts";

/**
 * One act a row. Rows are added and never changed: triggers in the migration refuse it, and a row goes only after its class is gone. No
 * foreign keys, as in `bans`.
 */
export const auditEntries = sqliteTable(
  "audit_entries",
  {
    no: integer("no").primaryKey(),
    workspaceNo: integer("workspace_no").notNull(),
    at: time("at").notNull(),
    act: text("act").$type<AuditAct>().notNull(),
    /** Member numbers: who did it, and to whom. */
    actorNo: integer("actor_no").notNull(),
    subjectNo: integer("subject_no"),
    channelNo: integer("channel_no"),
    details: text("details", { mode: "json" }).$type<Record<string, string | number | boolean | null>>(),
    /** Of what may be told twice, such as a batch of a room: the second time adds nothing. */
    onceKey: text("once_key"),
  },
  (t) => [
    index("audit_of_workspace").on(t.workspaceNo, t.no),
    index("audit_by_act").on(t.workspaceNo, t.act, t.no),
    index("audit_by_actor").on(t.workspaceNo, t.actorNo, t.no),
    index("audit_by_subject")
      .on(t.workspaceNo, t.subjectNo, t.no)
      .where(sql`subject_no is not null`),
    uniqueIndex("audit_once")
      .on(t.onceKey)
      .where(sql`once_key is not null`),
  ],
);
