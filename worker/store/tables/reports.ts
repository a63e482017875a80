/** What somebody told the teaching team of somebody else's words, and what became of it. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ReportedMessage, ReportOutcome, ReportReason } from "../../../protocol/reports.ts";
import { time } from "./columns.ts";

/** No foreign keys, as in `bans`. */
export const reports = sqliteTable(
  "reports",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    at: time("at").notNull(),
    /** Member numbers: who told it, and of whom. */
    reporterNo: integer("reporter_no").notNull(),
    aboutNo: integer("about_no").notNull(),
    reason: text("reason").$type<ReportReason>().notNull(),
    words: text("words").notNull(),
    /** Of a report of a message: where it stands, and what it was when it was reported. */
    channelNo: integer("channel_no"),
    seq: integer("seq"),
    message: text("message", { mode: "json" }).$type<ReportedMessage>(),
    decidedAt: time("decided_at"),
    decidedBy: integer("decided_by"),
    outcome: text("outcome").$type<ReportOutcome>(),
    /** What the one who told it is answered. */
    answer: text("answer"),
  },
  (t) => [
    uniqueIndex("reports_by_id").on(t.id),
    index("reports_open")
      .on(t.workspaceNo, t.no)
      .where(sql`decided_at is null`),
    index("reports_decided")
      .on(t.workspaceNo, t.decidedAt)
      .where(sql`decided_at is not null`),
    index("reports_of_reporter").on(t.reporterNo, t.no),
  ],
);
