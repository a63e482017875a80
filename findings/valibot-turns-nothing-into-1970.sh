#!/usr/bin/env bash
# valibot 1.5.0, its newer actions that turn one kind into another (`toDate`, `toNumber`, `toBoolean`, `parseBoolean`), and what they
# meet: `intersect`, `record`, `number`.
#
# Guess: an action that turns a value into another kind refuses what is none: an empty text is no number, null no date, "false" is
# false. Seen: they are JavaScript's own constructors: "" is 0 and 0n, " 5 " is 5, null is the first of January 1970 and the text
# "null", "false" is true (`parseBoolean` alone reads words, and knows "on" and "y"). So a field that was left out of a form passes as
# 1970. `number()` takes Infinity, which JSON then writes as null. `intersect` of two schemas that both hold a key refuses every
# value which one of them trims: the two results are compared. `record` with a list of keys does not demand them all, and where the
# keys are made capitals, "a" and "A" become one, of which the last stays. Before any `to…` stands a `nonEmpty` or a `string`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund valibot@1.5.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as v from "valibot";
const read = (schema, value) => {
  const { success, output } = v.safeParse(schema, value);
  return success ? output : "refused";
};
const to = (action, value) => read(v.pipe(v.unknown(), action), value);
const seen = {
  numbers: [to(v.toNumber(), ""), to(v.toNumber(), " 5 "), to(v.toNumber(), "1,5"), to(v.toBigint(), "")],
  date: to(v.toDate(), null),
  text: to(v.toString(), null),
  booleans: [to(v.toBoolean(), "false"), to(v.parseBoolean(), "false"), to(v.parseBoolean(), "y"), to(v.parseBoolean(), "")],
  infinite: read(v.number(), Infinity),
  trimmed: read(v.intersect([v.object({ a: v.pipe(v.string(), v.trim()) }), v.object({ a: v.string() })]), { a: " x" }),
  clean: read(v.intersect([v.object({ a: v.pipe(v.string(), v.trim()) }), v.object({ a: v.string() })]), { a: "x" }),
  listed: read(v.record(v.picklist(["a", "b"]), v.number()), { a: 1 }),
  capitals: read(v.record(v.pipe(v.string(), v.toUpperCase()), v.number()), { a: 1, A: 2 }),
};
console.log(seen);
assert.deepEqual(seen, {
  numbers: [0, 5, "refused", 0n],
  date: new Date(0),
  text: "null",
  booleans: [true, false, true, "refused"],
  infinite: Infinity,
  trimmed: "refused",
  clean: { a: "x" },
  listed: { a: 1 },
  capitals: { A: 2 },
});
JS
node run.mjs
