#!/usr/bin/env bash
# whatsapp-chat-parser 4.0.2, reading exported chats.
#
# Guess: a line in a form that it does not know is an error, or a message without a date. Seen: nothing is said. The first such
# lines vanish, later ones become the end of the message above them: of a chat in Korean or Arabic (dates in their own words or
# digits) the answer is an empty list, and where two phones' exports were joined all messages of the other language stand inside one
# message of the first. A message that is empty after its colon is read as a notice of the system with the author's name as its
# words when the blank behind the colon was trimmed (as editors and mail do): author null, "Ada:". A count of lines that look like
# heads, made beside it, is the only way to see that something is missing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund whatsapp-chat-parser@4.0.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parseString } from "whatsapp-chat-parser";
const read = (text) => parseString(text).map(({ author, message }) => [author, message]);
const seen = {
  korean: read("2026년 1월 13일 오후 3:04, Ada : hi\n2026년 1월 13일 오후 3:05, Bo : hello"),
  arabic: read("١٣/١/٢٠٢٦، ٩:٠١ م - Ada: hi"),
  joined: read("13/01/2026, 09:05 - Ada: hi\n2026년 1월 13일 오후 3:05, Bo : hello\n14/01/2026, 09:05 - Ada: bye"),
  empty: [read("13/01/2026, 09:05 - Ada: "), read("13/01/2026, 09:05 - Ada:")],
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  korean: [],
  arabic: [],
  joined: [
    ["Ada", "hi\n2026년 1월 13일 오후 3:05, Bo : hello"],
    ["Ada", "bye"],
  ],
  empty: [[["Ada", ""]], [[null, "Ada:"]]],
});
JS
node run.mjs
