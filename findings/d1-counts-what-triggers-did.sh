#!/usr/bin/env bash
# D1 (miniflare 5.20261023.2-beta), its `meta.changes` and `meta.last_row_id`, beside `changes()` of SQL, node:sqlite of Node
# 24.21.0, and kysely 0.28.19 with kysely-d1 0.4.0.
#
# Guess: `meta.changes` is SQLite's own count of the statement's rows, as in every other driver: 1 where one row was changed.
# Seen: it counts all that was written meanwhile: one row with a trigger that notes it twice is 3, a delete that cascades counts
# the other table's rows, and one text put into an FTS5 table, with no trigger at all, is 3, as its inner tables count. `SELECT
# changes()`, asked in the same batch, says 1 like Node. What hits nothing is 0 in all. kysely hands the count on as
# `numUpdatedRows`; and its `insertId` after an insert that did nothing (ON CONFLICT DO NOTHING) is the last id of ANOTHER table,
# since `last_row_id` is the connection's. "Exactly one was changed" has to be asked with RETURNING.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 kysely@0.28.19 kysely-d1@0.4.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
const tables = [
  "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)",
  "CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id) ON DELETE CASCADE)",
  "CREATE TABLE log (x INTEGER)",
  "CREATE TRIGGER noted AFTER UPDATE ON a BEGIN INSERT INTO log VALUES (1); INSERT INTO log VALUES (2); END",
  "CREATE VIRTUAL TABLE words USING fts5 (t)",
  "INSERT INTO a VALUES (1, 1), (2, 2)",
  "INSERT INTO c VALUES (70, 1), (71, 1)",
];
const asked = {
  trigger: "UPDATE a SET n = 5 WHERE id = 2",
  nothing: "UPDATE a SET n = 5 WHERE id = 99",
  cascade: "DELETE FROM a WHERE id = 1",
  words: "INSERT INTO words VALUES ('hello world')",
};
const worker = `
import { Kysely } from "kysely";
import { D1Dialect } from "kysely-d1";
export default { async fetch(request, { DB }) {
  const { tables, asked } = await request.json();
  for (const table of tables) await DB.exec(table);
  const counts = {};
  for (const [name, sql] of Object.entries(asked)) {
    const [done, count] = await DB.batch([DB.prepare(sql), DB.prepare("SELECT changes() AS n")]);
    counts[name] = [done.meta.changes, count.results[0].n];
  }
  const db = new Kysely({ dialect: new D1Dialect({ database: DB }) });
  const updated = await db.updateTable("a").set({ n: 7 }).where("id", "=", 2).executeTakeFirst();
  await DB.exec("INSERT INTO c VALUES (500, 2)");
  const ignored = await db.insertInto("a").values({ id: 2 }).onConflict((on) => on.doNothing()).executeTakeFirst();
  return Response.json({ counts, kysely: [updated.numUpdatedRows, ignored.numInsertedOrUpdatedRows, ignored.insertId].map(Number) });
} };`;
const bundle = await build({ stdin: { contents: worker, resolveDir: "." }, bundle: true, write: false, format: "esm", platform: "browser" });
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
    compatibilityDate: "2026-10-23",
    d1Databases: ["DB"],
  }),
);
const response = await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify({ tables, asked }) });
const seen = await response.json();
await miniflare.dispose();
const database = new DatabaseSync(":memory:");
for (const table of tables) database.exec(table);
for (const [name, sql] of Object.entries(asked)) seen.counts[name].push(database.prepare(sql).run().changes);
console.log(seen);
// [D1's meta.changes, changes() of SQL, node:sqlite]
assert.deepEqual(seen, {
  counts: { trigger: [3, 1, 1], nothing: [0, 0, 0], cascade: [3, 1, 1], words: [3, 1, 1] },
  kysely: [3, 0, 500],
});
JS
./node_modules/.bin/node run.mjs
