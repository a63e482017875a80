#!/usr/bin/env bash
# drizzle-orm 0.45.4 on D1 (miniflare 5.20261023.2-beta).
#
# Guess: `or(...conditions)` of an empty list holds for no row, as `inArray(column, [])` does, and a query made beforehand writes a
# value into a column as any other does. Seen: `or()` is `undefined`, and a WHERE that is undefined is left out: every row is read,
# and `delete … where(or(...keys.map(…)))` with no keys is a bare DELETE of the whole table, while `inArray(key, [])` is rightly
# none. A placeholder compared with a column is not written as the column's kind: a Date for a timestamp column reaches D1 as an
# object and throws, though the same Date given directly is turned into seconds. And `$count` cannot stand in a `batch`
# ("query._prepare is not a function"). Lists of conditions are to be written with `inArray` or checked for being empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 drizzle-orm@0.45.4 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { build } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const worker = `
import { eq, inArray, or, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
const t = sqliteTable("t", { id: integer("id").primaryKey(), at: integer("at", { mode: "timestamp" }) });
export default { async fetch(request, { DB }) {
  const db = drizzle(DB);
  await DB.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, at INTEGER)");
  const date = new Date(60_000);
  await db.insert(t).values([{ id: 1, at: date }, { id: 2, at: date }]);
  const keys = [];
  const message = (error) => (error.cause ?? error).message;
  return Response.json({
    or: (await db.select().from(t).where(or(...keys.map((key) => eq(t.id, key))))).length,
    inArray: (await db.select().from(t).where(inArray(t.id, keys))).length,
    delete: db.delete(t).where(or(...keys.map((key) => eq(t.id, key)))).toSQL().sql,
    direct: (await db.select().from(t).where(eq(t.at, date))).length,
    placeholder: await db.select().from(t).where(eq(t.at, sql.placeholder("at"))).prepare().all({ at: date }).then((rows) => rows.length, message),
    batch: await db.batch([db.select().from(t), db.$count(t)]).then(() => "ran", message),
  });
} };`;
const bundle = await build({
  stdin: { contents: worker, resolveDir: "." },
  bundle: true,
  write: false,
  format: "esm",
  platform: "browser",
});
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: bundle.outputFiles[0].text }],
    compatibilityDate: "2026-10-23",
    d1Databases: ["DB"],
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.match(seen.placeholder, /D1_TYPE_ERROR: Type 'object' not supported/);
delete seen.placeholder;
assert.deepEqual(seen, { or: 2, inArray: 0, delete: 'delete from "t"', direct: 2, batch: "query._prepare is not a function" });
JS
./node_modules/.bin/node run.mjs
