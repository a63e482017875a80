/** Problems that people told of, and where the teaching team hears of them. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ProblemScreen, ProblemState } from "../../../protocol/problems.ts";
import { time } from "./columns.ts";

/** One a row, with what the reporter was shown before it was sent. It goes when its reporter has it erased, or with its class. */
export const problems = sqliteTable(
  "problems",
  {
    no: integer("no").primaryKey(),
    id: text("id").notNull(),
    workspaceNo: integer("workspace_no").notNull(),
    /** Number of the member who told of it. */
    memberNo: integer("member_no").notNull(),
    at: time("at").notNull(),
    words: text("words").notNull(),
    /** The mark of the request that went wrong, by which its line in the log is found. */
    trace: text("trace"),
    screen: text("screen", { mode: "json" }).$type<ProblemScreen>().notNull(),
    state: text("state").$type<ProblemState>().notNull(),
    /** What the teaching team says of it; empty where nothing is said. */
    answer: text("answer").notNull().default(""),
    changedAt: time("changed_at").notNull(),
    /** Number of the member who changed it last; null: nobody has looked. */
    changedBy: integer("changed_by"),
  },
  (t) => [
    uniqueIndex("problems_by_id").on(t.id),
    index("problems_in_class").on(t.workspaceNo, t.state, t.no),
    index("problems_of_member").on(t.memberNo, t.no),
  ],
);

/** The private channel of the teaching team in which problems are told: made with the first one. */
export const feedbackChannels = sqliteTable("feedback_channels", {
  workspaceNo: integer("workspace_no").primaryKey(),
  channelNo: integer("channel_no").notNull(),
  /** Number of the member, a program, that speaks there. */
  memberNo: integer("member_no").notNull(),
});
