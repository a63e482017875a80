#!/usr/bin/env bash
# prom-client 15.1.3, with which servers tell their numbers, and parse-prometheus-text-format 1.1.1, which reads them again.
#
# Guess: what is no number is refused, as `inc("5")` and `inc(-1)` are; a label that is not given is left out; a summary that saw
# nothing says so; the reader knows both forms that the writer has. Seen: `inc(NaN)` is taken and the counter is not a number for
# ever after. A label that is undefined or null is the text "undefined" or "null", a series of its own. A summary without a single
# observation says that its median is 0, the best there is, where Prometheus' own clients say NaN. The value itself is written
# "Nan", in neither format's spelling. Of the newer form (OpenMetrics, which the writer offers) the reader finds every counter
# twice: once by name, without values, and once as "untyped"; an exemplar, the trace of one request, becomes the TIME of the
# number, as the text '#{trace_id="abc"}1…'. A number is looked at before it is counted, and a label is always given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund prom-client@15.1.3 parse-prometheus-text-format@1.1.1 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import read from "parse-prometheus-text-format";
import client from "prom-client";
const registry = new client.Registry();
const registers = [registry];
const counter = new client.Counter({ name: "sent", help: "x", registers });
new client.Summary({ name: "took", help: "x", percentiles: [0.5], registers });
const gauge = new client.Gauge({ name: "open", help: "x", labelNames: ["room"], registers });
assert.throws(() => counter.inc("5"));
assert.throws(() => counter.inc(-1));
counter.inc(NaN);
counter.inc(1);
for (const room of [undefined, null]) gauge.set({ room }, 1);
const lines = (await registry.metrics()).split("\n").filter((line) => line && !line.startsWith("#"));
const open = new client.Registry(client.Registry.OPENMETRICS_CONTENT_TYPE);
const traced = new client.Counter({ name: "sent", help: "x", registers: [open], enableExemplars: true });
traced.inc({ value: 1, exemplarLabels: { trace_id: "abc" } });
const text = await open.metrics();
const seen = {
  lines,
  open: read(text).map(({ name, type, metrics }) => [name, type, metrics.map((metric) => metric.timestamp_ms?.slice(0, 18))]),
};
console.log(text, seen);
assert.match(text, /^sent_total 1 # \{trace_id="abc"\} 1 \d/m);
assert.deepEqual(seen, {
  lines: ["sent Nan", 'took{quantile="0.5"} 0', "took_sum 0", "took_count 0", 'open{room="undefined"} 1', 'open{room="null"} 1'],
  open: [
    ["sent", "COUNTER", []],
    ["sent_total", "UNTYPED", ['#{trace_id="abc"}1']],
  ],
});
JS
node run.mjs
