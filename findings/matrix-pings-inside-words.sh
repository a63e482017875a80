#!/usr/bin/env bash
# matrix-js-sdk 43.0.0, `PushProcessor`: which messages ring for a person's name or for a word that the person chose.
#
# Guess: both are found as whole words, in any script; "Adam" does not ring for Ada. Seen: a word ends where no letter of A to Z, no
# digit and no underscore stands (the specification says so), so in every other script each letter is a word's edge. The keyword
# "тест" (test) rings for "протестируй", the name Ли for "лимон" (a lemon), علي for "عليهم", 李 for "李雷", Ann for "Annä" and the
# keyword "bung" for "Übung"; in English nothing of the kind happens, so nobody who tests it there sees it. The other way about a
# name that one writes as a handle, "@ada_l", does not ring for Ada, and İlker is not rung by "ilker". Names are no longer looked
# for where a message says itself whom it means (`m.mentions`), keywords are. Words are cut with `Intl.Segmenter`, or by \p{L}.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund matrix-js-sdk@43.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import { PushProcessor } from "matrix-js-sdk/lib/pushprocessor.js";
function rings(condition, body, name, mentions) {
  const room = { currentState: { getMember: () => ({ name }) } };
  const client = { credentials: { userId: "@me:example.org" }, supportsIntentionalMentions: () => true, getRoom: () => room };
  const content = { msgtype: "m.text", body, ...(mentions && { "m.mentions": mentions }) };
  const event = new MatrixEvent({ type: "m.room.message", event_id: "$1", room_id: "!r:example.org", sender: "@b:example.org", content });
  return new PushProcessor(client).ruleMatchesEvent({ actions: [], ...condition }, event);
}
const named = (name, body, mentions) =>
  rings({ rule_id: ".m.rule.contains_display_name", conditions: [{ kind: "contains_display_name" }] }, body, name, mentions);
const keyword = (pattern, body) => rings({ rule_id: pattern, conditions: [{ kind: "event_match", key: "content.body", pattern }] }, body, "x");
const seen = {
  english: [named("Ada", "ada, hi"), named("Ada", "Adam"), keyword("exam", "exams")],
  inside: [named("Ли", "лимон"), named("علي", "عليهم"), named("李", "李雷"), named("Ann", "Annä"), keyword("тест", "протестируй"), keyword("bung", "Übung")],
  missed: [named("Ada", "@ada_l hi"), named("İlker", "ilker")],
  meant: [named("Ли", "лимон", { user_ids: [] })],
};
console.log(seen);
assert.deepEqual(seen, {
  english: [true, false, false],
  inside: [true, true, true, true, true, true],
  missed: [false, false],
  meant: [false],
});
JS
node run.mjs
