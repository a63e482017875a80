/** What was asked to be taken out for good: the job, and in the end its receipt. */
import { sql } from "drizzle-orm";
import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ErasureCounts } from "../../../protocol/erasures.ts";
import { time } from "./columns.ts";

/**
 * An account with all that is its own, or a class. The row names nobody: `no` is the number of a row that is gone in the end. No foreign
 * keys, so that it outlives what it took out.
 */
export const erasures = sqliteTable(
  "erasures",
  {
    /** The receipt's code: random, and known to who asked alone. */
    id: text("id").primaryKey(),
    of: text("of").$type<"account" | "class">().notNull(),
    /** `users.no` or `workspaces.no`. */
    no: integer("no").notNull(),
    askedAt: time("asked_at").notNull(),
    /** Until then it can be taken back. */
    dueAt: time("due_at").notNull(),
    /** Of a class: the number of the owner who asked. */
    askedBy: integer("asked_by"),
    takenBackAt: time("taken_back_at"),
    doneAt: time("done_at"),
    /** What was taken out, by kind: a receipt has numbers and no names. */
    counts: text("counts", { mode: "json" }).$type<ErasureCounts>(),
  },
  (t) => [
    uniqueIndex("erasures_that_stand")
      .on(t.of, t.no)
      .where(sql`taken_back_at is null and done_at is null`),
  ],
);
