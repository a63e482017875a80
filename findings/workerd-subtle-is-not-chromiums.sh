#!/usr/bin/env bash
# workerd 1.20261023.1 (miniflare 5.20261023.2-beta) and Node 24.21.0, `crypto.subtle`, and jose 6.2.18 in both.
#
# Guess: workerd is made of the same parts as Chromium, so what a page can sign a worker can verify. Seen: ML-DSA-44, ML-KEM-768 and
# ChaCha20-Poly1305 are in Chromium 156 (asked apart from this script) and in Node 24.21, and are NotSupportedError in workerd, at
# its newest compatibility date; jose knows ML-DSA, makes and verifies such a token in Node and fails in the worker. The other way
# round AES-192 works in workerd and in Node and not in Chromium, and MD5 as a digest in workerd alone. A provider that moves to
# post-quantum signatures cannot be signed in with from a worker yet, and a key made in a page for a worker is Ed25519, P-256 or
# RSA.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 esbuild@0.28.2 jose@6.2.18 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { build } from "esbuild";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const probe = `
import { SignJWT, generateKeyPair, jwtVerify } from "jose";
const key = (algorithm, ...uses) => crypto.subtle.generateKey(algorithm, true, uses).then(() => "yes", (error) => error.name);
const token = async (alg) => {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return (await jwtVerify(await new SignJWT({}).setProtectedHeader({ alg }).sign(privateKey), publicKey)).protectedHeader.alg;
};
export const ask = async () => ({
  mlDsa: await key("ML-DSA-44", "sign", "verify"),
  mlKem: await key("ML-KEM-768", "encapsulateKey", "decapsulateKey"),
  chacha: await key("ChaCha20-Poly1305", "encrypt", "decrypt"),
  ed25519: await key("Ed25519", "sign", "verify"),
  aes192: await key({ name: "AES-GCM", length: 192 }, "encrypt", "decrypt"),
  md5: await crypto.subtle.digest("MD5", new Uint8Array(1)).then(() => "yes", (error) => error.name),
  jose: await token("ML-DSA-44").catch((error) => error.name),
});
export default { fetch: async () => Response.json(await ask()) };`;
const bundle = await build({ stdin: { contents: probe, resolveDir: "." }, bundle: true, write: false, format: "esm", platform: "browser" });
const code = bundle.outputFiles[0].text;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ modules: [{ type: "ESModule", path: "worker.mjs", contents: code }], compatibilityDate: "2026-10-23" }),
);
const seen = {
  workerd: await (await miniflare.dispatchFetch("http://x/")).json(),
  node: await (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)).ask(),
};
await miniflare.dispose();
console.log(seen);
const not = "NotSupportedError";
assert.deepEqual(seen, {
  workerd: { mlDsa: not, mlKem: not, chacha: not, ed25519: "yes", aes192: "yes", md5: "yes", jose: not },
  node: { mlDsa: "yes", mlKem: "yes", chacha: "yes", ed25519: "yes", aes192: "yes", md5: not, jose: "ML-DSA-44" },
});
JS
NODE_NO_WARNINGS=1 ./node_modules/.bin/node run.mjs
