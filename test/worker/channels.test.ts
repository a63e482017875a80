import { beforeEach, describe, expect, test } from "vitest";
import * as v from "valibot";
import {
  ListedChannelSchema,
  MyChannelSchema,
  type Channel,
  type ListedChannel,
  type MyChannel,
  type Refusal,
} from "../../protocol/index.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { openTab } from "./support/tab.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  student = await classroom.person("student");
});

const make = (who: Somebody, body: object) =>
  who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/channels`, body);
const made = async (who: Somebody, body: object) => {
  const answer = await make(who, body);
  expect(answer.status).toBe(201);
  return answer.body.channel;
};
const list = async (who: Somebody) =>
  (await who.get<{ channels: ListedChannel[] }>(`/workspaces/${classroom.id}/channels`)).body.channels;
const names = async (who: Somebody) => (await list(who)).map(({ name }) => name);

describe("making channels", () => {
  test("R39, R152: a teacher makes a channel, is in it, and the channel says who made it and when", async () => {
    const before = Date.now();
    const channel = await made(teacher, { name: "  #Homework Help ", topic: "Ask here" });
    expect(v.parse(MyChannelSchema, channel)).toEqual(channel);
    expect(channel).toMatchObject({
      workspace: classroom.id,
      kind: "public",
      name: "homework-help",
      topic: "Ask here",
      posting: "all",
      isDefault: false,
      createdBy: teacher.id,
      archivedAt: null,
      lastSeq: 0,
      lastAt: 0,
      readSeq: 0,
      mentions: 0,
      muted: false,
      notify: "mentions",
    });
    expect(channel.createdAt).toBeGreaterThanOrEqual(before);
    expect((await teacher.get<{ channel: MyChannel }>(`/channels/${channel.id}`)).body.channel).toEqual(channel);
  });

  test("R39: a name that is taken is refused with one that is free", async () => {
    await made(teacher, { name: "lab" });
    await made(teacher, { name: "lab-2" });
    const refused = await teacher.post<Refusal>(`/workspaces/${classroom.id}/channels`, { name: "LAB" });
    expect(refused).toMatchObject({ status: 409, body: { code: "name_taken", suggestion: "lab-3", field: "name" } });
    expect((await make(teacher, { name: refused.body.suggestion })).status).toBe(201);
  });

  test("I5: the name that is suggested tells of no other channel than the one that was named", async () => {
    await made(teacher, { name: "project", kind: "private" });
    await made(teacher, { name: "project-2", kind: "private" });
    const refused = await student.post<Refusal>(`/workspaces/${classroom.id}/channels`, {
      name: "project",
      kind: "private",
    });
    expect(refused).toMatchObject({ status: 409, body: { code: "name_taken", suggestion: "project-2" } });
    const own = await teacher.post<Refusal>(`/workspaces/${classroom.id}/channels`, { name: "project" });
    expect(own.body.suggestion).toBe("project-3");
  });

  test("characters that nobody sees make no other name of it", async () => {
    expect((await made(teacher, { name: "la\u200Db\uFE0F" })).name).toBe("lab");
    expect(await make(teacher, { name: "\u3164" })).toMatchObject({ status: 400, body: { code: "empty" } });
  });

  test("I10: one account makes no more channels in a minute than a hand can, and others go on", async () => {
    const codes = new Set<string | undefined>();
    // Twice as many as a minute takes, in case a new one began amid the first.
    for (let i = 0; i < 125 && !codes.has("too_fast"); i += 25) {
      const some = Array.from({ length: 25 }, (_, j) => make(teacher, { name: `many-${i + j}` }));
      for (const { status, body } of await Promise.all(some))
        if (status >= 400) codes.add((body as unknown as Refusal).code);
    }
    expect([...codes]).toEqual(["too_fast"]);
    expect((await make(student, { name: "mine", kind: "private" })).status).toBe(201);
  });

  test("a suggestion for the longest possible name is still a name", async () => {
    const name = "ж".repeat(40);
    await made(teacher, { name });
    const { body } = await teacher.post<Refusal>(`/workspaces/${classroom.id}/channels`, { name });
    expect(body.suggestion).toBe(`${"ж".repeat(38)}-2`);
    expect((await make(teacher, { name: body.suggestion })).status).toBe(201);
  });

  test("ten who make the same channel at once: one has it, nine are told that the name is taken", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => make(teacher, { name: "rush" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
    expect(await names(teacher)).toEqual(["rush"]);
  });

  test("the same name in another class is free", async () => {
    await made(teacher, { name: "lab" });
    const other = await openClassroom();
    const owner = await other.person("owner");
    expect((await owner.post(`/workspaces/${other.id}/channels`, { name: "lab" })).status).toBe(201);
  });

  test("R39: students make private channels and no public ones; guests make none", async () => {
    const guest = await classroom.person("guest");
    expect(await make(student, { name: "for-all" })).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect((await make(student, { name: "my-group", kind: "private" })).status).toBe(201);
    expect(await make(guest, { name: "guests", kind: "private" })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await make(student, { name: "news", kind: "private", posting: "staff" })).toMatchObject({ status: 403 });
  });

  test("a channel that everyone is in: all are in it at once, hear of it, and a TA may not make one", async () => {
    const ta = await classroom.person("ta");
    expect(await make(ta, { name: "everyone-in", isDefault: true })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect(await make(teacher, { name: "hidden", kind: "private", isDefault: true })).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
    const tab = await openTab(student, `/workspaces/${classroom.id}/socket`);
    const channel = await made(teacher, { name: "everyone-in", isDefault: true, posting: "staff" });
    const heard = await tab.heard("channelJoined");
    expect(heard.channel).toEqual(channel);
    expect((await student.get<{ channel: MyChannel }>(`/channels/${channel.id}`)).status).toBe(200);
    expect((await list(ta))[0]).toMatchObject({ joined: true, memberCount: 3 });
    tab.close();
  });

  test.each([
    ["no name", {}, "invalid"],
    ["a name of nothing but signs", { name: " #!? " }, "empty"],
    ["a name that is too long", { name: "x".repeat(41) }, "invalid"],
    ["a name that is not text", { name: "a\ud800b" }, "not_text"],
    ["a kind that nobody may make", { name: "x", kind: "dm" }, "invalid"],
    ["a list", [], "invalid"],
  ])("I9: %s is refused in words", async (_title, body, code) => {
    expect(await make(teacher, body)).toMatchObject({ status: 400, body: { code } });
  });

  test("R53: five hundred channels need no settings, and each of them works", async () => {
    const channels = [];
    for (let i = 0; i < 500; i += 25) {
      // Nobody makes that many in a minute, but a team may.
      const maker = i < 475 ? await classroom.person("ta") : teacher;
      channels.push(
        ...(await Promise.all(Array.from({ length: 25 }, (_, j) => made(maker, { name: `room-${i + j}` })))),
      );
    }
    expect(new Set(channels.map(({ id }) => id)).size).toBe(500);
    expect(await list(teacher)).toHaveLength(500);
    const last = channels[499]!;
    expect((await teacher.post(`/channels/${last.id}/messages`, { body: "Anybody here?" })).status).toBe(201);
  }, 60_000);
});

describe("finding channels", () => {
  test("R30: everybody sees public channels and their own, and of no other even the name", async () => {
    await made(teacher, { name: "open" });
    await made(student, { name: "ours", kind: "private" });
    await made(teacher, { name: "staff-room", kind: "private" });
    expect(await names(teacher)).toEqual(["open", "staff-room"]);
    expect(await names(student)).toEqual(["open", "ours"]);
    for (const row of await list(student)) expect(v.parse(ListedChannelSchema, row)).toEqual(row);
    expect((await list(student)).map(({ joined, memberCount }) => [joined, memberCount])).toEqual([
      [false, 1],
      [true, 1],
    ]);
  });

  test("R44: a channel is found by its name as people write it; one that is not mine is not found", async () => {
    const channel = await made(teacher, { name: "Übung 1" });
    await made(teacher, { name: "staff-room", kind: "private" });
    const path = (name: string) => `/workspaces/${classroom.id}/channels/by-name/${encodeURIComponent(name)}`;
    for (const name of ["übung-1", "Übung 1", "#ÜBUNG 1"]) {
      expect((await student.get<{ channel: ListedChannel }>(path(name))).body.channel).toMatchObject({
        id: channel.id,
        joined: false,
      });
    }
    for (const name of ["staff-room", "nothing", "!", "%zz"]) {
      expect(await student.get(path(name))).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });

  test("R44: a public channel opens for those who joined it", async () => {
    const channel = await made(teacher, { name: "open" });
    expect(await student.get(`/channels/${channel.id}`)).toMatchObject({ status: 404 });
    await student.post(`/channels/${channel.id}/join`);
    expect(await student.get(`/channels/${channel.id}`)).toMatchObject({
      status: 200,
      body: { channel: { id: channel.id } },
    });
  });
});

describe("changing channels", () => {
  const edit = (who: Somebody, channel: { id: string }, body: object) =>
    who.patch<{ channel: Channel }>(`/channels/${channel.id}`, body);

  test("R6: a renamed channel keeps its address and its history, and open tabs show the new name", async () => {
    const channel = await made(teacher, { name: "project" });
    await student.post(`/channels/${channel.id}/join`);
    await writeHistory(channel.id, teacher, 3);
    const tab = await openTab(student, `/workspaces/${classroom.id}/socket`);
    const renamed = await edit(teacher, channel, { name: "Final Project", topic: "Due in week 12" });
    expect(renamed).toMatchObject({
      status: 200,
      body: { channel: { id: channel.id, name: "final-project", topic: "Due in week 12" } },
    });
    expect((await tab.heard("channelChanged")).channel).toEqual(renamed.body.channel);
    expect((await student.get<{ channel: MyChannel }>(`/channels/${channel.id}`)).body.channel).toMatchObject({
      name: "final-project",
      lastSeq: 3,
    });
    expect((await make(teacher, { name: "project" })).status).toBe(201);
    tab.close();
  });

  test("a rename to a taken name is refused and changes nothing, the topic neither", async () => {
    const one = await made(teacher, { name: "one" });
    await made(teacher, { name: "two" });
    expect(await edit(teacher, one, { name: "two", topic: "New" })).toMatchObject({
      status: 409,
      body: { code: "name_taken", suggestion: "two-2" },
    });
    expect((await teacher.get<{ channel: MyChannel }>(`/channels/${one.id}`)).body.channel).toMatchObject({
      name: "one",
      topic: "",
    });
    expect((await edit(teacher, one, { name: "ONE", topic: "Same name" })).status).toBe(200);
  });

  test("a student changes the channel they made, and not its rules; in another's channel nothing", async () => {
    const mine = await made(student, { name: "mine", kind: "private" });
    const open = await made(teacher, { name: "open" });
    await student.post(`/channels/${open.id}/join`);
    expect((await edit(student, mine, { topic: "Ours" })).status).toBe(200);
    expect(await edit(student, mine, { topic: "x", posting: "staff" })).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect((await student.get<{ channel: MyChannel }>(`/channels/${mine.id}`)).body.channel.topic).toBe("Ours");
    expect(await edit(student, open, { topic: "Defaced" })).toMatchObject({ status: 403, body: { code: "forbidden" } });
  });

  test("R39: an announcement channel takes no words from students, from the moment it became one", async () => {
    const channel = await made(teacher, { name: "news" });
    await student.post(`/channels/${channel.id}/join`);
    const say = (who: Somebody) => who.post<Refusal>(`/channels/${channel.id}/messages`, { body: "Hello" });
    expect((await say(student)).status).toBe(201);
    expect((await edit(teacher, channel, { posting: "staff" })).body.channel.posting).toBe("staff");
    expect(await say(student)).toMatchObject({ status: 403, body: { code: "read_only" } });
    expect((await say(teacher)).status).toBe(201);
  });

  test("making a channel one that everyone is in puts everyone in; no longer so, it can be left", async () => {
    const channel = await made(teacher, { name: "all-hands" });
    const ta = await classroom.person("ta");
    await ta.post(`/channels/${channel.id}/join`);
    expect(await edit(ta, channel, { isDefault: true })).toMatchObject({ status: 403 });
    const tab = await openTab(student, `/workspaces/${classroom.id}/socket`);
    expect((await edit(teacher, channel, { isDefault: true })).body.channel.isDefault).toBe(true);
    expect((await tab.heard("channelJoined")).channel).toMatchObject({ id: channel.id, isDefault: true });
    expect(await student.post(`/channels/${channel.id}/leave`)).toMatchObject({
      status: 409,
      body: { code: "default_channel" },
    });
    await edit(teacher, channel, { isDefault: false });
    expect((await student.post(`/channels/${channel.id}/leave`)).status).toBe(204);
    tab.close();
  });

  test("R39: an archived channel can be read and not written in; restored, it goes on where it was", async () => {
    const channel = await made(teacher, { name: "last-term" });
    await student.post(`/channels/${channel.id}/join`);
    const say = (body: string) => student.post<Refusal>(`/channels/${channel.id}/messages`, { body });
    await say("One");
    const tab = await openTab(student, `/workspaces/${classroom.id}/socket`);
    expect(await student.post(`/channels/${channel.id}/archive`)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    const archived = await teacher.post<{ channel: Channel }>(`/channels/${channel.id}/archive`);
    expect(archived.body.channel.archivedAt).toBeGreaterThan(0);
    expect((await tab.heard("channelChanged")).channel).toEqual(archived.body.channel);
    expect(await say("Two")).toMatchObject({ status: 409, body: { code: "archived" } });
    expect((await student.get<{ messages: unknown[] }>(`/channels/${channel.id}/messages`)).body.messages).toHaveLength(
      1,
    );
    expect((await teacher.post<{ channel: Channel }>(`/channels/${channel.id}/archive`)).body.channel.archivedAt).toBe(
      archived.body.channel.archivedAt,
    );
    expect((await list(student)).find(({ id }) => id === channel.id)?.archivedAt).toBe(
      archived.body.channel.archivedAt,
    );
    await teacher.post(`/channels/${channel.id}/restore`);
    expect((await say("Two")).status).toBe(201);
    tab.close();
  });

  test("a default channel that is restored takes in those who came while it was archived", async () => {
    const channel = await made(teacher, { name: "notices", isDefault: true });
    await teacher.post(`/channels/${channel.id}/archive`);
    const late = await classroom.person("student");
    const tab = await openTab(late, `/workspaces/${classroom.id}/socket`);
    await teacher.post(`/channels/${channel.id}/restore`);
    expect((await tab.heard("channelJoined")).channel).toMatchObject({ id: channel.id });
    tab.close();
  });
});
