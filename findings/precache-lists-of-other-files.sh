#!/usr/bin/env bash
# workbox-build 7.4.1, `getManifest` and `injectManifest`: which files a service worker is to keep.
#
# Guess: the list has an address for each file that matched, as a browser asks for it, and what cannot be kept ends the build. Seen:
# names of files become addresses as they are: "C#.html" is the page "C" with a mark behind it, "50%.txt" no valid escape, "a?b.html"
# the page "a" with a query; one answer that is not 200 ends the installation of the whole worker. A file of more than 2 MiB, the
# program itself as likely as not, is left out with a warning, no error and no sign in the list. An entry that is given beside a
# file of the same address stands there with two revisions, which throws when the worker starts, not when it is built. And a worker
# that was written into the folder is in its own list at the next build, with the revision of the last one. The build compares the
# list with the folder, by name and number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund workbox-build@7.4.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { getManifest, injectManifest } from "workbox-build";
mkdirSync("site");
for (const name of ["index.html", "C#.html", "50%.txt", "a?b.html"]) writeFileSync(`site/${name}`, "x");
writeFileSync("site/program.js", "x".repeat(3_000_000));
writeFileSync("source.js", "self.list = self.__WB_MANIFEST;\n");
const folder = { globDirectory: "site", globPatterns: ["**/*.{html,js,txt}"] };
const list = async (more) => (await getManifest({ ...folder, ...more })).manifestEntries;
const plain = await list();
const doubled = await list({ additionalManifestEntries: [{ url: "index.html", revision: "1" }] });
await injectManifest({ ...folder, swSrc: "source.js", swDest: "site/worker.js" });
const seen = {
  paths: plain.map(({ url }) => new URL(url, "https://x/").pathname).toSorted(),
  warnings: (await getManifest(folder)).warnings.map((text) => text.slice(0, 18)),
  index: doubled.filter(({ url }) => url === "index.html").length,
  own: (await list()).some(({ url }) => url === "worker.js"),
};
console.log(seen);
assert.deepEqual(seen, { paths: ["/50%.txt", "/C", "/a", "/index.html"], warnings: ["program.js is 3 MB"], index: 2, own: true });
assert.throws(() => decodeURIComponent(seen.paths[0]));
JS
node run.mjs
