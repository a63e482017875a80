#!/usr/bin/env bash
# fake-indexeddb 6.2.8 on Node 24.21.0, in place of a browser's IndexedDB; Chromium 156 was asked the same apart.
#
# Guess: what one waits for in the midst of a transaction ends it, in the fake as in a browser, unless it is a promise that is
# ready; that is IndexedDB's one trap, and the fake has it on purpose. Seen: it has it for timers alone. Between two writes it lets
# one read a Blob (`await blob.text()`), a Response's body, or a `data:` address fetched, as often as one tries; in Chromium each of
# these ends the transaction, and the second write throws a TransactionInactiveError. So "store the file's text beside its name"
# passes every test and fails for everybody. All else that was compared, forty cases from the order of keys to blocked upgrades, is
# as in Chromium, but that the key -0 is 0 there and stays -0 here. What a transaction needs is read before it is opened.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fake-indexeddb@6.2.8 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import "fake-indexeddb/auto";
const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
const opening = indexedDB.open("base", 1);
opening.onupgradeneeded = () => opening.result.createObjectStore("files");
const base = await done(opening);
const waits = {
  nothing: async () => {},
  ready: async () => {
    for (let at = 0; at < 50; at++) await undefined;
  },
  timer: () => new Promise((resolve) => setTimeout(resolve, 1)),
  blob: () => new Blob(["text"]).text(),
  body: () => new Response("text").text(),
  data: async () => (await fetch("data:,text")).text(),
};
async function between(wait) {
  const store = base.transaction("files", "readwrite").objectStore("files");
  try {
    await done(store.put("a", 1));
    await wait();
    await done(store.put("b", 2));
    return "written";
  } catch ({ name }) {
    return name;
  }
}
const seen = {};
for (const [name, wait] of Object.entries(waits)) {
  const answers = [];
  for (let time = 0; time < 5; time++) answers.push(await between(wait));
  seen[name] = [...new Set(answers)].join();
}
await done(base.transaction("files", "readwrite").objectStore("files").put("zero", -0));
const keys = await done(base.transaction("files").objectStore("files").getAllKeys());
console.log(seen, keys);
assert.deepEqual(seen, { nothing: "written", ready: "written", timer: "TransactionInactiveError", blob: "written", body: "written", data: "written" });
assert.ok(Object.is(keys[0], -0));
process.exit(0);
JS
./node_modules/.bin/node run.mjs
