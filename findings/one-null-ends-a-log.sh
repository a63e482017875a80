#!/usr/bin/env bash
# ndjson 2.0.0, split2 4.2.0 (with JSON.parse, as its manual shows), jsonlines 0.1.1, stream-json 3.8.0 (`jsonl/parser.js`) and
# @streamparser/json 0.0.26, reading JSON Lines (one value a line, as exports, archives and Mattermost's bulk format are).
#
# Guess: a line is a value, `null` as any other; a broken line is an error, and what stood before it has been read by then. Seen: a
# line `null` ends the stream in ndjson, split2 and jsonlines with "stream.push() after EOF", as null is how a stream of Node says
# that it is over, while 0, false and "" pass. Of a file whose second line is broken `for await` gets NOTHING from ndjson, split2
# and stream-json, not even the first line: the error takes away what was read from the same piece of the file (so how much arrives
# depends on how it was cut on the way); jsonlines and @streamparser/json hand the first one out. An empty line, as between two
# files joined, is an error for split2 alone. @streamparser/json with `separator: ""`, the way to read values without a separator,
# takes a file that ends in the midst of a value without a word until `end()` is called, and two values in one line as two. A byte
# order mark is read over by stream-json and @streamparser/json and an error to the rest.
#
# What it means: who reads an archive line by line splits by himself, counts lines, and reports a broken one beside what he took,
# not in its stead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ndjson@2.0.0 split2@4.2.0 jsonlines@0.1.1 stream-json@3.8.0 @streamparser/json@0.0.26 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { JSONParser } from "@streamparser/json";
import jsonlines from "jsonlines";
import ndjson from "ndjson";
import split2 from "split2";
import jsonl from "stream-json/jsonl/parser.js";
async function collect(stream) {
  const found = [];
  try {
    for await (const value of stream) found.push(value);
  } catch (error) {
    found.push(/after EOF/.test(error.message) ? "after EOF" : "error");
  }
  return found;
}
const piece = (text) => Readable.from([Buffer.from(text)]);
const readers = {
  ndjson: (text) => collect(piece(text).pipe(ndjson.parse())),
  split2: (text) => collect(piece(text).pipe(split2(JSON.parse))),
  jsonlines: (text) =>
    new Promise((done) => {
      const found = [];
      const parser = jsonlines.parse();
      parser.on("data", (value) => found.push(value)).on("end", () => done(found));
      parser.on("error", ({ message }) => done([...found, /after EOF/.test(message) ? "after EOF" : "error"]));
      piece(text).pipe(parser);
    }),
  streamJson: async (text) => (await collect(piece(text).pipe(jsonl.asStream()))).map((found) => (typeof found === "string" ? found : found.value)),
  async streamparser(text) {
    const found = [];
    try {
      const parser = new JSONParser({ paths: ["$"], separator: "" });
      parser.onValue = ({ value }) => found.push(value);
      parser.write(text);
    } catch {
      found.push("error");
    }
    return found;
  },
};
async function all(text) {
  return Object.fromEntries(await Promise.all(Object.entries(readers).map(async ([name, read]) => [name, await read(text)])));
}
const [one, two] = [{ a: 1 }, { a: 2 }];
const seen = {
  plain: await all('{"a":1}\n{"a":2}\n'),
  falsy: await all('0\nfalse\n""\n'),
  null: await all('null\n{"a":2}\n'),
  broken: await all('{"a":1}\n{oops\n'),
  empty: await all('{"a":1}\n\n{"a":2}\n'),
  cut: await all('{"a":1}\n{"a":'),
  twice: await all('{"a":1} {"a":2}\n'),
  mark: await all('\ufeff{"a":1}\n'),
};
console.log(JSON.stringify(seen, null, 1));
const names = Object.keys(readers);
const each = (...values) => Object.fromEntries(names.map((name, index) => [name, values[index] ?? values.at(-1)]));
assert.deepEqual(seen.plain, each([one, two]));
assert.deepEqual(seen.falsy, each([0, false, ""]));
assert.deepEqual(seen.null, each(["after EOF"], ["after EOF"], ["after EOF"], [null, two], [null, two]));
assert.deepEqual(seen.broken, each(["error"], ["error"], [one, "error"], ["error"], [one, "error"]));
assert.deepEqual(seen.empty, each([one, two], ["error"], [one, two]));
assert.deepEqual([seen.cut.streamparser, seen.twice.streamparser], [[one], [one, two]]);
assert.deepEqual(seen.mark, each(["error"], ["error"], ["error"], [one], [one]));
JS
./node_modules/.bin/node run.mjs
