/** What is told of how PLACE is, from before its tables on. One isolate from its beginning: the tests go on from each other. */
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { app } from "../../worker/app.ts";
import { hasTables } from "../../worker/store/ready.ts";
import { D1WithFaults, LOST } from "./support/d1-with-faults.ts";

afterEach(() => vi.restoreAllMocks());

async function health(d1: D1Database, more: object = {}): Promise<{ status: number; body: Record<string, unknown> }> {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const answer = await app.fetch(new Request("https://place.test/api/health"), { ...env, DB: d1, ...more });
  return { status: answer.status, body: await answer.json<Record<string, unknown>>() };
}
const failing = () => {
  const d1 = new D1WithFaults(env.DB);
  d1.fail(() => true, { error: LOST });
  return d1.binding;
};

test("I9: before the tables are there, or D1 can be asked, it answers 503 and says why", async () => {
  await env.DB.exec("ALTER TABLE saved RENAME TO saved_away");
  expect(await hasTables(env.DB)).toBe(false);
  const without = await health(env.DB);
  await env.DB.exec("ALTER TABLE saved_away RENAME TO saved");
  expect(without).toMatchObject({
    status: 503,
    body: { code: "unavailable", sentence: "PLACE is starting: its tables aren't there yet.", retryAfter: 1_000 },
  });
  expect(await health(failing())).toMatchObject({
    status: 503,
    body: { sentence: "PLACE is starting: its database doesn't answer yet." },
  });
});

/** Objects that nobody can call. */
const NO_OBJECTS = {
  METER: { getByName: () => ({ ping: () => Promise.reject(new Error("Network connection lost.")) }) },
};

test("I9: while no object can be reached it says that it starts, and not that it serves: no channel could be opened", async () => {
  expect(await health(env.DB, NO_OBJECTS)).toMatchObject({
    status: 503,
    body: {
      code: "unavailable",
      reason: "starting_no_objects",
      sentence: "PLACE is starting: its live objects don't answer yet.",
    },
  });
});

test("I9: a database that hangs while PLACE starts keeps nobody waiting for an answer", async () => {
  const d1 = new D1WithFaults(env.DB);
  const gate = d1.hold(() => true);
  expect((await health(d1.binding)).status).toBe(503);
  await gate.open();
});

test("I8: a build whose migrations were not all applied does not say that it serves", async () => {
  await env.DB.exec("ALTER TABLE memberships RENAME COLUMN read_at TO read_when");
  expect(await hasTables(env.DB)).toBe(false);
  await env.DB.exec("ALTER TABLE memberships RENAME COLUMN read_when TO read_at");
  expect(await hasTables(env.DB)).toBe(true);
});

test("I8: once it serves it goes on to, says when D1 is silent, asks it at most every ten seconds, and counts what failed", async () => {
  expect(await health(env.DB)).toMatchObject({
    status: 200,
    body: { ok: true, database: "answers", objects: "answers", files: "answers", search: "answers" },
  });
  const later = vi.spyOn(Date, "now");
  const real = performance.timeOrigin + performance.now();
  later.mockReturnValue(real + 11_000);
  const d1 = new D1WithFaults(env.DB);
  d1.fail(() => true);
  const silent = await health(d1.binding);
  expect(silent).toMatchObject({ status: 200, body: { ok: true, database: "silent" } });
  expect((silent.body["faults"] as Record<string, number>)["health.database"]).toBeGreaterThan(0);
  await health(d1.binding);
  expect(d1.calls).toHaveLength(1);
  later.mockReturnValue(real + 22_000);
  expect(await health(env.DB)).toMatchObject({ body: { database: "answers" } });
});

test("R108: says whether the search index answers, and where this PLACE has none; it serves all the same", async () => {
  const later = vi.spyOn(Date, "now");
  const real = performance.timeOrigin + performance.now();
  later.mockReturnValue(real + 60_000);
  expect(await health(env.DB, { SEARCH: failing() })).toMatchObject({
    status: 200,
    body: { ok: true, database: "answers", search: "silent" },
  });
  later.mockReturnValue(real + 90_000);
  expect(await health(env.DB, { SEARCH: undefined })).toMatchObject({ status: 200, body: { search: "absent" } });
  later.mockReturnValue(real + 120_000);
  expect(await health(env.DB)).toMatchObject({ status: 200, body: { search: "answers" } });
});

test("R22: says whether objects and files answer, and asks them at most once a minute", async () => {
  const later = vi.spyOn(Date, "now");
  const real = performance.timeOrigin + performance.now();
  later.mockReturnValue(real + 300_000);
  let asked = 0;
  const files = { head: () => ((asked += 1), Promise.reject(new Error("R2 is away"))) };
  expect(await health(env.DB, { ...NO_OBJECTS, FILES: files })).toMatchObject({
    status: 200,
    body: { ok: true, objects: "silent", files: "silent" },
  });
  later.mockReturnValue(real + 330_000);
  expect(await health(env.DB, { FILES: files })).toMatchObject({ body: { objects: "silent", files: "silent" } });
  expect(asked).toBe(1);
  later.mockReturnValue(real + 400_000);
  expect(await health(env.DB)).toMatchObject({ body: { objects: "answers", files: "answers" } });
  later.mockReturnValue(real + 500_000);
  expect(await health(env.DB, { FILES: undefined })).toMatchObject({ body: { files: "absent" } });
});
