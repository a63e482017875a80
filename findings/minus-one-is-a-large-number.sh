#!/usr/bin/env bash
# plist 5.0.0, fast-plist 0.1.3, bplist-creator 0.3.0, bplist-parser 0.5.0 and @plist/binary.parse 1.1.0, reading and writing
# Apple's property lists (shortcuts, bookmarks, backups of telephones).
#
# Guess: a format with a DTD of seven kinds is read alike; a number beyond 2 ** 53 is a BigInt or rounded, null is refused. Seen:
# -1 in the binary form is -1 for bplist-parser and -1n, a BigInt, for @plist/binary.parse, to which every negative whole number
# is one; beyond 2 ** 53 both give BigInts, and plist, which writes a BigInt in full, reads its own text back rounded. plist
# leaves null out, in a list as well, so that [null, 1] is [1] and every place behind it moves up; the binary writer throws a
# TypeError from within. Milliseconds of a moment are gone in XML and stay in binary. fast-plist leaves comments and CDATA in the
# words ("a<!-- c -->b"), `data` as its letters, and the integer 0x1F is 0 for it and for plist. A key without a value is "" for
# plist and missing for fast-plist; "nan" is null or an error.
#
# What it means: what comes out of an Apple file goes through a schema that takes numbers and BigInts, and nothing with null in it
# is written as one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund plist@5.0.0 fast-plist@0.1.3 bplist-creator@0.3.0 bplist-parser@0.5.0 \
  @plist/binary.parse@1.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parse as unpack } from "@plist/binary.parse";
import create from "bplist-creator";
import { parseBuffer } from "bplist-parser";
import fast from "fast-plist";
import { build, parse } from "plist";
const xml = (inside) => `<?xml version="1.0" encoding="UTF-8"?><plist version="1.0">${inside}</plist>`;
const both = (inside) => [parse, fast.parse].map((read) => read(xml(inside)));
function packed(value) {
  const bytes = create(value);
  return [parseBuffer(bytes)[0], unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))];
}
const moment = new Date("2026-11-29T10:00:00.123Z");
const seen = {
  minus: packed([-1, 1]),
  large: [...packed([2 ** 53]), parse(build([2n ** 53n + 1n]))],
  written: build([2n ** 53n + 1n]).includes("<integer>9007199254740993</integer>"),
  nothing: parse(build([null, 1])),
  moment: [packed([moment])[0][0].toISOString(), parse(build([moment]))[0].toISOString()],
  comment: both("<string>a<!-- c -->b</string>"),
  cdata: both("<string><![CDATA[<b>]]></string>"),
  data: [Buffer.from(parse(xml("<data>aGk=</data>"))).toString(), fast.parse(xml("<data>aGk=</data>"))],
  hexadecimal: both("<integer>0x1F</integer>"),
  key: both("<dict><key>a</key></dict>"),
};
console.log(seen);
assert.deepEqual(seen, {
  minus: [
    [-1, 1],
    [-1n, 1],
  ],
  large: [[2n ** 53n], [2n ** 53n], [2 ** 53]],
  written: true,
  nothing: [1],
  moment: ["2026-11-29T10:00:00.123Z", "2026-11-29T10:00:00.000Z"],
  comment: ["ab", "a<!-- c -->b"],
  cdata: ["<b>", "<![CDATA[<b>]]>"],
  data: ["hi", "aGk="],
  hexadecimal: [0, 0],
  key: [{ a: "" }, {}],
});
assert.throws(() => create([null]), TypeError);
assert.throws(() => fast.parse(xml("<real>nan</real>")));
JS
./node_modules/.bin/node run.mjs
