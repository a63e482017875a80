#!/usr/bin/env bash
# fetch-event-stream 0.1.6, parse-sse 0.1.0, @microsoft/fetch-event-source 2.0.1 and eventsource 5.1.5 (the one that follows the
# HTML standard), each reading the same event streams over HTTP.
#
# Guess: a format of four fields leaves no room: after a colon one blank goes, ids are text, an event begins and ends at a blank
# line, whoever sent it. Seen: fetch-event-stream takes EVERY blank off ("data:  return x" loses its indent, the second blank of
# two), hands out ids of two types ("7" is the number 7, "007" and one of 20 digits stay texts, so `===` with what was kept as
# text is false for most) and drops a `data` without a colon. parse-sse sees the CR of a CR LF at the end of a packet as a line
# end of its own and the LF as a blank line: the two lines of one message come as two messages where the network cut there; and it
# hands out what was cut off at the end of the stream. fetch-event-source reads "retry: 1e3" and "retry: 5s", which are no numbers
# for the format, as 1 and 5 milliseconds, loses a blank line at the head of a text, and hands out an event without data for a
# line that only carries an id and for each sign of life, ":" and a blank line, so that JSON.parse of `data` throws; a ":" without
# the blank line is none. Only eventsource does none of it. What streams messages sends JSON in one line of data, ids with a
# letter in them, LF, and a retry in digits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fetch-event-stream@0.1.6 parse-sse@0.1.0 @microsoft/fetch-event-source@2.0.1 eventsource@5.1.5 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { EventSource } from "eventsource";
import { events } from "fetch-event-stream";
import { parseServerSentEvents } from "parse-sse";
// fetch-event-source asks a page whether it is in sight
globalThis.window = globalThis;
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
const { fetchEventSource } = await import("@microsoft/fetch-event-source");
const streams = {
  indent: ["data:  return x\n\n"],
  ids: ["id: 7\ndata: a\n\nid: 12345678901234567890\ndata: b\n\n"],
  cut: ["data: a\r", "\ndata: b\r\n\r\n"],
  unfinished: ["data: a\n\ndata: half"],
  retry: ["retry: 1e3\ndata: a\n\nretry: 5s\ndata: b\n\n"],
  blank: ["data\ndata: a\n\n"],
  idOnly: ["id: 7\n\ndata: a\n\n"],
  beat: [":\n\ndata: a\n\n"],
  beatOfOneLine: [":\ndata: a\n\n"],
};
const server = createServer(async (request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const packet of streams[request.url.slice(1)]) {
    response.write(packet);
    await pause(60);
  }
  response.end();
}).listen(0);
await new Promise((listening) => server.once("listening", listening));
const at = (name) => `http://127.0.0.1:${server.address().port}/${name}`;
const readers = {
  standard: (url) =>
    new Promise((done) => {
      const seen = [];
      const source = new EventSource(url);
      source.addEventListener("message", ({ data, lastEventId }) => seen.push([data, lastEventId]));
      source.addEventListener("error", () => done((source.close(), seen)));
    }),
  stream: async (url) => {
    const seen = [];
    for await (const { data, id } of events(await fetch(url))) seen.push([data, id ?? ""]);
    return seen;
  },
  parse: async (url) => {
    const seen = [];
    for await (const { data, lastEventId } of parseServerSentEvents(await fetch(url))) seen.push([data, lastEventId]);
    return seen;
  },
  microsoft: async (url) => {
    const seen = [];
    await fetchEventSource(url, { openWhenHidden: true, onmessage: ({ data, id, retry }) => seen.push([data, id, ...(retry ? [retry] : [])]) });
    return seen;
  },
};
const seen = {};
for (const name in streams) for (const reader in readers) (seen[name] ??= {})[reader] = await readers[reader](at(name));
console.log(JSON.stringify(seen, null, 1));
const same = (value, others) => ({ standard: value, stream: value, parse: value, microsoft: value, ...others });
assert.deepEqual(seen, {
  indent: same([[" return x", ""]], { stream: [["return x", ""]] }),
  ids: same([["a", "7"], ["b", "12345678901234567890"]], { stream: [["a", 7], ["b", "12345678901234567890"]] }),
  cut: same([["a\nb", ""]], { parse: [["a", ""], ["b", ""]] }),
  unfinished: same([["a", ""]], { parse: [["a", ""], ["half", ""]] }),
  retry: same([["a", ""], ["b", ""]], { microsoft: [["a", "", 1], ["b", "", 5]] }),
  blank: same([["\na", ""]], { stream: [["a", ""]], microsoft: [["a", ""]] }),
  beat: same([["a", ""]], { microsoft: [["", ""], ["a", ""]] }),
  beatOfOneLine: same([["a", ""]]),
  idOnly: same([["a", "7"]], { stream: [[undefined, 7], ["a", ""]], microsoft: [["", "7"], ["a", ""]] }),
});
process.exit();
JS
node run.mjs
