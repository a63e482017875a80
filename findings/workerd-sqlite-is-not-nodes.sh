#!/usr/bin/env bash
# The SQLite of an object and of D1 in workerd 1.20261023.1 (miniflare 5.20261023.2-beta), and `node:sqlite` of Node 24.21.0.
#
# Guess: one is a stand-in for the other in fast tests; workerd only takes things away (ATTACH, some PRAGMA). Seen: it differs in
# both ways. workerd has `DELETE … ORDER BY … LIMIT` and `UPDATE … LIMIT`, which Node's build calls syntax errors. R-trees can be
# made in it. Missing are not only dangerous things: `json_pretty`, `unistr`, `if()` and `json_array_insert` are known to it and
# "not authorized", so a list of allowed functions lags behind SQLite's own versions, and `median`, `percentile`, FTS4 and `dbstat`,
# which Node has, are not there. `iif(a, b)`, `string_agg(… ORDER BY …)`, `concat_ws`, `timediff` and the strict JSON5 reader work
# in both. A statement is only known to run once it has run in workerd.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const statements = [
  "DELETE FROM t ORDER BY a LIMIT 1",
  "UPDATE t SET a = 2 LIMIT 1",
  "CREATE VIRTUAL TABLE r USING rtree(id, a, b)",
  "SELECT json_pretty('[1]')",
  "SELECT unistr('\\u00e9')",
  "SELECT if(1, 2)",
  "SELECT json_array_insert('[1]', '$[0]', 0)",
  "SELECT median(a) FROM t",
  "SELECT percentile(a, 50) FROM t",
  "CREATE VIRTUAL TABLE f USING fts4(a)",
  "SELECT count(*) FROM dbstat",
  "SELECT iif(1, 2), string_agg(a, ',' ORDER BY a), concat_ws('-', 1, 2), json('{a:1,}') FROM t",
];
const script = `
import { DurableObject } from "cloudflare:workers";
export class Box extends DurableObject {
  async fetch(request) {
    const sql = this.ctx.storage.sql;
    sql.exec("CREATE TABLE t (a INTEGER)");
    const run = (statement) => { try { sql.exec(statement).toArray(); return "yes"; } catch (error) { return /not authorized/.test(error.message) ? "refused" : "no"; } };
    return Response.json((await request.json()).map(run));
  }
}
export default { fetch: async (request, env) => {
  const statements = await request.json();
  await env.DB.prepare("CREATE TABLE t (a INTEGER)").run();
  const d1 = [];
  for (const statement of statements) d1.push(await env.DB.prepare(statement).all().then(() => "yes", (error) => (/not authorized/.test(error.message) ? "refused" : "no")));
  const object = await (await env.BOX.getByName("one").fetch("http://x/", { method: "POST", body: JSON.stringify(statements) })).json();
  return Response.json({ object, d1 });
} };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    durableObjects: { BOX: { className: "Box", useSQLite: true } },
    d1Databases: ["DB"],
  }),
);
const { object, d1 } = await (await miniflare.dispatchFetch("http://x/", { method: "POST", body: JSON.stringify(statements) })).json();
await miniflare.dispose();
const node = new DatabaseSync(":memory:");
node.exec("CREATE TABLE t (a INTEGER)");
const seen = statements.map((statement, at) => {
  try {
    node.prepare(statement).all();
    return [statement, object[at], d1[at], "yes"];
  } catch {
    return [statement, object[at], d1[at], "no"];
  }
});
console.log(seen);
const [only, missing] = [["yes", "yes", "no"], ["no", "no", "yes"]];
const refused = ["refused", "refused", "yes"];
assert.deepEqual(
  seen.map(([, ...told]) => told),
  [only, only, ["yes", "yes", "yes"], refused, refused, refused, refused, missing, missing, refused, missing, ["yes", "yes", "yes"]],
);
JS
./node_modules/.bin/node run.mjs
