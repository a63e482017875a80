#!/usr/bin/env bash
# @xmpp/jid 0.14.0 and stanza 12.22.1, addresses of XMPP.
#
# Guess: small and capital letters aside an address is what was typed, and both libraries agree which two are one person. Seen:
# stanza folds as the old RFC does ("straße@" is "strasse@", full-width ａｄａ is ada, a dot at the domain's end goes), @xmpp makes
# small letters and no more, so that by one they are the same person and by the other two. "o'neil@" and "ada lovelace@" are
# escaped by @xmpp (`o\27neil@`) and throw in stanza's `parse`, whose `create` escapes them but keeps capitals, which `parse`
# takes away: Ada\20Lovelace@ is another key than it is read back as. And a nickname that holds such an escape already (a\20b) is
# escaped once more by stanza and left by @xmpp, where it comes back as "a b". Members joined by address need one library, asked
# once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @xmpp/jid@0.14.0 stanza@12.22.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { equal, JID, jid } from "@xmpp/jid";
import stanza from "stanza/JID.js";
const parsed = (text) => {
  try {
    return stanza.parse(text).bare;
  } catch (error) {
    return error.message;
  }
};
const same = (one, two) => [equal(jid(one), jid(two)), stanza.equal(one, two)];
const seen = {
  capitals: same("Ada@x.example", "ada@x.example"),
  sharp: same("straße@x.example", "strasse@x.example"),
  wide: same("ａｄａ@x.example", "ada@x.example"),
  dot: same("ada@x.example.", "ada@x.example"),
  apostrophe: [String(jid("o'neil@x.example")), parsed("o'neil@x.example")],
  made: [String(new JID("Ada Lovelace", "x.example")), stanza.create({ local: "Ada Lovelace", domain: "x.example" })],
  readBack: parsed("Ada\\20Lovelace@x.example"),
  escape: [new JID("a\\20b", "x.example").getLocal(true), stanza.parse(stanza.create({ local: "a\\20b", domain: "x.example" })).local],
};
console.log(seen);
assert.match(seen.apostrophe.pop(), /Prohibited code point/);
assert.deepEqual(seen, {
  capitals: [true, true],
  sharp: [false, true],
  wide: [false, true],
  dot: [false, true],
  apostrophe: ["o\\27neil@x.example"],
  made: ["ada\\20lovelace@x.example", "Ada\\20Lovelace@x.example"],
  readBack: "ada\\20lovelace@x.example",
  escape: ["a b", "a\\20b"],
});
JS
node run.mjs
