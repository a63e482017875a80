#!/usr/bin/env bash
# adaptivecards 3.0.6 (Microsoft's renderer of the cards that bots send to Teams and Outlook), in jsdom 26.1.0.
#
# Guess: a moment in a card, `{{DATE(…)}}`, is read as ISO 8601; a card that needs what the reader does not have shows its
# fallback. Seen: the moment has to be written to the second and no further: what JavaScript writes, "2026-11-29T10:00:00.000Z",
# is none, nor is a bare day or one without seconds, and people read the braces. DATE without a length is in figures, with SHORT
# it is longer, "Sun, Nov 29, 2026". An element that requires something unknown is shown all the same where it has no fallback,
# and a card of version 2.0 is shown as if it were known, its `fallbackText` unused; an element of an unknown type is left out
# without a trace. The package itself cannot be imported in Node as it says (its modules name each other without endings), its
# `dist` can. A bot cuts the fraction off, and says what matters in the first text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund adaptivecards@3.0.6 jsdom@26.1.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { join } = require("node:path");
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<body></body>");
Object.assign(globalThis, { window, document: window.document, HTMLElement: window.HTMLElement, Node: window.Node, self: globalThis });
const { AdaptiveCard } = require(join(process.cwd(), "node_modules/adaptivecards/dist/adaptivecards.js"));
AdaptiveCard.onProcessMarkdown = (text, result) => Object.assign(result, { outputHtml: text, didProcess: true });
const shown = (element, card = {}) => {
  const made = new AdaptiveCard();
  made.parse({ type: "AdaptiveCard", version: "1.5", lang: "en", body: [element], ...card });
  return made.render()?.textContent ?? "";
};
const text = (words, more = {}) => ({ type: "TextBlock", text: words, ...more });
(async () => {
  const moments = ["2026-11-29T12:00:00Z", "2026-11-29T12:00:00+01:00", "2026-11-29T12:00:00.000Z", "2026-11-29T12:00Z", "2026-11-29"];
  const seen = {
    moments: moments.map((moment) => shown(text(`{{DATE(${moment})}}`))),
    short: shown(text("{{DATE(2026-11-29T12:00:00Z, SHORT)}}")),
    requires: [shown(text("new", { requires: { lab: "1.0" } })), shown(text("new", { requires: { lab: "1.0" }, fallback: text("old") }))],
    version: shown(text("new"), { version: "2.0", fallbackText: "old" }),
    unknown: shown({ type: "Laboratory", text: "x" }),
    imported: await import("adaptivecards").then(() => "yes", ({ code }) => code),
  };
  console.log(seen);
  assert.deepEqual(seen, {
    moments: ["11/29/2026", "11/29/2026", ...moments.slice(2).map((moment) => `{{DATE(${moment})}}`)],
    short: "Sun, Nov 29, 2026",
    requires: ["new", "old"],
    version: "new",
    unknown: "",
    imported: "ERR_MODULE_NOT_FOUND",
  });
})();
JS
TZ=UTC node run.cjs
