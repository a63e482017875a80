/** At which message of a channel a day begins: over HTTP, and what it reads. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Places, Refusal } from "../../protocol/index.ts";
import { placesInTime } from "../../worker/store/places-in-time.ts";
import { channelOf, carriedOver, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { asked, rowsRead } from "./support/statement-costs.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
});

const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 8, 1);

/** Puts messages straight into the history, each at its time. */
async function written(times: readonly number[], who = ada) {
  const channel = await channelOf([who]);
  const rows = times.map((at, i) => [i + 1, at]);
  await env.DB.prepare(
    `insert into messages (key, id, rev, author, at, body)
     select ?1 + json_extract(value, '$[0]'), 'p-' || ?1 || '-' || json_extract(value, '$[0]'), json_extract(value, '$[0]'), ?2,
     json_extract(value, '$[1]'), 'Words' from json_each(?3)`,
  )
    .bind(channel.no * 2 ** 32, who.id, JSON.stringify(rows))
    .run();
  return channel;
}
const placesOf = async (channel: { id: string }, query: string, who = ada) => {
  const { status, body } = await who.get<Places>(`/channels/${channel.id}/places${query}`);
  expect(status).toBe(200);
  return body;
};

describe("R33: the first message from a moment on", () => {
  test("is found on its day, between days, before the first and after the last", async () => {
    const channel = await written([0, 1, 2, 2, 5].map((day) => BEGIN + day * DAY + 3_600_000));
    const days = [-1, 0, 1, 2, 3, 4, 5, 6].map((day) => BEGIN + day * DAY);
    const { places, first, last } = await placesOf(channel, `?times=${days.join(",")}`);
    expect(places).toEqual([1, 1, 2, 3, 5, 5, 5, 6]);
    expect(first).toEqual({ seq: 1, at: BEGIN + 3_600_000 });
    expect(last).toEqual({ seq: 5, at: BEGIN + 5 * DAY + 3_600_000 });
  });

  test("is the one whose time it is, not the one after it", async () => {
    const channel = await written([10, 20, 20, 30]);
    expect((await placesOf(channel, "?times=10,11,20,21,30,31")).places).toEqual([1, 2, 2, 4, 4, 5]);
  });

  test("is the same as a look at every message finds, in channels of every small size", async () => {
    for (let count = 1; count <= 20; count += 1) {
      await scheduler.wait(1);
      // Several at one time, and times in which nothing was said.
      const times = Array.from({ length: count }, (_, i) => 100 + Math.floor((i * i) / 3) * 10);
      const channel = await written(times);
      const wanted = Array.from({ length: 60 }, (_, i) => 90 + i * 7);
      const { places } = await placesInTime(env.DB, channel.no, wanted, 0);
      expect(places, `${count} messages`).toEqual(
        wanted.map((moment) => times.findIndex((at) => at >= moment) + 1 || count + 1),
      );
    }
  });

  test("of an import whose times are out of order is where the times pass the moment", async () => {
    const channel = await written([10, 20, 50, 30, 40, 60]);
    const { places } = await placesOf(channel, "?times=15,55");
    expect(places).toEqual([2, 6]);
  });

  test("is found among what people said a moment ago, as soon as the history has it", async () => {
    const channel = await channelOf([ada]);
    const now = Date.now();
    await fill(channel.id, ada, 30, now - 30_000);
    await carriedOver(channel.id, 30);
    expect((await placesOf(channel, `?times=${now - 10_000}`)).places).toEqual([21]);
  });
});

test("a channel without messages begins at the first one that will come, and has no samples", async () => {
  const channel = await channelOf([ada]);
  expect(await placesOf(channel, "?times=1,2&samples=50")).toEqual({
    places: [1, 1],
    samples: [],
    first: null,
    last: null,
  });
});

test("samples are spread evenly over all messages, both ends among them", async () => {
  const channel = await written(Array.from({ length: 1_000 }, (_, i) => BEGIN + i));
  const { samples } = await placesOf(channel, "?samples=5");
  expect(samples.map(({ seq }) => seq)).toEqual([1, 250, 500, 750, 1_000]);
  expect(samples.map(({ at }) => at - BEGIN)).toEqual([0, 249, 499, 749, 999]);
  const few = await written([1, 2, 3]);
  expect((await placesOf(few, "?samples=200")).samples.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  const one = await written([7]);
  expect((await placesOf(one, "?samples=2")).samples).toEqual([{ seq: 1, at: 7 }]);
});

test("I5: who is not in the channel hears that there is nothing, whatever they ask of it", async () => {
  const channel = await written([10, 20]);
  for (const query of ["", "?times=10", "?samples=2"]) {
    const { status, body } = await bo.get<Refusal>(`/channels/${channel.id}/places${query}`);
    expect([status, body.code]).toEqual([404, "not_found"]);
  }
});

test("I5: nothing of another channel is read, neither the one before nor the one after it", async () => {
  const [before, middle, after] = [await written([1, 2, 3]), await written([10]), await written([20, 30])];
  expect(before.no < middle.no && middle.no < after.no).toBe(true);
  expect(await placesInTime(env.DB, middle.no, [0, 5, 15, 25], 10)).toEqual({
    places: [1, 1, 2, 2],
    samples: [{ seq: 1, at: 10 }],
    first: { seq: 1, at: 10 },
    last: { seq: 1, at: 10 },
  });
});

test("I9: what is no list of moments, or too long a one, is refused with a code", async () => {
  const channel = await written([10]);
  const many = Array.from({ length: 65 }, (_, i) => i).join(",");
  for (const [query, code] of [
    ["?times=", "invalid"],
    ["?times=1,,2", "invalid"],
    ["?times=yesterday", "invalid"],
    ["?times=-1", "invalid"],
    ["?times=1e9", "invalid"],
    ["?times=9999999999999999", "invalid"],
    ["?times=%00", "invalid"],
    [`?times=${many}`, "too_many"],
    ["?samples=201", "too_many"],
    ["?samples=x", "invalid"],
  ] as const) {
    const { status, body } = await ada.get<Refusal>(`/channels/${channel.id}/places${query}`);
    expect([query, status, body.code]).toEqual([query, code === "invalid" ? 400 : 409, code]);
  }
});

test("R17 R52: a month of a channel of 100,000 messages reads two rows for each halving, and two for each sample, without a walk", async () => {
  const channel = await channelOf([ada]);
  await env.DB.prepare(
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
     insert into messages (key, id, rev, author, at, body) select ?1 + i, 'b-' || i, i, ?2, ?3 + i * 60000, 'Words' from n`,
  )
    .bind(channel.no * 2 ** 32, ada.id, BEGIN)
    .run();
  const days = Array.from({ length: 32 }, (_, day) => BEGIN + day * DAY + 30_000);
  const costs = await asked(() => placesInTime(env.DB, channel.no, days, 0));
  // Half a minute into a day: the next message is the one of its first whole minute.
  expect((await placesInTime(env.DB, channel.no, days, 0)).places).toEqual(days.map((_, day) => 1 + day * 1_440));
  expect(rowsRead(costs)).toBeLessThanOrEqual(32 * (2 * 17 + 6) + 20);
  expect(rowsRead(await asked(() => placesInTime(env.DB, channel.no, [], 100)))).toBeLessThanOrEqual(220);
  // Before the first message and after the last one nothing has to be looked for.
  const outside = await asked(() => placesInTime(env.DB, channel.no, [1, BEGIN + 400 * DAY], 0));
  expect(rowsRead(outside)).toBeLessThanOrEqual(30);
});
