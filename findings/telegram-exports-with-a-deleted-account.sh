#!/usr/bin/env bash
# telegram-chat-parser 1.0.7, reading the JSON of a chat that Telegram's desktop app exports.
#
# Guess: who has left Telegram is a person without a name; a moment is a moment, as the export has it as a number beside the text;
# `text()` gives what was said, with its links' addresses. Seen: ONE message by a deleted account ("from": null, as the app writes
# it) makes the reader throw for the whole chat. The date is read from the text without a zone, in the zone of the machine that
# reads ("date_unixtime" is not looked at): ten o'clock in Tokyo is another moment than in Berlin. `text()` glues the parts: of a
# named link its words stay and its address is gone, code and quotes are glued to the words beside them. A poll has no question and
# no answers. The newer kinds of chats ("private_supergroup", what every larger class is) are no group to it: `isGroup` is false.
# And a person who changed the name has the last one on all messages, while two Adas stay two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund telegram-chat-parser@1.0.7 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { TelegramChat } = require("telegram-chat-parser");
const read = (...messages) => new TelegramChat(JSON.stringify({ name: "Class", type: "private_supergroup", id: 1, messages }), {});
const message = (id, rest) => ({ id, type: "message", date: "2026-11-29T10:00:00", date_unixtime: "1795946400", from: "Ada", from_id: "user1", text: "", ...rest });
const parts = [{ type: "pre", text: "x = 1" }, { type: "text_link", text: "here", href: "https://example.org" }, { type: "blockquote", text: "q" }, "end"];
const moment = (zone) => {
  process.env.TZ = zone;
  return read(message(1, { text: "a" })).messages[0].date.toISOString();
};
const left = message(2, { from: null, from_id: "user9", text: "bye" });
const chat = read(message(1, { text: parts }), message(3, { from: "Ada Lovelace" }), message(4, { from_id: "user2" }), message(5, { from: "Ada Lovelace", poll: { question: "?", answers: [] } }));
const seen = {
  moments: ["Europe/Berlin", "Asia/Tokyo"].map(moment),
  text: chat.messages[0].text(),
  group: [chat.isGroup, chat.isPrivateGroup],
  names: chat.messages.map(({ from }) => [from.id, from.name]),
  poll: [chat.messages[3].contentType, chat.messages[3].text(), "poll" in chat.messages[3]],
};
console.log(seen);
assert.throws(() => read(message(1, { text: "a" }), left), /without id or name/);
assert.deepEqual(seen, {
  moments: ["2026-11-29T09:00:00.000Z", "2026-11-29T01:00:00.000Z"],
  text: "x = 1hereqend",
  group: [false, false],
  names: [
    ["user1", "Ada Lovelace"],
    ["user1", "Ada Lovelace"],
    ["user2", "Ada"],
    ["user1", "Ada Lovelace"],
  ],
  poll: ["poll", "", false],
});
JS
node run.cjs
