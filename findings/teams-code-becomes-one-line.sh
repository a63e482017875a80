#!/usr/bin/env bash
# turndown 7.2.5, node-html-markdown 2.0.0 and html-to-text 10.0.1 on the body of a Teams message (Graph's HTML): a `codeblock`
# whose lines are parted by `<br>`, an `emoji` with its character in `alt`, a `pre` with the class of a language.
#
# Guess: code stays code with its lines, an emoji is its `alt` as an image's is, and the language stands behind the fence. Seen:
# with turndown the code is one line ("def f():   return 1", in single backticks), which is other Python than was written;
# node-html-markdown puts the second line behind a line end, inside of single backticks, where its four blanks are one;
# html-to-text has two lines but neither the indent nor anything that says that it is code. The emoji is gone from all three
# without a trace, and the language from both that write fences. Each of the three tags has to be handled by whoever reads Teams.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund turndown@7.2.5 node-html-markdown@2.0.0 html-to-text@10.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { convert } from "html-to-text";
import { NodeHtmlMarkdown } from "node-html-markdown";
import TurndownService from "turndown";
const turndown = new TurndownService({ codeBlockStyle: "fenced" });
const bodies = {
  code: '<codeblock class="Python"><code>def f():<br>    return 1</code></codeblock>',
  emoji: '<p>done <emoji id="smile" alt="😄" title="Smile"></emoji></p>',
  pre: '<pre class="language-py"><code><span class="hljs-keyword">def</span> g():\n  pass</code></pre>',
};
const seen = Object.fromEntries(
  Object.entries(bodies).map(([name, html]) => [name, [turndown.turndown(html), NodeHtmlMarkdown.translate(html), convert(html)]]),
);
console.log(seen);
assert.deepEqual(seen, {
  code: ["`def f():   return 1`", "`def f():  \n return 1`", "def f():\nreturn 1"],
  emoji: ["done", "done", "done"],
  pre: ["```\ndef g():\n  pass\n```", "```\ndef g():\n  pass\n```", "def g():\n  pass"],
});
JS
./node_modules/.bin/node run.mjs
