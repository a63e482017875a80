#!/usr/bin/env bash
# FTS5's tokenizer unicode61 in workerd 1.20261023.1 (miniflare 5.20261023.2-beta), every code point from U+0080 to U+323AF asked.
#
# Guess: emoji are signs and part words, all of them, as 😀 does; to find them one would list "So" among the categories. Seen: the
# tokenizer's tables end in 2012, and what they do not know counts as a letter. So 😀 👍 🎉 part words and cannot be found, while 🤔 🥰 🦊
# (later ones, 3,063 signs of the category So and 12 of Sm) are parts of words: `danke🥰` is one word, which "danke" does not find,
# and of 👍🏽 the word is the skin tone alone. The same holds for newer currency signs (₿), newer punctuation and 776 newer combining
# marks. Whoever indexes a chat puts a blank around every emoji first, on the message and on what is asked, or loses the word in
# front of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund miniflare@5.20261023.2-beta node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { Miniflare, convertV4MiniflareOptions } from "miniflare";
const script = `
import { DurableObject } from "cloudflare:workers";
export class Box extends DurableObject {
  async fetch() {
    const sql = this.ctx.storage.sql;
    sql.exec('CREATE VIRTUAL TABLE f USING fts5(body, tokenize = "unicode61 remove_diacritics 2")');
    sql.exec("CREATE VIRTUAL TABLE v USING fts5vocab(f, 'instance')");
    const put = (rows) => sql.exec("INSERT INTO f (rowid, body) SELECT value->>0, value->>1 FROM json_each(?)", JSON.stringify(rows));
    for (let from = 0x80; from <= 0x323af; from += 2000) {
      const codes = Array.from({ length: 2000 }, (_, i) => from + i).filter((code) => code <= 0x323af && (code < 0xd800 || code > 0xdfff));
      put(codes.map((code) => [code, String.fromCodePoint(code)]));
    }
    const words = sql.exec("SELECT doc FROM v").raw().toArray().flat().map((code) => String.fromCodePoint(code));
    const count = (kind) => words.filter((sign) => kind.test(sign)).length;
    const seen = { So: count(/\\p{So}/u), Sm: count(/\\p{Sm}/u), Mn: count(/\\p{Mn}/u), bitcoin: words.includes("\u20bf") };
    sql.exec("DELETE FROM f");
    put(["danke😀", "danke🥰", "👍🏽", "👍"].map((text, at) => [at, text]));
    seen.words = sql.exec("SELECT doc, term FROM v ORDER BY doc, offset").raw().toArray();
    seen.danke = sql.exec("SELECT rowid FROM f WHERE f MATCH 'danke'").raw().toArray().flat();
    return Response.json(seen);
  }
}
export default { fetch: (request, env) => env.BOX.getByName("one").fetch(request) };`;
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    modules: [{ type: "ESModule", path: "worker.mjs", contents: script }],
    compatibilityDate: "2026-10-23",
    durableObjects: { BOX: { className: "Box", useSQLite: true } },
  }),
);
const seen = await (await miniflare.dispatchFetch("http://x/")).json();
await miniflare.dispose();
console.log(seen);
assert.deepEqual(seen, {
  So: 3063,
  Sm: 12,
  Mn: 776,
  bitcoin: true,
  words: [
    [0, "danke"],
    [1, "danke🥰"],
    [2, "🏽"],
  ],
  danke: [0],
});
JS
./node_modules/.bin/node run.mjs
