#!/usr/bin/env bash
# lean-qr 2.7.4, etiket 0.11.0, bwip-js 4.11.4 and uqr 0.1.3 drawing QR codes, jsqr 1.4.0 (in pages with a camera) and zxing-wasm
# 3.1.6 reading them.
#
# Guess: makers of 2026 write UTF-8, and what a reader cannot read it does not find. Seen: lean-qr takes the shortest form that the
# standard has, and for Western letters that is Latin-1, one byte each: "Grüße" is read by zxing, and for jsqr the code IS there
# and its text is "", as the bytes are no UTF-8 to it; the bytes stand in `binaryData`. "李雷", Arabic, an emoji and plain ASCII go
# as UTF-8 and are read by both, so the fault shows only for names with umlauts. The other three write UTF-8 always. A zero byte is
# the five letters "<NUL>" in zxing's `text`, where jsqr gives the byte.
#
# What it means: an address in a QR code is made ASCII (percent signs, punycode) before it is drawn; a reader in the page looks at
# `binaryData` where the text is empty.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund lean-qr@2.7.4 etiket@0.11.0 bwip-js@4.11.4 uqr@0.1.3 jsqr@1.4.0 zxing-wasm@3.1.6 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import bwip from "bwip-js";
import { encodeQR } from "etiket";
import jsqr from "jsqr";
import { generate } from "lean-qr";
import { encode } from "uqr";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
await prepareZXingModule({ overrides: { wasmBinary: readFileSync("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm").buffer }, fireImmediately: true });
const square = (size, dark) => Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => dark(x, y)));
const makers = {
  lean(text) {
    const code = generate(text);
    return square(code.size, (x, y) => code.get(x, y));
  },
  etiket: (text) => encodeQR(text),
  bwip(text) {
    const [{ pixx, pixs }] = bwip.raw({ bcid: "qrcode", text });
    return square(pixx, (x, y) => pixs[y * pixx + x]);
  },
  uqr: (text) => encode(text, { border: 0 }).data,
};
function draw(code, scale = 4, border = 4) {
  const width = (code.length + 2 * border) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (code[Math.floor(y / scale) - border]?.[Math.floor(x / scale) - border]) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height: width };
}
const seen = {};
for (const text of ["Grüße", "李雷", "مرحبا", "https://e.org/j/ABC-123", "\0a"]) {
  seen[text] = {};
  for (const [maker, make] of Object.entries(makers)) {
    const picture = draw(make(text));
    const [zxing] = await readBarcodes(picture, { formats: ["QRCode"] });
    const found = jsqr(picture.data, picture.width, picture.height);
    seen[text][maker] = [found.data, zxing.text, Buffer.from(found.binaryData).toString("latin1").slice(0, text.length)];
  }
}
console.log(seen);
assert.deepEqual(seen.Grüße.lean, ["", "Grüße", "Grüße"]);
for (const maker of ["etiket", "bwip", "uqr"]) assert.deepEqual(seen.Grüße[maker].slice(0, 2), ["Grüße", "Grüße"]);
for (const text of ["李雷", "مرحبا", "https://e.org/j/ABC-123"]) for (const read of Object.values(seen[text])) assert.deepEqual(read.slice(0, 2), [text, text]);
assert.deepEqual(seen["\0a"].uqr.slice(0, 2), ["\0a", "<NUL>a"]);
JS
./node_modules/.bin/node run.mjs
