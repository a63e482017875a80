/** A channel in which nothing, or little, was said: its room knows it after a sleep and a crash, and D1 gets what it lacks. */
import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { FIRST_MAX } from "../../worker/room/log/log-table.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { openChannel } from "./support/live-socket.ts";
import { putToSleep } from "./support/rooms.ts";

let ada: Somebody;
let bo: Somebody;
let d1: D1WithFaults | undefined;
beforeAll(async () => {
  const classroom = await openClassroom();
  [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
});
afterEach(() => {
  d1?.restore();
  d1 = undefined;
  vi.restoreAllMocks();
});

const valuesIn = (id: string) =>
  runInDurableObject(env.ROOMS.getByName(id), (_room, { storage }) => [...storage.kv.list()].map(([key]) => key));

test("I8: who waits in an empty channel whose room slept writes and hears while D1 is away", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { id } = await channelOf([ada, bo]);
  const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
  expect(await valuesIn(id)).toEqual([]);
  await putToSleep(id);
  d1 = D1WithFaults.over(env.DB);
  d1.fail("");
  expect((await hers.post("first")).seq).toBe(1);
  await his.next("changed", ({ changes }) => changes[0]?.body === "first");
  d1.restore();
  await putToSleep(id);
  await his.post("second");
  expect((await carriedOver(id, 2)).map(({ body }) => body)).toEqual(["first", "second"]);
});

test("I1: a first message that nobody but its room has is carried over by the alarm, after a crash too", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { id } = await channelOf([ada, bo]);
  const hers = await openChannel(id, ada);
  d1 = D1WithFaults.over(env.DB);
  d1.fail("INSERT INTO messages");
  await hers.post("first");
  await abortAllDurableObjects();
  d1.restore();
  await runDurableObjectAlarm(env.ROOMS.getByName(id));
  expect((await carriedOver(id, 1)).map(({ body }) => body)).toEqual(["first"]);
});

test("I2, I3: over the place where a log gets its table every message stands once and in order, through sleeps and retries", async () => {
  const { id } = await channelOf([ada, bo]);
  const [hers, his] = [await openChannel(id, ada), await openChannel(id, bo)];
  const sent: { id: string; seq: number }[] = [];
  for (let n = 1; n <= FIRST_MAX + 2; n++) {
    const socket = n % 2 ? hers : his;
    // Sent again, the first one of all too: each is answered before what the same person sends next.
    const own = sent.filter(({ seq }) => seq % 2 === n % 2);
    for (const { id: again, seq } of [own[0], own.at(-1)].flatMap((one) => one ?? []))
      socket.send({ type: "post", id: again, body: `line ${seq}`, retry: true });
    sent.push(await socket.post(`line ${n}`));
    if (n >= FIRST_MAX - 1) await putToSleep(id);
  }
  const lines = Array.from({ length: FIRST_MAX + 2 }, (_, i) => `line ${i + 1}`);
  expect(sent.map(({ seq }) => seq)).toEqual(lines.map((_, i) => i + 1));
  expect((await carriedOver(id, FIRST_MAX + 2)).map(({ body }) => body)).toEqual(lines);
  const late = await openChannel(id, ada);
  await late.next("welcome");
  expect(late.shown()).toEqual(lines.map((line, i) => `${i + 1} ${line}`));
});
