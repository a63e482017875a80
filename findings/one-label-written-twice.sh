#!/usr/bin/env bash
# @opentelemetry/exporter-prometheus 0.301.0 with @opentelemetry/sdk-metrics 3.1.1, writing a server's numbers for Prometheus, and
# parse-prometheus-text-format 1.1.1 reading them.
#
# Guess: names that Prometheus does not know are changed, what collides afterwards is refused or told, and the text is always one
# that Prometheus takes. Seen: the attributes `http.route` and `http_route`, old and new names that stand side by side while
# instruments change over, are written as TWO labels of one name in one line, and an attribute `le` beside the histogram's own
# `le`; Prometheus refuses a whole answer for either, so all numbers of the server are gone. Two counters, "messages.sent" and
# "messages_sent", become one name with two lines of the same labels, of which Prometheus keeps one. A counter called "名" is left
# out, and only a log that is off by default says so; "9lives" is "_9lives_total". A description that is missing is the words
# "description missing". The reader takes the last of two labels and the last of two lines, so a test with it passes.
#
# What it means: names of metrics and labels are made of [a-z_] from the start, and a test reads the answer with Prometheus' own
# rules: no label and no series twice.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/exporter-prometheus@0.301.0 @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0 \
  parse-prometheus-text-format@1.1.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import parser from "parse-prometheus-text-format";
const exporter = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [exporter] }).getMeter("place");
meter.createCounter("messages.sent").add(1, { "http.route": "/x", http_route: "/y" });
meter.createCounter("messages.sent").add(2);
meter.createCounter("messages_sent").add(3);
meter.createHistogram("took").record(3, { le: "x" });
meter.createCounter("名").add(1);
meter.createCounter("9lives").add(1);
const { resourceMetrics } = await exporter.collect();
const text = new PrometheusSerializer(undefined, false).serialize(resourceMetrics);
const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
const series = (line) => line.slice(0, line.indexOf("}") + 1);
const labels = (line) => [...line.matchAll(/[{,]([a-z_]+)=/g)].map(([, name]) => name);
const read = (parser.default ?? parser)(text).find(({ name }) => name === "messages_sent_total").metrics;
const seen = {
  twice: lines.filter((line) => new Set(labels(line)).size < labels(line).length).map((line) => labels(line).join()),
  same: lines.filter((line, index) => lines.findIndex((other) => series(other) === series(line)) !== index),
  missing: text.split("# TYPE").length - 1,
  lives: /_9lives_total/.test(text),
  description: text.match(/# HELP _9lives_total (.*)/)[1],
  read: read.map(({ value, labels: found }) => [value, found?.http_route]),
};
console.log(seen);
assert.ok(seen.twice[0].startsWith("http_route,http_route"));
assert.ok(seen.twice.some((names) => names.startsWith("le,") && names.endsWith(",le")));
assert.equal(seen.same.length, 1);
assert.ok(seen.same[0].startsWith("messages_sent_total"));
assert.deepEqual([seen.missing, seen.lives, seen.description], [4, true, "description missing"]);
assert.deepEqual(seen.read.map(([value]) => value), ["1", "3"]);
assert.equal(seen.read[0][1], "/y");
process.exit(0);
JS
./node_modules/.bin/node run.mjs
