/** How PLACE is: what is counted, carried and told to the teaching team, and what it costs. */
import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FLOOD_NAMED_AT, type Status } from "../../protocol/status.ts";
import { log } from "../../worker/log.ts";
import { carryCounts, carryCountsNow, meterOf } from "../../worker/meter/carry.ts";
import { tally } from "../../worker/tally.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { expectFound } from "./support/found.ts";
import { LiveSocket, openChannel, openWorkspace, upgrade } from "./support/live-socket.ts";

let classroom: Classroom;
let [teacher, ada, bo]: Somebody[] = [];
beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, ada, bo] = [
    await classroom.person("teacher"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
});
afterEach(() => vi.restoreAllMocks());

const look = async (who = teacher!): Promise<Status> =>
  (await who.get<Status>(`/workspaces/${classroom.id}/status`)).body;
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

test("R22: the teaching team sees sockets, posts and deliveries of this minute, and how long messages took", async () => {
  const { id, no } = await channelOf([teacher!, ada!, bo!]);
  const [hers, his] = [await openChannel(id, ada!), await openChannel(id, bo!)];
  await hers.post("one");
  await hers.post("two");
  await his.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 2));
  await carriedOver(id, 2);
  await expectFound(no, "two", [2]);
  await vi.waitFor(async () => {
    const status = await look();
    expect(status.sockets).toEqual({ tabs: 0, channels: 2 });
    expect(sum(status.posts)).toBe(2);
    expect(sum(status.deliveries)).toBeGreaterThanOrEqual(4);
    const times = new Map(status.times.map((time) => [time.what, time]));
    for (const what of ["commit", "history", "index"] as const) {
      expect(times.get(what)?.count, what).toBe(2);
      expect(times.get(what)?.p95, what).toBeGreaterThanOrEqual(0);
    }
    expect(times.get("seen")).toEqual({ what: "seen", count: 0, p50: null, p95: null, p99: null });
    expect(status.queues).toEqual([]);
    expect(status.rooms).toEqual({ asked: 1, silent: 0 });
  });
});

test("R22: rooms that were talked in are asked also after the class's object slept and forgot who told it of news", async () => {
  const { id } = await channelOf([teacher!, ada!]);
  const hers = await openChannel(id, ada!);
  await hers.post("one");
  await carriedOver(id, 1);
  await evictDurableObject(env.HUBS.getByName(classroom.id));
  const status = await look();
  expect([status.rooms, status.sockets.channels]).toEqual([{ asked: 1, silent: 0 }, 1]);
});

test("R22: what tabs measured is counted for the class, once in a while of each member", async () => {
  const { webSocket } = await upgrade(`/workspaces/${classroom.id}/socket`, ada!);
  const tab = new LiveSocket(webSocket!);
  await tab.next("hello");
  tab.send({ type: "measured", stored: [40, 60], seen: [90] });
  tab.send({ type: "measured", stored: [40, 60], seen: [90] });
  await vi.waitFor(async () => {
    const { times, sockets } = await look();
    expect(sockets.tabs).toBe(1);
    expect(times.find(({ what }) => what === "stored")).toMatchObject({ count: 2, p50: 50 });
    expect(times.find(({ what }) => what === "seen")).toMatchObject({ count: 1 });
  });
});

test("R97: an injected failure is on the status at once, by what was being done, and nothing of anybody with it", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  log.fault("drill", new Error("D1_ERROR: no such thing as Ada's secret"), { channel: "cSecret" });
  const { faults } = await look();
  expect(faults.kinds["drill.database"]).toBe(1);
  expect(faults.minutes.at(-1)! + faults.minutes.at(-2)!).toBeGreaterThan(0);
  expect(sum(faults.hours)).toBeGreaterThan(0);
  expect(JSON.stringify(faults)).not.toMatch(/Ada|cSecret/u);
});

test("R97: a fault is carried within half a minute, and nothing else within five: a report is one request and a row for the class and the sum", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await carryCountsNow();
  const now = Date.now();
  const { id } = env.METER.getByName("place");
  const counts = () =>
    runInDurableObject(env.METER.get(id), (_meter, { storage }) =>
      storage.sql
        .exec<{ n: number }>(
          "SELECT sum(json_extract(counts, '$.\"fault.late.internal\"')) AS n FROM hours WHERE scope = '*'",
        )
        .one(),
    );
  tally.fault("late.internal");
  carryCounts(now + 29_000);
  expect((await counts()).n).toBeNull();
  carryCounts(now + 31_000);
  await vi.waitFor(async () => expect((await counts()).n).toBe(1));
  tally.add(classroom.id, "posts");
  carryCounts(now + 300_000);
  expect(tally.take().some(({ scope }) => scope === classroom.id)).toBe(true);
});

test("R22: what could not be carried is carried with what follows", async () => {
  tally.add(classroom.id, "posts", 3);
  const hours = tally.take();
  tally.giveBack(hours);
  tally.add(classroom.id, "posts", 4);
  await carryCountsNow();
  const { ofClass } = await meterOf(env).read(classroom.id);
  expect(ofClass.map(({ counts }) => counts["posts"])).toEqual([7]);
});

test("I5: a student sees no status, and a class nothing of another one's", async () => {
  expect((await ada!.get(`/workspaces/${classroom.id}/status`)).status).toBe(403);
  const other = await openClassroom();
  expect((await teacher!.get(`/workspaces/${other.id}/status`)).status).toBe(404);
  const { id } = await channelOf([ada!]);
  await ada!.post(`/channels/${id}/messages`, { body: "words that stay here" });
  const theirs = await other.person("teacher");
  const status = (await theirs.get<Status>(`/workspaces/${other.id}/status`)).body;
  expect([sum(status.posts), sum(status.deliveries), status.rooms.asked]).toEqual([0, 0, 0]);
});

test("R124: a socket that floods is named to the teaching team, with its channel to those of them who are in it, and closed where it goes on", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { id } = await channelOf([ada!, bo!], { kind: "private" });
  const socket = await openChannel(id, ada!);
  for (let i = 0; i < FLOOD_NAMED_AT; i++) socket.send({ type: "nonsense" });
  await vi.waitFor(async () => {
    const { floods, refused } = await look();
    expect(floods).toMatchObject([{ member: ada!.id, channel: null, refused: FLOOD_NAMED_AT, closed: false }]);
    expect(refused["unknown_frame"]).toBeGreaterThanOrEqual(FLOOD_NAMED_AT);
  });
  const inIt = await channelOf([teacher!, bo!]);
  const his = await openChannel(inIt.id, bo!);
  for (let i = 0; i < 1_000; i++) his.send({ type: "nonsense" });
  expect((await his.whenClosed()).code).toBe(4400);
  await vi.waitFor(async () => {
    const { floods } = await look();
    expect(floods[0]).toMatchObject({ member: bo!.id, channel: inIt.id, refused: 1_000, closed: true });
  });
});

test("R124: who floods the class's own socket is named and put out like who floods a channel", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const hers = await openWorkspace(classroom.id, ada!);
  for (let i = 0; i < 1_000; i++) hers.send({ type: "nonsense" });
  expect((await hers.whenClosed()).code).toBe(4400);
  await vi.waitFor(async () => {
    const { floods } = await look();
    expect(floods[0]).toMatchObject({ member: ada!.id, channel: null, refused: 1_000, closed: true });
  });
});

test("I5: what is known of a class goes with it", async () => {
  tally.add(classroom.id, "posts", 3);
  await carryCountsNow();
  await meterOf(env).flooded(classroom.id, { at: 1, member: "m", channel: "c", refused: 1, closed: false });
  await meterOf(env).forget(classroom.id);
  expect(await meterOf(env).read(classroom.id)).toMatchObject({ ofClass: [], floods: [] });
});
