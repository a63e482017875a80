#!/usr/bin/env bash
# content-type 2.1.0 and content-disposition 2.0.1, the newer majors of what Express reads headers with, beside
# @tinyhttp/content-disposition 2.2.4, a copy of the older one.
#
# Guess: what is no media type throws ("invalid media type"), as ever, so `try { parse(header) } catch { 415 }` stands; a name is
# written as it was before. Seen: nothing throws any more. "" is the type "", "text/html, text/plain" is one type with a comma in
# it, `charset` without a value is left out, and "filename=a.pdf" is a disposition of that NAME. Of two charsets the first counts
# where the older one threw. A name with umlauts, "für.pdf", once written as Latin-1 for old readers, is "f?r.pdf" for them now;
# of "a/b.pdf" the folder stays in, which the older one took off. A name in another charset than two is left under `filename*`
# and there is no `filename`. A name that a form writes without quotation marks, refused by the old one, is read, blanks
# included. So whoever relied on the error asks for the slash in the type, and takes the folder off by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund content-type@2.1.0 content-disposition@2.0.1 @tinyhttp/content-disposition@2.2.4 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as disposition from "content-disposition";
import * as type from "content-type";
import * as tiny from "@tinyhttp/content-disposition";
const or = (what) => {
  try {
    return what();
  } catch {
    return "throws";
  }
};
const types = ["", "text/html, text/plain", "text/html; charset", "text/html; charset=utf-8; charset=latin1"];
const dispositions = ["filename=a.pdf", "attachment; filename=a b.pdf", "attachment; filename*=windows-1252''%80.txt"];
const names = ["für.pdf", "a/b.pdf", "50% off.pdf"];
const seen = {
  types: types.map((text) => or(() => [type.parse(text).type, type.parse(text).parameters.charset ?? null])),
  read: dispositions.map((text) => [disposition, tiny].map(({ parse }) => or(() => [parse(text).type, parse(text).parameters.filename ?? null]))),
  written: names.map((name) => [disposition.create(name), tiny.contentDisposition(name)]),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  types: [
    ["", null],
    ["text/html, text/plain", null],
    ["text/html", null],
    ["text/html", "utf-8"],
  ],
  read: [
    [["filename=a.pdf", null], "throws"],
    [["attachment", "a b.pdf"], "throws"],
    [["attachment", null], "throws"],
  ],
  written: [
    [`attachment; filename="f?r.pdf"; filename*=UTF-8''f%C3%BCr.pdf`, 'attachment; filename="für.pdf"'],
    ['attachment; filename="a/b.pdf"', 'attachment; filename="b.pdf"'],
    ['attachment; filename="50% off.pdf"', 'attachment; filename="50% off.pdf"'],
  ],
});
JS
node run.mjs
