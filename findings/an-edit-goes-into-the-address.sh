#!/usr/bin/env bash
# zulip-js 2.1.0, Zulip's own client for bots, against a server of one's own that writes down what it is asked.
#
# Guess: what a person says goes in the body of a request, a field that is undefined is left out, as JSON does, and a page in
# place of an answer is told by the client's own words, which its source has. Seen: only POST has a body. An edit
# (`messages.update`) puts the whole new text into the ADDRESS, where it stays in the logs of whatever lies between, and where
# 3,000 umlauts are too long for a server of Node (431), while the same text can be sent. `topic: undefined` is the topic
# "undefined" in both, so an edit of words alone moves the message. A list is JSON in POST and "a,b" in PATCH and DELETE, which is
# no list in Zulip's API. `streams.topics.retrieve` sends its id and drops everything else. The client's words for a page ("Server
# Returned a non-JSON response") are not said, since the promise is handed on before it fails: a FetchError comes, whose message
# has the address, and so the edited words, in it. Being told to wait (429) is an answer like another, without an error.
#
# What it means: a bridge makes its own requests, drops undefined fields and looks at `result`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund zulip-js@2.1.0 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import zulip from "zulip-js";
let asked = [];
let answer = [200, '{"result":"success"}'];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request) body += piece;
  const told = ['["a","b"]', "undefined"].filter((word) => body.includes(`\r\n${word}\r\n`));
  asked.push([request.method, request.url, body ? "body" : "empty", ...told].join(" "));
  response.writeHead(answer[0]).end(answer[1]);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const client = await zulip({ username: "bot@example.org", apiKey: "none", realm: `http://127.0.0.1:${server.address().port}` });
async function ask(what) {
  asked = [];
  try {
    return [...asked, JSON.stringify(await what()), ...asked].map((line) => line.replace("/api/v1", ""));
  } catch (error) {
    return [error.constructor.name, error.message.includes("non-JSON"), /%C3%BC|secret/u.test(error.message), ...asked];
  }
}
const success = '{"result":"success"}';
const umlauts = "ü".repeat(3_000);
const seen = {
  edit: await ask(() => client.messages.update({ message_id: 1, content: "my words", topic: undefined })),
  long: await ask(() => client.messages.update({ message_id: 1, content: umlauts })),
  sent: await ask(() => client.messages.send({ type: "private", to: ["a", "b"], content: umlauts })),
  undefined: await ask(() => client.messages.send({ type: "stream", to: "a", content: "b", topic: undefined })),
  list: await ask(() => client.users.me.subscriptions.remove({ subscriptions: '["x"]', principals: ["a", "b"] })),
  topics: await ask(() => client.streams.topics.retrieve({ stream_id: 1, allow_empty_topic_name: true })),
};
answer = [502, "<h1>Bad gateway</h1>"];
seen.page = (await ask(() => client.messages.update({ message_id: 1, content: "secret" }))).slice(0, 3);
answer = [429, '{"result":"error"}'];
seen.wait = await ask(() => client.messages.getById({ message_id: 1 }));
server.close();
server.closeAllConnections();
console.log(seen);
assert.deepEqual(seen, {
  edit: [success, "PATCH /messages/1?message_id=1&content=my+words&topic=undefined empty"],
  long: ["FetchError", false, true],
  sent: [success, 'POST /messages body ["a","b"]'],
  undefined: [success, "POST /messages body undefined"],
  list: [success, "DELETE /users/me/subscriptions?subscriptions=%5B%22x%22%5D&principals=a%2Cb empty"],
  topics: [success, "GET /users/me/1/topics empty"],
  page: ["FetchError", false, true],
  wait: ['{"result":"error"}', "GET /messages/1?message_id=1 empty"],
});
JS
./node_modules/.bin/node run.mjs
