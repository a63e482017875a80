/** What a request with an `Idempotency-Key` was answered: who sends it again is answered the same, and nothing is done twice. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "./accounts.ts";
import { time } from "./columns.ts";

export const keptAnswers = sqliteTable(
  "kept_answers",
  {
    userNo: integer("user_no")
      .notNull()
      .references(() => users.no),
    /** SHA-256 of route, address and key, base64url. */
    key: text("key").notNull(),
    /** SHA-256 of what was asked, base64url: the same key with anything else is refused. */
    asked: text("asked").notNull(),
    /** JSON, sealed: it may have a secret in it that is told once. Null while it is being done, or where it broke off. */
    answer: text("answer"),
    at: time("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userNo, t.key] })],
);
