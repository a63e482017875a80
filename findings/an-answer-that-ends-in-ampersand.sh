#!/usr/bin/env bash
# @grammyjs/parse-mode 2.3.0, with which Telegram bots made with grammY write formatted texts: `HTMLStreamParser` (of 2026, for
# answers that arrive letter by letter) and `FormattedString`; and @telegraf/entity 0.7.0, which writes Telegram's entities as HTML
# and MarkdownV2.
#
# Guess: the parser knows Telegram's own HTML and the entities of signs that Telegram knows, and what is not finished when the
# stream ends stays as it was written; slices count as those of a text. Seen: an end that might have become something is thrown
# away: "a<" and "a&" are "a", and of "this &amp; that &amp" without its last semicolon the sign is missing; bold that is still open
# is no bold. &#8212; is read, an emoji's number is not, and &amp; in a link's address stays, so the link leads to another page.
# `slice(-3)` is the WHOLE text (`slice(0, -1)` is right), splitting by nothing cuts an emoji into halves, and a plain "b" is not
# found where the b is bold. @telegraf/entity escapes for MarkdownV2 only where there is an entity: "1. a" without one keeps a dot
# that MarkdownV2 does not allow. Italic with underline is written as "___x___", which Telegram's manual calls ambiguous, bold
# within code as stars within code, and a bracket in a link's address ends the link.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @grammyjs/parse-mode@2.3.0 @telegraf/entity@0.7.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { FormattedString, HTMLStreamParser } from "@grammyjs/parse-mode";
import { toMarkdownV2 } from "@telegraf/entity";
const entity = (type, offset, length, more) => ({ type, offset, length, ...more });
function streamed(html) {
  const parser = new HTMLStreamParser();
  for (const sign of html) parser.add(sign);
  const { text, entities } = parser.toFormattedString();
  return [text, ...entities.map(({ type, url }) => (url ? `${type} ${url}` : type))];
}
const bold = new FormattedString("a b c", [entity("bold", 2, 1)]);
const written = (text, ...entities) => toMarkdownV2({ text, entities });
const seen = {
  whole: streamed("<b>a</b> &lt; c"),
  less: streamed("a<"),
  ampersand: streamed("this &amp; that &amp"),
  open: streamed("<b>a"),
  signs: streamed("&#8212;&#x2014;&#128512;&#x1F600;&apos;"),
  address: streamed('<a href="https://a.example/?x=1&amp;y=2">l</a>'),
  slices: [bold.slice(-3).text, bold.slice(0, -1).text],
  halves: new FormattedString("😀").split(new FormattedString("")).length,
  found: [bold.find(new FormattedString("b")), bold.find(new FormattedString("a"))],
  plain: written("1. a"),
  marked: written("1. a", entity("bold", 3, 1)),
  both: written("x", entity("italic", 0, 1), entity("underline", 0, 1)),
  code: written("x", entity("code", 0, 1), entity("bold", 0, 1)),
  bracket: written("l", entity("text_link", 0, 1, { url: "https://a.example/(x)" })),
};
console.log(seen);
assert.deepEqual(seen, {
  whole: ["a < c", "bold"],
  less: ["a"],
  ampersand: ["this & that "],
  open: ["a"],
  signs: ["——&#128512;&#x1F600;&apos;"],
  address: ["l", "text_link https://a.example/?x=1&amp;y=2"],
  slices: ["a b c", "a b "],
  halves: 2,
  found: [-1, 0],
  plain: "1. a",
  marked: "1\\. *a*",
  both: "___x___",
  code: "`*x*`",
  bracket: "[l](https://a.example/(x))",
});
JS
./node_modules/.bin/node run.mjs
