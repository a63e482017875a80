#!/usr/bin/env bash
# idb-keyval 6.3.0 over fake-indexeddb 6.2.8 (Chromium 156 gives the same, asked apart): what stays when a write fails.
#
# Guess: `setMany` is one transaction (its manual calls it atomic: where one pair cannot be added, none is). Seen: where a value
# cannot be cloned (a function or a promise within it) the call rejects, and the keys in front of it are written all the same, as
# what throws while the requests are made does not end the transaction. An `update` with an async function rejects as well, for a
# promise is no value, and leaves the old one. A second store in a database that has one can never be made: `createStore` says
# nothing, each use is a NotFoundError, and stays one. undefined counts as a value: the key is listed, `get` cannot tell it from one
# that is missing. An error comes back without the `code` it had. So values are cloned (`structuredClone`) before the first of
# them is set, and each store has a database of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund idb-keyval@6.3.0 fake-indexeddb@6.2.8 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import "fake-indexeddb/auto";
import { createStore, get, keys, set, setMany, update } from "idb-keyval";
const or = (what) => what.then((value) => value ?? "done", ({ name }) => name);
const seen = {
  many: await or(setMany([["a", 1], ["b", () => 1], ["c", 3]])),
  half: [await get("a"), await get("c")],
};
await set("n", 0);
seen.update = [await or(update("n", async (n) => n + 1)), await get("n")];
await set("u", undefined);
seen.undefined = [await get("u"), (await keys()).includes("u")];
await set("x", 1, createStore("base", "one"));
seen.second = await or(set("x", 1, createStore("base", "two")));
await set("e", Object.assign(new RangeError("no"), { code: 5 }));
const { name, code } = await get("e");
seen.error = [name, code];
console.log(seen);
assert.deepEqual(seen, {
  many: "DataCloneError",
  half: [1, undefined],
  update: ["DataCloneError", 0],
  undefined: [undefined, true],
  second: "NotFoundError",
  error: ["RangeError", undefined],
});
JS
./node_modules/.bin/node run.mjs
