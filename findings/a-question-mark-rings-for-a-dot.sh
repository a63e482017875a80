#!/usr/bin/env bash
# matrix-js-sdk 43.0.0, what Element is made of: patterns of rules that ring (`PushProcessor`), names of rooms (`Room`), and a
# message that was edited (`MatrixEvent`).
#
# Guess: a pattern has * for any letters and ? for one, as the specification says; an edit that lacks its new text is no edit; a
# room has the name that it was given, or one of its addresses, or those of its people. Seen: the ? of a pattern stands for a DOT:
# "exam?" rings for "exam." and not for "exams", as it is escaped first and then put into the backslash that this made; the star is
# right. An edit without `m.new_content`, as small bots send it ("* new words"), empties the message: its content is {}, the old
# words are gone from it and the new ones were never taken. A room whose name is three blanks is called three blanks, where the
# empty text gives the names of its people; a room that has only other addresses (`alt_aliases`) is an "Empty room". People's own
# names are shown as they are, so that "Müller, Max" and Li are three in "Müller, Max and Li".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund matrix-js-sdk@43.0.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createClient, MatrixEvent, Room } from "matrix-js-sdk";
import { PushProcessor } from "matrix-js-sdk/lib/pushprocessor.js";
const client = createClient({ baseUrl: "http://x.example", userId: "@me:x" });
const message = (content, id = "$1") => new MatrixEvent({ type: "m.room.message", room_id: "!r", sender: "@a:x", event_id: id, content });
function rings(pattern, body) {
  const condition = { kind: "event_match", key: "content.body", pattern };
  const rule = { rule_id: "r", enabled: true, default: false, conditions: [condition], actions: ["notify"] };
  client.pushRules = { global: { override: [], content: [], room: [], sender: [], underride: [rule] } };
  return new PushProcessor(client).actionsForEvent(message({ body })).notify === true;
}
function edited(content) {
  const original = message({ body: "old words" });
  original.makeReplaced(message({ ...content, "m.relates_to": { rel_type: "m.replace", event_id: "$1" } }, "$2"));
  return original.getContent();
}
const state = (type, key, content) => new MatrixEvent({ type, state_key: key, room_id: "!r", event_id: `$${type}${key}`, sender: key, content });
const member = (id, displayname) => state("m.room.member", id, { membership: "join", displayname });
function named(...events) {
  const room = new Room("!r", client, "@me:x");
  room.updateMyMembership("join");
  room.currentState.setStateEvents([member("@me:x", "Me"), ...events]);
  room.recalculate();
  return room.name;
}
const ada = member("@a:x", "Ada");
const seen = {
  star: [rings("ex*m", "the exam is"), rings("exam", "exams")],
  question: [rings("exam?", "exams"), rings("exam?", "exam.")],
  edited: [edited({ body: "* new words", "m.new_content": { body: "new words" } }), edited({ body: "* new words" })],
  names: [
    named(state("m.room.name", "", { name: "" }), ada),
    named(state("m.room.name", "", { name: "   " }), ada),
    named(state("m.room.canonical_alias", "", { alias: "#class:x" })),
    named(state("m.room.canonical_alias", "", { alt_aliases: ["#class:x"] })),
    named(member("@a:x", "Müller, Max"), member("@b:x", "Li")),
  ],
};
console.log(seen);
assert.deepEqual(seen, {
  star: [true, false],
  question: [false, true],
  edited: [{ body: "new words" }, {}],
  names: ["Ada", "   ", "#class:x", "Empty room", "Müller, Max and Li"],
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs 2>/dev/null
