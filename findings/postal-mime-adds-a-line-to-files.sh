#!/usr/bin/env bash
# postal-mime 4.0.0, the mail reader for workers, beside mailparser 3.14.2 by the same maker.
#
# Guess: the smaller one reads as the older one does, with less around it; attachments are bytes. Seen: addresses, subjects,
# charsets and quoted-printable agree. But a text attached to a mail without an encoding of its own is one byte longer in
# postal-mime: a line feed is added at its end and each CR LF in it becomes LF, so its hash is not the sender's (mailparser keeps
# the length, base64 is exact in both). A mail forwarded as an attachment is a part of the text in postal-mime, behind a line of
# hyphens, and no attachment; mailparser has it as a file (there is an option for that). In a quote of `format=flowed` the mark of
# the second line stays within the first ("> quoted > more"). mailparser makes "text/plain" of an octet-stream that is called .txt
# and a text of a mail that has only HTML; postal-mime does neither, its text is then undefined. `references` is a text in one and
# a list in the other.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund postal-mime@4.0.0 mailparser@3.14.2 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
const mail = (heads, body) => ["From: A <a@e.org>", "MIME-Version: 1.0", ...heads, "", body].join("\r\n");
const mixed = (part) => mail(["Content-Type: multipart/mixed; boundary=b"], `--b\r\n${part}\r\n--b--`);
const file = (...lines) => mixed(["Content-Disposition: attachment; filename=a.txt", ...lines].join("\r\n"));
const both = async (text, read) => [read(await PostalMime.parse(text)), read(await simpleParser(text))];
const bytes = ({ attachments: [attached] }) => attached && Buffer.from(attached.content).toString();
const seen = {
  text: await both(file("Content-Type: text/plain", "", "two\r\nlines"), bytes),
  base64: await both(file("Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", "dHdvDQpsaW5lcw=="), bytes),
  forwarded: await both(mixed("Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nold"), ({ text, attachments }) => [
    text?.trim(),
    attachments.length,
  ]),
  flowed: await both(mail(["Content-Type: text/plain; format=flowed"], "> quoted \r\n> more"), ({ text }) => text.trim()),
  type: await both(file("Content-Type: application/octet-stream", "", "x"), ({ attachments: [attached] }) => attached.mimeType ?? attached.contentType),
  html: await both(mail(["Content-Type: text/html"], "<p>a</p>"), ({ text }) => typeof text),
  references: await both(mail(["References: <1@e.org> <2@e.org>"], "x"), ({ references }) => Array.isArray(references)),
};
console.log(JSON.stringify(seen, null, 1));
assert.deepEqual(seen, {
  text: ["two\nlines\n", "two\r\nlines"],
  base64: ["two\r\nlines", "two\r\nlines"],
  forwarded: [["--------------\nSubject: inner\n--------------\n\nold", 0], [undefined, 1]],
  flowed: ["> quoted > more", "> quoted more"],
  type: ["application/octet-stream", "text/plain"],
  html: ["undefined", "string"],
  references: [false, true],
});
JS
node run.mjs
