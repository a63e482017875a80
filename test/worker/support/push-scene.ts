/** Two people of a class in a channel, and what a test of Web Push does with them; a new channel for each test. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import type { Message, PushPayload } from "../../../protocol/index.ts";
import { channelOf } from "./channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./classroom.ts";
import { came } from "./push-service.ts";

export type Told = Extract<PushPayload, { type: "message" }>;

export let classroom: Classroom;
export let ada: Somebody;
export let kofi: Somebody;
export let channel: { id: string; no: number };
export let name = "";
export let made = 0;
/** How far the clock was put forward, ms. */
let ahead = 0;

/** Called once in a file of tests. */
export function openPushScene(): void {
  beforeAll(async () => {
    classroom = await openClassroom();
  });
  beforeEach(async () => {
    made += 1;
    ahead = 0;
    const clock = Date.now.bind(Date);
    vi.spyOn(Date, "now").mockImplementation(() => clock() + ahead);
    [ada, kofi] = await Promise.all([
      classroom.person("student", { handle: `ada${made}` }),
      classroom.person("student", { handle: `kofi${made}` }),
    ]);
    channel = await channelOf([ada, kofi], { kind: "private" });
    name = `push-${Date.now()}-${made}`;
  });
  afterEach(() => void vi.restoreAllMocks());
}
/** Other people from here on. */
export async function talkAmong(people: Somebody[]): Promise<void> {
  channel = await channelOf(people, { kind: "private" });
}

export async function say(who: Somebody, body: string, place = channel.id): Promise<Message> {
  const told = await who.post<{ message: Message }>(`/channels/${place}/messages`, { body });
  expect(told.status, JSON.stringify(told.body)).toBe(201);
  return told.body.message;
}
export async function direct(one: Somebody, other: Somebody): Promise<string> {
  const told = await one.post<{ channel: { id: string } }>(`/workspaces/${classroom.id}/direct`, { member: other.id });
  return told.body.channel.id;
}
export const mine = (who: Somebody, changes: object, place = channel.id) => who.patch(`/channels/${place}/me`, changes);
export const toldOf = async (at: string, count = 1) => (await came(at, count)).map(({ payload }) => payload as Told);
const room = (id = channel.id) => env.ROOMS.getByName(id);
/** The room rings, and what it sent has come to its end. */
export async function ring(id = channel.id): Promise<void> {
  await runDurableObjectAlarm(room(id));
}
/** Seconds pass, and what was held for them goes out. */
export async function held(id = channel.id): Promise<void> {
  ahead += 4_000;
  await ring(id);
}
/** What waits for a push service is due. */
export const hurry = (id = channel.id) =>
  runInDurableObject(room(id), (_object, { storage }) => {
    storage.sql.exec(`UPDATE push_queue SET next_at = next_at - 3600000`);
  });
export const queued = (id = channel.id) =>
  runInDurableObject(room(id), (_object, { storage }) =>
    storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'push_queue'`).toArray().length === 0
      ? []
      : storage.sql.exec<{ tries: number; next_at: number }>(`SELECT tries, next_at FROM push_queue`).toArray(),
  );
