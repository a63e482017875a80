#!/usr/bin/env bash
# jose 6.2.18, jsonwebtoken 9.0.3, fast-jwt 6.3.6 and hono 4.13.19 (`hono/jwt`), tokens on one HMAC key.
#
# Guess: 3600 as a token's life is an hour everywhere, and a sound token of one library is taken by the others. Seen: 3600 is an
# hour in jsonwebtoken, under four seconds in fast-jwt (milliseconds) and the first of January 1970 in jose (a moment, not a
# length); the text "3600" is milliseconds in both of the middle and an error in jose; hono wants the moment in the payload. A
# moment with a fraction, which RFC 7519 allows, is signed by jsonwebtoken and hono and throws in fast-jwt, though all four read
# it. And hono takes no token whose `typ` is "at+jwt", the type that RFC 9068 gives to every access token, nor one whose `iat` is
# a second ahead, as it is where two clocks differ (the other three take it; `{ iat: false }` turns that off, and nothing the
# other). A token from a provider is better read by jose than by the framework's own part, and its life written as "1h".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jose@6.2.18 jsonwebtoken@9.0.3 fast-jwt@6.3.6 hono@4.13.19 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createSigner, createVerifier } from "fast-jwt";
import { verify as honoVerify, sign as honoSign } from "hono/jwt";
import * as jose from "jose";
import jsonwebtoken from "jsonwebtoken";
const key = "k".repeat(32);
const bytes = new TextEncoder().encode(key);
const now = Math.floor(Date.now() / 1000);
const or = async (what) => {
  try {
    return await what();
  } catch (error) {
    return error.name.startsWith("Jwt") ? error.name : "throws";
  }
};
const life = (token) => {
  const { exp, iat } = jose.decodeJwt(token);
  return exp - iat < 5 ? "seconds" : exp - iat;
};
const joseToken = (exp) => new jose.SignJWT({}).setProtectedHeader({ alg: "HS256" }).setIssuedAt(now).setExpirationTime(exp).sign(bytes);
const lives = async (value) => ({
  jose: await or(async () => jose.decodeJwt(await joseToken(value)).exp - (typeof value === "number" ? 0 : now)),
  jsonwebtoken: await or(() => life(jsonwebtoken.sign({}, key, { expiresIn: value }))),
  fast: await or(() => life(createSigner({ key, expiresIn: value })({}))),
});
const read = async (payload, header = {}) => {
  const token = await new jose.SignJWT(payload).setProtectedHeader({ alg: "HS256", ...header }).sign(bytes);
  const yes = () => "taken";
  return {
    jose: await or(() => jose.jwtVerify(token, bytes).then(yes)),
    jsonwebtoken: await or(() => yes(jsonwebtoken.verify(token, key))),
    fast: await or(() => yes(createVerifier({ key })(token))),
    hono: await or(() => honoVerify(token, key, "HS256").then(yes)),
  };
};
const later = now + 100.5;
const seen = {
  number: await lives(3600),
  text: await lives("3600"),
  hour: await lives("1h"),
  fraction: {
    jsonwebtoken: await or(() => jsonwebtoken.decode(jsonwebtoken.sign({ exp: later }, key)).exp === later),
    fast: await or(() => createSigner({ key })({ exp: later })),
    hono: await or(async () => jose.decodeJwt(await honoSign({ exp: later }, key, "HS256")).exp === later),
  },
  fractionRead: await read({ exp: later }),
  accessToken: await read({ exp: now + 60 }, { typ: "at+jwt" }),
  ahead: await read({ iat: now + 5 }),
};
console.log(seen);
const taken = { jose: "taken", jsonwebtoken: "taken", fast: "taken" };
assert.deepEqual(seen, {
  number: { jose: 3600, jsonwebtoken: 3600, fast: "seconds" },
  text: { jose: "throws", jsonwebtoken: "seconds", fast: "seconds" },
  hour: { jose: 3600, jsonwebtoken: 3600, fast: 3600 },
  fraction: { jsonwebtoken: true, fast: "throws", hono: true },
  fractionRead: { ...taken, hono: "taken" },
  accessToken: { ...taken, hono: "JwtHeaderInvalid" },
  ahead: { ...taken, hono: "JwtTokenIssuedAt" },
});
JS
node run.mjs
