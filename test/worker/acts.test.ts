import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test, vi } from "vitest";
import type { Message, PollDraft } from "../../protocol/index.ts";
import type { PrivateState } from "../../worker/room/commit/message-actions.ts";
import { channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";
import { offer } from "./support/pictures.ts";
import { putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let teacher: Somebody;

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  teacher = await classroom.person("teacher", { handle: "miriam" });
});

let acted = 0;
async function act(socket: LiveSocket, seq: number, what: Record<string, unknown>): Promise<string> {
  const ref = `act-${++acted}`;
  socket.send({ type: "act", ref, seq, act: what });
  for (;;) {
    await scheduler.wait(1);
    const answer = await Promise.race([
      socket.next("done", (event) => event.ref === ref).then(() => "done"),
      socket.next("refused", (event) => event.ref === ref).then(({ refusal }) => refusal.code),
    ]);
    return answer;
  }
}
const react = (emoji: string, on = true) => ({ type: "react", emoji, on });
const metaOf = async (channel: string, who: Somebody, seq = 1) => {
  const { body } = await who.get<{ messages: Message[] }>(
    `/channels/${channel}/messages?around=${seq}&limit=1&rev=999999`,
  );
  return body.messages[0]?.meta;
};
const post = async (socket: LiveSocket, poll: Partial<PollDraft>) => {
  const id = uuidv7();
  socket.send({ type: "post", id, body: "Please vote", poll: { question: "When?", options: ["Mon", "Tue"], ...poll } });
  return id;
};

test("R36: two people who react at once both count, and who takes theirs back does not take the other's", async () => {
  const { id } = await channelOf([ada, bo]);
  const [one, two] = [await openChannel(id, ada), await openChannel(id, bo)];
  await one.post("good question");
  expect(await Promise.all([act(one, 1, react("👍")), act(two, 1, react("👍"))])).toEqual(["done", "done"]);
  const { changes } = await two.next("changed", (event) =>
    event.changes.some(({ meta }) => meta?.reactions?.[0]?.count === 2),
  );
  expect(changes[0]?.meta?.reactions?.[0]?.members.toSorted()).toEqual([ada.id, bo.id].toSorted());
  expect(await act(one, 1, react("👍"))).toBe("done");
  expect(await act(one, 1, react("👍", false))).toBe("done");
  expect((await metaOf(id, ada))?.reactions).toEqual([{ emoji: "👍", members: [bo.id], count: 1 }]);
});

test("a reaction is an emoji, at most twenty different ones on a message, and none on what was deleted", async () => {
  const { id } = await channelOf([ada, bo, teacher]);
  const sockets = [await openChannel(id, ada), await openChannel(id, bo), await openChannel(id, teacher)];
  await sockets[0]!.post("react to this");
  for (const bad of ["no", "", "<b>", "👍👍", ":A B:", "x".repeat(100), 7, ":party-parrot:"])
    expect(await act(sockets[0]!, 1, react(bad as string))).toBe("invalid");
  await offer(classroom, teacher, "party-parrot");
  expect(await act(sockets[0]!, 1, react(":party-parrot:"))).toBe("done");
  const many = [..."🍎🍊🍋🍌🍉🍇🍓🍒🍑🥭🍍🥥🥝🍅🥑🥦🥕🌽🥔"];
  for (const [i, emoji] of many.entries()) expect(await act(sockets[i % 3]!, 1, react(emoji))).toBe("done");
  expect(await act(sockets[1]!, 1, react("🧄"))).toBe("too_many");
  expect(await act(sockets[1]!, 1, react("🍎"))).toBe("done");
  sockets[0]!.send({ type: "delete", ref: "d", seq: 1 });
  await sockets[0]!.next("done", ({ ref }) => ref === "d");
  expect(await act(sockets[1]!, 1, react("🍎", false))).toBe("deleted");
});

test("R13: an emoji with and without the sign that asks for a picture is one reaction", async () => {
  const { id } = await channelOf([ada, bo]);
  const [one, two] = [await openChannel(id, ada), await openChannel(id, bo)];
  await one.post("react to this");
  expect(await act(one, 1, react("❤\uFE0F"))).toBe("done");
  expect(await act(two, 1, react("❤"))).toBe("done");
  expect((await metaOf(id, ada))?.reactions).toEqual([{ emoji: "❤\uFE0F", members: [ada.id, bo.id], count: 2 }]);
  expect(await act(one, 1, react("❤", false))).toBe("done");
  expect((await metaOf(id, ada))?.reactions).toEqual([{ emoji: "❤\uFE0F", members: [bo.id], count: 1 }]);
});

test("I4: reactions and pins come with a resume, survive sleep, and reach messages that only the history has", async () => {
  const { id } = await channelOf([ada, teacher]);
  await fill(id, ada, 700);
  const socket = await openChannel(id, teacher);
  const { head } = await socket.next("welcome");
  expect(await act(socket, 2, react("🎉"))).toBe("done");
  expect(await act(socket, 2, { type: "pin", on: true })).toBe("done");
  expect(await act(socket, 3, { type: "checkpoint", name: "Lecture 5" })).toBe("done");
  await putToSleep(id);
  const back = await openChannel(id, ada, head.rev);
  const { changes } = await back.next("resumed");
  expect(
    changes.map(({ seq, meta }) => [seq, meta?.reactions?.[0]?.emoji, meta?.pinned?.by, meta?.checkpoint?.name]),
  ).toEqual([
    [2, "🎉", teacher.id, undefined],
    [3, undefined, undefined, "Lecture 5"],
  ]);
  for (;;) {
    await scheduler.wait(1);
    const { body } = await ada.get<{ messages: Message[] }>(`/channels/${id}/landmarks`);
    if (body.messages.map(({ seq }) => seq).join() === "3,2") break;
  }
});

test("what is unpinned, and was nothing else than a message, is among the pins no more: also after the room slept", async () => {
  const { id, no } = await channelOf([teacher, ada]);
  const staff = await openChannel(id, teacher);
  for (const body of ["one", "two", "three"]) await staff.post(body);
  const marks = () =>
    env.DB.prepare("select seq, kind from landmarks where channel_no = ? order by seq")
      .bind(no)
      .all()
      .then(({ results }) => results);
  for (const seq of [1, 2]) expect(await act(staff, seq, { type: "pin", on: true })).toBe("done");
  await vi.waitFor(async () => expect(await marks()).toEqual([1, 2].map((seq) => ({ seq, kind: "pin" }))));
  expect(await act(staff, 1, { type: "pin", on: false })).toBe("done");
  await vi.waitFor(async () => expect(await marks()).toEqual([{ seq: 2, kind: "pin" }]));
  await putToSleep(id);
  const later = await openChannel(id, teacher);
  await later.post("four");
  expect(await act(later, 2, { type: "pin", on: false })).toBe("done");
  await vi.waitFor(async () => expect(await marks()).toEqual([]));
});

test("R36, R40: pins and checkpoints are set by the teaching team, or by anybody in a direct message", async () => {
  const { id } = await channelOf([teacher, ada, bo]);
  const student = await openChannel(id, bo);
  await student.post("pin me");
  expect(await act(student, 1, { type: "pin", on: true })).toBe("forbidden");
  expect(await act(student, 1, { type: "checkpoint", name: "Lecture 5" })).toBe("forbidden");
  const direct = await channelOf([ada, bo], { kind: "dm" });
  const mine = await openChannel(direct.id, ada);
  await mine.post("our plan");
  expect(await act(mine, 1, { type: "pin", on: true })).toBe("done");
});

test("an edit keeps what stood there before: the author and the teaching team can look, others cannot, readers are not told", async () => {
  const { id } = await channelOf([ada, bo, teacher]);
  const [author, other] = [await openChannel(id, ada), await openChannel(id, bo)];
  await author.post("first");
  for (const body of ["second", "third"]) {
    author.send({ type: "edit", ref: body, seq: 1, body });
    await author.next("done", ({ ref }) => ref === body);
  }
  await other.next("changed", ({ changes }) => changes[0]?.body === "third");
  expect(JSON.stringify(other.frames.filter(({ type }) => type === "changed").slice(-1))).not.toContain("first");
  expect((await metaOf(id, bo))?.versions).toBe(2);
  const path = `/channels/${id}/messages/1/versions`;
  for (const who of [ada, teacher]) {
    const { body } = await who.get<{ versions: { body: string }[] }>(path);
    expect(body.versions.map((version) => version.body)).toEqual(["first", "second"]);
  }
  expect((await bo.get(path)).status).toBe(403);
  // A reaction in between does not make the author's view of the words stale.
  expect(await act(other, 1, react("👀"))).toBe("done");
  author.send({ type: "edit", ref: "late", seq: 1, body: "fourth", rev: 3 });
  await author.next("done", ({ ref }) => ref === "late");
});

test("R37: sixty votes within seconds total sixty on every screen", async () => {
  const people = await Promise.all(Array.from({ length: 60 }, () => classroom.person("student")));
  const { id } = await channelOf([ada, ...people]);
  const maker = await openChannel(id, ada);
  await post(maker, { options: ["Mon", "Tue", "Wed"] });
  await maker.next("stored");
  const sockets = await Promise.all(people.map((person) => openChannel(id, person)));
  expect(
    new Set(await Promise.all(sockets.map((socket, i) => act(socket, 1, { type: "vote", choices: [i % 3] })))),
  ).toEqual(new Set(["done"]));
  for (const socket of [maker, ...sockets]) {
    await socket.next("changed", ({ changes }) => changes.some(({ meta }) => meta?.poll?.voted.length === 60));
  }
  const poll = (await metaOf(id, ada))?.poll;
  expect(poll?.options.map(({ votes }) => votes)).toEqual([20, 20, 20]);
});

test("R38: sealed results show to nobody before the maker or the teaching team reveals them, then to all at once", async () => {
  const { id } = await channelOf([ada, bo, teacher]);
  const [maker, voter, staff] = [await openChannel(id, ada), await openChannel(id, bo), await openChannel(id, teacher)];
  await post(maker, { sealed: true });
  await maker.next("stored");
  expect(await act(voter, 1, { type: "vote", choices: [1] })).toBe("done");
  expect(JSON.stringify((await metaOf(id, ada))?.poll?.options)).toBe(
    JSON.stringify([{ text: "Mon" }, { text: "Tue" }]),
  );
  expect(await act(voter, 1, { type: "revealPoll" })).toBe("forbidden");
  expect(await act(voter, 1, { type: "closePoll" })).toBe("forbidden");
  expect(await act(staff, 1, { type: "revealPoll" })).toBe("done");
  const { changes } = await voter.next("changed", (event) =>
    event.changes.some(({ meta }) => meta?.poll?.revealedAt !== undefined),
  );
  expect(changes[0]?.meta?.poll?.options[1]).toEqual({ text: "Tue", votes: 1, voters: [bo.id] });
  expect(await act(maker, 1, { type: "closePoll" })).toBe("done");
  expect(await act(voter, 1, { type: "vote", choices: [0] })).toBe("poll_closed");
});

test("R38: in a secret ballot nobody can find out who voted what, not even in the database, and a vote stays", async () => {
  const { id, no } = await channelOf([ada, bo]);
  const [maker, voter] = [await openChannel(id, ada), await openChannel(id, bo)];
  await post(maker, { secret: true });
  await maker.next("stored");
  expect(await act(voter, 1, { type: "vote", choices: [1] })).toBe("done");
  expect(await act(voter, 1, { type: "vote", choices: [0] })).toBe("voted");
  // Who saw one name and one vote come together would know: nothing is counted out before the end.
  expect((await metaOf(id, ada))?.poll).toMatchObject({ voted: [bo.id], options: [{ text: "Mon" }, { text: "Tue" }] });
  expect(JSON.stringify((await metaOf(id, ada))?.poll)).not.toContain("votes");
  expect(await act(maker, 1, { type: "closePoll" })).toBe("done");
  expect((await metaOf(id, ada))?.poll).toMatchObject({ voted: [bo.id], options: [{ votes: 0 }, { votes: 1 }] });
  let sealed: PrivateState | null = null;
  while (!sealed?.counts?.[1]) {
    await scheduler.wait(1);
    sealed = JSON.parse(
      (await env.DB.prepare("select sealed from messages where key = ?")
        .bind(no * 2 ** 32 + 1)
        .first<string>("sealed")) ?? "null",
    ) as PrivateState | null;
  }
  expect(sealed).toEqual({ counts: [0, 1] });
});

test("R37: one choice or several, changed and taken back; options added where the maker allows it", async () => {
  const { id } = await channelOf([ada, bo]);
  const [maker, voter] = [await openChannel(id, ada), await openChannel(id, bo)];
  await post(maker, {});
  await maker.next("stored");
  expect(await act(voter, 1, { type: "vote", choices: [0, 1] })).toBe("invalid");
  expect(await act(voter, 1, { type: "vote", choices: [7] })).toBe("invalid");
  expect(await act(voter, 1, { type: "vote", choices: [0] })).toBe("done");
  expect(await act(voter, 1, { type: "vote", choices: [1] })).toBe("done");
  expect((await metaOf(id, ada))?.poll?.options.map(({ votes }) => votes)).toEqual([0, 1]);
  expect(await act(voter, 1, { type: "vote", choices: [] })).toBe("done");
  expect((await metaOf(id, ada))?.poll?.voted).toEqual([]);
  expect(await act(voter, 1, { type: "addOption", text: "Wed" })).toBe("forbidden");
  expect(await act(maker, 1, { type: "addOption", text: "Wed" })).toBe("done");
  expect((await metaOf(id, ada))?.poll?.options).toHaveLength(3);
});

test("I9: a poll with no, one or 101 options, with equal ones, or one that closes in the past is refused in words", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  for (const poll of [
    { options: [] },
    { options: ["one"] },
    { options: Array.from({ length: 101 }, (_, i) => `o${i}`) },
    { options: ["a", "a"] },
    { closesAt: Date.now() - 1 },
    { question: "" },
  ]) {
    const ref = await post(socket, poll);
    const { refusal } = await socket.next("refused", (event) => event.ref === ref);
    expect(["invalid", "empty"]).toContain(refusal.code);
    expect(refusal.sentence).toMatch(/\.$/u);
  }
  await socket.post("no poll here");
  expect(await act(socket, 1, { type: "vote", choices: [0] })).toBe("not_found");
});

test("a poll closes by itself when its time has come, also while the room sleeps", async () => {
  const { id } = await channelOf([ada]);
  const socket = await openChannel(id, ada);
  const ref = await post(socket, { closesAt: Date.now() + 50 });
  await socket.next("stored", ({ messages }) => messages[0]?.id === ref);
  await putToSleep(id);
  while ((await metaOf(id, ada))?.poll?.closedAt === undefined) {
    await runDurableObjectAlarm(env.ROOMS.getByName(id));
    await scheduler.wait(1);
  }
  await socket.next("changed", ({ changes }) => changes[0]?.meta?.poll?.closedAt !== undefined);
});

test("R89, I5: others in the channel see that somebody writes; nobody is told it of a channel that is read-only for them", async () => {
  const { id } = await channelOf([ada, bo]);
  const [writer, reader] = [await openChannel(id, ada), await openChannel(id, bo)];
  writer.send({ type: "typing" });
  expect((await reader.next("typed")).member).toBe(ada.id);
  await writer.post("done writing");
  expect(writer.frames.filter(({ type }) => type === "typed")).toEqual([]);
  const news = await channelOf([teacher, bo], { posting: "staff" });
  const [student, staff] = [await openChannel(news.id, bo), await openChannel(news.id, teacher)];
  student.send({ type: "typing" });
  await staff.post("Exam on Friday");
  await student.next("changed");
  expect(staff.frames.filter(({ type }) => type === "typed")).toEqual([]);
});
