#!/usr/bin/env bash
# canonicalize 4.0.0 and json-canonicalize 3.0.1 (RFC 8785, what signatures and hash chains are made over) beside
# fast-json-stable-stringify 2.1.0, json-stable-stringify 1.3.0 and safe-stable-stringify 3.0.0.
#
# Guess: keys are sorted by UTF-16 units in all, and what JSON cannot hold goes as in JSON.stringify or throws. Seen: the order is
# alike, emoji included. But what comes out is now and then no JSON: of `[[undefined, f, Symbol()]]` json-canonicalize writes
# "[[null,undefined,undefined]]" and canonicalize "[[null,,null]]", which no reader takes; `{ a: [f] }` becomes {"a":[]} in
# canonicalize, the text of another value. json-canonicalize does not sort what a `toJSON` hands out, so a class's own record, or
# a Buffer, has another text, and another signature, than the same record after a trip over the wire. NaN throws in both and is
# null in the three others. safe-stable-stringify alone writes 10n as 10 where the rest throws, and canonicalize alone refuses
# half of a pair of surrogates, as the RFC demands. Whoever signs takes `JSON.parse(JSON.stringify(value))` first, on both sides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund canonicalize@4.0.0 json-canonicalize@3.0.1 fast-json-stable-stringify@2.1.0 json-stable-stringify@1.3.0 safe-stable-stringify@3.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import canonicalize from "canonicalize";
import fast from "fast-json-stable-stringify";
import { canonicalize as second } from "json-canonicalize";
import stable from "json-stable-stringify";
import safe from "safe-stable-stringify";
const all = (value) =>
  [canonicalize, second, fast, stable, safe].map((write) => {
    try {
      return write(value);
    } catch {
      return "throws";
    }
  });
const record = { toJSON: () => ({ name: "Ada", id: 1 }) };
const seen = {
  order: all({ "😀": 1, "\ufb33": 2, é: 3, 10: 4, 9: 5, A: 6 }),
  list: all([[undefined, () => 1, Symbol("s")]]),
  keyed: all({ a: [() => 1] }),
  record: all(record),
  nan: all({ a: NaN }),
  big: all({ a: 10n }),
  half: all("\ud800"),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  order: Array(5).fill('{"10":4,"9":5,"A":6,"é":3,"😀":1,"\ufb33":2}'),
  list: ["[[null,,null]]", "[[null,undefined,undefined]]", ...Array(3).fill("[[null,null,null]]")],
  keyed: ['{"a":[]}', '{"a":[undefined]}', ...Array(3).fill('{"a":[null]}')],
  record: ['{"id":1,"name":"Ada"}', '{"name":"Ada","id":1}', ...Array(3).fill('{"id":1,"name":"Ada"}')],
  nan: ["throws", "throws", ...Array(3).fill('{"a":null}')],
  big: ["throws", "throws", "throws", "throws", '{"a":10}'],
  half: ["throws", ...Array(4).fill('"\\ud800"')],
});
assert.equal(second(JSON.parse(JSON.stringify(record))), '{"id":1,"name":"Ada"}');
JS
node run.mjs
