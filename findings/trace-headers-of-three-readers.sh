#!/usr/bin/env bash
# @opentelemetry/core 2.12.1, traceparent 1.0.0 and tctx 0.2.6, reading `traceparent` of W3C's Trace Context, and the first one
# writing and reading `baggage`.
#
# Guess: a header of fixed length with a test suite of its own is read alike, and what a library writes it reads. Seen: what the
# recommendation calls invalid, and so the start of a new trace, goes on in the others: capital letters in both, with traceparent
# also ids of zeros (all that come so are joined to one), the version ff and a header that is cut before its flags ("not sampled",
# so the rest of the chain goes dark). A blank in front, which HTTP takes off and a queue does not, is all zeros for traceparent.
# tctx refuses a header with flags that it does not know, and of an id of zeros makes one of its own without a word. In the
# baggage an entry whose value is empty is written by OpenTelemetry as "a=" and not found when it is read; of 200 entries 180 are
# sent, of one of 5,000 letters nothing, and nothing is said. Ids are looked at before they are kept, and what must arrive does
# not go by baggage.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/core@2.12.1 @opentelemetry/api@1.9.1 traceparent@1.0.0 tctx@0.2.6 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { ROOT_CONTEXT, defaultTextMapGetter, defaultTextMapSetter, propagation, trace } from "@opentelemetry/api";
import { W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { parse } from "tctx/traceparent";
import TraceParent from "traceparent";
const [id, span] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
const traces = new W3CTraceContextPropagator();
const read = (header) => {
  const found = trace.getSpanContext(traces.extract(ROOT_CONTEXT, { traceparent: header }, defaultTextMapGetter));
  return [found?.traceId ?? null, TraceParent.fromString(header).traceId, parse(header)?.trace_id ?? null];
};
const zeros = "0".repeat(32);
const seen = {
  valid: read(`00-${id}-${span}-01`),
  zeros: read(`00-${zeros}-${span}-01`).map((found) => (found === null || found === zeros ? found : "another")),
  capitals: read(`00-${id.toUpperCase()}-${span}-01`).map((found) => found?.toLowerCase() ?? null),
  ff: read(`ff-${id}-${span}-01`),
  cut: [...read(`00-${id}-${span}`), TraceParent.fromString(`00-${id}-${span}`).recorded],
  blank: read(` 00-${id}-${span}-01`),
  flags: read(`00-${id}-${span}-ff`),
};
const baggage = new W3CBaggagePropagator();
const sent = (entries) => {
  const headers = {};
  baggage.inject(propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries)), headers, defaultTextMapSetter);
  return headers.baggage ?? null;
};
const got = (header) => propagation.getBaggage(baggage.extract(ROOT_CONTEXT, { baggage: header }, defaultTextMapGetter))?.getAllEntries() ?? null;
const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, { value: "1" }]));
const carried = [sent({ a: { value: "" } }), got("a="), sent(many).split(",").length, sent({ a: { value: "x".repeat(5000) } })];
console.log(seen, carried);
assert.deepEqual(seen, {
  valid: [id, id, id],
  zeros: [null, zeros, "another"],
  capitals: [null, id, id],
  ff: [null, id, null],
  cut: [null, id, null, false],
  blank: [id, zeros, id],
  flags: [id, id, null],
});
assert.deepEqual(carried, ["a=", null, 180, null]);
JS
node run.mjs
