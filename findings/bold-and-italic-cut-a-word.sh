#!/usr/bin/env bash
# @chat-adapter/telegram 4.41.1, the SDK's side for Telegram (with chat 4.41.1): `applyTelegramEntities`, what a bot is given of
# what people wrote, and `TelegramFormatConverter`, what it writes.
#
# Guess: Telegram's entities have offsets of UTF-16, so emoji before them are the trap; and the adapter of the house's own form of
# message keeps what Telegram can show. Seen: emoji are right. A word that is bold AND italic, two entities of one place, comes as
# "***bo*th**", bold code as "**`a**b`", the same entity twice as "******un**": the second one is put in at an offset that the first
# has moved. Words that meet or overlap give "**a***bc*", which no reader takes apart. Quotes, spoilers and underlines are bare
# words beside what stands around them, a mentioned person's id is gone, and what people typed is not escaped, so that their own
# stars become marks (only a link's name is). In the other direction lists begin at 1 whatever their number, inner lists stand on
# one level with the outer, a ticked box and an open one are the same, and a table is code without its outer lines.
#
# What it means: entities are opened and closed in one pass over all their ends, the outer one first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @chat-adapter/telegram@4.41.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { applyTelegramEntities, TelegramFormatConverter } from "@chat-adapter/telegram";
const entity = (type, offset, length, more) => ({ type, offset, length, ...more });
const read = applyTelegramEntities;
const write = (markdown) => new TelegramFormatConverter().renderPostable({ markdown });
const seen = {
  emoji: read("😀 bold x", [entity("bold", 3, 4)]),
  both: read("both", [entity("bold", 0, 4), entity("italic", 0, 4)]),
  code: read("ab", [entity("code", 0, 2), entity("bold", 0, 2)]),
  twice: read("un", [entity("bold", 0, 2), entity("bold", 0, 2)]),
  overlap: read("abc", [entity("bold", 0, 2), entity("italic", 1, 2)]),
  quote: read("a\nb", [entity("blockquote", 0, 1)]),
  person: read("Ada", [entity("text_mention", 0, 3, { user: { id: 5, first_name: "Ada" } })]),
  typed: read("a *b* c", []),
  list: write("3. c\n4. d"),
  inner: write("- a\n  - b"),
  boxes: write("- [ ] t\n- [x] u"),
  table: write("| a | b |\n|---|---|\n| 1 | 2 |"),
};
console.log(seen);
assert.deepEqual(seen, {
  emoji: "😀 **bold** x",
  both: "***bo*th**",
  code: "**`a**b`",
  twice: "******un**",
  overlap: "**a***bc*",
  quote: "a\nb",
  person: "Ada",
  typed: "a *b* c",
  list: "1\\. c\n2\\. d",
  inner: "\\- a\n\\- b",
  boxes: "\\- t\n\\- u",
  table: "```\na | b\n--|--\n1 | 2\n```",
});
JS
./node_modules/.bin/node run.mjs
