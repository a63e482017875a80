#!/usr/bin/env bash
# fast-xml-parser 5.12.1, txml 6.0.3, @rgrove/parse-xml 4.2.3, sax 1.6.1 (strict), saxes 6.0.0 and xml-js 1.6.11, reading
# well-formed XML as school programs and feeds write it.
#
# Guess: "&#252;" is "ü" for every reader of XML, as are the five named signs and a line's end; they differ in shape. Seen:
# fast-xml-parser leaves signs that are written by number as they stand ("M&#252;ller", unless `htmlEntities` is on) and knows the
# named ones; txml knows neither, "a &amp; b" is shown with its "&amp;". Windows' line ends stay two signs in txml, sax and
# xml-js, where XML has one. fast-xml-parser takes the blanks off and makes numbers of "007" and "0x1F", and puts the words around
# an element together behind it. What is no XML at all, a file cut off in the midst, is an empty element for it and for txml a
# shorter one, and an error for the rest. Lists of people go through saxes or parse-xml; the quick ones are for files of one's
# own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fast-xml-parser@5.12.1 txml@6.0.3 @rgrove/parse-xml@4.2.3 sax@1.6.1 saxes@6.0.0 xml-js@1.6.11 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { parseXml } from "@rgrove/parse-xml";
import { XMLParser } from "fast-xml-parser";
import sax from "sax";
import { SaxesParser } from "saxes";
import * as txml from "txml";
import xmljs from "xml-js";
function heard(xml, parser, listen) {
  let text = "";
  listen(parser, (more) => (text += more), (problem) => {
    throw problem;
  });
  parser.write(xml).close();
  return text;
}
const readers = [
  (xml) => `${new XMLParser().parse(xml).a}`,
  (xml) => txml.parse(xml)[0].children.join(""),
  (xml) => parseXml(xml).root.text,
  (xml) => heard(xml, sax.parser(true), (parser, ontext, onerror) => Object.assign(parser, { ontext, onerror })),
  (xml) => heard(xml, new SaxesParser(), (parser, ontext, onerror) => void (parser.on("text", ontext), parser.on("error", onerror))),
  (xml) => JSON.parse(xmljs.xml2json(xml, { compact: true })).a._text,
];
const all = (xml) =>
  readers.map((read) => {
    try {
      return read(xml);
    } catch {
      return "refused";
    }
  });
const seen = {
  number: all("<a>M&#252;ller</a>"),
  named: all("<a>a &amp; b</a>"),
  windows: all("<a>x\r\ny</a>"),
  zeros: all("<a>007</a>"),
  cut: all("<a>Ad"),
  option: new XMLParser({ htmlEntities: true }).parse("<a>M&#252;ller</a>").a,
};
console.log(seen);
assert.deepEqual(seen, {
  number: ["M&#252;ller", "M&#252;ller", "Müller", "Müller", "Müller", "Müller"],
  named: ["a & b", "a &amp; b", "a & b", "a & b", "a & b", "a & b"],
  windows: ["x\ny", "x\r\ny", "x\ny", "x\r\ny", "x\ny", "x\r\ny"],
  zeros: ["7", "007", "007", "007", "007", "007"],
  cut: ["", "Ad", "refused", "refused", "refused", "refused"],
  option: "Müller",
});
JS
node run.mjs
