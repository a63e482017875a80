#!/usr/bin/env bash
# yjs 13.6.33, loro-crdt 1.17.1 and @automerge/automerge 3.5.0, documents that several people write at once: the text "a😀b" and the
# values of a map.
#
# Guess: places are counted in UTF-16 units as in JavaScript, and a place in the midst of an emoji is refused or moved to its edge;
# a value is refused, or it is the same for everybody. Seen: yjs makes two U+FFFD of the emoji, also where half of it is only made
# BOLD; loro throws; automerge moves the place, so that taking out one unit at 2, the emoji's second half, takes out the "b". A Date
# in yjs is a Date for whoever set it and {} for everybody else; in loro it is {} at once, in automerge a Date. undefined is
# itself, null and an error. A number beyond 2 ** 53 comes back from automerge as a BigInt, a small BigInt as a number; loro
# refuses BigInts. A URL is an error, {} and an error. Places come from a caret that stands between letters, values are JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund yjs@13.6.33 loro-crdt@1.17.1 @automerge/automerge@3.5.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as Automerge from "@automerge/automerge";
import { LoroDoc } from "loro-crdt";
import * as Y from "yjs";
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
function copied(document) {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(document));
  return other;
}
function yjs(change) {
  const document = new Y.Doc();
  const text = document.getText("t");
  text.insert(0, "a😀b");
  change(text);
  return copied(document).getText("t").toString();
}
function loro(change) {
  const text = new LoroDoc().getText("t");
  text.insert(0, "a😀b");
  change(text);
  return text.toString();
}
const automerge = (...splice) => Automerge.change(Automerge.from({ t: "a😀b" }), (document) => Automerge.splice(document, ["t"], ...splice)).t;
const show = (value) => (value instanceof Date ? "Date" : typeof value === "bigint" ? `${value}n` : value);
function value(given) {
  const document = new Y.Doc();
  const own = or(() => document.getMap("m").set("v", given));
  return [
    own === "throws" ? own : show(document.getMap("m").get("v")),
    own === "throws" ? own : show(copied(document).getMap("m").get("v")),
    or(() => {
      const map = new LoroDoc().getMap("m");
      map.set("v", given);
      return show(map.get("v"));
    }),
    or(() => show(Automerge.load(Automerge.save(Automerge.change(Automerge.from({}), (found) => void (found.v = given)))).v)),
  ];
}
const seen = {
  insert: [yjs((text) => text.insert(2, "X")), or(() => loro((text) => text.insert(2, "X"))), automerge(2, 0, "X")],
  remove: [yjs((text) => text.delete(2, 1)), or(() => loro((text) => text.delete(2, 1))), automerge(2, 1)],
  bold: yjs((text) => text.format(1, 1, { bold: true })),
  date: value(new Date(5)),
  undefined: value(undefined),
  large: value(2 ** 60),
  ten: value(10n),
  url: value(new URL("https://example.org")),
};
console.log(seen);
assert.deepEqual(seen, {
  insert: ["a\ufffdX\ufffdb", "throws", "a😀Xb"],
  remove: ["a\ufffdb", "throws", "a😀"],
  bold: "a\ufffd\ufffdb",
  date: ["Date", {}, {}, "Date"],
  undefined: [undefined, undefined, null, "throws"],
  large: [2 ** 60, 2 ** 60, 2 ** 60, `${2n ** 60n}n`],
  ten: ["10n", "10n", "throws", 10],
  url: ["throws", "throws", {}, "throws"],
});
JS
./node_modules/.bin/node run.mjs
