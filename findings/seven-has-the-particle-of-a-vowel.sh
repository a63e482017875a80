#!/usr/bin/env bash
# es-hangul 2.4.0 (by a bank of Korea's, the newest of its kind), beside josa 3.0.1: which of two particles stands behind a name
# in a Korean text ("책이", "사과가"), and names in Latin letters.
#
# Guess: what is not Korean (a digit, a Latin name, a bracket) is read as one says it, or refused, since every text with a name in
# it needs this. Seen: es-hangul looks at the last sign and takes whatever is no Korean syllable for one that ends in a vowel:
# "7가", "10로" with the wrong particle, "Kim가", "Excel가", and after a quotation mark or a bracket behind a Korean word as well
# ("책)가"), while josa has all of these right (7이, Kim이, 책)이). An amount loses its sign: `amountToHangul("-3")` is 삼, three, though
# `numberToHangul(-3)` says the minus; "1,5" is fifteen and "12e3" 123. And it writes 꽃잎 as "kkochip" and 밟다 as "balda", which are
# said and officially written kkonnip and bapda; 독립문 and 같이, the examples of manuals, are right.
#
# What it means: a catalogue in Korean puts both particles ("7이(가)"), or its own words between the name and the particle ("7반이").
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund es-hangul@2.4.0 josa@3.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { amountToHangul, josa, numberToHangul, romanize } from "es-hangul";
import other from "josa";
const particles = (name) => [josa(name, "이/가"), name + other.getJosaPicker("이")(name)];
const seen = {
  names: ["책", "7", "Kim", "Excel", "Ada", "책)", '"책"'].map(particles),
  to: [josa("10", "으로/로"), `10${other.getJosaPicker("으로")("10")}`],
  amounts: [amountToHangul("-3"), numberToHangul(-3), amountToHangul("1,5"), amountToHangul("12e3")],
  latin: ["꽃잎", "밟다", "독립문", "같이"].map((word) => romanize(word)),
};
console.log(seen);
assert.deepEqual(seen, {
  names: [
    ["책이", "책이"],
    ["7가", "7이"],
    ["Kim가", "Kim이"],
    ["Excel가", "Excel이"],
    ["Ada가", "Ada가"],
    ["책)가", "책)이"],
    ['"책"가', '"책"이'],
  ],
  to: ["10로", "10으로"],
  amounts: ["삼", "마이너스삼", "일십오", "일백이십삼"],
  latin: ["kkochip", "balda", "dongnimmun", "gachi"],
});
JS
./node_modules/.bin/node run.mjs
