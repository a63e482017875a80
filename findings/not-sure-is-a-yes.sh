#!/usr/bin/env bash
# @microsoft/recognizers-text-suite 1.3.1, with which bots (those of Teams above all) take a yes, a no or a number out of what
# somebody wrote.
#
# Guess: a yes is known by its words, what says "not" in front of it is a no or nothing, and a language that it does not have is
# refused. Seen: "not sure", "not true", "I don't agree" and "not yet, ok?" are each TRUE, by the word behind; "not ok" alone is
# known as a no. "no problem" and "No. 5" are FALSE, "y" is a yes and "n" nothing, nor are "never", "nah", "okay" or "correct"
# anything; of "No, I mean yes" the no is handed out and the yes is not. German has its "ja" and "nein" and no numbers, which
# nothing says: they are read by the rules of English, where "zwei" is nothing, "1.500" is 1.5 and "1.500,75" is 2.25, the parts
# added up; "1,5" is 1.5 in English as well, and "1,500" is 1500. A number in French comes back with its comma ("1500,75"), which
# is no number to JavaScript, and ½ is 0. A language that there is not ("xx") is English.
#
# What it means: whoever is asked answers with a button; a sentence is no vote.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @microsoft/recognizers-text-suite@1.3.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import recognizers from "@microsoft/recognizers-text-suite";
const answers = (texts, culture = "en-us") =>
  texts.flatMap((text) => {
    const found = recognizers.recognizeBoolean(text, culture);
    return found.length > 0 ? found.map(({ resolution }) => resolution.value) : "none";
  });
const numbers = (texts, culture = "en-us") =>
  texts.map((text) => recognizers.recognizeNumber(text, culture)[0]?.resolution.value ?? "none");
const seen = {
  plain: answers(["yes", "no"]),
  not: answers(["not sure", "not true", "I don't agree", "not yet, ok?", "not ok"]),
  no: answers(["no problem", "No. 5", "No, I mean yes"]),
  short: answers(["y", "n", "never", "nah", "okay", "correct"]),
  german: [answers(["ja", "nein"], "de-de"), numbers(["zwei", "1.500", "1.500,75"], "de-de")],
  english: numbers(["two", "1,5", "1,500", "½"]),
  french: numbers(["deux", "1.500,75"], "fr-fr"),
  unknown: answers(["yes", "oui"], "xx"),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: [true, false],
  not: [true, true, true, true, false],
  no: [false, false, false],
  short: [true, "none", "none", "none", "none", "none"],
  german: [[true, false], ["none", "1.5", "2.25"]],
  english: ["2", "1.5", "1500", "0"],
  french: ["2", "1500,75"],
  unknown: [true, "none"],
});
JS
./node_modules/.bin/node run.mjs
