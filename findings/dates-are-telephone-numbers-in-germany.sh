#!/usr/bin/env bash
# libphonenumber-js 1.13.16, `findPhoneNumbersInText`, with its small and its full tables (`/max`).
#
# Guess: it is made to find numbers in running text, so it leaves dates, versions and addresses alone, as for America it does.
# Seen: with Germany as the country "2026-11-29" and "29.11.2026 10:15" are telephone numbers, as are 192.168.178.201, an ISBN,
# the digits of pi and a bare number of eight digits, since German numbers have no fixed length; with the full tables, which know
# the kinds of numbers, both dates still are. With America dates and amounts are none, while "1/2 3/4 5551234" is one. Arabic
# digits are read and come back as European ones. Numbers that begin with "+" are found rightly everywhere. In a chat only those
# are to become links, or numbers by the country that the writer is in, never by the class's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund libphonenumber-js@1.13.16 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { findPhoneNumbersInText as small } from "libphonenumber-js";
import { findPhoneNumbersInText as full } from "libphonenumber-js/max";
const found = (find, text, country) => find(text, country).map(({ number }) => number.number).join();
const texts = [
  "on 2026-11-29 at 10:15",
  "29.11.2026 10:15",
  "192.168.178.201",
  "ISBN 978-3-16-148410-0",
  "3.14159265",
  "matriculation 12345678",
  "+1 202 555 0143",
  "commit 4915123456789",
];
const seen = {
  small: texts.map((text) => found(small, text, "DE")),
  full: texts.map((text) => found(full, text, "DE")),
  america: ["on 2026-11-29 at 10:15", "10-12-2026", "$1,234,567,890", "1/2 3/4 5551234"].map((text) => found(small, text, "US")),
  arabic: found(small, "٠١٠٠١٢٣٤٥٦٧", "EG"),
};
console.log(seen);
assert.deepEqual(seen, {
  small: ["+4920261129", "+492911202610", "+49192168178201", "+499783161484100", "+49314159265", "+4912345678", "+12025550143", "+494915123456789"],
  full: ["+4920261129", "+492911202610", "", "", "", "", "+12025550143", "+494915123456789"],
  america: ["", "", "", "+12345551234"],
  arabic: "+201001234567",
});
JS
node run.mjs
