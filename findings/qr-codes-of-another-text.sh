#!/usr/bin/env bash
# qrcode-generator 2.0.4, qrcode 1.5.4 and uqr 0.1.3 drawing texts as QR codes; jsqr 1.4.0, @zxing/library 0.21.3, zxing-wasm 3.1.6
# and qr 0.7.0 reading them, no camera between.
#
# Guess: what a maker of 2026 draws is UTF-8, and a reader hands out the text or says that it could not. Seen: qrcode and uqr
# write UTF-8 and all four read it. qrcode-generator, the one beneath many other packages, writes of each letter its lower eight
# bits (UTF-8 is behind a setting): "李雷" is drawn as "N÷", "привет" as "?@825B", and no reader can know. Of what is Latin-1 in
# it ("Müller") jsqr makes an EMPTY text and no error, @zxing throws, qr puts a U+FFFD, and zxing-wasm guesses: "Müller" is right,
# but "10 °" is "10 ｰ" and "ÄÖÜ" is "ﾄﾖﾜ" (by @zxing, too), Japanese letters of half width. zxing-wasm writes a NUL as the five
# letters "<NUL>" unless `textMode` says otherwise. So a code of an invitation holds ASCII only (an address with percent signs),
# and what was read is compared with the form that an invitation has.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund qrcode-generator@2.0.4 qrcode@1.5.4 uqr@0.1.3 jsqr@1.4.0 @zxing/library@0.21.3 zxing-wasm@3.1.6 qr@0.7.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import zxing from "@zxing/library";
import jsqr from "jsqr";
import decodeQR from "qr/decode.js";
import QRCode from "qrcode";
import generator from "qrcode-generator";
import { encode } from "uqr";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
prepareZXingModule({ overrides: { wasmBinary: readFileSync("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm").buffer } });
const square = (size, at) => Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => at(y, x)));
const drawn = {
  generator(text) {
    const code = generator(0, "M");
    code.addData(text);
    code.make();
    return square(code.getModuleCount(), (y, x) => code.isDark(y, x));
  },
  qrcode(text) {
    const { modules } = QRCode.create(text);
    return square(modules.size, (y, x) => modules.get(y, x));
  },
  uqr: (text) => encode(text, { border: 0 }).data,
};
function picture(modules) {
  const [quiet, scale] = [4, 6];
  const width = (modules.length + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < width; x++) {
      const dark = modules[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet];
      if (dark) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height: width };
}
const readers = [
  ({ data, width, height }) => jsqr(data, width, height)?.data,
  ({ data, width, height }) => {
    const light = Uint8ClampedArray.from({ length: width * height }, (_, at) => data[4 * at]);
    const source = new zxing.RGBLuminanceSource(light, width, height);
    return new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(new zxing.HybridBinarizer(source))).getText();
  },
  async (image) => (await readBarcodes(image, { formats: ["QRCode"] }))[0]?.text,
  (image) => decodeQR(image),
];
async function read(maker, text) {
  const image = picture(drawn[maker](text));
  return Promise.all(readers.map(async (reader) => reader(image)).map((answer) => answer.catch(() => "refused")));
}
const texts = ["Müller", "李雷", "привет", "1 €", "10 °", "ÄÖÜ"];
const seen = Object.fromEntries(await Promise.all(texts.map(async (text) => [text, await read("generator", text)])));
seen.nul = await read("qrcode", "a\0b");
console.log(JSON.stringify(seen, null, 1));
for (const maker of ["qrcode", "uqr"]) for (const text of texts) assert.deepEqual(await read(maker, text), [text, text, text, text]);
assert.deepEqual(seen, {
  Müller: ["", "refused", "Müller", "M\ufffdller"],
  李雷: ["", "refused", "N÷", "N\ufffd"],
  привет: Array(4).fill("?@825B"),
  "1 €": ["", "1 ｬ", "1 ｬ", "1 \ufffd"],
  "10 °": ["", "10 ｰ", "10 ｰ", "10 \ufffd"],
  ÄÖÜ: ["", "ﾄﾖﾜ", "ﾄﾖﾜ", "\ufffd\ufffd\ufffd"],
  nul: ["a\0b", "a\0b", "a<NUL>b", "a\0b"],
});
JS
node run.mjs
