#!/usr/bin/env bash
# slack-markdown 0.3.0, slack-message-parser 3.0.2 and slack-to-html 2.1.0, given the text of messages as a Slack export has it.
#
# Guess: they read it as Slack shows it: marks at the edges of words, `&gt;` at the head of a line is a quote, the three escapes
# are signs. Seen: slack-markdown and slack-to-html hide the stars of "2*3*4 = 24" and make the 3 bold; slack-markdown waits for a
# bare ">" that no export has, so that quotes are none, and escapes the escapes again ("&lt;b&gt;" is shown as "&lt;b&gt;");
# slack-to-html goes on with a quote over the next line, which was said by whoever quoted; slack-message-parser gives the texts
# with their entities still in them, takes the ":30:" of a time of day for an emoji, and reads "_a_b_" as no italics where both
# others do. No two of the three agree on all five lines, so a reader of exports cannot take one of them without a look at its
# text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund slack-markdown@0.3.0 slack-message-parser@3.0.2 slack-to-html@2.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import markdown from "slack-markdown";
import { NodeType, parse } from "slack-message-parser";
import { escapeForSlackWithMarkdown } from "slack-to-html";
const name = Object.fromEntries(Object.entries(NodeType).map(([key, value]) => [value, key]));
const brief = (node) => node.children ? `${name[node.type]}(${node.children.map(brief).join("")})` : (node.text ?? `${name[node.type]}:${node.name}`);
const lines = ["2*3*4 = 24", "&gt; q\nmine", "&lt;b&gt;", "at 10:30:45", "_a_b_"];
const seen = lines.map((line) => [markdown.toHTML(line), brief(parse(line)), escapeForSlackWithMarkdown(line, { markdown: true })]);
console.log(seen);
assert.deepEqual(seen, [
  ["2<strong>3</strong>4 = 24", "Root(2*3*4 = 24)", '2<span class="slack_bold">3</span>4 = 24'],
  ["&amp;gt; q<br>mine", "Root(Quote( q)mine)", '<span class="slack_block"> q\nmine</span>'],
  ["&amp;lt;b&amp;gt;", "Root(&lt;b&gt;)", "&lt;b&gt;"],
  ["at 10:30:45", "Root(at 10Emoji:3045)", "at 10:30:45"],
  ["<em>a_b</em>", "Root(_a_b_)", '<span class="slack_italics">a_b</span>'],
]);
JS
node run.mjs
