#!/usr/bin/env bash
# linkifyjs 4.4.0, the finder of addresses of many editors and chats.
#
# Guess: a list of top-level domains keeps names of files and methods out. Seen: it lets them in, for most of what a class writes is
# one: `arr.map`, `obj.name`, `fs.read`, `foo.bar`, `main.rs`, `x.py`, `readme.md`, `file.zip`, `App.app` all become links to hosts
# on the net, `node.js` and `e.g.` do not. And the German closing quote as well as the full-width comma belong to the address for
# it: „http://a.de/x“ leads to /x%E2%80%9C, `http://a.de/x，和` takes the comma and the next word along, where linkify-it 6.1.0 ends
# both at the x. Bare names without a scheme must stay text in a chat about code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund linkifyjs@4.4.0 linkify-it@6.1.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { find } from "linkifyjs";
import { LinkifyIt } from "linkify-it";
const code = "arr.map obj.name fs.read foo.bar main.rs x.py readme.md file.zip App.app node.js e.g. std.sort";
const other = new LinkifyIt();
const seen = {
  code: find(code).map((link) => link.value),
  quotes: ["„http://a.de/x“", "http://a.de/x，和 b"].map((text) => [find(text)[0].value, other.match(text)[0].raw]),
};
console.log(JSON.stringify(seen));
assert.deepEqual(seen, {
  code: ["arr.map", "obj.name", "fs.read", "foo.bar", "main.rs", "x.py", "readme.md", "file.zip", "App.app"],
  quotes: [
    ["http://a.de/x“", "http://a.de/x"],
    ["http://a.de/x，和", "http://a.de/x"],
  ],
});
JS
node run.mjs
