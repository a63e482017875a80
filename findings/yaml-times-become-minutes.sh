#!/usr/bin/env bash
# js-yaml 5.5.0, 4.3.2 and gray-matter 4.0.3 (front matter, on js-yaml 3), yaml 2.9.1, reading what a teacher writes at the head
# of a page.
#
# Guess: one library with one name reads the same in all its versions, apart from "no" and "on", which YAML 1.1 took for false and
# true. Seen: "no" and "on" are texts in all four. "time: 10:15" is the number 615 for gray-matter (a number to the base of
# sixty), and "room: 010" is 8; js-yaml 4 still makes a Date of "2026-11-29" and follows `<<: *other`, js-yaml 5 does neither: the
# day is a text and "<<" a key like any other, without an error; `!!set` and `!!binary` throw there; nor has it a default export
# any more. It reads now what yaml 2 reads, and its YAML11_SCHEMA gives the old reading, with "no" as false on top. So moving from
# 4 to 5 changes what files mean; quoted ("10:15") all four agree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund js-yaml@5.5.0 js-yaml-4@npm:js-yaml@4.3.2 gray-matter@4.0.3 yaml@2.9.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import matter from "gray-matter";
import * as five from "js-yaml";
import * as four from "js-yaml-4";
import { parse } from "yaml";
const readers = {
  matter: (text) => matter(`---\n${text}\n---\n`).data,
  four: (text) => four.load(text),
  five: (text) => five.load(text),
  yaml: (text) => parse(text),
};
const shown = (value) => (value instanceof Date ? "Date" : JSON.stringify(value));
const last = (object) => shown(Object.values(object).at(-1));
const texts = ["a: no", "a: on", "a: 10:15", 'a: "10:15"', "a: 010", "a: 2026-11-29", "b: &b {x: 1}\na: {<<: *b}"];
const seen = Object.fromEntries(texts.map((text) => [text, Object.values(readers).map((read) => last(read(text))).join(" ")]));
const old = five.load("day: 2026-11-29\nanswer: no", { schema: five.YAML11_SCHEMA });
console.log(seen, old);
assert.deepEqual(seen, {
  "a: no": '"no" "no" "no" "no"',
  "a: on": '"on" "on" "on" "on"',
  "a: 10:15": '615 "10:15" "10:15" "10:15"',
  'a: "10:15"': '"10:15" "10:15" "10:15" "10:15"',
  "a: 010": "8 10 10 10",
  "a: 2026-11-29": 'Date Date "2026-11-29" "2026-11-29"',
  "b: &b {x: 1}\na: {<<: *b}": '{"x":1} {"x":1} {"<<":{"x":1}} {"<<":{"x":1}}',
});
assert.deepEqual(old, { day: new Date("2026-11-29"), answer: false });
assert.throws(() => five.load("a: !!set {b, c}"), /unknown mapping tag/);
assert.throws(() => five.load("a: !!binary aGk="), /unknown scalar tag/);
assert.equal(five.default, undefined);
JS
node run.mjs
