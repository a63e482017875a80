/** What PLACE's own archive may bring beyond other imports, and what it opens to nobody. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Channel, Message, Refusal } from "../../protocol/index.ts";
import { carriedOver } from "./support/channel.ts";
import { sendBytes } from "./support/files.ts";
import {
  ann,
  at,
  brought,
  channel,
  classroom,
  messages,
  owner,
  people,
  student,
  words,
  importClassForEach,
} from "./support/import-class.ts";

importClassForEach();

const FILE = "0mgxk2a1bAbCdEfGhIjKlMnOp";
const put = (id: string, message: string, bytes = "words", file = FILE) =>
  sendBytes("PUT", at(`channels/${id}/files/${file}?message=${message}&size=${bytes.length}`), bytes, owner);
const one = (id: number) => words(ann, id, 1)[0]!;

describe("a file that an archive brings", () => {
  test("is one of its message, with what its bytes say that it is", async () => {
    const made = await brought({});
    expect((await put(made.id, one(1).id)).status).toBe(204);
    expect((await put(made.id, one(1).id)).status).toBe(204);
    const files = [{ id: FILE, name: "page.html", size: 9_999, alt: "What was written" }];
    expect((await messages(made.id, [{ ...one(1), meta: { files } }])).body).toMatchObject({ stored: 1 });
    const page = await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages`);
    expect(page.body.messages[0]?.meta?.files).toEqual([
      { id: FILE, name: "page.html", size: 5, type: "text/plain", alt: "What was written" },
    ]);
  });

  test("is no way to the file of another message: neither by its id nor by that of its small picture", async () => {
    const made = await brought({});
    const other = await brought({ key: "slack:C2", name: "other" });
    await put(made.id, one(1).id);
    expect((await put(other.id, one(1).id)).status).toBe(400);
    expect((await put(made.id, one(2).id)).status).toBe(400);
    for (const [id, message] of [
      [other.id, one(1)],
      [made.id, one(2)],
    ] as const)
      expect((await messages(id, [{ ...message, meta: { files: [{ id: FILE, name: "mine" }] } }])).status).toBe(400);
    const preview = { id: FILE, size: 5, type: "image/png" };
    expect((await messages(other.id, [{ ...one(1), meta: { files: [{ name: "mine", preview }] } }])).status).toBe(200);
    const page = await owner.get<{ messages: Message[] }>(`/channels/${other.id}/messages`);
    expect(page.body.messages[0]?.meta?.files).toEqual([{ name: "mine" }]);
    expect((await put(made.id, one(3).id, "words", "..%2Felsewhere")).status).toBe(400);
    expect((await put(made.id, one(3).id, "words", "short-id")).status).toBe(400);
  });
});

describe("a thread that an archive brings", () => {
  const thread = (on: string, more: object = {}) =>
    channel({
      key: "place:thread-1",
      kind: "thread",
      name: undefined,
      on: { channel: on, seq: 1, author: ann },
      ...more,
    });

  test("hangs on its message, which counts its replies, and is there once", async () => {
    const made = await brought({});
    await messages(made.id, words(ann, 1, 1));
    const first = await thread(made.id);
    expect(first).toMatchObject({ status: 200, body: { created: true, channel: { kind: "thread" } } });
    expect((await thread(made.id)).body).toMatchObject({ created: false, channel: { id: first.body.channel.id } });
    expect((await messages(first.body.channel.id, words(ann, 2, 3))).body).toMatchObject({ stored: 3 });
    await carriedOver(first.body.channel.id, 3);
    const root = async () =>
      (await owner.get<{ messages: Message[] }>(`/channels/${made.id}/messages?rev=99999`)).body.messages[0]?.meta;
    await expect.poll(async () => (await root())?.thread?.count).toBe(3);
    expect(await root()).toMatchObject({ thread: { channel: first.body.channel.id, people: [ann] }, imported: true });
  });

  test("hangs on no channel that is not there for who brings it", async () => {
    const closed = await brought({ kind: "private", members: [ann], name: "closed" });
    const teacher = await classroom.person("teacher");
    const living = await classroom.person("owner");
    // Somebody of the class reads it by now.
    await env.DB.prepare(
      "insert into memberships (channel_no, member_no, joined_at) select no, ?, 1 from channels where id = ?",
    )
      .bind(living.no, closed.id)
      .run();
    const asked = { key: "place:t", kind: "thread", members: [], on: { channel: closed.id, seq: 1 } };
    expect((await teacher.post<Refusal>(at("channels"), asked)).status).toBe(404);
    const { body } = await living.post<{ channel: Channel }>(at("channels"), asked);
    expect((await messages(body.channel.id, words(ann, 1, 1), teacher)).status).toBe(404);
  });
});

test("what is closed there by now does not go into the channel that the class has from a time when it was open; the other way it stays closed", async () => {
  const key = "place:moved-in-1";
  const open = await brought({ key, name: "plans" });
  const refused = await channel({ key, name: "plans", kind: "private", members: [ann] });
  expect(refused).toMatchObject({ status: 400, body: { code: "invalid", field: "kind", reason: "import_more_open" } });
  expect((await channel({ key, name: "plans" })).body.channel.id).toBe(open.id);
  const closed = await brought({ key: "place:moved-in-2", name: "secrets", kind: "private", members: [ann] });
  const later = await channel({ key: "place:moved-in-2", name: "secrets", kind: "public" });
  expect(later.body.channel).toMatchObject({ id: closed.id, kind: "private" });
});

test("nobody with an account votes or sets a checkpoint through an archive; votes that nobody saw stay as they are", async () => {
  const made = await brought({});
  const poll = (voted: string[], more: object = {}) => ({
    ...{ question: "Which?", options: [{ text: "a" }, { text: "b" }], voted },
    ...{ multiple: false, secret: false, sealed: true, open: false, ...more },
  });
  const refused = { status: 400, body: { code: "invalid" } };
  expect(await messages(made.id, [{ ...one(1), meta: { poll: poll([student.id]) } }])).toMatchObject(refused);
  const checkpoint = { name: "Week 1", by: owner.id, at: 1 };
  expect(await messages(made.id, [{ ...one(1), meta: { checkpoint } }])).toMatchObject(refused);
  const many = { ...poll([ann]), options: Array.from({ length: 99 }, (_, i) => ({ text: String(i) })) };
  expect((await messages(made.id, [{ ...one(1), meta: { poll: many } }])).status).toBe(400);
  expect((await messages(made.id, [{ ...one(1), meta: { poll: poll([ann]) } }])).body).toMatchObject({ stored: 1 });
  for (const act of [{ type: "vote", choices: [0] }, { type: "closePoll" }, { type: "revealPoll" }])
    expect(await owner.post(`/channels/${made.id}/messages/1/acts`, { act })).toMatchObject({
      body: { code: "poll_closed" },
    });
});

test("a role that somebody had there allows them nothing here, and no name of more is told", async () => {
  const brought = await people({
    key: "place:old-owner",
    handle: "old.owner",
    name: "Old",
    there: { role: "owner" },
  } as never);
  const { body } = await owner.get<{ members: { role: string }[] }>(
    `/workspaces/${classroom.id}/members?ids=${brought[0]}`,
  );
  expect(body.members[0]?.role).toBe("student");
});
