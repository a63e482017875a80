#!/usr/bin/env bash
# eml-parse-js 1.1.15 and eml-format 0.6.1, the readers of mails that were saved as files (.eml), beside postal-mime 4.0.0.
#
# Guess: what is small in size is small in what it knows of rare charsets; a plain mail, subject, text and file are read. Seen: a
# mail without a Content-Type, which is a mail of plain text, has no text for either of the two but an attachment without a name
# and a type. A subject in two pieces (every long one with umlauts) keeps only the first in eml-format, and "_", the blank of that
# encoding, stays an underscore; folded at a tab it is "onetwo" in the one and has a line break in it in the other. Of a group
# ("Class: a@, b@;") eml-parse-js keeps the name and none of its people, eml-format makes "Class: a@…" an address. A file's name
# in pieces (`filename*0*`) is its first piece or none. And the HTML of the last part ends with the mail's boundary in eml-format.
# postal-mime reads all of these rightly. An import of saved mails goes through it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund eml-parse-js@1.1.15 eml-format@0.6.1 postal-mime@4.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { promisify } from "node:util";
import format from "eml-format";
import { readEml } from "eml-parse-js";
import PostalMime from "postal-mime";
console.warn = () => {};
const readers = [
  async (text) => readEml(text),
  promisify(format.read),
  async (text) => {
    const mail = await PostalMime.parse(text);
    return { ...mail, attachments: mail.attachments.map(({ filename, content }) => ({ name: filename, data: Buffer.from(content) })) };
  },
];
const head = "From: Ada <ada@example.org>\r\nTo: b@example.org\r\n";
const all = async (text, what) => Promise.all(readers.map(async (read) => what(await read(text)) ?? null));
const mixed = (type, ...parts) =>
  `${head}Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/${type}; boundary="b"\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`;
const file = "Content-Type: text/csv\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''%C3%BC; filename*1=bung.csv\r\nContent-Transfer-Encoding: base64\r\n\r\nYSxi";
const subject = (lines) => all(`${head}Subject: ${lines}\r\nContent-Type: text/plain\r\n\r\nhi\r\n`, (mail) => mail.subject);
const seen = {
  text: await all(`${head}Subject: x\r\n\r\nhi\r\n`, (mail) => [mail.text?.trim() ?? null, mail.attachments?.map(({ data }) => `${data}`.trim()) ?? []]),
  two: await subject("=?utf-8?Q?M=C3=BCller_?=\r\n =?utf-8?Q?und_S=C3=B6hne?="),
  folded: await subject("one\r\n\ttwo"),
  group: await all(`From: ada@example.org\r\nTo: Class: a@example.org, b@example.org;\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nhi\r\n`, (mail) => JSON.stringify(mail.to)),
  file: await all(mixed("mixed", "Content-Type: text/plain\r\n\r\nsee", file), (mail) => mail.attachments[0].name),
  html: await all(mixed("alternative", "Content-Type: text/plain\r\n\r\na", "Content-Type: text/html\r\n\r\n<p>a</p>"), (mail) => mail.html.trim()),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  text: [[null, ["hi"]], [null, ["hi"]], ["hi", []]],
  two: ["Müller und Söhne", "Müller_", "Müller und Söhne"],
  folded: ["onetwo", "one\r\ntwo", "one\ttwo"],
  group: [
    '{"name":"Class"}',
    '[{"email":"Class: a@example.org"},{"email":"b@example.org;"}]',
    '[{"name":"Class","group":[{"address":"a@example.org","name":""},{"address":"b@example.org","name":""}]}]',
  ],
  file: ["ü", null, "übung.csv"],
  html: ["<p>a</p>", "<p>a</p>\r\n--b--", "<p>a</p>"],
});
JS
node run.mjs
