#!/usr/bin/env bash
# jose 6.2.18, fast-jwt 6.3.6 and jsonwebtoken 9.0.3, tokens signed with one key on Ed25519.
#
# Guess: "EdDSA" and the newer "Ed25519" (RFC 9864) in a token's head are two names of one thing, so a library that knows both
# lets a key or a list that says one stand for the other. Seen: jose signs and verifies under either name and never across:
# `algorithms: ["EdDSA"]` refuses a token "Ed25519" from the same key, and a published key with `alg: "Ed25519"` does not match a
# token "EdDSA" ("no applicable key found", as if the key were another's), nor the reverse. A published key without `alg` matches
# both. fast-jwt signs as "EdDSA" and refuses the newer name, jsonwebtoken both. A provider that renames its keys as the RFC wants
# breaks who listed "EdDSA": the list has to hold both names, and the key none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 fast-jwt@6.3.6 jsonwebtoken@9.0.3 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import fastJwt from "fast-jwt";
import * as jose from "jose";
import jsonwebtoken from "jsonwebtoken";
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const pem = publicKey.export({ type: "spki", format: "pem" });
const jwk = await jose.exportJWK(publicKey);
const answer = async (call) => {
  try {
    await call();
    return "ok";
  } catch (error) {
    return error.code ?? error.message;
  }
};
const seen = {};
for (const alg of ["EdDSA", "Ed25519"]) {
  const token = await new jose.SignJWT({}).setProtectedHeader({ alg }).sign(privateKey);
  const published = (key) => answer(() => jose.jwtVerify(token, jose.createLocalJWKSet({ keys: [key] })));
  seen[alg] = {
    anyName: await answer(() => jose.jwtVerify(token, publicKey)),
    listEdDSA: await answer(() => jose.jwtVerify(token, publicKey, { algorithms: ["EdDSA"] })),
    keyEdDSA: await published({ ...jwk, alg: "EdDSA" }),
    keyEd25519: await published({ ...jwk, alg: "Ed25519" }),
    keyWithout: await published(jwk),
    fastJwt: await answer(() => fastJwt.createVerifier({ key: pem })(token)),
    jsonwebtoken: await answer(() => jsonwebtoken.verify(token, pem)),
  };
}
console.log(seen);
assert.deepEqual(seen, {
  EdDSA: {
    anyName: "ok",
    listEdDSA: "ok",
    keyEdDSA: "ok",
    keyEd25519: "ERR_JWKS_NO_MATCHING_KEY",
    keyWithout: "ok",
    fastJwt: "ok",
    jsonwebtoken: "invalid algorithm",
  },
  Ed25519: {
    anyName: "ok",
    listEdDSA: "ERR_JOSE_ALG_NOT_ALLOWED",
    keyEdDSA: "ERR_JWKS_NO_MATCHING_KEY",
    keyEd25519: "ok",
    keyWithout: "ok",
    fastJwt: "FAST_JWT_INVALID_ALGORITHM",
    jsonwebtoken: "invalid algorithm",
  },
});
JS
./node_modules/.bin/node run.mjs
