import { beforeEach, expect, test } from "vitest";
import * as v from "valibot";
import { MyChannelSchema, type MyChannel } from "../../protocol/index.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
let cleo: Somebody;
let dan: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [anna, ben, cleo, dan] = [
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
});
const group = (who: Somebody, others: Somebody[], name?: string) =>
  who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/groups`, {
    members: others.map(({ id }) => id),
    ...(name !== undefined && { name }),
  });
const made = async (who: Somebody, others: Somebody[], name?: string) => (await group(who, others, name)).body.channel;
const add = (who: Somebody, channel: MyChannel, people: Somebody[]) =>
  who.post(`/channels/${channel.id}/members`, { members: people.map(({ id }) => id) });

test("R31, R144: a group of three talks among itself, and all of it hear that it is there", async () => {
  const tab = await openWorkspace(classroom.id, ben);
  const answer = await group(anna, [ben, cleo], "Project 3");
  expect(answer.status).toBe(201);
  const { channel } = answer.body;
  expect(v.parse(MyChannelSchema, channel)).toEqual(channel);
  expect(channel).toMatchObject({ kind: "group", name: "Project 3", createdBy: anna.id });
  expect(new Set(channel.members)).toEqual(new Set([anna.id, ben.id, cleo.id]));
  expect((await tab.next("channelJoined")).channel).toMatchObject({ id: channel.id, name: "Project 3" });
  expect((await cleo.post(`/channels/${channel.id}/messages`, { body: "Hi" })).status).toBe(201);
  const page = await ben.get<{ messages: { body: string }[] }>(`/channels/${channel.id}/messages`);
  expect(page.body.messages.map(({ body }) => body)).toEqual(["Hi"]);
});

test("I5: nobody else, teacher and owner included, sees a group, its people or its name", async () => {
  const channel = await made(anna, [ben, cleo], "Secret plans");
  for (const role of ["owner", "teacher", "student", "guest"] as const) {
    const other = await classroom.person(role);
    for (const path of ["", "/messages", "/members"])
      expect(await other.get(`/channels/${channel.id}${path}`)).toMatchObject({ status: 404 });
    expect(await other.put(`/channels/${channel.id}/name`, { name: "x" })).toMatchObject({ status: 404 });
    for (const path of ["bootstrap", "channels"])
      expect(JSON.stringify((await other.get(`/workspaces/${classroom.id}/${path}`)).body)).not.toContain(
        "Secret plans",
      );
  }
});

test("a third person does not come into a direct message: the three have a group, and what the two said stays theirs", async () => {
  const { channel: two } = (
    await anna.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: ben.id })
  ).body;
  await anna.post(`/channels/${two.id}/messages`, { body: "About Cleo" });
  expect(await add(anna, two, [cleo])).toMatchObject({ status: 403 });
  const three = await made(anna, [ben, cleo]);
  expect(three.id).not.toBe(two.id);
  const page = await cleo.get<{ messages: unknown[] }>(`/channels/${three.id}/messages`);
  expect(page.body.messages).toEqual([]);
});

test("whoever is added reads all of it, and everybody hears who is in it now", async () => {
  const channel = await made(anna, [ben, cleo]);
  await anna.post(`/channels/${channel.id}/messages`, { body: "From the beginning" });
  const [hers, his] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, dan)];
  expect((await add(cleo, channel, [dan])).status).toBe(204);
  expect((await his.next("channelJoined")).channel.id).toBe(channel.id);
  expect((await hers.next("channelChanged")).channel.members).toContain(dan.id);
  const page = await dan.get<{ messages: { body: string }[] }>(`/channels/${channel.id}/messages`);
  expect(page.body.messages.map(({ body }) => body)).toEqual(["From the beginning"]);
});

test("I6: whoever leaves is out at once, hears nothing more, and the others hear who is left", async () => {
  const channel = await made(anna, [ben, cleo]);
  const [socket, tab] = [await openChannel(channel.id, ben), await openWorkspace(classroom.id, anna)];
  expect((await ben.post(`/channels/${channel.id}/leave`)).status).toBe(204);
  expect((await socket.whenClosed()).code).toBe(4403);
  expect((await tab.next("channelChanged")).channel.members).not.toContain(ben.id);
  expect((await ben.get(`/channels/${channel.id}/messages`)).status).toBe(404);
  expect((await anna.delete(`/channels/${channel.id}/members/${cleo.id}`)).status).toBe(403);
});

test("anybody in it gives it a name, two groups may have the same, and without one it is named by its members", async () => {
  const [one, two] = [await made(anna, [ben, cleo]), await made(anna, [ben, dan], "Study")];
  const tab = await openWorkspace(classroom.id, anna);
  expect(one.name).toBe("");
  expect((await cleo.put(`/channels/${one.id}/name`, { name: "  Study " })).status).toBe(200);
  expect((await tab.next("channelChanged")).channel).toMatchObject({ id: one.id, name: "Study" });
  expect((await anna.get<{ channel: MyChannel }>(`/channels/${two.id}`)).body.channel.name).toBe("Study");
  await ben.put(`/channels/${one.id}/name`, { name: "" });
  expect((await anna.get<{ channel: MyChannel }>(`/channels/${one.id}`)).body.channel.name).toBe("");
  const { channel } = (
    await anna.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: ben.id })
  ).body;
  expect(await anna.put(`/channels/${channel.id}/name`, { name: "Us" })).toMatchObject({ status: 403 });
});

test("a group has three to twenty people, also when two people add at once", async () => {
  expect(await group(anna, [ben])).toMatchObject({ status: 400 });
  expect(await group(anna, [anna, ben])).toMatchObject({ status: 400, body: { code: "invalid" } });
  const crowd = await Promise.all(Array.from({ length: 19 }, () => classroom.person("student")));
  expect(await group(anna, [...crowd, ben])).toMatchObject({ status: 400 });
  const channel = await made(anna, crowd.slice(0, 18));
  const answers = await Promise.all([add(anna, channel, [ben]), add(anna, channel, [cleo]), add(anna, channel, [dan])]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
  const people = await anna.get<{ members: unknown[] }>(`/channels/${channel.id}/members`);
  expect(people.body.members).toHaveLength(20);
});

test("somebody of another class, somebody who left and nobody at all cannot be taken in; a muted person makes none", async () => {
  const stranger = await (await openClassroom()).person("student");
  expect(await group(anna, [ben, stranger])).toMatchObject({ status: 404 });
  expect(await group(stranger, [anna, ben])).toMatchObject({ status: 404 });
  const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
  expect(await group(muted, [anna, ben])).toMatchObject({ status: 403, body: { code: "muted" } });
});
