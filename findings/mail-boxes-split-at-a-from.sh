#!/usr/bin/env bash
# mbox-parser 1.0.1, mbox-reader 1.2.0 and node-mbox 2.0.0, reading the one file in which mail programs and list archives hand out
# years of mail.
#
# Guess: a mail begins at a line "From ADDRESS DATE" behind an empty line, that is what makes the format work; and ">From" at a
# line's head, the writer's escape, is "From" again. Seen: all three begin a new mail at EVERY line that starts with "From ", in
# the middle of a paragraph, too: "From me" is a mail of its own by "me" (mbox-reader says so: returnPath "me", time false), so one
# letter from a program which counts lengths in place of escaping becomes three, the rest without a sender. mbox-reader takes the
# escape off, the two others leave it in, so `>From` looks like a quote of the day before. An empty line before the first mail is
# one mail more, without a subject, in mbox-parser, and in node-mbox the end of everything (NOT_AN_MBOX_FILE). An importer looks
# for the date itself, behind an empty line, and counts what has no Message-ID and no Date as a part of the mail before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund mbox-parser@1.0.1 mbox-reader@1.2.0 node-mbox@2.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createReadStream, writeFileSync } from "node:fs";
import { mboxParser } from "mbox-parser";
import { mboxReader } from "mbox-reader";
import { MboxStream } from "node-mbox";
const mail = (name, body) =>
  `From ${name}@example.org Sun Nov 29 10:00:00 2026\nFrom: ${name}@example.org\nSubject: by ${name}\nDate: Sun, 29 Nov 2026 10:00:00 +0000\n\n${body}\n\n`;
const own = "Hello\n>From here it is escaped\nFrom me to you\n\nFrom the left";
const readers = {
  parser: async () => (await mboxParser(createReadStream("box"))).map(({ subject, text }) => [subject ?? null, text ?? null]),
  async reader() {
    const found = [];
    for await (const { returnPath, time, content } of mboxReader(createReadStream("box"))) found.push([returnPath, time, `${content}`]);
    return found;
  },
  node: () =>
    new Promise((done, fail) => {
      const found = [];
      const stream = MboxStream(createReadStream("box"));
      stream.on("data", (bytes) => found.push(`${bytes}`));
      stream.on("error", ({ message }) => done(message)).on("end", () => done(found));
    }),
};
async function read(text) {
  writeFileSync("box", text);
  return Object.fromEntries(await Promise.all(Object.entries(readers).map(async ([name, run]) => [name, await run()])));
}
const seen = { plain: await read(mail("ada", "hi") + mail("max", "ho")), own: await read(mail("ada", own) + mail("max", "ho")) };
seen.blank = await read(`\n${mail("ada", "hi")}`);
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(Object.values(seen.plain).map(({ length }) => length), [2, 2, 2]);
assert.deepEqual(Object.values(seen.own).map(({ length }) => length), [4, 4, 4]);
assert.deepEqual(seen.own.reader.map(([from, time]) => [from, Boolean(time)]), [["ada@example.org", true], ["me", false], ["the", false], ["max@example.org", true]]);
assert.ok(seen.own.reader[0][2].endsWith("Hello\nFrom here it is escaped"));
assert.ok(seen.own.parser[0][1].includes("\n>From here") && seen.own.node[0].includes("\n>From here"));
assert.deepEqual(seen.blank.parser.map(([subject]) => subject), [null, "by ada"]);
assert.equal(seen.blank.reader.length, 1);
assert.equal(seen.blank.node, "NOT_AN_MBOX_FILE");
JS
node run.mjs
