import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import * as v from "valibot";
import { MyChannelSchema, type MyChannel } from "../../protocol/index.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openTab } from "./support/tab.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  anna = await classroom.person("student");
  ben = await classroom.person("student");
});
const direct = (who: Somebody, other: { id: string }) =>
  who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: other.id });

test("R45, R46: a direct message is a channel of two, named by its people, and both hear of it", async () => {
  const tabs = [
    await openTab(anna, `/workspaces/${classroom.id}/socket`),
    await openTab(ben, `/workspaces/${classroom.id}/socket`),
  ];
  const answer = await direct(anna, ben);
  expect(answer.status).toBe(200);
  expect(v.parse(MyChannelSchema, answer.body.channel)).toEqual(answer.body.channel);
  expect(answer.body.channel).toMatchObject({ kind: "dm", name: "", createdBy: anna.id, lastSeq: 0 });
  expect(new Set(answer.body.channel.members)).toEqual(new Set([anna.id, ben.id]));
  for (const tab of tabs) {
    expect((await tab.heard("channelJoined")).channel).toEqual(answer.body.channel);
    tab.close();
  }
});

test("R45: what is said in it is history like any other, and unread for the other one only", async () => {
  const { channel } = (await direct(anna, ben)).body;
  for (const body of ["Hi", "Did you solve 3b?"]) {
    expect((await anna.post(`/channels/${channel.id}/messages`, { body })).status).toBe(201);
  }
  const page = await ben.get<{ messages: { body: string; author: string }[] }>(`/channels/${channel.id}/messages`);
  expect(page.body.messages.map(({ body }) => body)).toEqual(["Hi", "Did you solve 3b?"]);
});

test("R46: direct messages are in my channels with their people, and in no list of channels to join", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const { channels } = (await ben.get<{ channels: MyChannel[] }>(`/workspaces/${classroom.id}/bootstrap`)).body;
  expect(channels).toEqual([channel]);
  expect((await ben.get(`/workspaces/${classroom.id}/channels`)).body).toEqual({ channels: [] });
});

test("the second request, from either side, opens the same one and tells nobody", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const tab = await openTab(anna, `/workspaces/${classroom.id}/socket`);
  expect((await direct(ben, anna)).body.channel).toEqual(channel);
  expect((await direct(anna, ben)).body.channel).toEqual(channel);
  expect(tab.frames.filter(({ type }) => type === "channelJoined")).toEqual([]);
  tab.close();
});

test("both press at the same moment, ten times over: there is one channel", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? direct(anna, ben) : direct(ben, anna))),
  );
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.channel.id}`)).size).toBe(1);
  const rows = await env.DB.prepare("select count(*) as n from channels where workspace_no = ?")
    .bind(classroom.no)
    .first("n");
  expect(rows).toBe(1);
});

test("one may write to oneself: a place for notes", async () => {
  const { channel } = (await direct(anna, anna)).body;
  expect(channel.members).toEqual([anna.id]);
  expect((await direct(anna, anna)).body.channel.id).toBe(channel.id);
  expect((await anna.post(`/channels/${channel.id}/messages`, { body: "Milk" })).status).toBe(201);
});

test("I5, R143: nobody else, teacher and owner included, sees a direct message or its people", async () => {
  const { channel } = (await direct(anna, ben)).body;
  for (const role of ["owner", "teacher", "ta", "student", "guest"] as const) {
    const other = await classroom.person(role);
    for (const path of ["", "/messages", "/members"]) {
      expect(await other.get(`/channels/${channel.id}${path}`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
    }
    expect(JSON.stringify((await other.get(`/workspaces/${classroom.id}/bootstrap`)).body)).not.toContain(channel.id);
  }
});

test("a direct message has no name to change, takes in no third without becoming a group, and is not left or archived", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const third = await classroom.person("student");
  const refused = { status: 403, body: { code: "forbidden" } };
  expect(await anna.patch(`/channels/${channel.id}`, { name: "us" })).toMatchObject(refused);
  expect(await anna.post(`/channels/${channel.id}/members`, { members: [third.id] })).toMatchObject(refused);
  expect(await anna.delete(`/channels/${channel.id}/members/${ben.id}`)).toMatchObject(refused);
  expect(await anna.post(`/channels/${channel.id}/leave`)).toMatchObject(refused);
  expect(await anna.post(`/channels/${channel.id}/archive`)).toMatchObject(refused);
});

test("nobody starts one with somebody of another class, or with nobody", async () => {
  const stranger = await (await openClassroom()).person("owner");
  expect(await direct(anna, stranger)).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await direct(stranger, anna)).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await direct(anna, { id: "nobody-there" })).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect(await direct(anna, { id: "" })).toMatchObject({ status: 400, body: { code: "invalid" } });
});

test("with somebody who left: what was said can be opened, and nothing new begins", async () => {
  const { channel } = (await direct(anna, ben)).body;
  const chris = await classroom.person("student");
  await env.DB.prepare("update members set left_at = 1 where no in (?, ?)").bind(ben.no, chris.no).run();
  expect((await direct(anna, ben)).body.channel).toMatchObject({ id: channel.id, members: channel.members });
  expect(await direct(anna, chris)).toMatchObject({ status: 403, body: { code: "no_direct" } });
  expect(await anna.post(`/channels/${channel.id}/messages`, { body: "Still there?" })).toMatchObject({
    status: 403,
    body: { code: "no_direct" },
  });
});

test("a muted member may open a conversation and not write in it", async () => {
  const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
  const { channel } = (await direct(muted, anna)).body;
  expect(await muted.post(`/channels/${channel.id}/messages`, { body: "Please" })).toMatchObject({
    status: 403,
    body: { code: "muted" },
  });
});
