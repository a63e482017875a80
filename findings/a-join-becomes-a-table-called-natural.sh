#!/usr/bin/env bash
# node-sql-parser 5.4.0, which reads SQL into a tree and writes it again (`astify`, `sqlify`; consoles of databases, checks of
# pupils' answers), for its dialect "sqlite"; both texts run in node:sqlite of Node 24.21.0.
#
# Guess: what it does not know of SQLite it refuses (window frames, ATTACH), and what it wrote means what it read, down to brackets.
# Seen: brackets are kept. `NATURAL JOIN` is read as a table that is CALLED natural and a join without a condition: of two rows each
# come four (`CROSS JOIN` too makes a name of its first word, and with names of one's own it is refused). `a ISNULL` is a column
# with another name, so the answer is the value itself. `- - 1` is written as `--1`, a remark. A backslash in a text, which is a
# letter in SQLite, is read as in C: 'a\b' is written with a backspace. And it refuses what stands in any course: EXCEPT and
# INTERSECT, FULL JOIN, VALUES, NULLS LAST, FILTER, ROWS BETWEEN, .5, [names in brackets].
#
# What it means: the tree is for showing; what runs is the text that a person wrote.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-sql-parser@5.4.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import parsers from "node-sql-parser";
const parser = new parsers.Parser();
const dialect = { database: "sqlite" };
const database = new DatabaseSync(":memory:");
database.exec("CREATE TABLE a (id, x); CREATE TABLE b (id, y); INSERT INTO a VALUES (1, 2), (3, NULL); INSERT INTO b VALUES (1, 5), (3, 6)");
const rows = (text) => {
  try {
    return database.prepare(text).all().map((row) => Object.values(row));
  } catch (error) {
    return error.message;
  }
};
const both = (text) => [text, parser.sqlify(parser.astify(text, dialect), dialect)].map(rows);
const refused = (text) => {
  assert.ok(Array.isArray(rows(text)), text);
  try {
    parser.astify(text, dialect);
    return false;
  } catch {
    return true;
  }
};
const seen = {
  brackets: both("SELECT 10 - (5 - 2), NOT (1 = 2 AND 0), (1 << 2) + 1"),
  natural: both("SELECT count(*) FROM a NATURAL JOIN b"),
  isnull: both("SELECT x ISNULL FROM a"),
  minus: both("SELECT - - 1"),
  backslash: both("SELECT length('a\\b')"),
  refused: [
    "SELECT id FROM a EXCEPT SELECT 1",
    "SELECT id FROM a INTERSECT SELECT 1",
    "SELECT r.id FROM a r CROSS JOIN b s",
    "SELECT id FROM a FULL JOIN b USING (id)",
    "VALUES (1), (2)",
    "SELECT x FROM a ORDER BY x NULLS LAST",
    "SELECT count(*) FILTER (WHERE x = 2) FROM a",
    "SELECT sum(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM a",
    "SELECT .5",
    "SELECT [id] FROM a",
  ].map(refused),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  brackets: [[[7, 1, 5]], [[7, 1, 5]]],
  natural: [[[2]], [[4]]],
  isnull: [[[0], [1]], [[2], [null]]],
  minus: [[[1]], "incomplete input"],
  backslash: [[[3]], [[2]]],
  refused: Array(10).fill(true),
});
JS
./node_modules/.bin/node run.mjs 2>/dev/null
