/** Requests that are sent again with the same `Idempotency-Key`: answered as the first time, and nothing is made twice. */
import { exports } from "cloudflare:workers";
import { beforeAll, beforeEach, afterEach, expect, test, vi } from "vitest";
import type { Held, Message, Page, Refusal } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
let channel: string;

beforeAll(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  ada = await classroom.person("student");
  bo = await classroom.person("student");
});
beforeEach(async () => {
  channel = (await channelOf([teacher, ada, bo])).id;
});
afterEach(() => vi.useRealTimers());

interface Told {
  status: number;
  headers: Headers;
  body: Partial<Refusal> & { message?: Message };
}
async function send(who: Somebody, path: string, body: object, key?: string): Promise<Told> {
  const headers = {
    authorization: `Bearer ${who.token}`,
    "content-type": "application/json",
    ...(key !== undefined && { "idempotency-key": key }),
  };
  const answer = await exports.default.fetch(`${ORIGIN}/api${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Told["body"] };
}
const say = (who: Somebody, body: string, key?: string) => send(who, `/channels/${channel}/messages`, { body }, key);
const wordsIn = async () =>
  (await teacher.get<Page>(`/channels/${channel}/messages`)).body.messages.map(({ body }) => body);

test("a message that is sent again with its key is there once, and its sender is answered with it", async () => {
  const first = await say(ada, "Is the exam on Monday?", '"8e03978e-40d5-43dd-bc93-6894a57f9324"');
  const again = await say(ada, "Is the exam on Monday?", '"8e03978e-40d5-43dd-bc93-6894a57f9324"');
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body).toEqual(first.body);
  expect(await wordsIn()).toEqual(["Is the exam on Monday?"]);
});

test("other words with the same key are refused; another key, and the same one of somebody else, are other messages", async () => {
  await say(ada, "One", "k1");
  expect((await say(ada, "Two", "k1")).body).toMatchObject({ code: "key_reused", field: "Idempotency-Key" });
  expect((await say(ada, "Two", "k1")).status).toBe(422);
  await say(ada, "Two", "k2");
  await say(bo, "Three", "k1");
  expect(await wordsIn()).toEqual(["One", "Two", "Three"]);
});

test("a message that was edited since is still the one that its key stands for", async () => {
  const { message } = (await say(ada, "One", "k1")).body;
  await ada.patch(`/channels/${channel}/messages/${message!.seq}`, { body: "One, corrected" });
  expect((await say(ada, "One", "k1")).body.message).toMatchObject({ seq: message!.seq, body: "One, corrected" });
  expect((await say(ada, "One, corrected", "k1")).body.code).toBe("key_reused");
});

test("a key holds over midnight", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  vi.setSystemTime(midnight - 1_000);
  const first = await say(ada, "Happy new term", "k1");
  vi.setSystemTime(midnight + 5_000);
  const again = await say(ada, "Happy new term", "k1");
  expect([again.status, again.body]).toEqual([200, first.body]);
  expect(await wordsIn()).toEqual(["Happy new term"]);
});

test("a poll with other options or another secrecy is not the one that its key stands for", async () => {
  const poll = { question: "When?", options: ["Monday", "Tuesday"] };
  const ask = (more: object) =>
    send(ada, `/channels/${channel}/messages`, { body: "When?", poll: { ...poll, ...more } }, "k1");
  expect([(await ask({})).status, (await ask({})).status]).toEqual([201, 200]);
  for (const other of [
    { options: ["Monday", "Friday"] },
    { options: ["Monday", "Tuesday", "Friday"] },
    { secret: true },
  ]) {
    expect((await ask(other)).body.code).toBe("key_reused");
  }
});

test("so does one whose words wait for the teaching team: they wait once, and what became of them is told", async () => {
  const here = `/workspaces/${classroom.id}/held`;
  await teacher.patch(`/channels/${channel}`, { holds: true });
  vi.useFakeTimers({ toFake: ["Date"] });
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  vi.setSystemTime(midnight - 1_000);
  expect((await say(ada, "May I?", "k1")).body.code).toBe("held");
  vi.setSystemTime(midnight + 5_000);
  expect((await say(ada, "May I?", "k1")).body.code).toBe("held");
  const waiting = async () =>
    (await teacher.get<{ held: Held[] }>(here)).body.held.filter((one) => one.channel === channel);
  const [one, ...more] = await waiting();
  expect(more).toEqual([]);
  await teacher.post(`${here}/${one!.id}/turn-down`, { answer: "" });
  expect((await say(ada, "May I?", "k1")).body.code).toBe("turned_down");
  expect(await waiting()).toEqual([]);
});

test("a channel, a bot and a hook are made once by one key; what is told once is told again to who lost it", async () => {
  for (const [path, body] of [
    [`/workspaces/${classroom.id}/channels`, { kind: "public", name: "projects" }],
    [`/workspaces/${classroom.id}/bots`, { name: "Grader", scope: "write", channels: [] }],
    [`/channels/${channel}/incoming-hooks`, { name: "CI" }],
  ] as const) {
    const first = await send(teacher, path, body, "the-first");
    const again = await send(teacher, path, body, "the-first");
    expect([first.status, again.status], path).toEqual([201, 201]);
    expect(again.body, path).toEqual(first.body);
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect((await send(teacher, path, { ...body, name: "other" }, "the-first")).body.code, path).toBe("key_reused");
  }
  const { body } = await teacher.get<{ incoming: unknown[] }>(`/workspaces/${classroom.id}/hooks`);
  expect(body.incoming).toHaveLength(1);
});

test("two at once make one thing: the second hears that the first is not done, and its answer later", async () => {
  const path = `/workspaces/${classroom.id}/bots`;
  const wanted = { name: "Twin", scope: "read", channels: [] };
  const both = await Promise.all([send(teacher, path, wanted, "twin"), send(teacher, path, wanted, "twin")]);
  const made = both.filter(({ status }) => status === 201);
  expect(both.every(({ status, body }) => status === 201 || body.code === "key_pending")).toBe(true);
  expect((await send(teacher, path, wanted, "twin")).body).toEqual(made[0]!.body);
  const { bots } = (await teacher.get<{ bots: { name: string }[] }>(path)).body;
  expect(bots.filter(({ name }) => name === "Twin")).toHaveLength(1);
});

test("what was refused leaves its key free, and who may not do it is told so whatever the key", async () => {
  const path = `/workspaces/${classroom.id}/channels`;
  const taken = { kind: "public", name: "once-there" };
  await send(teacher, path, taken);
  expect((await send(teacher, path, taken, "mine")).body.code).toBe("name_taken");
  expect((await send(teacher, path, { kind: "public", name: "elsewhere" }, "mine")).status).toBe(201);
  expect(
    (await send(ada, `/workspaces/${classroom.id}/bots`, { name: "Mine", scope: "read", channels: [] }, "mine")).status,
  ).toBe(403);
});

test.each([
  ["empty quotes", '""'],
  ["no ASCII", "schl\u00fcssel"],
  ["too long a one", "k".repeat(256)],
])("a key of %s is refused before anything is done", async (_what, key) => {
  expect((await say(ada, "Hello", key)).body).toMatchObject({ code: "invalid", field: "Idempotency-Key" });
  expect(await wordsIn()).toEqual([]);
});

test("who posts hears how many more may follow at once, down to nothing", async () => {
  const told: (string | null)[] = [];
  let last = await say(ada, "0");
  for (let i = 1; last.status === 201 && i < 40; i++) {
    told.push(last.headers.get("ratelimit"));
    last = await say(ada, String(i));
  }
  expect(last.headers.get("ratelimit-policy")).toBe('"post";q=10;w=5');
  expect(told[0]).toBe('"post";r=9;t=1');
  expect([last.status, last.headers.get("ratelimit")]).toEqual([429, '"post";r=0;t=5']);
});
