/** The routes of an import: who may use them, and what becomes of people and channels that it brings. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import * as v from "valibot";
import {
  ChannelSchema,
  HandleSchema,
  type Bootstrap,
  type Member,
  type Message,
  type MyChannel,
} from "../../protocol/index.ts";
import { storedIn } from "./support/channel.ts";
import { resetRoom } from "./support/rooms.ts";
import { openTab } from "./support/tab.ts";
import {
  classroom,
  owner,
  student,
  ann,
  at,
  people,
  person,
  channel,
  brought,
  words,
  messages,
  importClassForEach,
} from "./support/import-class.ts";

importClassForEach();

const memberOf = async (id: string) =>
  (await owner.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${id}`)).body.members[0]!;
const insideOf = async (id: string) => {
  const { results } = await env.DB.prepare(
    "select m.id from memberships s join members m on m.no = s.member_no join channels c on c.no = s.channel_no where c.id = ?",
  )
    .bind(id)
    .all<{ id: string }>();
  return new Set(results.map((row) => row.id));
};

describe("people of an import", () => {
  test("they get a place without an account, in the order asked, and a second run finds them again", async () => {
    const wanted = [
      { key: "slack:U1", handle: "ada", name: "Ada" },
      { key: "slack:U2", handle: "Bob Smith", name: "Bob Smith" },
    ];
    const first = await people(...wanted);
    expect(await people(...wanted.toReversed())).toEqual(first.toReversed());
    expect(await memberOf(first[0]!)).toMatchObject({ handle: "ada", name: "Ada", role: "student", imported: true });
    expect(await memberOf(first[1]!)).toMatchObject({ handle: "bob.smith", imported: true });
  });

  test("R140, R150: every handle is a valid one of its own, whatever the source had", async () => {
    await classroom.person("student", { handle: "ada" });
    const odd = [
      "ada",
      "ADA",
      "аdа",
      "",
      "x",
      "王伟",
      "🎉",
      "everyone",
      "a".repeat(80),
      "-.-",
      "o'neil & sons",
      "\ud800",
      "名".repeat(30),
    ];
    const ids = await people(...odd.map((handle, i) => ({ key: `slack:U${i}`, handle, name: `Person ${i}` })));
    const handles = (await Promise.all(ids.map(memberOf))).map(({ handle }) => handle);
    for (const handle of handles) expect(v.safeParse(HandleSchema, handle).success, handle).toBe(true);
    expect(new Set(handles).size).toBe(odd.length);
    expect(handles).not.toContain("ada");
    expect(handles).not.toContain("everyone");
  });

  test("two imports of the same two hundred people at once make two hundred people", async () => {
    const crowd = Array.from({ length: 200 }, (_, i) => ({
      key: `slack:U${i}`,
      handle: `crowd${i}`,
      name: `Crowd ${i}`,
    }));
    const [one, two] = await Promise.all([people(...crowd), people(...crowd)]);
    expect(one).toEqual(two);
    const rows = await env.DB.prepare(
      "select count(*) as n from members where workspace_no = ? and source_key is not null",
    )
      .bind(classroom.no)
      .first("n");
    // And the one who is there in every test.
    expect(rows).toBe(201);
  });

  test("one person named twice in a request is one person", async () => {
    const [one, two] = await people(
      { key: "slack:U1", handle: "ada", name: "Ada" },
      { key: "slack:U1", handle: "ada", name: "Ada L." },
    );
    expect(one).toBe(two);
  });
});

describe("channels of an import", () => {
  test("a public channel comes with its people, its topic and its age, and whoever imports is in it", async () => {
    const ada = await person("slack:ada");
    const tab = await openTab(owner, `/workspaces/${classroom.id}/socket`);
    const made = await brought({ topic: "Old times", createdAt: 1_500_000_000_000, members: [ada] });
    expect(v.parse(ChannelSchema, made)).toEqual(made);
    expect(made).toMatchObject({
      kind: "public",
      name: "general",
      topic: "Old times",
      createdAt: 1_500_000_000_000,
      createdBy: null,
    });
    expect(await insideOf(made.id)).toEqual(new Set([ada, owner.id]));
    expect((await tab.heard("channelJoined")).channel).toMatchObject({ id: made.id });
    expect((await channel({ members: [ada] })).body).toEqual({ channel: made, created: false });
    tab.close();
  });

  test("I5: a private channel is readable by no more people than before, whoever imports included", async () => {
    const [ada, bob] = [await person("slack:ada"), await person("slack:bob")];
    const secret = await brought({ key: "slack:G1", kind: "private", name: "secret", members: [ada, bob] });
    expect(await insideOf(secret.id)).toEqual(new Set([ada, bob]));
    await messages(secret.id, words(ada, 1, 3));
    for (const who of [owner, student]) {
      expect(await who.get(`/channels/${secret.id}/messages`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
    }
  });

  test("I5: nobody opens a private channel to themselves by importing it again", async () => {
    const ada = await person("slack:ada");
    const secret = await brought({ key: "slack:G1", kind: "private", name: "secret", members: [ada] });
    const bob = await person("slack:bob");
    const again = await channel({
      key: "slack:G1",
      kind: "public",
      name: "secret",
      members: [ada, bob, owner.id, student.id],
    });
    expect(again.body).toMatchObject({ created: false, channel: { id: secret.id, kind: "private" } });
    expect(await insideOf(secret.id)).toEqual(new Set([ada, bob]));
  });

  test("who is in a private channel may bring more of its people, and nobody with an account", async () => {
    const secret = await brought({ key: "slack:G1", kind: "private", name: "secret", members: [owner.id] });
    const bob = await person("slack:bob");
    await channel({ key: "slack:G1", kind: "private", name: "secret", members: [bob, student.id] });
    expect(await insideOf(secret.id)).toEqual(new Set([owner.id, bob]));
  });

  test.each(["private", "dm", "group"])(
    "R47: nobody with an account is put into a %s conversation that an import makes up",
    async (kind) => {
      const made = await channel({ key: "slack:X", kind, name: "us", members: [ann, student.id] });
      expect(made).toMatchObject({ status: 400, body: { code: "invalid", field: "members" } });
      const { channels } = (await student.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
      expect(channels).toEqual([]);
      expect(await channel({ key: "slack:X", kind, name: "us", members: [ann, owner.id] })).toMatchObject({
        status: 200,
      });
    },
  );

  test("a name that is taken gets the source's name behind it", async () => {
    await owner.post(`/workspaces/${classroom.id}/channels`, { name: "general" });
    expect((await brought({ key: "slack:C1" })).name).toBe("general-slack");
    expect((await brought({ key: "slack:C2" })).name).toBe("general-slack-2");
    expect((await brought({ key: "discord:C2" })).name).toBe("general-discord");
  });

  test("an archived channel stays archived, and still takes its messages", async () => {
    const made = await brought({ archived: true });
    expect(made.archivedAt).toBeGreaterThan(0);
    expect((await messages(made.id, words(ann, 1, 2))).body).toMatchObject({ stored: 2 });
    expect(await owner.post(`/channels/${made.id}/messages`, { body: "Hello" })).toMatchObject({
      status: 409,
      body: { code: "archived" },
    });
  });

  test("R45: the direct message in which people of the class talk is theirs; what an import brings stands beside it", async () => {
    const ada = await person("slack:ada");
    const dm = await brought({ key: "slack:D1", kind: "dm", members: [owner.id, ada] });
    expect(new Set(dm.members)).toEqual(new Set([owner.id, ada]));
    const mine = await student.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: owner.id });
    expect(mine.body.channel.id).not.toBe(dm.id);
    expect(await insideOf((await brought({ key: "slack:D2", kind: "dm", members: [ann] })).id)).toEqual(new Set([ann]));
    expect(await channel({ key: "slack:D3", kind: "dm", members: [ada, owner.id, ann] })).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
    const group = await brought({ key: "slack:D4", kind: "group", members: [ada, ann, owner.id] });
    expect(new Set(group.members)).toEqual(new Set([ada, ann, owner.id]));
  });

  test("R47: nothing is brought into a closed channel that people of the class read and the importer does not", async () => {
    const teacher = await classroom.person("teacher");
    const secret = await brought({ key: "slack:G1", kind: "private", name: "secret", members: [ann, owner.id] });
    expect((await messages(secret.id, words(ann, 1, 1))).status).toBe(200);
    expect(await messages(secret.id, words(ann, 2, 1), teacher)).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await teacher.get(at(`channels/${secret.id}/places`))).toMatchObject({ status: 404 });
    // One with nobody of the class in it is a history like any other.
    const old = await brought({ key: "slack:G2", kind: "private", name: "old", members: [ann] });
    expect((await messages(old.id, words(ann, 10, 1), teacher)).status).toBe(200);
  });

  test("whoever imports is told the places of what was brought, and of nothing that people wrote there since", async () => {
    const made = await brought({ members: [student.id] });
    await messages(made.id, words(ann, 1, 3));
    expect((await student.post(`/channels/${made.id}/messages`, { body: "between us" })).status).toBe(201);
    while ((await storedIn(made.id)).length < 4) await student.get(`/channels/${made.id}/messages?around=1`);
    const told = await owner.get<{ places: { seq: number }[] }>(at(`channels/${made.id}/places`));
    expect(told.body.places.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("R47: where somebody of the class has written, an import finds what it brought and adds nothing", async () => {
    const made = await brought({ members: [student.id] });
    await messages(made.id, words(ann, 1, 3));
    const said = await student.post<{ message: Message }>(`/channels/${made.id}/messages`, { body: "We are here now" });
    // The same again is no mistake; a line more is.
    expect((await messages(made.id, words(ann, 1, 3))).body).toMatchObject({ stored: 0, known: 3 });
    expect(await messages(made.id, words(ann, 3, 2))).toMatchObject({ status: 409, body: { code: "taken_over" } });
    // What was said does not stop being there when it is taken back.
    await student.delete(`/channels/${made.id}/messages/${said.body.message.seq}`);
    expect(await messages(made.id, words(ann, 4, 1))).toMatchObject({ status: 409, body: { code: "taken_over" } });
    expect(await storedIn(made.id)).toHaveLength(4);
  });

  test("R47: nor does it go on behind what somebody moved there, wherever that was brought from", async () => {
    const made = await brought({ members: [student.id] });
    await student.post(`/channels/${made.id}/messages`, { body: "We are here now" });
    const other = await brought({ key: "slack:C2", name: "other" });
    await messages(other.id, words(ann, 50, 1));
    const move = await owner.post(`/channels/${other.id}/moves`, { from: 1, to: 1, target: made.id });
    expect(move).toMatchObject({ status: 201, body: { move: { isDone: true } } });
    expect(await messages(made.id, words(ann, 1, 1))).toMatchObject({ status: 409, body: { code: "taken_over" } });
  });

  test("R47: an imported line says so, whatever the import says, as long as it stands", async () => {
    const made = await brought({ members: [student.id] });
    const [first, ...rest] = words(ann, 1, 2);
    await messages(made.id, [{ ...first, meta: { imported: false, source: "slack" } }, ...rest]);
    await student.post(`/channels/${made.id}/messages`, { body: "Mine", meta: { imported: true } });
    await student.post(`/channels/${made.id}/messages/1/acts`, { act: { type: "react", emoji: "🎉", on: true } });
    await owner.delete(`/channels/${made.id}/messages/2`);
    const marks = async () =>
      (await student.get<{ messages: Message[] }>(`/channels/${made.id}/messages`)).body.messages.map(
        ({ meta }) => meta?.imported ?? false,
      );
    expect(await marks()).toEqual([true, true, false]);
    // A tombstone of an imported line is no word of the class.
    const other = await brought({ key: "slack:C9", name: "other", members: [] });
    await messages(other.id, words(ann, 20, 1));
    await owner.delete(`/channels/${other.id}/messages/1`);
    expect((await messages(other.id, words(ann, 21, 1))).body).toMatchObject({ stored: 1 });
  });

  test("what was brought before there was a mark is known by its author, and goes on", async () => {
    const made = await brought({ members: [] });
    await messages(made.id, words(ann, 1, 2));
    while ((await storedIn(made.id)).length < 2) await owner.get(`/channels/${made.id}/messages?around=1`);
    await env.DB.prepare("update messages set meta = null where author = ?").bind(ann).run();
    await resetRoom(made.id);
    expect((await messages(made.id, words(ann, 3, 1))).body).toMatchObject({ stored: 1 });
  });

  test("the same channel brought twice at once is made once", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => channel({})));
    expect(new Set(answers.map(({ body }) => body.channel.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.created)).toHaveLength(1);
  });

  test.each([
    ["people of another class", { members: ["somebodyelse1234"] }],
    ["no name", { name: undefined }],
    ["a kind that is not brought", { kind: "thread" }],
    ["no key", { key: "" }],
  ])("I9: %s: refused in words", async (_title, body) => {
    expect(await channel(body)).toMatchObject({ status: 400, body: { code: "invalid" } });
  });
});

test("an import is for those who lead the class: nobody else brings in people, channels or messages", async () => {
  const made = await brought({});
  for (const role of ["guest", "student", "ta"] as const) {
    const who = await classroom.person(role);
    const refused = { status: 403, body: { code: "forbidden" } };
    expect(await who.post(at("people"), { people: [] })).toMatchObject(refused);
    expect(await channel({ key: "slack:C9" }, who)).toMatchObject(refused);
    expect(await messages(made.id, words(who.id, 1, 1), who)).toMatchObject(refused);
  }
  const teacher = await classroom.person("teacher");
  expect((await teacher.post(at("people"), { people: [] })).status).toBe(200);
});
