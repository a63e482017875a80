#!/usr/bin/env bash
# addressparser 1.0.1, its younger forms in nodemailer 10.6.1 and postal-mime 4.0.0, emailjs-addressparser 2.0.3, email-addresses
# 5.0.0 and address-rfc2822 2.2.4, reading lists of people as somebody pastes them to invite a class.
#
# Guess: three of them come from one source and agree; what is no list by the standard (semicolons, as Outlook has them) is refused
# or read kindly. Seen: a column of addresses, one a line, as a spreadsheet gives it, is ONE person to four of the six: the first
# address, and the second one is the name; so are two addresses with a blank, or behind "1." and "2.". Of the three of one source
# only nodemailer's has "Müller, Max <…>" as one person, the two others have Müller without an address and Max. address-rfc2822
# makes up names: "Müller, Max" is turned round, max.mueller@ alone is somebody called "Max Mueller", in capitals, a comment becomes
# the name, and a group is a person without an address. It and email-addresses refuse a whole list for one semicolon or a comma at
# its end. "mailto:max@…" is a group of that name to four.
#
# What it means: what was pasted is parted at lines, semicolons and commas by one's own rule, and each part is shown before anything
# is sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund addressparser@1.0.1 nodemailer@10.6.1 postal-mime@4.0.0 emailjs-addressparser@2.0.3 \
  email-addresses@5.0.0 address-rfc2822@2.2.4 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import rfc2822 from "address-rfc2822";
import addressparser from "addressparser";
import emailAddresses from "email-addresses";
import emailjs from "emailjs-addressparser";
import { addressParser as postal } from "postal-mime";
const nodemailer = createRequire(import.meta.url)("nodemailer/lib/addressparser");
const read = {
  addressparser,
  postal,
  nodemailer,
  emailjs: emailjs.default ?? emailjs,
  emailAddresses: (text) => emailAddresses.parseAddressList(text)?.map(({ addresses, ...one }) => ({ ...one, group: addresses })),
  rfc2822: (text) => rfc2822.parse(text).map((one) => ({ name: one.name(), address: one.address })),
};
const shown = (list) => list.map(({ name, address, group }) => (group ? `${name}:[${shown(group)}]` : `${name || ""}<${address || ""}>`)).join();
function all(text) {
  return Object.values(read).map((parse) => {
    try {
      return shown(parse(text) ?? []) || "refused";
    } catch {
      return "refused";
    }
  });
}
const [max, ann] = ["max@a.example", "ann@a.example"];
const four = (text, ...rest) => [text, text, text, text, ...rest];
const refused = ["refused", "refused"];
const seen = {
  plain: all(`Max <${max}>, ${ann}`),
  column: all(`${max}\n${ann}`),
  blank: all(`${max} ${ann}`),
  numbered: all(`1. ${max}\n2. ${ann}`),
  comma: all(`Müller, Max <${max}>`),
  quoted: all(`"Müller, Max" <${max}>`),
  alone: all("max.mueller@a.example"),
  comment: all(`${max} (7b)`),
  group: all(`Class: ${max};`),
  semicolon: all(`${max}; ${ann}`),
  end: all(`${max},`),
  link: all(`mailto:${max}`),
};
console.log(seen);
assert.deepEqual(seen, {
  plain: [...four(`Max<${max}>,<${ann}>`), `Max<${max}>,<${ann}>`, `Max<${max}>,<${ann}>`],
  column: four(`${ann}<${max}>`, ...refused),
  blank: four(`${ann}<${max}>`, ...refused),
  numbered: four(`1. 2. ${ann}<${max}>`, ...refused),
  comma: [`Müller<>,Max<${max}>`, `Müller<>,Max<${max}>`, `Müller, Max<${max}>`, `Müller<>,Max<${max}>`, ...refused],
  quoted: four(`Müller, Max<${max}>`, `Müller, Max<${max}>`, `Max Müller<${max}>`),
  alone: four("<max.mueller@a.example>", "<max.mueller@a.example>", "Max Mueller<max.mueller@a.example>"),
  comment: four(`7b<${max}>`, `<${max}>`, `7b<${max}>`),
  group: four(`Class:[<${max}>]`, `Class:[<${max}>]`, "Class<>"),
  semicolon: four(`<${max}>,<${ann}>`, ...refused),
  end: four(`<${max}>`, ...refused),
  link: four(`mailto:[<${max}>]`, ...refused),
});
JS
./node_modules/.bin/node run.mjs
