#!/usr/bin/env bash
# otplib 13.5.0, otpauth 9.5.2 and speakeasy 2.0.0, the makers of six-digit codes for signing in (TOTP, RFC 6238), at one moment.
#
# Guess: a secret is Base32, written as people type it off a screen (small letters, groups of four, "=" at the end or not), and
# what is no Base32 is refused; codes of the steps beside the present one are taken, as clocks differ. Seen: speakeasy reads every
# blank and hyphen as if it were a letter: no error, another secret, so a code that is never right (a "0" it takes for "O", which
# is). otpauth takes blanks and refuses the rest; otplib refuses blanks, "=" where RFC 4648 has none, and every secret shorter
# than 16 bytes: the 10 bytes (16 letters) of which older secrets are made are locked out by its version 13. A secret cut after 15
# letters has another code in each of the two that take it. Codes of the step before and after: otpauth takes both unless told
# otherwise, the two others neither. "050 471", with the blank that every app shows, is false or null, no error, in two of them.
# Blanks and hyphens go before any of these sees a secret or a code, and how many steps are taken is said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund otplib@13.5.0 otpauth@9.5.2 speakeasy@2.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import { generateSync, verifySync } from "otplib";
import speakeasy from "speakeasy";
const or = (what) => {
  try {
    return what();
  } catch {
    return "refused";
  }
};
const time = 1_111_111_110;
const codes = (secret) => [
  or(() => generateSync({ secret, epoch: time })),
  or(() => new TOTP({ secret }).generate({ timestamp: time * 1000 })),
  or(() => speakeasy.totp({ secret, encoding: "base32", time })),
];
const long = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const [code, before] = [time, time - 30].map((epoch) => generateSync({ secret: long, epoch }));
const taken = (token) => [
  or(() => verifySync({ secret: long, token, epoch: time }).valid),
  or(() => new TOTP({ secret: long }).validate({ token, timestamp: time * 1000 })),
  or(() => speakeasy.totp.verify({ secret: long, encoding: "base32", token, time })),
];
const seen = {
  small: codes(long.toLowerCase()),
  blanks: codes(long.match(/.{4}/g).join(" ")),
  hyphens: codes(long.match(/.{4}/g).join("-")),
  zero: codes(long.replaceAll("O", "0")),
  padded: codes(long + "===="),
  older: codes("JBSWY3DPEHPK3PXP"),
  cut: codes("JBSWY3DPEHPK3PX"),
  present: taken(code),
  before: taken(before),
  shown: taken(`${code.slice(0, 3)} ${code.slice(3)}`),
  made: [new Secret().base32.length, speakeasy.generateSecret().base32.length],
};
console.log(JSON.stringify(seen, null, 1));
assert.equal(code, "050471");
assert.deepEqual(seen.small, [code, code, code]);
assert.deepEqual(seen.blanks.slice(0, 2), ["refused", code]);
assert.deepEqual(seen.hyphens.slice(0, 2), ["refused", "refused"]);
assert.deepEqual(seen.zero, ["refused", "refused", code]);
for (const wrong of [seen.blanks[2], seen.hyphens[2]]) assert.ok(/^\d{6}$/.test(wrong) && wrong !== code);
assert.deepEqual(seen.padded, ["refused", code, code]);
assert.equal(seen.older[0], "refused");
assert.equal(seen.older[1], seen.older[2]);
assert.ok(/^\d{6}$/.test(seen.cut[1]) && /^\d{6}$/.test(seen.cut[2]) && seen.cut[1] !== seen.cut[2]);
assert.deepEqual([seen.present, seen.before, seen.shown], [[true, 0, true], [false, -1, false], ["refused", null, false]]);
JS
node run.mjs
