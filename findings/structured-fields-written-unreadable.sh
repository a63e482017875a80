#!/usr/bin/env bash
# structured-headers 2.1.0 and structured-field-values 2.0.4, the two makers and readers of HTTP's structured fields (RFC 9651:
# RateLimit, Signature, Priority, Client Hints).
#
# Guess: both have the standard's own test suite, so what one writes both read, and what is written is read back as what it was.
# Seen: structured-headers rounds 1.0005 as the standard says and then takes the zero off, but not the dot: it writes "1.", which
# it refuses itself. structured-field-values writes the milliseconds of a Date ("@1659578233.999"; only whole seconds exist) and
# an umlaut in a string; the first it refuses itself, the second it reads and the other one throws. A display string (%"…", the
# standard's form for names with umlauts since 2024) it does not know. A decimal that is whole, 1.0, is written "1" by both, an
# integer, so that a field whose definition wants a decimal is refused at the other end. Tokens are a Symbol in one and an object
# in the other, and no two Symbols read from the same text are equal. Dates are to be cut to seconds, numbers to three places,
# before either writes them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund structured-headers@2.1.0 structured-field-values@2.0.4 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as headers from "structured-headers";
import * as values from "structured-field-values";
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
const bare = (value) => (value instanceof Date ? value.toISOString() : value);
const read = (text) => [or(() => bare(headers.parseItem(text)[0])), or(() => bare(values.decodeItem(text).value))];
const written = (value) => [or(() => headers.serializeItem(value)), or(() => values.encodeItem(value))];
const seen = {
  decimal: written(1.0005),
  decimalRead: [read("1."), read("1.0")],
  date: written(new Date(1659578233999)),
  dateRead: read("@1659578233.999"),
  umlaut: written("ü"),
  umlautRead: read('"ü"'),
  display: [or(() => headers.parseItem('%"f%c3%bc"')[0].toString()), read('%"f%c3%bc"')[1]],
  whole: written(headers.parseItem("1.0")[0]),
};
console.log(seen);
assert.deepEqual(seen, {
  decimal: ["1.", "1.0"],
  decimalRead: [["throws", "throws"], [1, 1]],
  date: ["@1659578233", "@1659578233.999"],
  dateRead: ["throws", "throws"],
  umlaut: ["throws", '"ü"'],
  umlautRead: ["throws", "ü"],
  display: ["fü", "throws"],
  whole: ["1", "1"],
});
JS
node run.mjs
