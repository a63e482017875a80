#!/usr/bin/env bash
# arctic 3.7.0, oauth4webapi 3.8.8, openid-client 6.9.0, simple-oauth2 5.1.0 and @badgateway/oauth2-client 3.3.1, asking one
# provider for a token with one client and one secret.
#
# Guess: a client's secret has one place and one spelling on the wire (RFC 6749: form-urlencoded, then Basic), and libraries are
# tried on secrets with other signs than letters. Seen: five spellings of "a-b:q~x+y/z=". arctic sends it as it stands,
# simple-oauth2 encodes as a form does, oauth4webapi encodes everything but letters and digits, also "-" and "~", which the form
# leaves alone, @badgateway encodes the colon only, and openid-client by default sends no Basic at all but both in the body. A
# provider that decodes as the RFC says reads arctic's "+" as a blank; one that compares without decoding refuses the others; both
# exist. Then the answer: `expires_in` as the text "3600" is a number for openid-client and "missing or invalid" for arctic, an
# empty `scope` is one scope named "" there, and a token without `token_type` is refused by two of the five. When a provider says
# "invalid client", the secret's signs are the first thing to look at, then the library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund arctic@3.7.0 oauth4webapi@3.8.8 openid-client@6.9.0 simple-oauth2@5.1.0 \
  @badgateway/oauth2-client@3.3.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { OAuth2Client as Badgateway } from "@badgateway/oauth2-client";
import { OAuth2Client as Arctic } from "arctic";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { AuthorizationCode } from "simple-oauth2";
let [reply, asked] = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  const basic = request.headers.authorization?.slice("Basic ".length);
  asked = basic ? Buffer.from(basic, "base64").toString() : new URLSearchParams(body).get("client_secret") && "in the body";
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
const site = `http://127.0.0.1:${server.address().port}`;
const [id, secret, back] = ["place", "a-b:q~x+y/z=", `${site}/back`];
const provider = { issuer: site, token_endpoint: `${site}/token` };
const verifier = "v".repeat(43);
const clients = {
  arctic: () => new Arctic(id, secret, back).validateAuthorizationCode(`${site}/token`, "c", verifier),
  oauth4webapi: async () => {
    const client = { client_id: id };
    const code = oauth.validateAuthResponse(provider, client, new URLSearchParams({ code: "c" }), oauth.skipStateCheck);
    const options = { [oauth.allowInsecureRequests]: true };
    const basic = oauth.ClientSecretBasic(secret);
    const response = await oauth.authorizationCodeGrantRequest(provider, client, basic, code, back, verifier, options);
    return oauth.processAuthorizationCodeResponse(provider, client, response);
  },
  openid: () => {
    const configuration = new openid.Configuration(provider, id, secret);
    openid.allowInsecureRequests(configuration);
    return openid.authorizationCodeGrant(configuration, new URL(`${back}?code=c`), { pkceCodeVerifier: verifier });
  },
  simple: async () => {
    const client = new AuthorizationCode({ client: { id, secret }, auth: { tokenHost: site, tokenPath: "/token" } });
    return (await client.getToken({ code: "c", redirect_uri: back })).token;
  },
  badgateway: () =>
    new Badgateway({ clientId: id, clientSecret: secret, server: site, tokenEndpoint: "/token" }).authorizationCode.getToken({
      code: "c",
      redirectUri: back,
    }),
};
const all = async (given, read) => {
  reply = given;
  const seen = {};
  for (const name in clients) seen[name] = await clients[name]().then(read, () => "refused");
  return seen;
};
const or = (what) => {
  try {
    return what();
  } catch (error) {
    return error.message;
  }
};
const token = { access_token: "t", token_type: "Bearer" };
const seen = {
  sent: await all(token, () => asked),
  untyped: await all({ access_token: "t" }, () => "taken"),
  text: await all({ ...token, expires_in: "3600" }, (got) => or(() => (got.accessTokenExpiresAt ? got.accessTokenExpiresAt() : typeof got.expires_in))),
};
reply = { ...token, scope: "" };
seen.scopes = (await clients.arctic()).scopes();
console.log(seen);
assert.deepEqual(seen, {
  sent: {
    arctic: "place:a-b:q~x+y/z=",
    oauth4webapi: "place:a%2Db%3Aq%7Ex%2By%2Fz%3D",
    openid: "in the body",
    simple: "place:a-b%3Aq~x%2By%2Fz%3D",
    badgateway: "place:a-b%3Aq~x+y/z=",
  },
  untyped: { arctic: "taken", oauth4webapi: "refused", openid: "refused", simple: "taken", badgateway: "taken" },
  text: { arctic: "Missing or invalid 'expires_in' field", oauth4webapi: "number", openid: "number", simple: "string", badgateway: "undefined" },
  scopes: [""],
});
process.exit();
JS
node run.mjs
