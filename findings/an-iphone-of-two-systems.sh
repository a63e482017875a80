#!/usr/bin/env bash
# ua-parser-js 2.0.10, bowser 2.15.1 (and 2.15.0) and device-detector-js 3.0.3, which name the browsers in a person's list of
# devices, on what browsers of 2026 say of themselves.
#
# Guess: they know that names are frozen (Android is "10; K", macOS 10.15.7), say what cannot be known, and agree on the rest.
# Seen: Safari 26 freezes iPhones at "OS 18_6", so iOS is 26.0 for ua-parser-js and bowser, which take Safari's number for the
# system's, and 18.6 for device-detector-js and for bowser one patch earlier; Firefox on the same telephone is on iOS 18.6 for all,
# so one telephone is two in a list, and after an update of a library a third. ua-parser-js hands out "K", the letter that stands
# for no model, as the model of every Android telephone. An iPad is a Mac with 10.15.7 for all. Huawei's system of its own is
# OpenHarmony, HarmonyOS and nothing; Ladybird is "WebKit", itself and nothing; Servo is Firefox 140 for all three; DuckDuckGo is
# Safari for one, and a chat's own desktop program (Electron) is Electron for two and Chrome for the third. Node's `fetch` ("node")
# has no name in any.
#
# What it means: a list of devices shows browser and kind of system without numbers and with the day it was last seen; two entries
# alike are not one device.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ua-parser-js@2.0.10 bowser@2.15.1 bowser-2.15.0@npm:bowser@2.15.0 device-detector-js@3.0.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import bowser from "bowser";
import earlier from "bowser-2.15.0";
import DeviceDetector from "device-detector-js";
import { UAParser } from "ua-parser-js";
const detector = new (DeviceDetector.default ?? DeviceDetector)();
const name = (part) => [part?.name, part?.version].filter(Boolean).join(" ");
const all = (text) => [UAParser(text), bowser.parse(text), detector.parse(text)].map((found) => [name(found.browser ?? found.client), name(found.os)]);
const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webkit}`;
const blink = "AppleWebKit/537.36 (KHTML, like Gecko)";
const android = `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/144.0.0.0 Mobile Safari/537.36`;
const seen = {
  safari: all(`${iphone} Version/26.0 Mobile/15E148 Safari/604.1`),
  firefox: all(`${iphone} FxiOS/145.0 Mobile/15E148 Safari/605.1.15`),
  ipad: all(`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/26.0 Safari/605.1.15`),
  harmony: all(`Mozilla/5.0 (Phone; OpenHarmony 5.0) ${blink} Chrome/132.0.0.0 Safari/537.36 ArkWeb/5.0.0.0 Mobile HuaweiBrowser/5.1`),
  ladybird: all(`Mozilla/5.0 (Linux; x86_64) ${blink} Ladybird/1.0`),
  servo: all("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Servo/0.0.3 Firefox/140.0"),
  duck: all(`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.3 Safari/605.1.15 Ddg/18.3`),
  electron: all(`Mozilla/5.0 (X11; Linux x86_64) ${blink} Slack/4.40.0 Chrome/130.0.0.0 Electron/33.0.0 Safari/537.36`),
  node: all("node"),
  earlier: name(earlier.parse(`${iphone} Version/26.0 Mobile/15E148 Safari/604.1`).os),
  model: UAParser(android).device.model,
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen.safari.map(([, system]) => system), ["iOS 26.0", "iOS 26.0", "iOS 18.6"]);
assert.deepEqual(seen.firefox.map(([, system]) => system), ["iOS 18.6", "iOS 18.6", "iOS 18.6"]);
assert.equal(seen.earlier, "iOS 18.6");
assert.equal(seen.model, "K");
assert.deepEqual(seen.ipad.map(([, system]) => system), ["macOS 10.15.7", "macOS 10.15.7", "Mac 10.15"]);
assert.deepEqual(seen.harmony.map(([, system]) => system), ["OpenHarmony 5.0", "HarmonyOS 5.0", ""]);
const browsers = (found) => found.map(([browser]) => browser);
assert.deepEqual(browsers(seen.ladybird), ["WebKit 537.36", "Ladybird 1.0", ""]);
assert.deepEqual(browsers(seen.servo), ["Firefox 140.0", "Firefox 140.0", "Firefox 140.0"]);
assert.deepEqual(browsers(seen.duck), ["DuckDuckGo 18.3", "DuckDuckGo 18.3", "Safari 18.3"]);
assert.deepEqual(browsers(seen.electron), ["Electron 33.0.0", "Electron 33.0.0", "Chrome 130.0"]);
assert.deepEqual(browsers(seen.node), ["", "", ""]);
JS
node run.mjs
