import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { Page, Refusal } from "../../protocol/index.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, request, type Somebody } from "./support/classroom.ts";
import { openChannel } from "./support/live-socket.ts";
import { putToSleep } from "./support/rooms.ts";

let ada: Somebody;
let channel: { id: string; no: number };
const COUNT = 450;

beforeAll(async () => {
  ada = await (await openClassroom()).person("student", { handle: "ada" });
  channel = await channelOf([ada]);
  await fill(channel.id, ada, COUNT);
});

async function page(query: string): Promise<Page> {
  const { status, body } = await ada.get<Page>(`/channels/${channel.id}/messages${query}`);
  expect(status).toBe(200);
  return body;
}
const places = ({ messages }: Page) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test("R10: the newest page comes from the room", async () => {
  const { exports } = await import("cloudflare:workers");
  const response = await exports.default.fetch(`https://place.test/api/channels/${channel.id}/messages`, {
    headers: { authorization: `Bearer ${ada.token}` },
  });
  expect(response.headers.get("x-place-source")).toBe("room");
  expect(places(await response.json<Page>())).toEqual(range(401, 450));
});

test("R13, R33: walking back page by page shows every place once, to the first message ever", async () => {
  const seen: number[] = [];
  let at = await page("?limit=70");
  for (;;) {
    await scheduler.wait(1);
    seen.unshift(...places(at));
    if (at.reachedStart) break;
    at = await page(`?before=${seen[0]}&limit=70`);
  }
  expect(seen).toEqual(range(1, COUNT));
});

test("P50, P51: pages after and around a place, and where they end", async () => {
  expect(places(await page("?after=0&limit=3"))).toEqual([1, 2, 3]);
  const last = await page("?after=440&limit=100");
  expect(places(last)).toEqual(range(441, 450));
  expect(last.reachedEnd).toBe(true);
  expect(places(await page("?around=225&limit=10"))).toEqual(range(220, 229));
  const start = await page("?around=1&limit=10");
  expect(places(start)).toEqual(range(1, 10));
  expect([start.reachedStart, start.reachedEnd]).toEqual([true, false]);
  expect(places(await page("?before=1"))).toEqual([]);
  expect(places(await page("?after=450"))).toEqual([]);
  expect(places(await page("?limit=5000"))).toHaveLength(100);
});

test("I9, P51: cursors that are no place are refused, never a fault", async () => {
  for (const query of [
    "before=-1",
    "before=0",
    "after=-5",
    "before=NaN",
    "around=1e9",
    "limit=0",
    "limit=abc",
    "before=99999999999999999999",
    "after=1.5",
    "before=3&after=4",
    "rev=x",
    "around=",
  ]) {
    const { status, body } = await ada.get<Refusal>(`/channels/${channel.id}/messages?${query}`);
    expect({ query, status, code: body.code }).toEqual({ query, status: 400, code: "invalid" });
  }
});

test("P52, I3, R3: while D1 is behind, a reader who knows more is shown the room's changes laid over the page", async () => {
  const behind = await channelOf([ada]);
  await fill(behind.id, ada, 20);
  const socket = await openChannel(behind.id, ada);
  await env.DB.exec("CREATE TRIGGER stuck BEFORE UPDATE ON messages BEGIN SELECT raise(ABORT, 'stuck'); END");
  await env.DB.exec("CREATE TRIGGER stuck_too BEFORE INSERT ON messages BEGIN SELECT raise(ABORT, 'stuck'); END");
  socket.send({ type: "edit", ref: "e", seq: 5, body: "line five" });
  const { rev } = await socket.next("done");
  await socket.post("line 21");
  const answer = await ada.get<Page>(`/channels/${behind.id}/messages?after=3&limit=100&rev=${rev + 1}`);
  await env.DB.exec("DROP TRIGGER stuck");
  await env.DB.exec("DROP TRIGGER stuck_too");
  expect(places(answer.body)).toEqual(range(4, 21));
  expect(answer.body.messages[1]?.body).toBe("line five");
  expect(answer.body).toMatchObject({ reachedEnd: true, rev: rev + 1 });
});

test("I8: when D1 cannot be reached, history says so in words and with a time to try again", async () => {
  // The room keeps pages that were read lately.
  await putToSleep(channel.id);
  await env.DB.exec("ALTER TABLE messages RENAME TO messages_away");
  const { status, body } = await ada.get<Refusal>(`/channels/${channel.id}/messages?before=100`);
  await env.DB.exec("ALTER TABLE messages_away RENAME TO messages");
  expect(status).toBe(503);
  expect(body).toMatchObject({ code: "unavailable" });
  expect(body.retryAfter).toBeGreaterThan(0);
});

test("R9: history needs a sign-in", async () => {
  expect((await request("GET", `/channels/${channel.id}/messages`)).status).toBe(401);
});

test("R17, R52: a page is read by its key, without a scan, however long the channel is", async () => {
  const { results } = await env.DB.prepare(
    "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE key BETWEEN ? AND ? ORDER BY key",
  )
    .bind(1, 50)
    .all<{ detail: string }>();
  expect(results.map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^SEARCH messages USING INTEGER PRIMARY KEY/u),
  ]);
});
