#!/usr/bin/env bash
# Twelve libraries that are told "30 days" on Node 24.21.0, where a timer holds at most 24.8 days: p-queue 9.3.5, bottleneck 2.19.5,
# p-timeout 7.0.2, expiry-map 2.0.0, lru-cache 11.5.3 and others.
#
# Guess: who takes a length of time in days or seconds keeps it, or says that it is too long. Seen: two say so (memoize and
# toad-scheduler). Six keep it: lru-cache, ttlcache, node-cache, keyv, delay, croner. For four a month is one millisecond, without
# an error: p-queue ("one a month") and bottleneck start everything at once; p-timeout gives up at once, with a message that 30
# days are over; expiry-map forgets at once. `AbortSignal.timeout` of Node is aborted at once. Only a
# warning on standard error tells of it, and a worker has none. Months are to be kept as dates in a table, not as timers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund p-queue@9.3.5 bottleneck@2.19.5 p-timeout@7.0.2 expiry-map@2.0.0 lru-cache@11.5.3 @isaacs/ttlcache@2.1.5 node-cache@5.1.2 keyv@5.6.0 delay@7.0.0 memoize@10.2.0 toad-scheduler@4.1.0 croner@11.0.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { TTLCache } from "@isaacs/ttlcache";
import Bottleneck from "bottleneck";
import { Cron } from "croner";
import delay from "delay";
import ExpiryMap from "expiry-map";
import Keyv from "keyv";
import { LRUCache } from "lru-cache";
import memoize from "memoize";
import NodeCache from "node-cache";
import PQueue from "p-queue";
import pTimeout from "p-timeout";
import { SimpleIntervalJob, Task } from "toad-scheduler";
const month = 30 * 86_400_000;
const kept = async (cache) => {
  await cache.set("a", 1);
  await wait(50);
  return (await cache.get("a")) === 1;
};
const started = async (queue) => {
  let count = 0;
  for (let at = 0; at < 5; at++) queue(async () => count++);
  await wait(100);
  return count;
};
const signal = AbortSignal.timeout(month);
let jobs = 0;
const job = new Cron(new Date(Date.now() + month), () => jobs++);
await wait(50);
const queue = new PQueue({ intervalCap: 1, interval: month });
const slow = new Bottleneck({ minTime: month });
const seen = {
  kept: await Promise.all(
    [new LRUCache({ max: 5, ttl: month, ttlAutopurge: true }), new TTLCache({ ttl: month }), new NodeCache({ stdTTL: month / 1000 }), new Keyv({ ttl: month })].map(kept),
  ),
  delay: await Promise.race([delay(month), wait(100, "waits")]),
  jobs,
  queue: await started((run) => queue.add(run)),
  slow: await started((run) => slow.schedule(run)),
  timeout: await pTimeout(wait(50, "done"), { milliseconds: month }).catch(({ message }) => message),
  map: await kept(new ExpiryMap(month)),
  signal: signal.aborted,
};
job.stop();
console.log(seen);
assert.throws(() => memoize(() => 1, { maxAge: month })(), /cannot exceed 2147483647/);
assert.throws(() => new SimpleIntervalJob({ days: 30 }, new Task("a", () => {})).start(), /24\.85 days/);
assert.deepEqual(seen, {
  kept: [true, true, true, true],
  delay: "waits",
  jobs: 0,
  queue: 5,
  slow: 5,
  timeout: "Promise timed out after 2592000000 milliseconds",
  map: false,
  signal: true,
});
process.exit(0);
JS
./node_modules/.bin/node --no-warnings run.mjs
