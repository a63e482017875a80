#!/usr/bin/env bash
# dbffile 1.13.0 and dbf-reader 1.0.3, reading and writing dBase tables (.dbf), which older programs of schools still hand out, on a
# machine in Berlin.
#
# Guess: letters are the trap (the byte that tells the code page is 0 in most files); dates are eight digits and numbers are text,
# so there is nothing to get wrong. Seen: dbf-reader takes the month of a date for one counted from 0: who was born on 15 January
# was born on 15 February, and on 31 January in March; an empty number is 0 and an empty yes-or-no is "no"; times come an hour
# early. dbffile writes a number that is too wide for its column by its first digits: 12345 into three is 123, -12.3 is -12, 99.9 is
# 99, while a wider column keeps more digits behind the point than it has; a Date of midnight here is written as the day before, in
# UTC; a text that is too long is cut, in UTF-8 too, and Arabic without an encoding becomes "????". All of this without a word,
# while a field's name of eleven letters and a number given as text throw.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dbffile@1.13.0 dbf-reader@1.0.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Dbf } from "dbf-reader";
import { DBFFile } from "dbffile";
let count = 0;
async function table(type, size, decimalPlaces, values, options) {
  const name = `${(count += 1)}.dbf`;
  const file = await DBFFile.create(name, [{ name: "X", type, size, ...(decimalPlaces === undefined ? {} : { decimalPlaces }) }], options);
  await file.appendRecords(values.map((X) => ({ X })));
  const written = (await (await DBFFile.open(name, options)).readRecords()).map(({ X }) => X);
  const read = Dbf.read(readFileSync(name)).rows.map(({ X }) => X);
  return { written, read };
}
const day = (date) => `${date.getMonth() + 1}-${date.getDate()}`;
const births = await table("D", 8, undefined, [new Date(Date.UTC(2010, 0, 15)), new Date(Date.UTC(2010, 0, 31)), new Date(2010, 0, 15)]);
const seen = {
  births: { written: births.written.map(day), read: births.read.map(day) },
  time: (await table("T", 8, undefined, [new Date("2026-01-15T10:00:00Z")])).read[0].toISOString(),
  empty: [(await table("N", 5, 0, [null])).read[0], (await table("L", 1, undefined, [null])).read[0]],
  wide: (await table("N", 3, 0, [12345, -12.3, 99.9])).written,
  digits: (await table("N", 8, 1, [1.005])).written,
  cut: (await table("C", 6, undefined, ["Müller"], { encoding: "utf8" })).written,
  arabic: (await table("C", 9, undefined, ["سلام"])).written,
};
console.log(seen);
assert.deepEqual(seen, {
  births: { written: ["1-15", "1-31", "1-14"], read: ["2-15", "3-3", "2-14"] },
  time: "2026-01-15T09:00:00.000Z",
  empty: [0, false],
  wide: [123, -12, 99],
  digits: [1.005],
  cut: ["Mülle"],
  arabic: ["????"],
});
JS
TZ=Europe/Berlin ./node_modules/.bin/node run.mjs
