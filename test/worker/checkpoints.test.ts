/** The contents of a course: checkpoints over all channels that somebody is in, and of no other. */
import { beforeEach, expect, test } from "vitest";
import type { Checkpoint, Message } from "../../protocol/index.ts";
import { storedIn, channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  student = await classroom.person("student");
});

const listed = async (who: Somebody) =>
  (await who.get<{ checkpoints: Checkpoint[] }>(`/workspaces/${classroom.id}/checkpoints`)).body.checkpoints;
async function mark(channel: { id: string }, name: string): Promise<number> {
  const path = `/channels/${channel.id}/messages`;
  const { seq } = (await teacher.post<{ message: Message }>(path, { body: "Welcome" })).body.message;
  await act(channel, seq, name);
  return seq;
}
const act = (channel: { id: string }, seq: number, name: string | null) =>
  teacher.post(`/channels/${channel.id}/messages/${seq}/acts`, { act: { type: "checkpoint", name } });
/** What the room committed is in D1 a moment later. */
async function until(who: Somebody, names: string[]): Promise<Checkpoint[]> {
  for (;;) {
    const found = await listed(who);
    if (found.map(({ name }) => name).join() === names.join()) return found;
    await storedIn("");
  }
}

test("[I5] are listed with their names, newest first, from the channels that one is in, and from no other", async () => {
  const lectures = await channelOf([teacher, student], { kind: "public" });
  const labs = await channelOf([teacher, student]);
  const staff = await channelOf([teacher]);
  const first = await mark(lectures, "Lecture 1");
  await mark(staff, "What comes in the exam");
  await mark(labs, "Lab 1");
  const found = await until(student, ["Lab 1", "Lecture 1"]);
  expect(found[1]).toMatchObject({ channel: lectures.id, seq: first, name: "Lecture 1" });
  expect((await until(teacher, ["Lab 1", "What comes in the exam", "Lecture 1"])).length).toBe(3);
  const outsider = await (await openClassroom()).person("owner");
  expect((await outsider.get(`/workspaces/${classroom.id}/checkpoints`)).status).toBe(404);
});

test("[I7] go when their name or their message goes", async () => {
  const channel = await channelOf([teacher, student], { kind: "public" });
  const [one, two] = [await mark(channel, "Lecture 1"), await mark(channel, "Lecture 2")];
  await until(student, ["Lecture 2", "Lecture 1"]);
  await act(channel, one, null);
  await until(student, ["Lecture 2"]);
  await teacher.delete(`/channels/${channel.id}/messages/${two}`);
  await until(student, []);
});
