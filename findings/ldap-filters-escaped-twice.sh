#!/usr/bin/env bash
# ldapts 8.2.0 and ldapjs 3.0.7, a filter given as text and the bytes that go to the directory for it.
#
# Guess: a backslash and two hexadecimal digits are one byte (RFC 4515), so `(cn=\c3\9c)`, as directories' own tools and many
# applications write "Ü", asks for the same as `(cn=Ü)`, and `\28` for a bracket. Seen: ldapts takes each pair for a CHARACTER and
# writes that in UTF-8: four bytes, "Ã" and a sign nobody sees; what is below 80 (brackets, stars) is right. A binary id
# (objectGUID=\01\ff) is one byte too long, so an account of an Active Directory is never found by it. ldapjs sends the backslash
# and the digits as they are typed, even for brackets: "Ada (7b)" is asked for as "Ada \287b\29". Both are right when letters
# stand unescaped, and ldapts when a filter is made of parts (`EqualityFilter` with a Buffer). No error says so: the answer is
# empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ldapts@8.2.0 ldapjs@3.0.7 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import ldapjs from "ldapjs";
import { BerWriter, EqualityFilter, FilterParser } from "ldapts";
// of (cn=…) or (objectGUID=…): the value at the end of what is sent, behind its kind (04) and its length
const value = (buffer, attribute) => {
  const bytes = Buffer.from(buffer);
  return bytes.subarray(bytes.indexOf(attribute) + attribute.length + 2);
};
const ofLdapts = (filter, attribute) => {
  const writer = new BerWriter();
  filter.write(writer);
  return value(writer.buffer, attribute);
};
const both = (text, attribute = "cn") => [ofLdapts(FilterParser.parseString(text), attribute), value(ldapjs.parseFilter(text).toBer().buffer, attribute)];
const guid = "objectGUID";
const seen = {
  letter: both("(cn=Ü)").map((bytes) => bytes.toString("hex")),
  escaped: both("(cn=\\c3\\9c)").map((bytes) => bytes.toString("hex")),
  brackets: both("(cn=Ada \\287b\\29)").map(String),
  id: both("(objectGUID=\\01\\ff)", guid)[0].toString("hex"),
  idOfParts: ofLdapts(new EqualityFilter({ attribute: guid, value: Buffer.from([1, 255]) }), guid).toString("hex"),
};
console.log(seen);
assert.deepEqual(seen, {
  letter: ["c39c", "c39c"],
  escaped: ["c383c29c", Buffer.from("\\c3\\9c").toString("hex")],
  brackets: ["Ada (7b)", "Ada \\287b\\29"],
  id: "01c3bf",
  idOfParts: "01ff",
});
JS
node run.mjs
