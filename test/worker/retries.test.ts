/** What is tried again when it failed: at growing distance, with a line, and to an end that is told, or for ever where giving up would lose something. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Message, Scheduled } from "../../protocol/index.ts";
import type { ChannelFacts, SocketIdentity } from "../../worker/room/contract.ts";
import { backOff, TRIES_MAX } from "../../worker/room/followers/back-off.ts";
import type { RoomLog } from "../../worker/room/log/room-log.ts";
import { ThreadCopies } from "../../worker/room/followers/thread-copies.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { D1WithFaults } from "./support/d1-with-faults.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

const HOUR = 3_600_000;

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let d1: D1WithFaults;
let said: { what: string; code: string; tries?: number; againMs?: number; item?: string | number }[];

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
});
beforeEach(() => {
  d1 = D1WithFaults.over(env.DB);
  said = [];
  const write = (line: string) => void said.push(JSON.parse(line) as (typeof said)[number]);
  vi.spyOn(console, "error").mockImplementation(write);
  vi.spyOn(console, "info").mockImplementation(write);
});
afterEach(() => {
  d1.restore();
  vi.restoreAllMocks();
});

const room = (channel: string) => env.ROOMS.getByName(channel);
const linesOf = (what: string) => said.filter((line) => line.what === what);
const ring = (channel: string) => runDurableObjectAlarm(room(channel));
const messagesIn = async (channel: string) =>
  (await bo.get<{ messages: Message[] }>(`/channels/${channel}/messages`)).body.messages.map(({ body }) => body);

async function scheduleIn(channel: string, more: Record<string, unknown> = {}): Promise<Scheduled> {
  const wanted = { body: "Good morning", at: Date.now() + HOUR, zone: "Europe/Berlin", ...more };
  return (await ada.post<{ scheduled: Scheduled }>(`/channels/${channel}/scheduled`, wanted)).body.scheduled;
}
const itemOf = async (id: string) =>
  (await ada.get<{ scheduled: Scheduled[] }>(`/workspaces/${classroom.id}/scheduled`)).body.scheduled.find(
    (item) => item.id === id,
  );
const sendNow = (id: string) => ada.post(`/workspaces/${classroom.id}/scheduled/${id}/send`);

/** Its time came, in the list and in the room. */
async function isDue(channel: string, id: string): Promise<void> {
  const at = Date.now() - 1_000;
  await env.DB.prepare("update scheduled set at = ?, wall_clock = '2026-01-01T00:00:00' where id = ?")
    .bind(at, id)
    .run();
  await itIsTimeAgain(channel, id);
}
/** The time came at which the room tries again. */
const itIsTimeAgain = (channel: string, id: string) =>
  runInDurableObject(room(channel), (_room, state) => {
    state.storage.sql.exec("UPDATE deliveries SET at = ? WHERE id = ?", Date.now() - 1, id);
  });
const triesAgainIn = (channel: string, id: string) =>
  runInDurableObject(room(channel), (_room, state) => {
    const [row] = state.storage.sql.exec<{ at: number }>("SELECT at FROM deliveries WHERE id = ?", id);
    return row ? row.at - Date.now() : null;
  });
const asleep = (channel: string) => evictDurableObject(room(channel));

const OF_DUE = /from "scheduled" inner join "channels".*inner join "workspaces"/su;

test("I8: a scheduled message that cannot be posted three times is tried at growing distance, each time with a line, and then posted once", async () => {
  const { id } = await channelOf([ada, bo]);
  const item = await scheduleIn(id);
  await isDue(id, item.id);
  const away = d1.fail(OF_DUE, { times: 3 });
  const waits: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    await ring(id);
    waits.push(Math.round((await triesAgainIn(id, item.id))! / 1_000));
    // A sleep does not begin the count anew.
    await asleep(id);
    await itIsTimeAgain(id, item.id);
  }
  expect(away.calls).toHaveLength(3);
  expect(waits).toEqual([30, 60, 120]);
  expect(linesOf("scheduled").map(({ code, tries, againMs }) => [code, tries, againMs])).toEqual([
    ["database", 1, 30_000],
    ["database", 2, 60_000],
    ["database", 3, 120_000],
  ]);
  await ring(id);
  expect(await messagesIn(id)).toEqual(["Good morning"]);
  expect(await itemOf(item.id)).toBeUndefined();
});

test("I9: a posting that always throws ends after eight tries: its author is told live and in the list, and sends it by hand", async () => {
  const { id } = await channelOf([ada, bo]);
  const tab = await openWorkspace(classroom.id, ada);
  const item = await scheduleIn(id);
  await isDue(id, item.id);
  // Where its author stands cannot be read; the list can be written.
  const away = d1.fail(/from "channels".*left join "memberships"/su);
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    expect((await itemOf(item.id))?.refusal, `after ${tries - 1} tries`).toBeUndefined();
    await ring(id);
    await itIsTimeAgain(id, item.id);
  }
  expect(away.calls.length).toBeGreaterThanOrEqual(TRIES_MAX);
  const { scheduled } = await tab.next("scheduledChanged", (event) => event.scheduled?.refusal !== undefined);
  expect(scheduled).toMatchObject({ body: "Good morning", refusal: { code: "not_sent" } });
  expect((await itemOf(item.id))?.refusal?.sentence).toMatch(/^This couldn't be sent at its time/u);
  expect(linesOf("scheduled")).toHaveLength(TRIES_MAX);
  // It is over: the room asks for nothing more.
  expect(await triesAgainIn(id, item.id)).toBeNull();
  const asked = d1.calls.length;
  await ring(id);
  expect(d1.asked(OF_DUE).length).toBe(
    d1.calls.slice(0, asked).filter(({ statements }) => statements.some(({ sql }) => OF_DUE.test(sql))).length,
  );
  away.end();
  expect((await sendNow(item.id)).status).toBe(200);
  expect(await messagesIn(id)).toEqual(["Good morning"]);
  expect(await itemOf(item.id)).toBeUndefined();
});

test("I8: with D1 away for longer than it is tried, its author is told when D1 is back, and nothing is posted late in silence", async () => {
  const { id } = await channelOf([ada, bo]);
  const item = await scheduleIn(id);
  await isDue(id, item.id);
  const away = d1.fail(/scheduled/u);
  for (let tries = 1; tries <= TRIES_MAX + 2; tries += 1) {
    await ring(id);
    await itIsTimeAgain(id, item.id);
  }
  expect(linesOf("scheduledGivenUp").length).toBeGreaterThanOrEqual(2);
  expect(Math.max(...linesOf("scheduledGivenUp").map(({ againMs }) => againMs ?? 0))).toBe(30 * 60_000);
  away.end();
  await ring(id);
  expect((await itemOf(item.id))?.refusal?.code).toBe("not_sent");
  expect(await messagesIn(id)).toEqual([]);
});

test("I2 I9: what was posted is never said to be unsent, however long the list cannot be written", async () => {
  const { id } = await channelOf([ada, bo]);
  const item = await scheduleIn(id);
  await isDue(id, item.id);
  const away = d1.fail(/^(delete from|update) "scheduled"/u);
  for (let tries = 1; tries <= TRIES_MAX + 2; tries += 1) {
    await ring(id);
    await itIsTimeAgain(id, item.id);
  }
  expect(await messagesIn(id)).toEqual(["Good morning"]);
  expect((await itemOf(item.id))?.refusal).toBeUndefined();
  expect(await triesAgainIn(id, item.id)).not.toBeNull();
  away.end();
  await ring(id);
  expect(await messagesIn(id)).toEqual(["Good morning"]);
  expect(await itemOf(item.id)).toBeUndefined();
});

test("I9: another time that its author chooses begins the tries anew", async () => {
  const { id } = await channelOf([ada, bo]);
  const item = await scheduleIn(id);
  await isDue(id, item.id);
  const away = d1.fail(OF_DUE, { times: 2 });
  await ring(id);
  await itIsTimeAgain(id, item.id);
  await ring(id);
  away.end();
  await ada.patch(`/workspaces/${classroom.id}/scheduled/${item.id}`, { at: Date.now() + HOUR });
  await isDue(id, item.id);
  d1.fail(OF_DUE, { times: 1 });
  await ring(id);
  expect(linesOf("scheduled").map(({ tries }) => tries)).toEqual([1, 2, 1]);
});

test("the distance between tries doubles from half a minute to half an hour, and eight of them take about an hour", () => {
  const waits = Array.from({ length: TRIES_MAX - 1 }, (_, i) => backOff(i + 1) / 1_000);
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_800]);
  expect(backOff(1e9)).toBe(1_800_000);
});

test("I8: an alarm in which something fails does the rest, never throws, and is set again", async () => {
  const { id } = await channelOf([ada, bo]);
  await openChannel(id, bo);
  await fill(id, ada, 1);
  const item = await scheduleIn(id, { body: "On time" });
  await isDue(id, item.id);
  // A poll whose message is not in the room any more, and cannot be read.
  await runInDurableObject(room(id), (_room, state) => {
    state.storage.sql.exec("CREATE TABLE IF NOT EXISTS polls_due (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL)");
    state.storage.sql.exec("INSERT INTO polls_due VALUES (?, ?)", 1_000_000, Date.now() - 1);
  });
  await asleep(id);
  await itIsTimeAgain(id, item.id);
  const away = d1.fail("SELECT * FROM messages WHERE key = ?");
  await ring(id);
  expect(await messagesIn(id)).toContain("On time");
  const next = await runInDurableObject(room(id), (_room, state) => state.storage.getAlarm());
  expect(next).not.toBeNull();
  expect(away.calls).toHaveLength(1);
  expect(linesOf("closePolls")).toMatchObject([{ code: "database", tries: 1 }]);
  // Not at once again: that would be a loop.
  const polls = await runInDurableObject(room(id), (_room, state) =>
    state.storage.sql.exec<{ at: number }>("SELECT at FROM polls_due").one(),
  );
  expect(polls.at - Date.now()).toBeGreaterThan(20_000);
});

/** A thread whose channel's room cannot be reached; `given` hears which replies say that they stay in the thread. */
async function copiesAway(
  work: (copies: ThreadCopies, given: number[], reach: (on: boolean) => void) => Promise<void>,
) {
  const { id } = await channelOf([ada, bo]);
  await runInDurableObject(room(id), async (_room, state) => {
    let isReached = false;
    const given: number[] = [];
    const takeCopy = () => (isReached ? Promise.resolve(null) : Promise.reject(new Error("Network connection lost.")));
    const log = { at: (seq: number) => ({ id: uuidv7(), author: ada.id, body: "both", seq }) } as unknown as RoomLog;
    const rooms = { getByName: () => ({ takeCopy }) } as unknown as Env["ROOMS"];
    const copies = new ThreadCopies(state.storage.sql, log, rooms, {
      fetch: () => Promise.resolve(undefined),
      notTaken: async (seq) => void given.push(seq),
    });
    await work(copies, given, (on) => (isReached = on));
  });
}
const THREAD = { channelId: "thread", thread: { parent: { channelId: "parent" }, seq: 1 } } as unknown as ChannelFacts;
const WHO = { member: "m" } as unknown as SocketIdentity;

test("I8: a reply whose channel cannot be reached is tried eight times at growing distance, and then says that it stays in the thread", async () => {
  const clock = vi.spyOn(Date, "now");
  let now = Date.UTC(2026, 0, 1);
  clock.mockImplementation(() => now);
  const waits: number[] = [];
  await copiesAway(async (copies, given) => {
    copies.add(7, WHO);
    for (let tries = 1; tries < TRIES_MAX; tries += 1) {
      await copies.run(THREAD);
      expect(given, `after ${tries} tries`).toEqual([]);
      waits.push((copies.next! - now) / 1_000);
      // Nothing is tried before its time.
      const lines = said.length;
      now = copies.next! - 1;
      await copies.run(THREAD);
      expect(said.length).toBe(lines);
      now += 1;
    }
    await copies.run(THREAD);
    expect(given).toEqual([7]);
    expect(copies.next).toBeNull();
    expect(linesOf("threadCopyGivenUp")).toMatchObject([{ item: 7, tries: TRIES_MAX }]);
    expect(await copies.run(THREAD)).toBe(true);
  });
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_800]);
});

test("I7: what follows an edit or a delete is never given up, says so by lines, and says when it is over", async () => {
  const clock = vi.spyOn(Date, "now");
  let now = Date.UTC(2026, 0, 1);
  clock.mockImplementation(() => now);
  await copiesAway(async (copies, given, reach) => {
    copies.add(7, null);
    for (let tries = 1; tries <= 3 * TRIES_MAX; tries += 1) {
      await copies.run(THREAD);
      expect(copies.next! - now).toBeLessThanOrEqual(30 * 60_000);
      now = copies.next!;
    }
    expect(given).toEqual([]);
    expect(linesOf("threadCopies").length).toBeGreaterThan(TRIES_MAX);
    reach(true);
    await copies.run(THREAD);
    expect(copies.next).toBeNull();
    expect(linesOf("threadCopies").at(-1)).toMatchObject({ code: "over", tries: 3 * TRIES_MAX });
  });
});
