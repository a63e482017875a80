#!/usr/bin/env bash
# humanparser 2.7.0, parse-full-name 1.2.7 and another-name-parser 0.1.0, with which address books and imports of lists part a name
# into first and last.
#
# Guess: what cannot be known (which of three Vietnamese or Spanish names is the family's) is guessed wrongly, what stands before a
# comma is the family name in all three, and a name of two words is a first and a last one. Seen: titles and letters behind a name
# are looked for before anything else, anywhere. "Ma, Jack" has no last name in humanparser, Ma being a Master of Arts; "García
# López, María" is in parse-full-name García López with the suffix "María", and "García", middle, in another-name-parser, so the
# comma parts nothing in either. "V Patel", "Vi Nguyen", "Md Rahman", "Bo Do" are one name and a suffix (the fifth, the sixth, a
# doctor, an osteopath) in another-name-parser; "Nguyễn Văn An" is Nguyễn Văn with the prefix "An". "Prof. Dr. Eva Klein" has the
# first name "Dr." in humanparser and an error in parse-full-name. One word is a last name for one, a first for two: "李雷" is Mr Li
# to nobody.
#
# What it means: a class list keeps one name as it was typed, and where a file has two columns they are put together by the
# teacher's choice; no reader parts what one column holds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund humanparser@2.7.0 parse-full-name@1.2.7 another-name-parser@0.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import another from "another-name-parser";
import humanparser from "humanparser";
import { parseFullName } from "parse-full-name";
const some = (parts) => Object.fromEntries(Object.entries(parts).filter(([, value]) => typeof value === "string" && value !== ""));
const all = (name) => {
  const { fullName, ...human } = humanparser.parseName(name);
  const { original, ...other } = another(name);
  return [some(human), some(parseFullName(name)), some(other)];
};
const seen = Object.fromEntries(
  ["Lovelace, Ada", "Ma, Jack", "García López, María", "V Patel", "Vi Nguyen", "Md Rahman", "Bo Do", "Nguyễn Văn An", "Prof. Dr. Eva Klein", "李雷"].map((name) => [name, all(name)]),
);
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen["Lovelace, Ada"][0], { lastName: "Lovelace", firstName: "Ada" });
assert.deepEqual(seen["Ma, Jack"][0], { suffix: "Ma", firstName: "Jack" });
assert.deepEqual(seen["García López, María"].slice(1), [
  { first: "García", last: "López", suffix: "María" },
  { first: "María", middle: "García", last: "López" },
]);
assert.deepEqual(
  ["V Patel", "Vi Nguyen", "Md Rahman", "Bo Do", "Nguyễn Văn An"].map((name) => seen[name][2]),
  [
    { first: "Patel", suffix: "V" },
    { first: "Nguyen", suffix: "Vi" },
    { first: "Rahman", suffix: "Md" },
    { first: "Bo", suffix: "Do" },
    { prefix: "An", first: "Nguyễn", last: "Văn" },
  ],
);
assert.deepEqual(seen["Prof. Dr. Eva Klein"][0], { salutation: "Prof.", firstName: "Dr.", middleName: "Eva", lastName: "Klein" });
assert.deepEqual(parseFullName("Prof. Dr. Eva Klein").error, ["Error: 2 titles found"]);
assert.deepEqual(seen["李雷"], [{ firstName: "李雷" }, { last: "李雷" }, { first: "李雷" }]);
JS
node run.mjs
