/** What is counted, for Prometheus: behind a secret, in its own format, and of all classes in sum. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { app } from "../../worker/app.ts";
import { carryCountsNow, meterOf } from "../../worker/meter/carry.ts";
import { exposition } from "../../worker/meter/exposition.ts";
import { quantile, quotasOf } from "../../worker/meter/figures.ts";
import { ALL, HOUR_MS, tally } from "../../worker/tally.ts";

const SECRET = "a-secret-of-some-length";
async function read(authorization?: string, secret: string | undefined = SECRET) {
  const headers = { ...(authorization !== undefined && { authorization }), "cf-connecting-ip": "203.0.113.77" };
  const answer = await app.fetch(new Request("https://place.test/metrics", { headers }), {
    ...env,
    PLACE_METRICS_TOKEN: secret,
  });
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}
/** Each line of the format, as its grammar has it. */
const LINE =
  /^(# HELP [a-z0-9_]+ [^\n]+|# TYPE [a-z0-9_]+ (counter|gauge|histogram)|[a-z0-9_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*\})? [0-9.e+-]+)$/u;

test("R22: who has the secret reads counters and histograms in the format of Prometheus", async () => {
  tally.add("some-class", "posts", 3);
  tally.time("some-class", "commit", 4);
  tally.time("some-class", "commit", 60_000);
  tally.add("some-class", "refused.too_fast", 2);
  const { status, type, text } = await read(`Bearer ${SECRET}`);
  expect([status, type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(LINE);
  const value = (name: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  expect(value("place_messages_total")).toBeGreaterThanOrEqual(3);
  expect(value('place_refusals_total{code="too_fast"}')).toBeGreaterThanOrEqual(2);
  const count = value('place_message_seconds_count{stage="commit"}');
  expect(value('place_message_seconds_bucket{stage="commit",le="+Inf"}')).toBe(count);
  expect(value('place_message_seconds_bucket{stage="commit",le="30"}')).toBeLessThan(count);
  expect(text).not.toContain("some-class");
});

test("R22: without the secret, with another one, or where none is set or it is short, there is no such address", async () => {
  for (const asked of [
    read(),
    read("Bearer something-else-entirely"),
    read(`Bearer ${SECRET}`, ""),
    read("Bearer short", "short"),
  ])
    expect(await asked).toMatchObject({ status: 404, text: expect.not.stringContaining("place_") as string });
});

test("a label keeps its quotation marks and line ends to itself", () => {
  const text = exposition({ 'fault.an "odd\n\\ one.internal': 1 }, []);
  expect(text).toContain('place_faults_total{what="an \\"odd\\n\\\\ one",code="internal"} 1\n');
});

test("what was counted longer ago than a day is in the totals still, and they never go back", async () => {
  await carryCountsNow();
  const meter = meterOf(env);
  const before = (await meter.totals())["deliveries"] ?? 0;
  const hour = Math.floor(Date.now() / HOUR_MS);
  await meter.report([
    { scope: ALL, hour: hour - 24, counts: { deliveries: 5, "deliveries@3": 5 } },
    { scope: "old-class", hour: hour - 400, counts: { deliveries: 2 } },
  ]);
  expect((await meter.totals())["deliveries"]).toBe(before + 7);
  expect((await meter.read("old-class")).ofClass).toEqual([]);
});

test("R127: of each allowance it is said how much is used, and when it ends at the pace of the last hour, where that is today", () => {
  const noon = 20_000 * 24 * HOUR_MS + 12.5 * HOUR_MS;
  const hour = Math.floor(noon / HOUR_MS);
  const counts = (rows: number) => ({ "rows.d1": rows, "requests.object": 10, frames: 20 });
  const hours = [
    { scope: "*", hour: hour - 13, counts: counts(90_000) },
    { scope: "*", hour: hour - 1, counts: counts(40_000) },
    { scope: "*", hour, counts: counts(20_000) },
  ];
  const quotas = new Map(quotasOf(hours, noon).map((quota) => [quota.name, quota]));
  // Of the hour before the half that is not an hour ago: 40,000 in an hour, 40,000 left.
  expect(quotas.get("d1Rows")).toEqual({ name: "d1Rows", percent: 60, endsAt: noon + HOUR_MS });
  expect(quotas.get("objectRequests")).toEqual({ name: "objectRequests", percent: 1, endsAt: null });
  expect(quotas.get("workerRequests")).toEqual({ name: "workerRequests", percent: 0, endsAt: null });
});

test("quantiles lie within the drawer that has them; of none there are none", () => {
  expect(quantile([], 0.5)).toBeNull();
  const drawers = [0, 0, 0, 0, 10, 10];
  expect([quantile(drawers, 0.5), quantile(drawers, 0.95)]).toEqual([20, 47]);
  expect(quantile([...Array.from({ length: 15 }, () => 0), 3], 0.5), "longer than is told apart").toBe(30_000);
});
