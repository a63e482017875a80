/** Who was cut and comes back: what the room still knows of them spares the look-up, and spares nothing else. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { ChannelEvent } from "../../protocol/index.ts";
import { RowCounters } from "../support/row-counters.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { type LiveSocket, openChannel, upgrade } from "./support/live-socket.ts";
import { ageLeases, putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let id: string;
let no: number;
let stays: LiveSocket;
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  student = await classroom.person("student");
  ({ id, no } = await channelOf([teacher, student]));
  stays = await openChannel(id, teacher);
});

const path = (rev: number) => `/channels/${id}/socket?rev=${rev}`;
/** The student was here, and is cut off; the room has noticed. */
async function cutOff(): Promise<void> {
  const socket = await openChannel(id, student);
  await socket.next("welcome");
  socket.close();
  const isNoticed = () =>
    runInDurableObject(
      env.ROOMS.getByName(id),
      (_room, state) => state.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN).length === 1,
    );
  while (!(await isNoticed())) await scheduler.wait(1);
}
async function refusedWith(): Promise<string> {
  const answer = await upgrade(path(0), student);
  expect(answer.webSocket).toBeNull();
  return (await answer.json<{ code: string }>()).code;
}
/** What D1 is asked from here on. */
function readings(): { rows(): number } {
  const counters = new RowCounters();
  counters.watchD1(env.DB);
  counters.take();
  return { rows: () => counters.take().d1Read };
}

test("I10: who was cut off comes back, caught up and live, without a row read in D1", async () => {
  await cutOff();
  await stays.post("meanwhile");
  const d1 = readings();
  const back = await openChannel(id, student, 0);
  const resumed: Extract<ChannelEvent, { type: "resumed" }> = await back.next("resumed");
  const read = d1.rows();
  expect(resumed.changes.map(({ body }) => body)).toEqual(["meanwhile"]);
  await stays.post("now");
  await back.next("changed", ({ changes }) => changes[0]?.body === "now");
  await back.post("and I");
  await stays.next("changed", ({ changes }) => changes[0]?.body === "and I");
  expect(read).toBe(0);
});

test("I10: so does who comes back before the room has noticed that they went", async () => {
  await (await openChannel(id, student)).next("welcome");
  await stays.post("meanwhile");
  const d1 = readings();
  const back = await openChannel(id, student, 0);
  await back.next("resumed");
  expect(d1.rows()).toBe(0);
});

test("after the room slept, who comes back to an open socket is known by it, and everybody else is looked up", async () => {
  await cutOff();
  await putToSleep(id);
  const back = await openChannel(id, student, 0);
  await back.next("resumed");
  await putToSleep(id);
  const again = await openChannel(id, student, 0);
  await again.next("resumed");
  await again.post("still me");
});

test("I6: who signed out everywhere does not come back by what the room remembers", async () => {
  await cutOff();
  expect((await student.delete("/account/devices")).status).toBeLessThan(300);
  expect(await refusedWith()).toBe("not_signed_in");
});

test("I6: who signed out everywhere with the socket open does not come back while it closes", async () => {
  const socket = await openChannel(id, student);
  await socket.next("welcome");
  expect((await student.delete("/account/devices")).status).toBeLessThan(300);
  expect(await refusedWith()).toBe("not_signed_in");
  await socket.whenClosed();
  expect(await refusedWith()).toBe("not_signed_in");
});

test("I5, I6: who was taken out of the channel while they were away finds it gone", async () => {
  await cutOff();
  expect((await teacher.delete(`/channels/${id}/members/${student.id}`)).status).toBe(204);
  expect(await refusedWith()).toBe("not_found");
});

test("I5, I6: who was taken out with the socket open does not come back while it closes, nor after a sleep", async () => {
  const socket = await openChannel(id, student);
  await socket.next("welcome");
  expect((await teacher.delete(`/channels/${id}/members/${student.id}`)).status).toBe(204);
  expect(await refusedWith()).toBe("not_found");
  await socket.whenClosed();
  await putToSleep(id);
  expect(await refusedWith()).toBe("not_found");
});

test("I6: a notice that was lost is mended by the lease, also for those who come back", async () => {
  await (await openChannel(id, student)).next("welcome");
  await ageLeases(id);
  await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, student.no).run();
  expect(await refusedWith()).toBe("not_found");
});

test("a channel that was archived meanwhile is read by those who come back, and not written", async () => {
  await cutOff();
  expect((await teacher.post(`/channels/${id}/archive`)).status).toBeLessThan(300);
  const back = await openChannel(id, student, 0);
  await expect(back.post("too late")).rejects.toThrow("archived");
});

test("I6: a role that changed meanwhile is the one that counts", async () => {
  await cutOff();
  const d1 = readings();
  expect((await teacher.patch(`/workspaces/${classroom.id}/members/${student.id}`, { role: "ta" })).status).toBe(200);
  d1.rows();
  const back = await openChannel(id, student, 0);
  await back.next("resumed");
  // Looked up again.
  expect(d1.rows()).toBeGreaterThan(0);
});

test("I5: somebody else's being here opens no door: a stranger with a rev hears that there is nothing", async () => {
  await cutOff();
  const stranger = await classroom.person("student");
  const answer = await upgrade(path(0), stranger);
  expect(answer.status).toBe(404);
});
