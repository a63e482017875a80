import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import { FRAME_MAX_BYTES, MESSAGE_MAX_CHARS, type Message } from "../../protocol/index.ts";
import { carriedOver, channelOf, fill, storedIn } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, upgrade, type LiveSocket } from "./support/live-socket.ts";
import { ageLeases } from "./support/rooms.ts";
import { roomOf } from "../../worker/room/stubs.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let teacher: Somebody;
let stranger: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bo" });
  teacher = await classroom.person("teacher", { handle: "miriam" });
  stranger = await classroom.person("student", { handle: "stranger" });
});

async function refusalOf(socket: LiveSocket, frame: unknown): Promise<string> {
  if (typeof frame === "string" || frame instanceof ArrayBuffer) socket.sendRaw(frame);
  else socket.send(frame as Record<string, unknown>);
  const { refusal } = await socket.next("refused");
  expect(refusal.sentence).toMatch(/[.!?]$/u);
  return refusal.code;
}
const post = (body: unknown) => ({ type: "post", id: uuidv7(), body });

test("I9, P13: what is no message is refused with a code and a sentence, and the socket stays open", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  expect(await refusalOf(socket, post(""))).toBe("empty");
  expect(await refusalOf(socket, post(" \n\u200b\u00ad "))).toBe("empty");
  expect(await refusalOf(socket, post("x".repeat(MESSAGE_MAX_CHARS + 1)))).toBe("too_long");
  expect(await refusalOf(socket, post("half a pair \ud83d"))).toBe("not_text");
  expect(await refusalOf(socket, post("a\0b"))).toBe("not_text");
  expect(await refusalOf(socket, post(42))).toBe("not_text");
  expect(await refusalOf(socket, post(null))).toBe("not_text");
  expect(await refusalOf(socket, { type: "post", id: "7", body: "bad id" })).toBe("invalid");
  expect(await refusalOf(socket, { type: "dance" })).toBe("unknown_frame");
  expect(await refusalOf(socket, {})).toBe("unknown_frame");
  expect(await refusalOf(socket, "null")).toBe("unknown_frame");
  expect(await refusalOf(socket, "[1,2")).toBe("malformed");
  expect(await refusalOf(socket, new ArrayBuffer(8))).toBe("unknown_frame");
  expect(await refusalOf(socket, { type: "edit", ref: "e", seq: -1, body: "x" })).toBe("invalid");
  expect(await refusalOf(socket, { type: "edit", ref: "e", seq: 1e300, body: "x" })).toBe("invalid");
  expect(await refusalOf(socket, { type: "post", id: uuidv7(), body: "answers nothing", replyTo: 99 })).toBe("invalid");
  expect((await socket.post("still works")).seq).toBe(1);
});

test("I9, P13: a frame over 64 KiB is refused and the socket closed", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  expect(await refusalOf(socket, post("ä".repeat(FRAME_MAX_BYTES / 2)))).toBe("too_large");
  expect((await socket.whenClosed()).code).toBe(4413);
});

test("R61: who writes faster than people read is told how long to wait, and others are not held up", async () => {
  const { id } = await channelOf([ada, bo]);
  const [fast, calm] = [await openChannel(id, ada), await openChannel(id, bo)];
  for (let i = 0; i < 12; i++) fast.send(post(`flood ${i}`));
  const { refusal } = await fast.next("refused");
  expect(refusal.code).toBe("too_fast");
  expect(refusal.retryAfter).toBeGreaterThan(0);
  expect((await calm.post("calm")).seq).toBe(11);
});

test("R36, I7: an edit shows for everybody and in the history; somebody else's words are not theirs to change", async () => {
  const { id } = await channelOf([ada, bo, teacher]);
  const [author, other, staff] = [
    await openChannel(id, ada),
    await openChannel(id, bo),
    await openChannel(id, teacher),
  ];
  await author.post("tpyo");
  expect(await refusalOf(other, { type: "edit", ref: "e", seq: 1, body: "hacked" })).toBe("forbidden");
  expect(await refusalOf(staff, { type: "edit", ref: "e", seq: 1, body: "put into her mouth" })).toBe("forbidden");
  expect(await refusalOf(other, { type: "delete", ref: "d", seq: 1 })).toBe("forbidden");
  author.send({ type: "edit", ref: "mine", seq: 1, body: "typo", rev: 1 });
  expect(await author.next("done")).toMatchObject({ ref: "mine", seq: 1, rev: 2 });
  const { changes } = await other.next("changed", (event) =>
    event.changes.some(({ editedAt }) => editedAt !== undefined),
  );
  expect(changes[0]).toMatchObject({ seq: 1, rev: 2, body: "typo" });
  while ((await carriedOver(id, 1))[0]?.rev !== 2) await scheduler.wait(1);
  expect((await storedIn(id))[0]?.body).toBe("typo");
});

test("P24: an edit of a message that changed meanwhile is refused as stale", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  await socket.post("first");
  socket.send({ type: "edit", ref: "a", seq: 1, body: "second", rev: 1 });
  await socket.next("done");
  expect(await refusalOf(socket, { type: "edit", ref: "b", seq: 1, body: "third", rev: 1 })).toBe("stale");
});

test("I7, P25: a deleted message leaves its place and no word, live, in the room and in the history", async () => {
  const { id } = await channelOf([ada, bo, teacher]);
  const [author, reader, staff] = [
    await openChannel(id, ada),
    await openChannel(id, bo),
    await openChannel(id, teacher),
  ];
  await author.post("regret");
  await author.post("rude");
  author.send({ type: "delete", ref: "d", seq: 1 });
  await author.next("done");
  staff.send({ type: "delete", ref: "d", seq: 2 });
  await staff.next("done");
  await reader.next("changed", (event) =>
    event.changes.some(({ seq, deletedAt }) => seq === 2 && deletedAt !== undefined),
  );
  const { page } = await (await openChannel(id, bo)).next("welcome");
  expect(page.messages.map(({ seq, body }) => ({ seq, body }))).toEqual([
    { seq: 1, body: "" },
    { seq: 2, body: "" },
  ]);
  for (;;) if ((await carriedOver(id, 2)).every(({ body }) => body === "")) break;
  expect(await refusalOf(author, { type: "edit", ref: "e", seq: 1, body: "back" })).toBe("deleted");
  author.send({ type: "delete", ref: "again", seq: 1 });
  expect((await author.next("done")).ref).toBe("again");
});

test("I7: a message that only the history still has can be edited and deleted, and its place stays", async () => {
  const { id } = await channelOf([ada, bo]);
  await fill(id, ada, 700);
  const socket = await openChannel(id, ada);
  socket.send({ type: "edit", ref: "e", seq: 3, body: "line three" });
  expect(await socket.next("done")).toMatchObject({ seq: 3, rev: 701 });
  socket.send({ type: "delete", ref: "d", seq: 4 });
  await socket.next("done");
  expect(await refusalOf(await openChannel(id, bo), { type: "edit", ref: "e", seq: 5, body: "x" })).toBe("forbidden");
  for (;;) if ((await carriedOver(id, 700))[3]?.body === "") break;
  expect((await storedIn(id)).slice(1, 5).map(({ seq, body }) => `${seq} ${body}`)).toEqual([
    "2 line 2",
    "3 line three",
    "4 ",
    "5 line 5",
  ]);
});

test("R60, R68, R69: a message posted over HTTP is stored before the answer and shows live; its retry is answered, not doubled", async () => {
  const { id } = await channelOf([ada, bo]);
  const reader = await openChannel(id, bo);
  const messageId = uuidv7();
  const first = await ada.post<{ message: Message }>(`/channels/${id}/messages`, { id: messageId, body: "by curl" });
  expect(first.status).toBe(201);
  expect(first.body.message.seq).toBe(1);
  await reader.next("changed", ({ changes }) => changes.some(({ body }) => body === "by curl"));
  const again = await ada.post<{ message: Message }>(`/channels/${id}/messages`, { id: messageId, body: "by curl" });
  expect(again).toEqual({ status: 200, body: first.body });
  const edited = await ada.patch<{ message: Message }>(`/channels/${id}/messages/1`, { body: "by hand" });
  expect(edited.body.message).toMatchObject({ seq: 1, body: "by hand" });
  expect((await bo.delete(`/channels/${id}/messages/1`)).status).toBe(403);
  expect((await ada.delete<{ message: Message }>(`/channels/${id}/messages/1`)).body.message.body).toBe("");
});

test("an archived channel, an announcement channel and a muted person: read yes, write no, and why", async () => {
  const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
  const archived = await channelOf([ada]);
  await env.DB.prepare("update channels set archived_at = 1 where no = ?").bind(archived.no).run();
  expect(await refusalOf(await openChannel(archived.id, ada), post("hello?"))).toBe("archived");
  const news = await channelOf([teacher, ada], { posting: "staff" });
  expect(await refusalOf(await openChannel(news.id, ada), post("me too"))).toBe("read_only");
  expect((await (await openChannel(news.id, teacher)).post("Exam on Friday")).seq).toBe(1);
  const open = await channelOf([ada, muted]);
  const socket = await openChannel(open.id, muted);
  socket.send(post("let me"));
  const { refusal } = await socket.next("refused");
  expect(refusal.code).toBe("muted");
  expect(refusal.retryAfter).toBeGreaterThan(0);
});

test("I6: a change of rules or role acts on sockets that are open", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  await roomOf(env, id).order({ type: "rulesChanged", rules: { posting: "staff", archived: false } });
  expect(await refusalOf(socket, post("x"))).toBe("read_only");
  await roomOf(env, id).order({ type: "standingChanged", member: ada.id, standing: { role: "ta", mutedUntil: null } });
  expect((await socket.post("as a TA")).seq).toBe(1);
});

test("I5, R9: whoever is not in the channel gets the same 'not found' as for a channel that does not exist", async () => {
  const { id } = await channelOf([ada]);
  const elsewhere = await (await openClassroom()).person("owner");
  for (const outsider of [stranger, teacher, elsewhere]) {
    const real = await upgrade(`/channels/${id}/socket`, outsider);
    const unreal = await upgrade(`/channels/nothinghere/socket`, outsider);
    expect(real.status).toBe(404);
    const [a, b] = [await real.json<Record<string, unknown>>(), await unreal.json<Record<string, unknown>>()];
    expect({ ...a, trace: "" }).toEqual({ ...b, trace: "" });
    expect((await outsider.get(`/channels/${id}/messages`)).status).toBe(404);
    expect((await outsider.post(`/channels/${id}/messages`, { body: "let me in" })).status).toBe(404);
  }
  expect((await upgrade(`/channels/${id}/socket`)).status).toBe(401);
  expect((await upgrade(`/channels/${id}/socket`, ada, { origin: "https://evil.example" })).status).toBe(403);
});

test("I6: a removed member's socket closes at once; a signed-out device's too", async () => {
  const { id } = await channelOf([ada, bo]);
  const [removed, stays] = [await openChannel(id, bo), await openChannel(id, ada)];
  await roomOf(env, id).order({ type: "memberLeft", member: bo.id });
  expect((await removed.whenClosed()).code).toBe(4403);
  expect((await stays.post("still here")).seq).toBe(1);
});

test("I6: should the notice be lost, a removed member is told nothing more once the permission is old", async () => {
  const { id, no } = await channelOf([ada, bo]);
  const [stays, removed] = [await openChannel(id, ada), await openChannel(id, bo)];
  await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, bo.no).run();
  await ageLeases(id);
  await stays.post("among us");
  expect((await removed.whenClosed()).code).toBe(4403);
  expect(removed.frames.filter(({ type }) => type === "changed")).toEqual([]);
  await stays.next("changed", ({ changes }) => changes.some(({ body }) => body === "among us"));
});

test("I6: nor can they write then", async () => {
  const { id, no } = await channelOf([ada, bo]);
  const removed = await openChannel(id, bo);
  await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(no, bo.no).run();
  await ageLeases(id);
  removed.send(post("let me"));
  expect((await removed.whenClosed()).code).toBe(4403);
  expect(await storedIn(id)).toEqual([]);
});

test("R111: read marks move forward only, live with the socket and reach D1 when the reader leaves", async () => {
  const { id, no } = await channelOf([ada, bo]);
  const [reader, writer] = [await openChannel(id, ada), await openChannel(id, bo)];
  for (let i = 0; i < 3; i++) await writer.post(`line ${i}`);
  reader.send({ type: "markRead", seq: 2 });
  reader.send({ type: "markRead", seq: 1 });
  reader.send({ type: "markRead", seq: 99 });
  reader.send({ type: "resume", rev: 3 });
  expect((await reader.next("resumed")).readSeq).toBe(3);
  const stored = () =>
    env.DB.prepare("select read_seq from memberships where channel_no = ? and member_no = ?")
      .bind(no, ada.no)
      .first<number>("read_seq");
  expect(await stored()).toBe(0);
  reader.close();
  while ((await stored()) !== 3) await scheduler.wait(1);
});
