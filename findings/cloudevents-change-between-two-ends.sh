#!/usr/bin/env bash
# cloudevents 10.0.0, the SDK of the project itself, both as sender (`HTTP.binary`, `HTTP.structured`) and as reader
# (`HTTP.toEvent`).
#
# Guess: what one end of the SDK sends the other end reads as the same event. Seen: in binary mode the attributes go into headers
# as they are, without the percent signs which the HTTP binding demands, so that fetch throws for an id or a subject with "€" or
# Arabic in it, and from a sender who follows the binding "a%C3%BC" is read as just that. Of data that is JSON the number 5
# arrives as the text "5" and false is sent as no text at all; `application/vnd.x+json` arrives unparsed. Bytes are sent as
# "application/json". An extension that is a number is text after binary mode and a number after structured mode. An event without
# a time (it is optional) is given the moment of reading as its time; one with an offset or nanoseconds comes out in UTC with
# milliseconds. A structured event whose charset is written "UTF-8" is an invalid content type, lower case is none; a `Headers` is
# "no cloud event". Structured mode, objects as data and a time of one's own pass unchanged; the rest does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund cloudevents@10.0.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { CloudEvent, HTTP } from "cloudevents";
const base = { id: "1", source: "/class", type: "posted", time: "2026-11-29T10:00:00Z", datacontenttype: "application/json" };
const event = (fields) => new CloudEvent({ ...base, ...fields });
const or = (what) => {
  try {
    return what();
  } catch (error) {
    return error.message.split(/[\n:]/)[0];
  }
};
const back = (fields, mode) => HTTP.toEvent(HTTP[mode](event(fields)));
const heads = { "ce-id": "1", "ce-source": "/class", "ce-type": "posted", "ce-specversion": "1.0", "content-type": "application/json" };
const read = (headers, body = "{}") => HTTP.toEvent({ headers: { ...heads, ...headers }, body });
const structured = (type) => HTTP.toEvent({ headers: { "content-type": type }, body: JSON.stringify({ specversion: "1.0", ...base, data: {} }) });
const began = Date.now();
const seen = {
  euro: or(() => new Headers(HTTP.binary(event({ subject: "5 €", data: {} })).headers)),
  percent: read({ "ce-subject": "a%C3%BC" }).subject,
  number: [HTTP.binary(event({ data: 5 })).body, read({}, "5").data, back({ data: 5 }, "structured").data],
  no: HTTP.binary(event({ data: false })).body,
  plusJson: back({ data: { a: 1 }, datacontenttype: "application/vnd.x+json" }, "binary").data,
  bytes: HTTP.binary(new CloudEvent({ ...base, datacontenttype: undefined, data: new Uint8Array([1, 2]) })).headers["content-type"],
  extension: [back({ seq: 5, data: {} }, "structured").seq, read({ "ce-seq": "5" }).seq],
  noTime: Date.parse(read({}).time) >= began,
  offset: read({ "ce-time": "2026-11-29T11:00:00.123456+01:00" }).time,
  charset: ["utf-8", "UTF-8"].map((charset) => or(() => structured(`application/cloudevents+json; charset=${charset}`).id)),
  headers: or(() => HTTP.toEvent({ headers: new Headers(heads), body: "{}" }).id),
};
console.log(seen);
assert.match(seen.euro, /ByteString/);
delete seen.euro;
assert.deepEqual(seen, {
  percent: "a%C3%BC",
  number: [5, "5", 5],
  no: false,
  plusJson: '{"a":1}',
  bytes: "application/json; charset=utf-8",
  extension: [5, "5"],
  noTime: true,
  offset: "2026-11-29T10:00:00.123Z",
  charset: ["1", "invalid content type application/cloudevents+json; charset=UTF-8"],
  headers: "no cloud event detected",
});
JS
node run.mjs
