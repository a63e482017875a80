#!/usr/bin/env bash
# emojibase-data 17.0.0: its sets of short names as Slack has them (`iamcal`), GitHub (`github`), Discord's old ones
# (`joypixels`), emojibase's own and CLDR's.
#
# Guess: a name that two sets have in common means the same emoji; they differ in which names they have. Seen: eight names of
# Slack's mean another picture on GitHub, six with JoyPixels, 23 with emojibase's own and 18 with CLDR's. `point_up` and
# `point_up_2` are exchanged between Slack and emojibase: what pointed up with the palm points up with the back of the hand, and
# the other way about. `o` is a red circle here and a blood group there, `japan` a map or a flag, `kiss` a mouth or a couple,
# `email` a letter with or without the arrow, `satellite` one in the sky or a dish on the ground. Reactions that are brought from
# one chat into another by their names have to be read with the names of where they were given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund emojibase-data@17.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const picture = (hexcode) => String.fromCodePoint(...hexcode.split("-").map((hex) => Number.parseInt(hex, 16)));
const named = (set) =>
  new Map(
    Object.entries(require(`emojibase-data/en/shortcodes/${set}.json`)).flatMap(([hexcode, names]) =>
      [names].flat().map((name) => [name, picture(hexcode)]),
    ),
  );
const slack = named("iamcal");
const others = Object.fromEntries(["github", "joypixels", "emojibase", "cldr"].map((set) => [set, named(set)]));
const differ = Object.fromEntries(
  Object.entries(others).map(([set, names]) => [
    set,
    [...slack].filter(([name, emoji]) => names.has(name) && names.get(name) !== emoji).length,
  ]),
);
console.log(differ);
const some = ["point_up", "point_up_2", "o", "japan"].map((name) => [name, slack.get(name), others.emojibase.get(name)]);
console.log(some, slack.get("satellite"), others.github.get("satellite"), slack.get("kiss"), others.cldr.get("kiss"));
assert.deepEqual(differ, { github: 8, joypixels: 6, emojibase: 23, cldr: 18 });
assert.equal(slack.get("point_up"), others.emojibase.get("point_up_2"));
assert.equal(slack.get("point_up_2"), others.emojibase.get("point_up"));
assert.deepEqual([slack.get("o"), others.emojibase.get("o")], ["⭕", "🅾"]);
assert.deepEqual([slack.get("satellite"), others.github.get("satellite")], ["🛰", "📡"]);
assert.deepEqual([slack.get("kiss"), others.cldr.get("kiss")], ["💋", "💏"]);
JS
node run.mjs
