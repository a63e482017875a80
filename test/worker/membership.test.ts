import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { CLOSE, type ListedChannel, type MyChannel } from "../../protocol/index.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { openTab } from "./support/tab.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let friend: Somebody;
let open: MyChannel;
let closed: MyChannel;
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  student = await classroom.person("student");
  friend = await classroom.person("student");
  open = await made(teacher, { name: "open" });
  closed = await made(student, { name: "closed", kind: "private" });
});

async function made(who: Somebody, body: object): Promise<MyChannel> {
  const answer = await who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/channels`, body);
  expect(answer.status).toBe(201);
  return answer.body.channel;
}
const inside = async (who: Somebody, channel: { id: string }) =>
  (await who.get<{ members: { id: string; joinedAt: number }[] }>(`/channels/${channel.id}/members`)).body.members.map(
    ({ id }) => id,
  );
const hub = (who: Somebody) => openTab(who, `/workspaces/${classroom.id}/socket`);

describe("joining and leaving", () => {
  test("R47, R154: who joins a public channel has it in their list, and is in its list of people", async () => {
    const tab = await hub(student);
    const joined = await student.post<{ channel: MyChannel }>(`/channels/${open.id}/join`);
    expect(joined).toMatchObject({ status: 200, body: { channel: { id: open.id, readSeq: 0 } } });
    expect((await tab.heard("channelJoined")).channel).toEqual(joined.body.channel);
    expect(await inside(student, open)).toEqual([teacher.id, student.id]);
    const { channels } = (await student.get<{ channels: MyChannel[] }>(`/workspaces/${classroom.id}/bootstrap`)).body;
    expect(channels.map(({ id }) => id)).toContain(open.id);
    tab.close();
  });

  test("what was said before they came counts as read", async () => {
    await writeHistory(open.id, teacher, 120);
    const { channel } = (await student.post<{ channel: MyChannel }>(`/channels/${open.id}/join`)).body;
    expect(channel).toMatchObject({ lastSeq: 120, readSeq: 120 });
  });

  test("joining twice is joining once, and keeps the place where they read", async () => {
    await student.post(`/channels/${open.id}/join`);
    await writeHistory(open.id, teacher, 5);
    const { channel } = (await student.post<{ channel: MyChannel }>(`/channels/${open.id}/join`)).body;
    expect(channel).toMatchObject({ lastSeq: 5, readSeq: 0 });
    expect(await inside(student, open)).toEqual([teacher.id, student.id]);
  });

  test("an archived channel is not joined any more", async () => {
    await teacher.post(`/channels/${open.id}/archive`);
    expect(await student.post(`/channels/${open.id}/join`)).toMatchObject({ status: 409, body: { code: "archived" } });
  });

  test("R47: who leaves is out of the live feed and the history at once", async () => {
    await student.post(`/channels/${open.id}/join`);
    const tab = await hub(student);
    const feed = await openTab(student, `/channels/${open.id}/socket`);
    await feed.heard("welcome");
    expect((await student.post(`/channels/${open.id}/leave`)).status).toBe(204);
    expect((await tab.heard("channelLeft")).channel).toBe(open.id);
    expect(await feed.hungUp()).toBe(CLOSE.removed);
    expect(await student.get(`/channels/${open.id}/messages`)).toMatchObject({ status: 404 });
    expect(await inside(teacher, open)).toEqual([teacher.id]);
    tab.close();
  });

  test("a channel that everyone is in is not left, nor is anybody taken out of it", async () => {
    const all = await made(teacher, { name: "all", isDefault: true });
    expect(await student.post(`/channels/${all.id}/leave`)).toMatchObject({
      status: 409,
      body: { code: "default_channel" },
    });
    expect(await student.delete(`/channels/${all.id}/members/${student.id}`)).toMatchObject({
      status: 409,
      body: { code: "default_channel" },
    });
    expect(await teacher.delete(`/channels/${all.id}/members/${student.id}`)).toMatchObject({
      status: 409,
      body: { code: "default_channel" },
    });
  });

  test("I5: nobody joins a private channel by knowing its address", async () => {
    expect(await teacher.post(`/channels/${closed.id}/join`)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await inside(student, closed)).toEqual([student.id]);
  });
});

describe("adding and taking out", () => {
  const add = (who: Somebody, channel: { id: string }, ...people: { id: string }[]) =>
    who.post(`/channels/${channel.id}/members`, { members: people.map(({ id }) => id) });

  test("R39: the maker of a private channel adds people, who hear of it with their own view of it", async () => {
    await writeHistory(closed.id, student, 3);
    const tab = await hub(friend);
    expect((await add(student, closed, friend, teacher)).status).toBe(204);
    expect((await tab.heard("channelJoined")).channel).toMatchObject({ id: closed.id, lastSeq: 3, readSeq: 3 });
    expect(await inside(friend, closed)).toEqual(
      [student.id, teacher.id, friend.id].sort((a, b) => order(a) - order(b)),
    );
    tab.close();
  });
  /** People are listed in the order in which they came. */
  const order = (id: string) =>
    [student, teacher, friend].find((who) => who.id === id)!.no + (id === student.id ? -1000 : 0);

  test("who is in a private channel without having made it adds nobody; nobody adds to one they are not in", async () => {
    await add(student, closed, friend);
    const third = await classroom.person("student");
    expect(await add(friend, closed, third)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await add(teacher, closed, teacher)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await add(third, open, third)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await inside(student, closed)).toHaveLength(2);
  });

  test("somebody of another class, who left, or who does not exist, is not added, and nobody else of that list either", async () => {
    const stranger = await (await openClassroom()).person("student");
    const gone = await classroom.person("student");
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(gone.no).run();
    for (const nobody of [stranger, gone, { id: "nobody-there" }]) {
      expect(await add(student, closed, friend, nobody)).toMatchObject({
        status: 404,
        body: { code: "not_found", field: "members" },
      });
    }
    expect(await inside(student, closed)).toEqual([student.id]);
  });

  test("adding somebody who is in already changes nothing for them", async () => {
    await add(student, closed, friend);
    await friend.patch(`/channels/${closed.id}/me`, { muted: true });
    const tab = await hub(friend);
    expect((await add(student, closed, friend, teacher)).status).toBe(204);
    expect((await friend.get<{ channel: MyChannel }>(`/channels/${closed.id}`)).body.channel.muted).toBe(true);
    expect(tab.frames.filter(({ type }) => type === "channelJoined")).toEqual([]);
    tab.close();
  });

  test("R47, I6: who is taken out loses the live feed and the history at once, and the others are told nothing of it but the list", async () => {
    await add(student, closed, friend);
    const tab = await hub(friend);
    const feed = await openTab(friend, `/channels/${closed.id}/socket`);
    await feed.heard("welcome");
    expect((await student.delete(`/channels/${closed.id}/members/${friend.id}`)).status).toBe(204);
    expect(await feed.hungUp()).toBe(CLOSE.removed);
    expect((await tab.heard("channelLeft")).channel).toBe(closed.id);
    expect(await friend.get(`/channels/${closed.id}/messages`)).toMatchObject({ status: 404 });
    expect(await friend.post(`/channels/${closed.id}/messages`, { body: "Still here?" })).toMatchObject({
      status: 404,
    });
    expect(await inside(student, closed)).toEqual([student.id]);
    tab.close();
  });

  test("a TA does not take a teacher out; a student takes nobody out of a channel that is not theirs", async () => {
    const ta = await classroom.person("ta");
    for (const who of [ta, student, friend]) await who.post(`/channels/${open.id}/join`);
    expect(await ta.delete(`/channels/${open.id}/members/${teacher.id}`)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await student.delete(`/channels/${open.id}/members/${friend.id}`)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await ta.delete(`/channels/${open.id}/members/nobody-here`)).toMatchObject({ status: 404 });
    expect((await ta.delete(`/channels/${open.id}/members/${student.id}`)).status).toBe(204);
    expect((await friend.delete(`/channels/${open.id}/members/${friend.id}`)).status).toBe(204);
    expect(await inside(teacher, open)).toEqual([teacher.id, ta.id]);
  });

  test.each([
    [{}],
    [{ members: [] }],
    [{ members: ["!"] }],
    [{ members: Array.from({ length: 101 }, (_, i) => `member-${i}`) }],
  ])("I9: %j is refused in words", async (body) => {
    expect(await student.post(`/channels/${closed.id}/members`, body)).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
  });
});

describe("what I set for myself", () => {
  test("R49: a channel I mute is muted on all my devices and on nobody else's", async () => {
    await student.post(`/channels/${open.id}/join`);
    const phone = await hub(student);
    const answer = await student.patch<{ channel: MyChannel }>(`/channels/${open.id}/me`, {
      muted: true,
      notify: "nothing",
    });
    expect(answer.body.channel).toMatchObject({ muted: true, notify: "nothing" });
    expect((await phone.heard("channelJoined")).channel).toEqual(answer.body.channel);
    expect((await teacher.get<{ channel: MyChannel }>(`/channels/${open.id}`)).body.channel).toMatchObject({
      muted: false,
      notify: "mentions",
    });
    expect((await student.patch<{ channel: MyChannel }>(`/channels/${open.id}/me`, {})).body.channel).toMatchObject({
      muted: true,
    });
    phone.close();
  });

  test("nobody sets anything for a channel they are not in", async () => {
    expect(await student.patch(`/channels/${open.id}/me`, { muted: true })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await student.patch(`/channels/${open.id}/me`, { notify: "loud" })).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
  });
});

test("R83, R154: the list of people and everyone's own list of channels always agree", async () => {
  const people = [teacher, student, friend];
  await friend.post(`/channels/${open.id}/join`);
  await student.post(`/channels/${closed.id}/members`, { members: [friend.id] });
  await friend.post(`/channels/${open.id}/leave`);
  const theirs = new Map<string, string[]>();
  for (const who of people) {
    const { channels } = (await who.get<{ channels: MyChannel[] }>(`/workspaces/${classroom.id}/bootstrap`)).body;
    const listed = (await who.get<{ channels: ListedChannel[] }>(`/workspaces/${classroom.id}/channels`)).body.channels;
    expect(new Set(listed.filter(({ joined }) => joined).map(({ id }) => id))).toEqual(
      new Set(channels.map(({ id }) => id)),
    );
    for (const { id } of channels) theirs.set(id, [...(theirs.get(id) ?? []), who.id]);
  }
  expect(new Set(await inside(teacher, open))).toEqual(new Set(theirs.get(open.id)));
  expect(new Set(await inside(student, closed))).toEqual(new Set(theirs.get(closed.id)));
});
