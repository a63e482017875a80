#!/usr/bin/env bash
# @simplewebauthn/server 14.0.3, `generateRegistrationOptions`, called for one person after another in one process.
#
# Guess: each call makes its own options of what it is given; what is not given has its default; bytes are written as WebAuthn's
# JSON wants them. Seen: `preferredAuthenticatorType` is written into the library's own default, so after one person who wanted to
# add a security key everybody who comes later in the same process is asked for one too (`authenticatorAttachment` stays
# "cross-platform"), and whose fingerprint reader was to be the key is not offered it, until the process ends. Given an
# `authenticatorSelection` of one's own, the default of user verification is gone, too, and nothing is remembered. A user id of no
# byte or of 65 is taken (a browser takes 1 to 64), and the bytes of the extension `prf` become {"0":1} as JSON. So the selection
# is always handed in, whole, and fresh for each call.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @simplewebauthn/server@14.0.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { generateRegistrationOptions } from "@simplewebauthn/server";
const options = (more) => generateRegistrationOptions({ rpName: "Class", rpID: "class.example", userName: "ada", ...more });
const attachment = async (more) => (await options(more)).authenticatorSelection.authenticatorAttachment ?? "any";
const seen = {
  first: await attachment(),
  key: await attachment({ preferredAuthenticatorType: "securityKey" }),
  later: await attachment(),
  own: (await options({ authenticatorSelection: { residentKey: "required" } })).authenticatorSelection,
  ids: await Promise.all([0, 65].map(async (length) => (await options({ userID: new Uint8Array(length) })).user.id.length)),
  prf: JSON.stringify((await options({ extensions: { prf: { eval: { first: new Uint8Array([1]) } } } })).extensions.prf),
};
console.log(seen);
assert.deepEqual(seen, {
  first: "any",
  key: "cross-platform",
  later: "cross-platform",
  own: { residentKey: "required", requireResidentKey: true },
  ids: [0, 87],
  prf: '{"eval":{"first":{"0":1}}}',
});
JS
node run.mjs
