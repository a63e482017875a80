#!/usr/bin/env bash
# matrix-js-sdk 43.0.0, its own `PollStartEvent` and `PollResponseEvent`, which make and read polls (MSC3381).
#
# Guess: what it is asked to make it makes or refuses, a poll as the proposal has it by now is read, and a vote counts as far as
# it can. Seen: of 26 answers the first twenty become the poll and six are gone, in its text too, without an error. A kind that it
# does not know is UNDISCLOSED: so are "m.disclosed", its newer name, and a misspelt one, and then nobody sees the votes before
# the end. A poll in the newer form (`m.poll`, texts in lists, `m.id`) is "A question is required". Two answers with one id stay
# two, so that a vote cannot tell which it was. A vote for two answers where one is allowed is cut to the first; a vote for one
# that there is and one that there is not is spoiled as a whole. `max_selections` of 2.7 stays 2.7 and 99 of two answers 99, while
# 0, -1 and "2" are 1. A blank is an answer.
#
# What it means: an import reads polls by both names, counts answers itself and says which poll was cut.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund matrix-js-sdk@43.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { PollResponseEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollResponseEvent.js";
import { PollStartEvent } from "matrix-js-sdk/lib/extensible_events_v1/PollStartEvent.js";
const poll = (answers, kind = "m.poll.disclosed", most = 1) => PollStartEvent.from("Which?", answers, kind, most);
const or = (what) => {
  try {
    return what();
  } catch (error) {
    return error.message;
  }
};
const letters = [..."abcdefghijklmnopqrstuvwxyz"];
function vote(most, ...which) {
  const asked = poll(["a", "b"], undefined, most);
  const response = PollResponseEvent.from(which.map((number) => asked.answers[number]?.id ?? "none"), "$poll");
  response.validateAgainst(asked);
  return response.spoiled ? "spoiled" : response.answerIds.length;
}
const read = (content) => or(() => new PollStartEvent({ type: "m.poll.start", content }).answers.map(({ id, text }) => id + text));
const seen = {
  many: poll(letters).answers.length,
  text: JSON.stringify(poll(letters).serialize()).includes("20. t"),
  lost: JSON.stringify(poll(letters).serialize()).includes("21. u"),
  kinds: ["m.poll.disclosed", "m.disclosed", "disclosed"].map((kind) => poll(["a"], kind).kind.name.split(".").at(-1)),
  most: [2.7, 99, 0, -1, "2"].map((most) => poll(["a", "b"], undefined, most).maxSelections),
  older: read({ "m.poll.start": { question: { "m.text": "?" }, answers: [{ id: "1", "m.text": "a" }, { id: "1", "m.text": "b" }] } }),
  newer: read({ "m.poll": { question: { "m.text": [{ body: "?" }] }, answers: [{ "m.id": "1", "m.text": [{ body: "a" }] }] } }),
  votes: [vote(1, 0), vote(1, 0, 1), vote(1, 0, 9), vote(2, 0, 9), vote(2, 0, 1)],
  blank: poll([" "]).answers.length,
};
console.log(seen);
assert.deepEqual(seen, {
  many: 20,
  text: true,
  lost: false,
  kinds: ["disclosed", "undisclosed", "undisclosed"],
  most: [2.7, 99, 1, 1, 1],
  older: ["1a", "1b"],
  newer: "A question is required",
  votes: [1, 1, "spoiled", "spoiled", 2],
  blank: 1,
});
JS
./node_modules/.bin/node run.mjs
