/** Messages that are posted later. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { Message, Refusal, Scheduled } from "../../protocol/index.ts";
import { instantOf, wallClockAt } from "../../protocol/wall-clock.ts";
import { nextTime } from "../../worker/room/timers/wall-clock.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { putToSleep, resetRoom } from "./support/rooms.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = "Europe/Berlin";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
});

const codeOf = ({ body }: Answer<unknown>) => (body as Refusal).code;
const schedule = (who: Somebody, channel: string, more: Record<string, unknown> = {}) =>
  who.post<{ scheduled: Scheduled }>(`/channels/${channel}/scheduled`, {
    body: "Good morning",
    at: Date.now() + HOUR,
    zone: ZONE,
    ...more,
  });
const listOf = async (who: Somebody) =>
  (await who.get<{ scheduled: Scheduled[] }>(`/workspaces/${classroom.id}/scheduled`)).body.scheduled;
const itemOf = async (who: Somebody, id: string) => (await listOf(who)).find((item) => item.id === id);
const said = async (who: Somebody, channel: string) =>
  (await who.get<{ messages: Message[] }>(`/channels/${channel}/messages`)).body.messages.map(({ body }) => body);
const at = (id: string) => `/workspaces/${classroom.id}/scheduled/${id}`;

/** Lets the item's time come: D1 and the room hold an earlier one. */
async function itIsTime(channel: string, id: string, when = Date.now() - 1000): Promise<void> {
  await env.DB.prepare("update scheduled set at = ?, wall_clock = ? where id = ?")
    .bind(when, wallClockAt(when, ZONE), id)
    .run();
  const stub = env.ROOMS.getByName(channel);
  await runInDurableObject(stub, (_room, state) => {
    state.storage.sql.exec("UPDATE deliveries SET at = ? WHERE id = ?", when, id);
  });
  await evictDurableObject(stub);
}
const ring = (channel: string) => runDurableObjectAlarm(env.ROOMS.getByName(channel));

test("a message is posted at its time, to everybody live, and leaves the list on all my devices", async () => {
  const { id } = await channelOf([ada, bo]);
  const tab = await openWorkspace(classroom.id, ada);
  const { status, body } = await schedule(ada, id);
  expect(status).toBe(201);
  const { scheduled } = body;
  expect(scheduled).toEqual({
    id: scheduled.id,
    channel: id,
    body: "Good morning",
    at: scheduled.at,
    zone: ZONE,
    repeat: null,
  });
  expect((await tab.next("scheduledChanged")).scheduled).toEqual(scheduled);
  expect(await itemOf(ada, scheduled.id)).toEqual(scheduled);
  expect(await itemOf(bo, scheduled.id)).toBeUndefined();
  const reader = await openChannel(id, bo);
  expect(await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => state.storage.getAlarm())).toBe(
    scheduled.at,
  );
  await itIsTime(id, scheduled.id);
  await ring(id);
  expect((await reader.next("changed")).changes).toMatchObject([{ author: ada.id, body: "Good morning" }]);
  expect((await tab.next("scheduledChanged", (event) => event.scheduled === null)).id).toBe(scheduled.id);
  expect(await itemOf(ada, scheduled.id)).toBeUndefined();
});

test("before its time nothing is posted, and an alarm that rings twice posts once", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id)).body;
  await ring(id);
  expect(await said(bo, id)).toEqual([]);
  await itIsTime(id, scheduled.id);
  const row = await env.DB.prepare("select * from scheduled where id = ?")
    .bind(scheduled.id)
    .first<Record<string, unknown>>();
  await ring(id);
  // As if the room had gone down between the post and the list.
  await env.DB.prepare(
    `insert into scheduled (id, channel_no, member_no, body, at, wall_clock, zone, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
    .bind(row!["id"], row!["channel_no"], row!["member_no"], row!["body"], row!["at"], row!["wall_clock"], ZONE, 1)
    .run();
  await runInDurableObject(env.ROOMS.getByName(id), async (_room, state) => {
    state.storage.sql.exec("INSERT INTO deliveries VALUES (?, ?)", scheduled.id, row!["at"] as number);
    await state.storage.setAlarm(Date.now() + DAY);
  });
  await ring(id);
  expect(await said(bo, id)).toEqual(["Good morning"]);
  expect(await itemOf(ada, scheduled.id)).toBeUndefined();
});

test("a room that lost its storage still knows what is due", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id)).body;
  await resetRoom(id);
  const reader = await openChannel(id, bo);
  await reader.next("welcome");
  expect(await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => state.storage.getAlarm())).toBe(
    scheduled.at,
  );
});

test("every Monday at nine stays nine: a repeat moves on by the clock on the wall", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id, { repeat: "weekly" })).body;
  const when = Date.now() - 1000;
  await itIsTime(id, scheduled.id, when);
  await ring(id);
  expect(await said(bo, id)).toEqual(["Good morning"]);
  const next = await itemOf(ada, scheduled.id);
  expect(next).toMatchObject({ repeat: "weekly", zone: ZONE });
  expect(wallClockAt(next!.at, ZONE).slice(11)).toBe(wallClockAt(when, ZONE).slice(11));
  expect(Math.round((next!.at - when) / DAY)).toBe(7);
  await itIsTime(id, scheduled.id, Date.now() - 500);
  await ring(id);
  expect(await said(bo, id)).toEqual(["Good morning", "Good morning"]);
});

test("clocks that are changed: nine o'clock stays nine, a time that is skipped comes after the skip and is back the next day", () => {
  const monday = instantOf("2026-03-23T09:00:00", ZONE);
  expect(new Date(monday).toISOString()).toBe("2026-03-23T08:00:00.000Z");
  const next = nextTime("2026-03-23T09:00:00", ZONE, "weekly", monday);
  expect(new Date(next.at).toISOString()).toBe("2026-03-30T07:00:00.000Z");
  const skipped = nextTime("2026-03-28T02:30:00", ZONE, "daily", instantOf("2026-03-28T02:30:00", ZONE));
  expect(wallClockAt(skipped.at, ZONE)).toBe("2026-03-29T03:30:00");
  expect(wallClockAt(nextTime(skipped.wallClock, ZONE, "daily", skipped.at).at, ZONE)).toBe("2026-03-30T02:30:00");
  // Twice on the day on which they go back: the first counts.
  expect(new Date(instantOf("2026-10-25T02:30:00", ZONE)).toISOString()).toBe("2026-10-25T00:30:00.000Z");
  expect(wallClockAt(Date.UTC(2026, 0, 1), "Pacific/Auckland")).toBe("2026-01-01T13:00:00");
  // What was missed is not made up for.
  const late = nextTime("2026-01-05T09:00:00", ZONE, "weekly", Date.UTC(2026, 5, 3, 12));
  expect(late.wallClock).toBe("2026-06-08T09:00:00");
});

test("a schedule in the past, a year too far, in a zone that does not exist, or of nothing is refused in words", async () => {
  const writer = await classroom.person("student");
  const { id } = await channelOf([writer, bo]);
  const refusals = await Promise.all([
    schedule(writer, id, { at: Date.now() - 1 }),
    schedule(writer, id, { at: Date.now() + 400 * DAY }),
    schedule(writer, id, { zone: "Europe/Atlantis" }),
    schedule(writer, id, { zone: "+02:00" }),
    schedule(writer, id, { repeat: "hourly" }),
    schedule(writer, id, { at: "tomorrow" }),
    schedule(writer, id, { body: "  " }),
  ]);
  expect(refusals.map(codeOf)).toEqual([...Array<string>(6).fill("invalid"), "empty"]);
  const sentences = refusals.map(({ body }) => (body as unknown as Refusal).sentence);
  expect(sentences[0]).toBe("That time has passed.");
  expect(sentences[2]).toBe("There's no time zone with that name.");
  expect(await listOf(writer)).toEqual([]);
});

test("a repeated one that is sent before its time and set back to it is posted once more", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id, { repeat: "weekly" })).body;
  for (const body of ["Sent too early", "Good morning again", "And again"]) {
    await ada.patch(at(scheduled.id), { at: scheduled.at, body });
    expect((await ada.post<{ message: Message }>(`${at(scheduled.id)}/send`)).body.message.body).toBe(body);
    await putToSleep(id);
  }
  expect(await said(bo, id)).toEqual(["Sent too early", "Good morning again", "And again"]);
});

test("an item is changed, taken back and sent now by its author alone", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id)).body;
  for (const answer of [
    await bo.patch(at(scheduled.id), { body: "mine" }),
    await bo.delete(at(scheduled.id)),
    await bo.post(`${at(scheduled.id)}/send`),
  ])
    expect(codeOf(answer)).toBe("not_found");
  const later = scheduled.at + HOUR;
  const changed = await ada.patch<{ scheduled: Scheduled }>(at(scheduled.id), { body: "Good evening", at: later });
  expect(changed.body.scheduled).toEqual({ ...scheduled, body: "Good evening", at: later });
  expect(codeOf(await ada.patch(at(scheduled.id), { at: 1 }))).toBe("invalid");
  const sent = await ada.post<{ message: Message }>(`${at(scheduled.id)}/send`);
  expect(sent.body.message).toMatchObject({ author: ada.id, body: "Good evening" });
  expect(codeOf(await ada.post(`${at(scheduled.id)}/send`))).toBe("not_found");
  const other = (await schedule(ada, id)).body.scheduled;
  expect((await ada.delete(at(other.id))).status).toBe(204);
  await ring(id);
  expect(await said(bo, id)).toEqual(["Good evening"]);
});

test("the same item twice is one, and the id of somebody else's item is taken", async () => {
  const { id } = await channelOf([ada, bo]);
  const mine = uuidv7();
  const [first, second] = [await schedule(ada, id, { id: mine }), await schedule(ada, id, { id: mine, body: "again" })];
  expect(second.body.scheduled).toEqual(first.body.scheduled);
  expect((await schedule(bo, id, { id: mine })).status).toBe(409);
  await ada.delete(at(mine));
});

test("who may not write at that time is told why, keeps the words, and can send them once they may", async () => {
  const { id } = await channelOf([ada, bo]);
  const tab = await openWorkspace(classroom.id, ada);
  const { scheduled } = (await schedule(ada, id)).body;
  await env.DB.prepare("update members set muted_until = ? where no = ?")
    .bind(Date.now() + DAY, ada.no)
    .run();
  expect(codeOf(await schedule(ada, id))).toBe("muted");
  await itIsTime(id, scheduled.id);
  await ring(id);
  const { scheduled: told } = await tab.next("scheduledChanged", (event) => event.scheduled?.refusal !== undefined);
  expect(told).toMatchObject({ body: "Good morning", refusal: { code: "muted" } });
  expect((await itemOf(ada, scheduled.id))?.refusal?.code).toBe("muted");
  expect(await said(bo, id)).toEqual([]);
  await env.DB.prepare("update members set muted_until = null where no = ?").bind(ada.no).run();
  expect((await ada.post(`${at(scheduled.id)}/send`)).status).toBe(200);
  expect(await itemOf(ada, scheduled.id)).toBeUndefined();
});

test("I5: who was removed from the channel posts nothing there, sees why, and can still take the item back", async () => {
  const teacher = await classroom.person("teacher");
  const { id } = await channelOf([teacher, ada], { kind: "public" });
  expect(codeOf(await schedule(bo, id))).toBe("forbidden");
  const { scheduled } = (await schedule(ada, id)).body;
  await teacher.delete(`/channels/${id}/members/${ada.id}`);
  await itIsTime(id, scheduled.id);
  await ring(id);
  expect((await itemOf(ada, scheduled.id))?.refusal?.sentence).toBe("You aren't in this channel any more.");
  expect(codeOf(await ada.post(`${at(scheduled.id)}/send`))).toBe("forbidden");
  expect(await said(teacher, id)).toEqual([]);
  expect((await ada.delete(at(scheduled.id))).status).toBe(204);
  expect(await itemOf(ada, scheduled.id)).toBeUndefined();
});

test("I8: with D1 away at its time a message waits, and is posted once D1 is back", async () => {
  const { id } = await channelOf([ada, bo]);
  const { scheduled } = (await schedule(ada, id)).body;
  await itIsTime(id, scheduled.id);
  await env.DB.exec("ALTER TABLE scheduled RENAME TO scheduled_away");
  await ring(id);
  await env.DB.exec("ALTER TABLE scheduled_away RENAME TO scheduled");
  expect(await said(bo, id)).toEqual([]);
  const next = await runInDurableObject(env.ROOMS.getByName(id), (_room, state) => state.storage.getAlarm());
  expect(next).toBeLessThan(Date.now() + 60_000);
  await itIsTime(id, scheduled.id);
  await ring(id);
  expect(await said(bo, id)).toEqual(["Good morning"]);
  expect(await itemOf(ada, scheduled.id)).toBeUndefined();
});

test("an archived channel takes no scheduled message", async () => {
  const teacher = await classroom.person("teacher");
  const { id } = await channelOf([teacher, ada], { kind: "public" });
  const { scheduled } = (await schedule(ada, id)).body;
  await teacher.post(`/channels/${id}/archive`);
  await itIsTime(id, scheduled.id);
  await ring(id);
  expect((await itemOf(ada, scheduled.id))?.refusal?.code).toBe("archived");
  await ada.delete(at(scheduled.id));
});

test("fifty may wait, in threads as well as in channels; the next one is refused", async () => {
  const writer = await classroom.person("student");
  const { id } = await channelOf([writer, bo]);
  await fill(id, bo, 1);
  const thread = (await writer.post<{ channel: { id: string } }>(`/channels/${id}/messages/1/thread`)).body.channel.id;
  const first = (await schedule(writer, thread, { body: "in the thread" })).body.scheduled;
  for (let i = 1; i < 50; i++) expect((await schedule(writer, id)).status).toBe(201);
  expect(codeOf(await schedule(writer, id))).toBe("too_many");
  expect((await schedule(writer, thread, { id: first.id })).status).toBe(201);
  await itIsTime(thread, first.id);
  await ring(thread);
  expect(await said(bo, thread)).toEqual(["in the thread"]);
});
