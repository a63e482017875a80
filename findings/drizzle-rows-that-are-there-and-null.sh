#!/usr/bin/env bash
# drizzle-orm 0.45.4 (its proxy driver) over node:sqlite of Node 24.21.0: what is asked, the SQL that is sent, what comes back.
#
# Guess: what does not fit is an error where it is written, and a row that is there comes back as a row. Seen: of a left join
# whose row IS there only the FIRST of the columns asked for is looked at: where it is null, the joined part is null, as if there
# were no row, whatever the others hold; `{ words, points }` is null, `{ points, words }` is { points: 5, words: null }. A limit
# that is not a number of its own kind, "2" out of an address or -1, is left out of the SQL: every row is read. An offset without
# a limit is a syntax error of SQLite. A Date in a `sql` template beside a column of seconds goes out as its ISO text, which no
# number exceeds: nothing is found, no error, while `gt` makes seconds of it. Seconds are cut, so "since 10:00:00.500" finds what
# happened at 10:00:00. An invalid Date is stored as NULL, `eq(column, null)` finds nothing, `ilike` is offered and unknown to
# SQLite, and a sum is a text. In a join the first column asked for is the id.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { between, eq, gt, ilike, sql, sum } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/sqlite-proxy";
const base = new DatabaseSync(":memory:");
base.exec("CREATE TABLE task (id INTEGER PRIMARY KEY, at INTEGER); CREATE TABLE answer (task INTEGER, words TEXT, points INTEGER)");
let sent = "";
const db = drizzle(async (query, values, method) => {
  sent = query;
  const statement = base.prepare(query);
  if (method === "run") return void statement.run(...values) ?? { rows: [] };
  return { rows: statement.all(...values).map((row) => Object.values(row)) };
});
const task = sqliteTable("task", { id: integer().primaryKey(), at: integer({ mode: "timestamp" }) });
const answer = sqliteTable("answer", { task: integer(), words: text(), points: integer() });
const second = 1_795_946_400_000;
await db.insert(task).values([{ id: 1, at: new Date(second + 999) }, { id: 2, at: new Date(NaN) }, { id: 3, at: new Date(second) }]);
await db.insert(answer).values({ task: 1, words: null, points: 5 });
const joined = (columns) => db.select({ id: task.id, answer: columns }).from(task).leftJoin(answer, eq(answer.task, task.id)).where(eq(task.id, 1));
const limited = async (limit) => [(await db.select({ id: task.id }).from(task).limit(limit)).length, sent.includes("limit")];
const count = async (where) => (await db.select({ id: task.id }).from(task).where(where)).length;
const or = (query) => query.then(() => "done", ({ cause }) => cause.message.split(":")[0]);
const seen = {
  words: (await joined({ words: answer.words }))[0].answer,
  points: (await joined({ words: answer.words, points: answer.points }))[0].answer,
  turned: (await joined({ points: answer.points, words: answer.words }))[0].answer,
  limits: [await limited(2), await limited("2"), await limited(-1)],
  offset: await or(db.select().from(task).offset(1)),
  template: await count(sql`${task.at} > ${new Date(0)}`),
  operator: await count(gt(task.at, new Date(0))),
  since: await count(between(task.at, new Date(second + 500), new Date(second + 2000))),
  invalid: (await db.select({ at: task.at }).from(task).where(eq(task.id, 2)))[0].at,
  null: await count(eq(task.at, null)),
  ilike: await or(db.select().from(answer).where(ilike(answer.words, "A"))),
  sum: (await db.select({ all: sum(answer.points) }).from(answer))[0].all,
};
console.log(seen);
assert.deepEqual(seen, {
  words: null,
  points: null,
  turned: { points: 5, words: null },
  limits: [
    [2, true],
    [3, false],
    [3, false],
  ],
  offset: 'near "?"',
  template: 0,
  operator: 2,
  since: 2,
  invalid: null,
  null: 0,
  ilike: 'near "ilike"',
  sum: "5",
});
JS
./node_modules/.bin/node --no-warnings run.mjs
