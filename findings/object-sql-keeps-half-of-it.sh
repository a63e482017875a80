#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), an object's own SQLite.
#
# Guess: one call of `exec` is done whole or not at all; `transactionSync` refuses a callback that returns a promise, or takes back
# what it did when that promise fails; a cursor reads the table as it was when the query was made. Seen: of two statements in one
# `exec` the first stays when the second fails and the error is caught. `transactionSync(async …)` is taken, and what was written
# before the first await stays although the promise is rejected. A loop over a cursor that inserts into the table it reads comes to
# its own rows, until something else ends it; DROP TABLE under an open cursor is SQLITE_LOCKED, ALTER TABLE is not. A single
# statement of many rows is whole or nothing. So statements that belong together go into a `transactionSync` without async, and a
# cursor is read to its end first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
import { DurableObject } from "cloudflare:workers";
export class Box extends DurableObject {
  async fetch() {
    const { sql } = this.ctx.storage;
    const count = () => sql.exec("SELECT count(*) AS n FROM t").one().n;
    const caught = (act) => { try { act(); } catch {} const n = count(); sql.exec("DELETE FROM t"); return n; };
    sql.exec("CREATE TABLE t (k INTEGER PRIMARY KEY)");
    const seen = {
      oneStatement: caught(() => sql.exec("INSERT INTO t VALUES (1), (2), (1)")),
      twoStatements: caught(() => sql.exec("INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)")),
      transaction: caught(() => this.ctx.storage.transactionSync(() => sql.exec("INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)"))),
    };
    const late = this.ctx.storage.transactionSync(async () => { sql.exec("INSERT INTO t VALUES (1)"); throw new Error("late"); });
    seen.rejected = await late.then(() => "no", () => "yes");
    seen.asyncTransaction = caught(() => {});
    for (let k = 0; k < 3; k++) sql.exec("INSERT INTO t VALUES (?)", k);
    let read = 0;
    for (const { k } of sql.exec("SELECT k FROM t")) if (++read < 100) sql.exec("INSERT INTO t VALUES (?)", k + 3);
    seen.read = read > 3;
    const open = () => { const cursor = sql.exec("SELECT * FROM t"); cursor.next(); return cursor; };
    const tried = (statement) => { const cursor = open(); try { sql.exec(statement); return "done"; } catch (error) { return /SQLITE_\\w+/.exec(error.message)[0]; } finally { cursor.toArray(); } };
    seen.alter = tried("ALTER TABLE t ADD COLUMN z");
    seen.drop = tried("DROP TABLE t");
    return Response.json(seen);
  }
}
export default { fetch: (request, env) => env.BOX.getByName("one").fetch(request) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    durableObjects: { BOX: { className: "Box", useSQLite: true } },
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  oneStatement: 0,
  twoStatements: 1,
  transaction: 0,
  rejected: "yes",
  asyncTransaction: 1,
  read: true,
  alter: "done",
  drop: "SQLITE_LOCKED",
});
JS
./node_modules/.bin/node run.mjs
