#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta), values given to a method of a Durable Object, handed back and thrown by it.
#
# Guess: what `structuredClone` takes goes over as an argument, and what goes as an argument can be thrown the same way. Seen: an
# object without a prototype is cloned and refused by the call ("Could not serialize object"), so what `Object.groupBy` gives and
# the `groups` of a regular expression throw, as argument and as answer; `Object.fromEntries` of them passes. A Blob passes and a
# File does not, Headers do and URL and URLSearchParams do not. Thrown, the same object without a prototype and an instance of a
# class arrive, as plain objects with two properties more: `remote`, and `durableObjectId`, the id of the room in full, which
# whoever writes errors out as JSON writes out as well. An error of one's own class keeps its `name` and its properties (`code`),
# and is no instance of its class; `undefined` thrown is an Error whose message is "undefined". So rooms answer with plain
# objects, and errors are known by a code.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >worker.mjs <<'JS'
import { DurableObject } from "cloudflare:workers";
class Refused extends Error {
  name = "Refused";
  code = "tooLong";
}
const values = {
  grouped: () => Object.groupBy(["a", "bb"], ({ length }) => length),
  matched: () => "m12".match(/m(?<seq>\d+)/).groups,
  plain: () => Object.fromEntries(Object.entries(values.grouped())),
  blob: () => new Blob(["x"]),
  file: () => new File(["x"], "n.txt"),
  headers: () => new Headers({ a: "b" }),
  url: () => new URL("https://e.org/"),
  refused: () => new Refused("m"),
  nothing: () => undefined,
};
export class Room extends DurableObject {
  take() {
    return "goes";
  }
  give(name) {
    return values[name]();
  }
  fail(name) {
    throw values[name]();
  }
}
const or = async (what) => {
  try {
    return await what();
  } catch (error) {
    return error.name;
  }
};
export default {
  async fetch(_, env) {
    const room = env.ROOM.get(env.ROOM.idFromName("r"));
    const goes = () => "goes";
    const seen = {};
    for (const name of ["grouped", "matched", "plain", "blob", "file", "headers", "url"]) {
      const value = values[name]();
      seen[name] = [await or(() => goes(structuredClone(value))), await or(() => room.take(value)), await or(async () => goes(await room.give(name)))];
    }
    const thrown = (name) => room.fail(name).catch((error) => error);
    const own = (error) => Object.keys(error).sort().join();
    const [grouped, refused, nothing] = [await thrown("grouped"), await thrown("refused"), await thrown("nothing")];
    seen.thrown = [own(grouped), grouped instanceof Error, grouped.durableObjectId === env.ROOM.idFromName("r").toString()];
    seen.refused = [refused.name, refused.code, refused instanceof Refused, refused instanceof Error, own(refused)];
    seen.nothing = [nothing instanceof Error, nothing.message];
    return Response.json(seen);
  },
};
JS
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: readFileSync("worker.mjs", "utf8") }],
    compatibilityDate: "2026-10-23",
    durableObjects: { ROOM: { className: "Room", useSQLite: true } },
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
const [refusedByCall, goes, never] = [["goes", "DataCloneError", "DataCloneError"], ["goes", "goes", "goes"], Array(3).fill("DataCloneError")];
assert.deepEqual(seen, {
  grouped: refusedByCall,
  matched: refusedByCall,
  plain: goes,
  blob: goes,
  file: never,
  headers: goes,
  url: never,
  thrown: ["1,2,durableObjectId,remote", false, true],
  refused: ["Refused", "tooLong", false, true, "code,durableObjectId,name,remote"],
  nothing: [true, "undefined"],
});
JS
./node_modules/.bin/node run.mjs
