#!/usr/bin/env bash
# pinyin-pro 3.29.4, pinyin 4.0.0 and tiny-pinyin 1.3.2, which write Chinese names in Latin letters, as a list of a class is sorted
# and searched by.
#
# Guess: the families whose sign is read otherwise in a name (单 Shan, 仇 Qiu, 曾 Zeng) are the known hard part and have a setting,
# which is right then; Latin words among the signs stay. Seen: with the setting the two that have one differ: 单于 is "chan yu" and
# "shan yu", 区 "qu" and "ou", 任我行 (Ren Woxing) ends in "hang" in pinyin. It reads the setting as "there is a family", so pinyin-pro
# makes "xing chang" of 行长, a bank's director, at a sentence's head. Without it even 曾 and 解 are wrong in pinyin-pro, whose
# readings of all else are best (重庆 Chongqing, where the two others say Zhongqing). 女 is "nv" in two and "nü" in one, so a search
# for one misses the other. "李雷 Ada" becomes "li lei   A d a", letter by letter, in all but pinyin's plain mode. A rare sign beyond
# 16 bits (𠮷) is TWO halves of a letter in tiny-pinyin and in pinyin's mode for names.
#
# What it means: the Latin form is a further key for finding and never shown; people say how they are written, and the order comes
# from Intl.Collator.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pinyin-pro@3.29.4 pinyin@4.0.0 tiny-pinyin@1.3.2 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import * as second from "pinyin";
import { pinyin as pro } from "pinyin-pro";
import tiny from "tiny-pinyin";
const of = second.pinyin ?? second.default;
const all = (name) => [
  pro(name, { toneType: "none" }),
  pro(name, { toneType: "none", mode: "surname" }),
  of(name, { style: "normal" }).flat().join(" "),
  of(name, { style: "normal", mode: "surname" }).flat().join(" "),
  tiny.convertToPinyin(name, " ", true),
];
const seen = Object.fromEntries(["单雄信", "单于", "区伯", "曾国藩", "解缙", "任我行", "行长", "重庆", "女", "李雷 Ada", "𠮷"].map((name) => [name, all(name)]));
console.log(seen);
assert.deepEqual(seen, {
  单雄信: ["dan xiong xin", "shan xiong xin", "dan xiong xin", "shan xiong xin", "dan xiong xin"],
  单于: ["chan yu", "shan yu", "dan yu", "chan yu", "dan yu"],
  区伯: ["qu bo", "ou bo", "qu bo", "qu bo", "qu bo"],
  曾国藩: ["ceng guo fan", "zeng guo fan", "zeng guo fan", "zeng guo fan", "zeng guo fan"],
  解缙: ["jie jin", "xie jin", "jie jin", "xie jin", "jie jin"],
  任我行: ["ren wo xing", "ren wo xing", "ren wo hang", "ren wo hang", "ren wo xing"],
  行长: ["hang zhang", "xing chang", "hang chang", "hang chang", "xing chang"],
  重庆: ["chong qing", "chong qing", "zhong qing", "zhong qing", "zhong qing"],
  女: ["nü", "nü", "nv", "nv", "nv"],
  "李雷 Ada": ["li lei   A d a", "li lei   A d a", "li lei  Ada", "li lei   A d a", "li lei   A d a"],
  "𠮷": ["𠮷", "𠮷", "𠮷", "\ud842 \udfb7", "\ud842 \udfb7"],
});
JS
./node_modules/.bin/node run.mjs
