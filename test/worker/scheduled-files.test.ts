/** Messages with files that are posted later: the files wait as long as the message does, and go with it. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test, vi } from "vitest";
import type { Message, Refusal, Scheduled } from "../../protocol/index.ts";
import { FILE_TICKET_MS } from "../../protocol/limits.ts";
import { sweepNowAndThen } from "../../worker/file-sweep.ts";
import { openDb } from "../../worker/store/db.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { keysIn, read, upload, usedBytes } from "./support/files.ts";
import { PNG } from "./support/pictures.ts";

const HOUR = 3_600_000;
let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let channel: string;

beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo] = await Promise.all([classroom.person("student"), classroom.person("student")]);
  channel = (await channelOf([ada, bo])).id;
});

/** Uploaded, and to be posted in an hour. */
async function schedule(more: object = {}, by = ada) {
  const { body, message } = await upload(ada, channel, PNG);
  const files = [{ ticket: body.ticket, name: "plan.png", alt: "The plan" }];
  const asked = { id: message, body: "For Monday", at: Date.now() + HOUR, zone: "Europe/Berlin", files, ...more };
  return by.post<{ scheduled: Scheduled } & Refusal>(`/channels/${channel}/scheduled`, asked);
}
const at = (id: string) => `/workspaces/${classroom.id}/scheduled/${id}`;
const messages = async () => (await bo.get<{ messages: Message[] }>(`/channels/${channel}/messages`)).body.messages;

/** Its time comes. */
async function ring(id: string): Promise<void> {
  const when = Date.now() - 1_000;
  await env.DB.prepare("update scheduled set at = ? where id = ?").bind(when, id).run();
  const room = env.ROOMS.getByName(channel);
  await runInDurableObject(room, (_room, { storage }) => {
    storage.sql.exec("UPDATE deliveries SET at = ? WHERE id = ?", when, id);
  });
  await evictDurableObject(room);
  await runDurableObjectAlarm(room);
}
/** Long after the last ticket ended. */
async function sweep(): Promise<void> {
  await env.DB.prepare("update workspaces set meta = json_remove(meta, '$.files.sweptAt') where no = ?")
    .bind(classroom.no)
    .run();
  const place = { no: classroom.no, id: classroom.id };
  const now = Date.now() + FILE_TICKET_MS + 48 * HOUR;
  await sweepNowAndThen(env, openDb(env.DB), place, { left: 0, sweptAt: 0, sweptTo: 0 }, now);
}

test("it goes out with its files at its time, however long they waited, and they are the message's from then on", async () => {
  const { status, body } = await schedule();
  expect([status, body.scheduled.files]).toMatchObject([
    201,
    [{ name: "plan.png", alt: "The plan", type: "image/png" }],
  ]);
  const [file] = body.scheduled.files!;
  await sweep();
  expect(await keysIn(classroom.id)).toEqual([file!.id]);
  await ring(body.scheduled.id);
  const [message] = await messages();
  expect(message).toMatchObject({ author: ada.id, body: "For Monday", meta: { files: [file] } });
  await sweep();
  expect((await read(bo, channel, message!.seq, file!.id!)).status).toBe(200);
  await ada.delete(`/channels/${channel}/messages/${message!.seq}`);
  await vi.waitFor(async () => expect(await keysIn(classroom.id)).toEqual([]));
});

test("it is sent now with its files, and its words can be changed before", async () => {
  const { id } = (await schedule()).body.scheduled;
  const changed = await ada.patch<{ scheduled: Scheduled }>(at(id), { body: "For Tuesday" });
  expect(changed.body.scheduled.files).toHaveLength(1);
  const { message } = (await ada.post<{ message: Message }>(`${at(id)}/send`)).body;
  expect(message).toMatchObject({ body: "For Tuesday", meta: { files: [{ name: "plan.png" }] } });
});

test("taken back, its bytes go and the class has their room again", async () => {
  const { id } = (await schedule()).body.scheduled;
  expect(await usedBytes(classroom.no)).toBe(PNG.byteLength);
  expect((await ada.delete(at(id))).status).toBe(204);
  expect(await keysIn(classroom.id)).toEqual([]);
  expect(await usedBytes(classroom.no)).toBe(0);
});

test("who posted the same files in the meantime and takes the later one back loses nothing of what was said", async () => {
  const { body, message: id } = await upload(ada, channel, PNG);
  const files = [{ ticket: body.ticket, name: "plan.png" }];
  await ada.post(`/channels/${channel}/scheduled`, { id, body: "Later", at: Date.now() + HOUR, zone: "UTC", files });
  await ada.post(`/channels/${channel}/messages`, { id, body: "Now", files });
  await ada.delete(at(id));
  const [message] = await messages();
  expect((await read(bo, channel, message!.seq, message!.meta!.files![0]!.id!)).status).toBe(200);
  expect(await usedBytes(classroom.no)).toBe(PNG.byteLength);
});

test("it goes out once: with files nothing is repeated, from the start or later", async () => {
  expect((await schedule({ repeat: "weekly" })).body).toMatchObject({
    code: "invalid",
    field: "repeat",
    reason: "files_once",
  });
  const { id } = (await schedule()).body.scheduled;
  expect((await ada.patch<Refusal>(at(id), { repeat: "daily" })).body.reason).toBe("files_once");
});

test("nobody schedules what another one uploaded, or what was for another message", async () => {
  expect((await schedule({}, bo)).body).toMatchObject({ code: "invalid", reason: "file_ticket" });
  const other = (await upload(ada, channel, PNG)).message;
  expect((await schedule({ id: other })).body).toMatchObject({ code: "invalid", reason: "file_ticket" });
  expect((await ada.get<{ scheduled: [] }>(`/workspaces/${classroom.id}/scheduled`)).body.scheduled).toEqual([]);
});
