/** The routes of an import: what becomes of the messages that it brings. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Bootstrap, Channel, Message, MyChannel, Refusal } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { carriedOver } from "./support/channel.ts";
import { openWorkspace } from "./support/live-socket.ts";
import { openClassroom, ORIGIN } from "./support/classroom.ts";
import {
  classroom,
  owner,
  student,
  ann,
  at,
  person,
  brought,
  uuid,
  words,
  messages,
  importClassForEach,
} from "./support/import-class.ts";

importClassForEach();

describe("messages of an import", () => {
  test("they are history like any other, in their order and with their times, and a second run stores nothing twice", async () => {
    const ada = await person("slack:ada");
    const made = await brought({ members: [ada] });
    expect((await messages(made.id, words(ada, 1, 120))).body).toMatchObject({ stored: 120, known: 0 });
    expect((await messages(made.id, words(ada, 101, 100))).body).toMatchObject({ stored: 80, known: 20 });
    const page = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages?around=100&limit=10`);
    for (const message of page.body.messages) {
      expect(message).toMatchObject({
        author: ada,
        body: `Message ${message.seq}`,
        at: 1_500_000_000_000 + message.seq * 1000,
      });
    }
    expect((await owner.get<{ channel: MyChannel }>(`/channels/${made.id}`)).body.channel.lastSeq).toBe(200);
  });

  test("what was brought in is unread for nobody, after a second run neither", async () => {
    const made = await brought({});
    await messages(made.id, words(ann, 1, 50));
    const unread = async () => {
      const { channels } = (await owner.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
      const mine = channels.find(({ id }) => id === made.id)!;
      return [mine.lastSeq, mine.lastSeq - mine.readSeq];
    };
    expect(await unread()).toEqual([50, 0]);
    await messages(made.id, words(ann, 1, 50));
    expect(await unread()).toEqual([50, 0]);
    await messages(made.id, words(ann, 51, 1));
    expect(await unread()).toEqual([51, 0]);
  });

  test("R111: an open window hears that what comes is nobody's news, and of what people say then that it is", async () => {
    const made = await brought({});
    const window = await openWorkspace(classroom.id, owner);
    await messages(made.id, words(ann, 1, 5));
    expect(await window.next("news", ({ channel }) => channel === made.id)).toMatchObject({ seq: 5, imported: true });
    expect((await owner.post(`/channels/${made.id}/messages`, { body: "Is this all of it?" })).status).toBe(201);
    const said = await window.next("news", ({ channel, seq }) => channel === made.id && seq === 6);
    expect(said.imported).toBeUndefined();
    window.close();
  });

  test("what was brought, and by whom, stands in the audit: once for a channel and an hour, not for every batch", async () => {
    const made = await brought({});
    await messages(made.id, words(ann, 1, 2));
    await messages(made.id, words(ann, 1, 2));
    await messages(made.id, words(ann, 3, 2));
    const { body } = await owner.get<{ entries: { act: string; channel?: { id: string }; details?: object }[] }>(
      `/workspaces/${classroom.id}/audit?act=historyImported`,
    );
    const rows = body.entries.filter(({ channel }) => channel?.id === made.id);
    expect(rows).toMatchObject([{ act: "historyImported", details: { name: "slack" } }]);
  });

  test("an author who is nobody here is named by the place of the message, and nothing of that batch is stored", async () => {
    const made = await brought({});
    const stranger = await (await openClassroom()).person("student");
    const list = [...words(ann, 1, 2), ...words(stranger.id, 3, 1)];
    const refused = await owner.post<Refusal>(at(`channels/${made.id}/messages`), { messages: list });
    expect(refused).toMatchObject({ status: 400, body: { code: "invalid", field: "messages.2.author" } });
    expect((await messages(made.id, words(ann, 1, 2))).body).toMatchObject({ stored: 2, known: 0 });
  });

  test("nobody with an account reacts through an import", async () => {
    const made = await brought({});
    const reacted = (member: string) =>
      messages(made.id, [
        { ...words(ann, 1, 1)[0], meta: { reactions: [{ emoji: ":shipit:", members: [member], count: 3 }] } },
      ]);
    expect(await reacted(student.id)).toMatchObject({
      status: 400,
      body: { code: "invalid", field: "messages.0.meta.reactions" },
    });
    expect((await reacted(ann)).body).toMatchObject({ stored: 1 });
  });

  test("a pin comes along with who pinned it, or with nobody where the source does not say, and stands among the pins", async () => {
    const made = await brought({});
    const [first, second] = words(ann, 1, 2);
    const pinned = [
      { ...first, meta: { pinned: { by: ann, at: 1_500_000_009_000 } } },
      { ...second, meta: { pinned: { at: 1_500_000_008_000 } } },
    ];
    expect((await messages(made.id, pinned)).body).toMatchObject({ stored: 2 });
    const page = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages`);
    expect(page.body.messages.map(({ meta }) => meta?.pinned)).toEqual([
      { by: ann, at: 1_500_000_009_000 },
      { by: "", at: 1_500_000_008_000 },
    ]);
    await carriedOver(made.id, 2);
    const there = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/landmarks`);
    expect(there.body.messages.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  test("nobody with an account pins through an import", async () => {
    const made = await brought({});
    const by = (member: string) =>
      messages(made.id, [{ ...words(ann, 1, 1)[0], meta: { pinned: { by: member, at: 1_500_000_009_000 } } }]);
    for (const who of [student, owner]) {
      expect(await by(who.id)).toMatchObject({
        status: 400,
        body: { code: "invalid", field: "messages.0.meta.pinned.by" },
      });
    }
    expect((await by(ann)).body).toMatchObject({ stored: 1 });
  });

  test("one emoji under two of its spellings is one reaction: its people once each, and those who were only counted", async () => {
    const made = await brought({});
    const bo = await person("slack:bo");
    const reactions = [
      { emoji: "\u2764\uFE0F", members: [ann], count: 2 },
      { emoji: "👍", members: [ann], count: 1 },
      { emoji: "\u2764", members: [bo, ann], count: 3 },
    ];
    await messages(made.id, [{ ...words(ann, 1, 1)[0], meta: { reactions } }]);
    const page = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages`);
    expect(page.body.messages[0]?.meta?.reactions).toEqual([
      { emoji: "\u2764\uFE0F", members: [ann, bo], count: 4 },
      { emoji: "👍", members: [ann], count: 1 },
    ]);
  });

  test("of a message that was taken back, its place is kept and none of its words", async () => {
    const made = await brought({});
    const files = [{ name: "secret.pdf" }];
    await messages(made.id, [
      { ...words(ann, 1, 1)[0], deletedAt: 1_500_000_002_000, meta: { source: "slack", files } },
    ]);
    const page = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages`);
    expect(page.body.messages).toMatchObject([{ body: "", deletedAt: 1_500_000_002_000, meta: { source: "slack" } }]);
    expect(JSON.stringify(page.body)).not.toContain("secret");
  });

  test.each([
    ["a file at no web address", { meta: { files: [{ name: "x", url: "javascript:alert(1)" }] } }],
    ["more files than a message has", { meta: { files: Array.from({ length: 21 }, () => ({ name: "x" })) } }],
    [
      "fewer people than are named",
      { meta: { reactions: [{ emoji: "👍", members: ["aaaaaaaa", "bbbbbbbb"], count: 1 }] } },
    ],
    ["an edit in the future", { editedAt: Date.now() + 3_600_000 }],
    ["a pin in the future", { meta: { pinned: { at: Date.now() + 3_600_000 } } }],
  ])("I9: %s: refused in words", async (_title, odd) => {
    const made = await brought({});
    expect(await messages(made.id, [{ ...words(ann, 1, 1)[0], ...odd }])).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
  });

  test("a class takes in so many messages a day: the rest is refused until tomorrow, and can come then", async () => {
    const made = await brought({});
    const send = async (from: number, count: number) => {
      const init = {
        method: "POST",
        headers: { authorization: `Bearer ${owner.token}`, "content-type": "application/json" },
        body: JSON.stringify({ messages: words(ann, from, count) }),
      };
      const request = new Request(`${ORIGIN}/api${at(`channels/${made.id}/messages`)}`, init);
      return app.fetch(request, { ...env, PLACE_IMPORT_PER_DAY: "5" }, createExecutionContext());
    };
    expect((await send(1, 4)).status).toBe(200);
    const refused = await send(5, 2);
    expect(refused.status).toBe(429);
    const told = (await refused.json()) as Refusal;
    expect(told).toMatchObject({
      code: "too_fast",
      sentence: expect.stringContaining("5 imported messages a day") as string,
    });
    expect(told.retryAfter).toBeLessThanOrEqual(86_400_000);
    expect((await send(5, 1)).status).toBe(200);
    expect((await send(6, 1)).status).toBe(429);
    // As if all that had been yesterday.
    await env.DB.prepare("update workspaces set meta = json_set(meta, '$.importedToday.day', 1) where id = ?")
      .bind(classroom.id)
      .run();
    expect((await send(6, 5)).status).toBe(200);
  });

  test("words that are not text are named by the place of the message", async () => {
    const made = await brought({});
    const list = [words(ann, 1, 1)[0], { ...words(ann, 2, 1)[0], body: "a\0b" }];
    expect(await messages(made.id, list as object[])).toMatchObject({
      status: 400,
      body: { code: "not_text", field: "messages.1.body" },
    });
  });

  test("nothing is imported into a channel that people made here, or one of another class", async () => {
    const here = await owner.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/channels`, { name: "ours" });
    expect(await messages(here.body.channel.id, words(ann, 1, 1))).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    const other = await openClassroom();
    const theirs = await other.person("owner");
    const made = await theirs.post<{ channel: Channel }>(`/workspaces/${other.id}/import/channels`, {
      key: "slack:C1",
      kind: "public",
      name: "theirs",
      members: [],
    });
    expect(await messages(made.body.channel.id, words(ann, 1, 1))).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test.each([
    ["no messages", []],
    ["more than a batch holds", Array.from({ length: 201 }, () => ({}))],
    ["a message without an author", [{ id: uuid(1), at: 1, body: "x" }]],
    ["a time before all time", [{ id: uuid(1), author: "nobody-there", at: -1, body: "x" }]],
  ])("I9: %s: refused in words", async (_title, list) => {
    expect(await messages((await brought({})).id, list)).toMatchObject({ status: 400, body: { code: "invalid" } });
  });

  test("I9: more than a megabyte is refused while it is read", async () => {
    const made = await brought({});
    const list = Array.from({ length: 60 }, (_, i) => ({ ...words(ann, i + 1, 1)[0], body: "x".repeat(20_000) }));
    expect(await messages(made.id, list)).toMatchObject({ status: 413, body: { code: "too_large" } });
  });
});
