#!/usr/bin/env bash
# smol-toml 1.9.1, toml 5.0.1, @iarna/toml 3.0.0 and @ltd/j-toml 1.38.0, reading the same settings; tomllib of Python, where there.
#
# Guess: TOML is one format, finished in 2021 as 1.0; readers differ in how they hand out dates. Seen: two of the four read TOML 1.1
# without saying so: an inline table over several lines, a comma behind its last entry, "\e" and "\x41" in a text, a time without
# seconds. So a file that works in the tool it was written for (wrangler reads with smol-toml) is refused by the next one that
# reads it, Python's own among them. A whole number beyond 2 ** 53 is a BigInt in one and an error in three. 30 February is the
# first of March for smol-toml and @iarna/toml and an error for the two others. A time of day comes with milliseconds that nobody
# wrote in two, and without in two. What several tools read is to be written in the 1.0 that all of them know.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund smol-toml@1.9.1 toml@5.0.1 @iarna/toml@3.0.0 @ltd/j-toml@1.38.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import iarna from "@iarna/toml";
import second from "@ltd/j-toml";
import { parse as smol } from "smol-toml";
import toml from "toml";
const readers = [smol, toml.parse, iarna.parse, (text) => second.parse(text, { joiner: "\n", bigint: false })];
const read = (text) =>
  readers.map((parse) => {
    try {
      return JSON.stringify(parse(text).a, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
    } catch {
      return "refused";
    }
  });
const lines = { table: "a = {\n b = 1\n}", comma: "a = { b = 1, }", escape: 'a = "\\x41"', minutes: "a = 07:32", big: "a = 9007199254740993", february: "a = 1996-02-30", time: "a = 07:32:00" };
const seen = Object.fromEntries(Object.entries(lines).map(([name, text]) => [name, read(text)]));
const python = spawnSync("python3", ["-c", "import tomllib, sys; tomllib.loads(sys.argv[1])", lines.table]);
console.log(seen, python.status);
assert.deepEqual(seen, {
  table: ['{"b":1}', '{"b":1}', "refused", "refused"],
  comma: ['{"b":1}', '{"b":1}', "refused", "refused"],
  escape: ['"A"', '"A"', "refused", "refused"],
  minutes: ['"07:32:00.000"', '"07:32:00"', "refused", "refused"],
  big: ["refused", "refused", '"9007199254740993n"', "refused"],
  february: ['"1996-03-01"', "refused", '"1996-03-01"', "refused"],
  time: ['"07:32:00.000"', '"07:32:00"', '"07:32:00.000"', '"07:32:00"'],
});
JS
node run.mjs
