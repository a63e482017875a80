/** What a room's alarm costs: each time that it is set is a row written, and one that rings for nothing is a request as well. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Scheduled } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { findMessagesIn } from "./support/stored.ts";

const room = (channel: string) => env.ROOMS.getByName(channel);
/** A scheduled message of ada's whose time has come, in a room that sleeps. */
async function due(): Promise<{ id: string; no: number }> {
  const classroom = await openClassroom();
  const ada = await classroom.person("student");
  const channel = await channelOf([ada]);
  const at = Date.now() + 3_600_000;
  const { body } = await ada.post<{ scheduled: Scheduled }>(`/channels/${channel.id}/scheduled`, {
    ...{ body: "Good morning", at, zone: "Europe/Berlin" },
  });
  const now = Date.now() - 1_000;
  await env.DB.prepare("update scheduled set at = ? where id = ?").bind(now, body.scheduled.id).run();
  await runInDurableObject(room(channel.id), (_room, { storage }) => {
    storage.sql.exec("UPDATE deliveries SET at = ?", now);
  });
  await evictDurableObject(room(channel.id));
  return channel;
}
const alarmOf = (channel: string) => runInDurableObject(room(channel), (_room, { storage }) => storage.getAlarm());

test("I10: a scheduled message that is posted and carried into the history leaves no alarm behind", async () => {
  const channel = await due();
  expect(await runDurableObjectAlarm(room(channel.id))).toBe(true);
  expect(await findMessagesIn(channel.no)).toMatchObject([{ seq: 1, body: "Good morning" }]);
  expect(await alarmOf(channel.id)).toBeNull();
});

test("I1: one that D1 does not take is rung for again, and carried then", async () => {
  const channel = await due();
  await env.DB.prepare(
    `create trigger no_history before insert on messages when new.key / 4294967296 = ${channel.no} begin select raise(abort, 'away'); end`,
  ).run();
  await runDurableObjectAlarm(room(channel.id));
  expect(await findMessagesIn(channel.no)).toEqual([]);
  expect(await alarmOf(channel.id)).toBeGreaterThan(Date.now());
  await env.DB.prepare("drop trigger no_history").run();
  await evictDurableObject(room(channel.id));
  await runDurableObjectAlarm(room(channel.id));
  expect(await findMessagesIn(channel.no)).toMatchObject([{ seq: 1, body: "Good morning" }]);
});
