#!/usr/bin/env bash
# csvtojson 2.0.14, csv42 5.0.3, fast-csv 5.0.8 and d3-dsv 3.0.2, reading lists of a class as spreadsheets save them.
#
# Guess: what a reader does not find out by itself (German semicolons) stands in one column, where one sees it at once; rows too
# long or too short are said. Seen: of "Name;Note" over "Müller, Max;2,5" csv42 and d3-dsv give one column with "Müller": the first
# name and the mark are GONE, as cells beyond the head's are dropped; csvtojson calls them field2 and field3, fast-csv alone
# throws. A row too short has no such key in csvtojson and csv42 and "" in the other two. Empty lines are rows of nothing in csv42
# ({}), fast-csv and d3-dsv. A file with CR alone, as Excel's "Macintosh" form is, is an empty list for csv42. Blanks before a
# quoted cell (` "Mus, A"`) part it at its comma in csv42 and d3-dsv; csvtojson leaves the quote at its end. csvtojson makes a tree
# of a head with a dot in it ("e.mail") and trims every cell, csv42 makes a tree and numbers of what looks so (7 of "007"). A
# column named twice keeps the last in two of them. A byte order mark is part of the first head in csv42 and d3-dsv.
#
# What it means: an import counts cells in each row against the head, shows what does not come out, and finds the separator before
# it reads.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund csvtojson@2.0.14 csv42@5.0.3 fast-csv@5.0.8 d3-dsv@3.0.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { csv2json } from "csv42";
import csvtojson from "csvtojson";
import { csvParse } from "d3-dsv";
import { parseString } from "fast-csv";
const readers = {
  tojson: (text) => csvtojson().fromString(text),
  csv42: (text) => csv2json(text),
  fast: (text) =>
    new Promise((done, fail) => {
      const rows = [];
      parseString(text, { headers: true }).on("data", (row) => rows.push(row)).on("error", fail).on("end", () => done(rows));
    }),
  d3: (text) => csvParse(text).map((row) => ({ ...row })),
};
async function all(text) {
  const read = async ([name, run]) => {
    try {
      return [name, await run(text)];
    } catch {
      return [name, "throws"];
    }
  };
  return Object.fromEntries(await Promise.all(Object.entries(readers).map(read)));
}
const seen = {
  german: await all("Name;Note\nMüller, Max;2,5\n"),
  short: await all("a,b,c\nx,y\n"),
  empty: await all("a,b\n\nx,y\n"),
  cr: await all("a,b\rx,y\r"),
  blank: await all('a,b\n "Mus, A" ,y\n'),
  dot: await all("e.mail,id\n a@e.org ,007\n"),
  twice: await all("a,a\nx,y\n"),
  mark: await all("\ufeffa,b\nx,y\n"),
};
console.log(JSON.stringify(seen, null, 1));
const whole = [{ a: "x", b: "y" }];
assert.deepEqual(seen.german, { tojson: [{ "Name;Note": "Müller", field2: "Max;2", field3: "5" }], csv42: [{ "Name;Note": "Müller" }], fast: "throws", d3: [{ "Name;Note": "Müller" }] });
assert.deepEqual(seen.short, { tojson: whole, csv42: whole, fast: [{ a: "x", b: "y", c: "" }], d3: [{ a: "x", b: "y", c: "" }] });
assert.deepEqual(seen.empty, { tojson: whole, csv42: [{}, ...whole], fast: [{ a: "", b: "" }, ...whole], d3: [{ a: "", b: "" }, ...whole] });
assert.deepEqual(seen.cr, { tojson: whole, csv42: [], fast: whole, d3: whole });
assert.deepEqual([seen.blank.csv42, seen.blank.d3, seen.blank.fast], [[{ a: ' "Mus', b: ' A" ' }], [{ a: ' "Mus', b: ' A" ' }], [{ a: "Mus, A", b: "y" }]]);
assert.equal(seen.blank.tojson[0].a, 'Mus, A"');
assert.deepEqual([seen.dot.tojson, seen.dot.csv42], [[{ e: { mail: "a@e.org" }, id: "007" }], [{ e: { mail: " a@e.org " }, id: 7 }]]);
assert.deepEqual([seen.twice.tojson, seen.twice.d3, seen.twice.fast], [[{ a: "y" }], [{ a: "y" }], "throws"]);
assert.deepEqual([Object.keys(seen.mark.csv42[0])[0], Object.keys(seen.mark.d3[0])[0]], ["\ufeffa", "\ufeffa"]);
JS
./node_modules/.bin/node run.mjs
