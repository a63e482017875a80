#!/usr/bin/env bash
# sql.js 1.16.0 (in pages), node-sqlite3-wasm 0.8.60 and node:sqlite of Node 24.21.0: the same values given to the same statement.
#
# Guess: SQLite is one, its bindings differ in how they hand out large numbers; a text is a text. Seen: a BigInt is stored by sql.js
# as TEXT, so 10n is '10', which no `= 10` finds and which sorts behind 9; one beyond 64 bits is refused by Node and wraps round to
# a NEGATIVE number in node-sqlite3-wasm. That one ends a text at a NUL. 5 is an integer to both packages and a REAL to Node
# (`typeof`), so 5/2 is 2 or 2.5 by who asks. A whole number beyond 2 ** 53 is rounded without a word by sql.js, throws in Node,
# and is a BigInt in the third. A Date is NULL to Node and refused by both others. sql.js has no FTS5 and still takes "a word in
# double quotes" for a text where no such column is. What one of them wrote is to be read back in the other before it is relied on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund sql.js@1.16.0 node-sqlite3-wasm@0.8.60 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import wasm from "node-sqlite3-wasm";
import init from "sql.js";
const SQL = await init();
const [page, third, node] = [new SQL.Database(), new wasm.Database(), new DatabaseSync(":memory:")];
const readers = [
  (sql, values) => {
    const statement = page.prepare(sql);
    statement.bind(values);
    statement.step();
    return statement.get()[0];
  },
  (sql, values) => Object.values(third.get(sql, values))[0],
  (sql, values) => Object.values(node.prepare(sql).get(...values))[0],
];
const all = (sql, ...values) =>
  readers.map((read) => {
    try {
      return read(sql, values);
    } catch {
      return "refused";
    }
  });
const seen = {
  ten: all("SELECT typeof(?)", 10n),
  found: all("SELECT ? = 10", 10n),
  beyond: all("SELECT typeof(?)", 2n ** 63n),
  wrapped: readers[1]("SELECT ?", [2n ** 63n]),
  five: all("SELECT ? / 2", 5),
  nul: all("SELECT ?", "a\0b"),
  large: all("SELECT 9007199254740993"),
  date: all("SELECT ?", new Date(0)),
  word: all('SELECT "word"'),
  search: all("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'"),
};
console.log(seen);
assert.deepEqual(seen, {
  ten: ["text", "integer", "integer"],
  found: [0, 1, 1],
  beyond: ["text", "integer", "refused"],
  wrapped: -(2n ** 63n),
  five: [2, 2, 2.5],
  nul: ["a\0b", "a", "a\0b"],
  large: [9007199254740992, 9007199254740993n, "refused"],
  date: ["refused", "refused", null],
  word: ["word", "refused", "refused"],
  search: [0, 1, 1],
});
JS
./node_modules/.bin/node --no-warnings run.mjs
