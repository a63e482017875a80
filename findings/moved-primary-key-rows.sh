#!/usr/bin/env bash
# miniflare 5.20261023.2-beta (workerd 1.20261023.1), SQLite storage of a Durable Object, counted by its own cursors.
#
# Guess: to move a row to another INTEGER PRIMARY KEY costs two rows written, as DELETE and INSERT do: the row leaves one place of the
# tree and comes to another. Seen: `UPDATE t SET k = new WHERE k = old` counts one row written (and three read), also when every other
# column changes with it, while DELETE and INSERT count two. A log that is keyed by its last change pays half for a change that way.
# And `max()` of a column without an index reads every row, where `max()` of the key reads one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
import { DurableObject } from "cloudflare:workers";
export class Box extends DurableObject {
  async fetch() {
    const sql = this.ctx.storage.sql;
    const cost = (...queries) => {
      let [read, written] = [0, 0];
      for (const query of queries) { const cursor = sql.exec(query); cursor.toArray(); read += cursor.rowsRead; written += cursor.rowsWritten; }
      return { read, written };
    };
    sql.exec("CREATE TABLE t (k INTEGER PRIMARY KEY, seq INTEGER NOT NULL, body TEXT NOT NULL)");
    for (let i = 1; i <= 100; i++) sql.exec("INSERT INTO t VALUES (?, ?, 'words')", i, i);
    return Response.json({
      moved: cost("UPDATE t SET k = 1001, seq = 7, body = 'other words' WHERE k = 50"),
      replaced: cost("DELETE FROM t WHERE k = 51", "INSERT INTO t VALUES (1002, 8, 'other words')"),
      maxKey: cost("SELECT max(k) FROM t"),
      maxOther: cost("SELECT max(seq) FROM t"),
    });
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
console.log(JSON.stringify(seen));
const { moved, replaced, maxKey, maxOther } = seen;
process.exit(moved.written === 1 && replaced.written === 2 && maxKey.read === 1 && maxOther.read === 100 ? 0 : 1);
JS
./node_modules/.bin/node run.mjs
