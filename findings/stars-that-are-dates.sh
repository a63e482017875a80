#!/usr/bin/env bash
# jsx-slack 6.1.2 and slack-block-builder 2.8.0, with which bots write blocks for Slack.
#
# Guess: a word's own stars and backticks cannot be escaped in Slack, so both leave them, or put an invisible sign between; "&" and
# "<" become entities, since Slack demands it. Seen: jsx-slack makes a DATE of them: "a*b" in bold is sent as
# `*a<!date^00000000^{_}|*>b*`, a moment whose form says nothing and whose fallback is the star, and a backtick in code as well.
# Slack shows the fallback; an export of Slack has the date, so whoever reads one and shows dates as dates, or drops what is no
# moment, changes a word in the midst of code. x<b>y</b>z is sent as "x*y*z", which Slack shows with its stars. A quote with a
# line's break ends in an empty line of quote. slack-block-builder escapes nothing: "<!channel> & x" in its `bold` rings for
# everybody, an address with "|" or ">" in it ends there, `listBullet` leaves a second line unindented, and its `quote` is two
# quotation marks around the words, no quote. It also takes 60 blocks and 4,000 letters, where Slack takes 50 and 3,000.
#
# What it means: an importer of Slack's exports reads `<!date^…|fallback>` by its fallback whenever the form has nothing of a date,
# in code, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsx-slack@6.1.2 slack-block-builder@2.8.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Blocks, JSXSlack, Section } from "jsx-slack";
import { jsx } from "jsx-slack/jsx-runtime";
import { Blocks as Build, Md, Message } from "slack-block-builder";
const text = (children) => JSXSlack(jsx(Blocks, { children: jsx(Section, { children }) }))[0].text.text;
const of = (name, children) => text(jsx(name, { children }));
const seen = {
  star: of("b", "a*b"),
  code: of("code", "a`b"),
  middle: text(["x", jsx("b", { children: "y" }), "z"]),
  quote: of("blockquote", ["a", jsx("br", {}), "b"]),
  entities: text("a & b <!channel>"),
  builder: [Md.bold("<!channel> & x"), Md.link("https://e.org/?a=<x>|y", "z"), Md.listBullet(["a\nb", "c"]), Md.quote("a\nb")],
  many: Message().blocks(...Array.from({ length: 60 }, () => Build.Divider())).buildToObject().blocks.length,
};
console.log(seen);
assert.deepEqual(seen, {
  star: "*a<!date^00000000^{_}|*>b*",
  code: "`a<!date^00000000^{_}|`>b`",
  middle: "x*y*z",
  quote: "&gt; a\n&gt; b\n&gt; ",
  entities: "a &amp; b &lt;!channel&gt;",
  builder: ["*<!channel> & x*", "<https://e.org/?a=<x>|y|z>", "• a\nb\n• c", '"a\nb"'],
  many: 60,
});
JS
node run.mjs
