#!/usr/bin/env bash
# @parse/node-apn 8.1.0, with which servers send to Apple's devices: what its `Notification` makes of what it is given (`compile`,
# `headers`), no server needed.
#
# Guess: what Apple would refuse is refused or brought into its form, and each setter sets what it is called after. Seen: the order
# of lines decides what is shown: `alert` and then `title` shows both, `title` and then `alert` only the words. A badge given as "5"
# is left out without a word, -1 and 1.5 go as they are. An `expiry` given as a Date becomes "2030-01-01T00:00:00.000Z" in a header
# that takes seconds, though the setter takes it. `pushType: "background"` keeps the priority 10, which Apple does not take for it,
# and an alert sends no push type at all, which is required since iOS 13. A `collapseId` longer than the 64 bytes that there are
# stays. One's own `payload.aps` vanishes as soon as one setter was used, and with a `rawPayload` every setter is for nothing.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @parse/node-apn@8.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.cjs <<'JS'
const assert = require("node:assert/strict");
const { Notification } = require("@parse/node-apn");
function made(...settings) {
  const notification = new Notification();
  for (const [name, value] of settings) notification[name] = value;
  return { body: JSON.parse(notification.compile()), headers: JSON.parse(JSON.stringify(notification.headers())) };
}
const seen = {
  words: made(["alert", "words"], ["title", "title"]).body,
  title: made(["title", "title"], ["alert", "words"]).body,
  badges: ["5", -1, 1.5, 5].map((badge) => made(["badge", badge]).body.aps?.badge ?? "none"),
  expiry: made(["expiry", new Date("2030-01-01T00:00:00Z")]).headers["apns-expiration"],
  background: made(["contentAvailable", true], ["pushType", "background"]).headers,
  alert: made(["alert", "words"]).headers,
  collapse: made(["collapseId", "c".repeat(65)]).headers["apns-collapse-id"].length,
  own: made(["payload", { aps: { alert: "mine", badge: 3 }, id: 2 }], ["sound", "a"]).body,
  raw: made(["alert", "words"], ["rawPayload", { id: 2 }]).body,
};
console.log(seen);
assert.deepEqual(seen, {
  words: { aps: { alert: { body: "words", title: "title" } } },
  title: { aps: { alert: "words" } },
  badges: ["none", -1, 1.5, 5],
  expiry: "2030-01-01T00:00:00.000Z",
  background: { "apns-priority": 10, "apns-push-type": "background" },
  alert: { "apns-priority": 10 },
  collapse: 65,
  own: { id: 2, aps: { sound: "a" } },
  raw: { id: 2 },
});
JS
./node_modules/.bin/node run.cjs
