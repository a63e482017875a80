#!/usr/bin/env bash
# email-reply-parser 2.3.7 and planer 1.2.0, asked for what is new in an answer by mail, in texts as members of a class write
# them.
#
# Guess: they know the head of a quote ("On … wrote:") in English and some other languages; where they do not know it the quote
# stays, and what somebody wrote stays in any case. Seen: planer makes NOTHING of "Am Montag schrieb Ada mir:" and a second line,
# as it is a head of a quote to it, in German; email-reply-parser ends a text at a line of three hyphens, so the second part of an
# answer in two parts is lost, and drops lines with ">" before them, also those that are code or an answer's own examples. French
# and German heads are known to both, Arabic, Turkish and Japanese ones to neither: the quote goes, its head stays as the last
# line of the answer (planer keeps both). "Sent from my iPhone" is taken off by one of them. Who lets a class answer by mail keeps
# the whole text beside what is shown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund email-reply-parser@2.3.7 planer@1.2.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import EmailReplyParser from "email-reply-parser";
import planer from "planer";
const both = (text) => [new EmailReplyParser().read(text).getVisibleText().trim(), planer.extractFrom(text, "text/plain").trim()];
const quote = "\n> old";
const heads = {
  english: "On Sun, Nov 29, 2026 at 10:00 AM Ada <a@e.org> wrote:",
  german: "Am So., 29. Nov. 2026 um 10:00 Uhr schrieb Ada <a@e.org>:",
  french: "Le dim. 29 nov. 2026 à 10:00, Ada <a@e.org> a écrit :",
  arabic: "في الأحد، ٢٩ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص كتب Ada <a@e.org>:",
  turkish: "Ada <a@e.org>, 29 Kas 2026 Paz, 10:00 tarihinde şunu yazdı:",
  japanese: "2026年11月29日(日) 10:00 Ada <a@e.org>:",
};
const seen = {
  heads: Object.fromEntries(Object.entries(heads).map(([language, head]) => [language, both(`new\n\n${head}${quote}`).map((text) => text === "new")])),
  turkish: both(`new\n\n${heads.turkish}${quote}`),
  sentence: both("Am Montag schrieb Ada mir:\nsie kommt."),
  parts: both("part one\n\n---\n\npart two"),
  code: both("Try:\n> x = 1\nthat is it"),
  phone: both("new\n\nSent from my iPhone"),
};
console.log(seen);
const [known, unknown] = [[true, true], [false, false]];
assert.deepEqual(seen, {
  heads: { english: known, german: known, french: known, arabic: unknown, turkish: unknown, japanese: unknown },
  turkish: [`new\n\n${heads.turkish}`, `new\n\n${heads.turkish}${quote}`],
  sentence: ["Am Montag schrieb Ada mir:\nsie kommt.", ""],
  parts: ["part one", "part one\n\n---\n\npart two"],
  code: ["Try:\nthat is it", "Try:\n> x = 1\nthat is it"],
  phone: ["new", "new\n\nSent from my iPhone"],
});
JS
node run.mjs
