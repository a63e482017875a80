#!/usr/bin/env bash
# zulip-markdown-parser 1.0.6, Zulip's own package that makes HTML of messages outside of its servers.
#
# Guess: it shows what Zulip shows, perhaps without the latest marks. Seen: *italics*, lists with hyphens and with numbers, headings
# and spoilers are the letters that were typed (a spoiler's words stand open, and a code block with nothing in it follows); a list
# is one only with stars. People and channels are found where the name stands alone: what Zulip itself writes when two have one
# name (`@**Max|2**`), when nobody is to be disturbed (`@_**Max**`), for a topic (`#**Denmark>x**`) and for a moment (`<time:…>`)
# is left in its signs, and `@_**Max**` even becomes a bold Max. The quotation that the server writes itself for "quote and reply"
# keeps its first line like that. And `@**all**` throws a ReferenceError: one message to everybody, and the export ends there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zulip-markdown-parser@1.0.6 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const html = require("zulip-markdown-parser");
const users = ["Ada", "Max"].map((fullName, at) => ({ fullName, id: at + 1, email: `${fullName}@example.org` }));
const streams = [{ name: "Denmark", stream_id: 1, subscribed: true, color: "blue" }];
const auth = { email: "Ada@example.org", realm: "https://z.example.org" };
function read(text) {
  try {
    return html(text, users, streams, auth, users, [], {}).trim();
  } catch (error) {
    return error.name;
  }
}
const texts = {
  "*i*": "<p>*i*</p>",
  "*i* and **b**": "<p><em>i* and *</em>b**</p>",
  "**b** and *i*": "<p><strong>b</strong> and *i*</p>",
  "- a": "<p>- a</p>",
  "1. a": "<p>1. a</p>",
  "* a": "<ul>\n<li>a</li>\n</ul>",
  "# head": "<p># head</p>",
  "```spoiler head\nbody\n```": '<p>```spoiler head<br>\nbody</p>\n<div class="codehilite"><pre><span></span>\n\n</pre></div>',
  "@**Max**": '<p><span class="user-mention" data-user-id="2">@Max</span></p>',
  "@**Max|2**": "<p>@**Max|2**</p>",
  "@_**Max**": "<p>@_<strong>Max</strong></p>",
  "#**Denmark**": '<p><a class="stream" data-stream-id="1" href="https://z.example.org/#narrow/stream/Denmark">#Denmark</a></p>',
  "#**Denmark>x**": "<p>#**Denmark>x**</p>",
  "<time:2026-11-29T10:00:00Z>": "<p>&lt;time:2026-11-29T10:00:00Z&gt;</p>",
  "@**all**": "ReferenceError",
};
const seen = Object.fromEntries(Object.keys(texts).map((text) => [text, read(text)]));
console.log(seen);
assert.deepEqual(seen, texts);
JS
node run.cjs
