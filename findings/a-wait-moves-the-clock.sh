#!/usr/bin/env bash
# vitest 5.1.1, `vi.useFakeTimers` as it comes, on Node 24.21.0 and 26.10.0; temporal-polyfill 1.0.8.
#
# Guess: since version 3 the false clock is everywhere but in `nextTick` and `queueMicrotask`, so what asks for the time gets the
# false one and what waits waits for `advanceTimersByTime`. Seen: `Date`, `Intl`, `performance.now` and Node 26's own Temporal have
# it. A new `File`, `performance.timeOrigin` and `process.uptime` have the true one, and what is called through `node:timers`,
# `timers/promises`, `AbortSignal.timeout` and `Atomics.waitAsync` waits for true seconds, though `promisify(setTimeout)`, which is
# the same as the second of them, is false. The polyfill of Temporal, false on Node 24, is TRUE on Node 26, where it hands out the
# built-in one that it took when it was loaded: the same test has another year. `vi.waitFor` moves the false clock by fifty
# milliseconds even where what it waits for is so at once, and `vi.setSystemTime` lets no timer ring that it passes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitest@5.1.1 temporal-polyfill@1.0.8 node@24.21.0 node-newer@npm:node@26.10.0 >/dev/null 2>&1
cat >clock.test.mjs <<'JS'
import timers from "node:timers";
import promises from "node:timers/promises";
import { promisify } from "node:util";
import { Temporal as Polyfill } from "temporal-polyfill";
import { expect, test, vi } from "vitest";
test("the false clock", async () => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.UTC(2040, 0, 15));
  const year = (time) => new Date(time).getUTCFullYear() === 2040;
  const clock = {
    date: year(Date.now()),
    intl: new Intl.DateTimeFormat("en", { year: "numeric" }).format() === "2040",
    native: "Temporal" in globalThis && globalThis.Temporal.Now.plainDateISO().year === 2040,
    polyfill: Polyfill.Now.plainDateISO().year === 2040,
    file: year(new File([], "a").lastModified),
    origin: year(performance.timeOrigin + performance.now()),
    now: performance.now() === 0,
    uptime: process.uptime() < 0.001,
  };
  // A minute, which no test waits for in truth.
  const rung = [];
  const minute = 60_000;
  const controller = new AbortController();
  setTimeout(() => rung.push("setTimeout"), minute);
  promisify(setTimeout)(minute).then(() => rung.push("promisify"));
  const handle = timers.setTimeout(() => rung.push("node:timers"), minute);
  promises.setTimeout(minute, undefined, { signal: controller.signal }).then(() => rung.push("timers/promises"), () => undefined);
  AbortSignal.timeout(minute).addEventListener("abort", () => rung.push("AbortSignal"));
  vi.setSystemTime(Date.UTC(2041, 0, 15));
  const passed = rung.length;
  await vi.advanceTimersByTimeAsync(2 * minute);
  timers.clearTimeout(handle);
  controller.abort();
  vi.setSystemTime(0);
  await vi.waitFor(() => true);
  const seen = { clock, passed, rung, waited: Date.now() };
  vi.useRealTimers();
  console.log(seen);
  const newer = Number(process.versions.node.split(".")[0]) >= 26;
  expect(seen).toEqual({
    clock: { date: true, intl: true, native: newer, polyfill: !newer, file: false, origin: false, now: true, uptime: false },
    passed: 0,
    rung: ["setTimeout", "promisify"],
    waited: 50,
  });
});
JS
./node_modules/node/bin/node node_modules/vitest/vitest.mjs run
./node_modules/node-newer/bin/node node_modules/vitest/vitest.mjs run
