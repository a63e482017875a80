#!/usr/bin/env bash
# bson 7.3.4, the driver's Extended JSON (`EJSON`), as used on dumps of Mongo databases (Rocket.Chat's among them).
#
# Guess: a 64-bit number that JavaScript cannot hold is written as {"$numberLong": "…"}, for that is what the extension is for.
# Seen: in the default ("relaxed") mode it is written as a bare number and rounded: 1122334455667788990, a message's id of another
# service kept as a Long, becomes 1122334455667788900. The Long that `BSON.deserialize` gives is still exact; the loss comes with
# `stringify`, also for a BigInt, and again with `parse`, which takes a `$numberLong` and hands out a rounded Number. Only `{
# relaxed: false }`, said to both, keeps it (or `useBigInt64` and no JSON). Two messages with neighbouring ids become one without
# any error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bson@7.3.4 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { BSON, EJSON, Long } from "bson";
const id = "1122334455667788990";
const read = BSON.deserialize(BSON.serialize({ id: Long.fromString(id) }));
const seen = {
  deserialized: String(read.id),
  stringified: EJSON.stringify(read),
  bigint: EJSON.stringify({ id: BigInt(id) }),
  parsed: String(EJSON.parse(`{"id":{"$numberLong":"${id}"}}`).id),
  strict: String(EJSON.parse(EJSON.stringify(read, { relaxed: false }), { relaxed: false }).id),
};
console.log(seen);
assert.deepEqual(seen, {
  deserialized: id,
  stringified: '{"id":1122334455667788900}',
  bigint: '{"id":1122334455667788900}',
  parsed: "1122334455667788900",
  strict: id,
});
JS
node run.mjs
