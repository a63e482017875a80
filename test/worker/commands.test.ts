/** Commands of bots: offered where their bot is, asked of its program, answered to who asked or to the channel, now or later. */
import { v7 as uuidv7 } from "uuid";
import { Webhook } from "standardwebhooks";
import { beforeAll, expect, test, vi } from "vitest";
import type { Bot, BotCommand, Message, OfferedCommand, Refusal } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { answersWith, cameTo, subscriberAt } from "./support/subscriber.ts";

let classroom: Classroom;
let owner: Somebody;
let student: Somebody;
let other: Somebody;
let channel: { id: string; no: number };
let bot: Bot;
let made = 0;

beforeAll(async () => {
  classroom = await openClassroom();
  [owner, student, other] = await Promise.all([
    classroom.person("owner"),
    classroom.person("student"),
    classroom.person("student"),
  ]);
  channel = await channelOf([owner, student, other], { kind: "private" });
  const asked = { name: "Grader", scope: "read", channels: [channel.id] };
  bot = (await owner.post<{ bot: Bot }>(`/workspaces/${classroom.id}/bots`, asked)).body.bot;
});

const name = () => `grade${Date.now()}x${++made}`;
async function newCommand(url: string | undefined, called = name()) {
  const asked = { name: called, says: "Grades", takes: "<task>", ...(url !== undefined && { url }) };
  const told = await owner.post<{ command: BotCommand; secret: string } & Refusal>(
    `/workspaces/${classroom.id}/bots/${bot.member}/commands`,
    asked,
  );
  expect(told.status, JSON.stringify(told.body)).toBe(201);
  return told.body;
}
const give = ({ id }: BotCommand, words = "", who = student, messageId = uuidv7()) =>
  who.post<{ answer?: string; message?: Message } & Refusal>(`/channels/${channel.id}/commands/${id}`, {
    id: messageId,
    words,
  });
const answerAt = (path: string, body: object) =>
  request<Refusal>("POST", new URL(path).pathname.replace(/^\/api/u, ""), body);

test("is offered with its help where its bot is, and nowhere else", async () => {
  const { command } = await newCommand(undefined);
  const here = await student.get<{ commands: OfferedCommand[] }>(`/channels/${channel.id}/commands`);
  expect(here.body.commands).toContainEqual({
    ...{ id: command.id, name: command.name, takes: "<task>", says: "Grades", bot: bot.member },
  });
  const elsewhere = await channelOf([student], { kind: "private" });
  expect((await student.get<{ commands: object[] }>(`/channels/${elsewhere.id}/commands`)).body.commands).toEqual([]);
  const there = `/channels/${elsewhere.id}/commands/${command.id}`;
  expect((await student.post<Refusal>(there, { id: uuidv7() })).body.code).toBe("not_found");
});

test("is asked of its program, signed, and answered to who asked alone", async () => {
  const to = name();
  await answersWith(to, { body: JSON.stringify({ body: "7 of 10" }) });
  const { command, secret } = await newCommand(subscriberAt(`/to/${to}`));
  const answered = await give(command, "task 3");
  expect(answered.body).toEqual({ answer: "7 of 10" });
  const [came] = await cameTo(to);
  expect(new Webhook(secret).verify(came!.body, came!.headers)).toMatchObject({
    type: "command.given",
    data: { command: command.name, words: "task 3", by: { id: student.id } },
  });
  const page = await other.get<{ messages: Message[] }>(`/channels/${channel.id}/messages?limit=1`);
  expect(page.body.messages.map(({ body }) => body)).not.toContain("7 of 10");
});

test("is answered in the channel where its program wants that, once however often it is sent", async () => {
  const to = name();
  await answersWith(to, { body: JSON.stringify({ to: "channel", body: "All graded" }) });
  const { command } = await newCommand(subscriberAt(`/to/${to}`));
  const id = uuidv7();
  const first = await give(command, "", student, id);
  expect(first.body.message).toMatchObject({ author: bot.member, body: "All graded" });
  expect((await give(command, "", student, id)).body.message?.seq).toBe(first.body.message?.seq);
});

test("is answered later, to who asked on all their tabs or in the channel, five times at most", async () => {
  const to = name();
  await answersWith(to, { status: 202 });
  const { command } = await newCommand(subscriberAt(`/to/${to}`));
  const mine = await openWorkspace(classroom.id, student);
  const theirs = await openWorkspace(classroom.id, other);
  expect((await give(command)).body).toEqual({});
  const { data } = JSON.parse((await cameTo(to))[0]!.body) as { data: { answerAt: string } };
  expect((await answerAt(data.answerAt, { body: "Later: 8 of 10" })).status).toBe(204);
  expect(await mine.next("commandAnswered")).toMatchObject({ command: command.name, body: "Later: 8 of 10" });
  expect(theirs.frames.some(({ type }) => type === "commandAnswered")).toBe(false);
  const inChannel = await openChannel(channel.id, other);
  expect((await answerAt(data.answerAt, { to: "channel", body: "For all" })).status).toBe(204);
  const changed = await inChannel.next("changed", ({ changes }) => changes.some(({ body }) => body === "For all"));
  expect(changed.changes.at(-1)?.author).toBe(bot.member);
  for (let i = 0; i < 3; i += 1) expect((await answerAt(data.answerAt, { body: "More" })).status).toBe(204);
  expect((await answerAt(data.answerAt, { body: "Too many" })).body.reason).toBe("command_over");
  for (const socket of [mine, theirs, inChannel]) socket.close();
});

test("whose program hangs is later, too; one that fails says so, and the words stay with who wrote them", async () => {
  const { command: hangs } = await newCommand(subscriberAt("/hang"));
  expect((await give(hangs)).body).toEqual({});
  const to = name();
  await answersWith(to, { status: 500 });
  const { command: fails } = await newCommand(subscriberAt(`/to/${to}`));
  expect((await give(fails)).body).toMatchObject({ code: "unavailable", reason: "command_unreached" });
});

test("without an address is heard on the bot's own socket", async () => {
  const { command } = await newCommand(undefined);
  const { body } = await owner.post<{ token: string }>(`/workspaces/${classroom.id}/bots/${bot.member}/tokens`, {
    name: "Socket",
  });
  const socket = await openWorkspace(classroom.id, { token: body.token });
  await socket.next("hello");
  await give(command, "task 4");
  const given = await socket.next("commandGiven");
  expect(given).toMatchObject({ command: command.name, words: "task 4", by: { id: student.id } });
  socket.close();
});

test("is not given by who may not write, nor to an address inside a network, nor twice by one name", async () => {
  const { command } = await newCommand(undefined);
  const muted = await classroom.person("student", { mutedUntil: Date.now() + 60_000 });
  await owner.post(`/channels/${channel.id}/members`, { members: [muted.id] });
  expect((await give(command, "", muted)).body.code).toBe("muted");
  const at = `/workspaces/${classroom.id}/bots/${bot.member}/commands`;
  const inside = { name: name(), says: "x", url: "http://10.0.0.1/" };
  expect((await owner.post<Refusal>(at, inside)).body.reason).toBe("hook_private");
  expect((await owner.post<Refusal>(at, { name: command.name, says: "x" })).body.reason).toBe("command_taken");
  expect((await owner.post<Refusal>(at, { name: "two words", says: "x" })).body.reason).toBe("command_name");
});

test("a bot that answers itself is stopped after twenty turns, and goes on when a person has written", async () => {
  const looping = { name: "Echo", scope: "write", channels: [channel.id] };
  const echo = (await owner.post<{ bot: Bot }>(`/workspaces/${classroom.id}/bots`, looping)).body.bot;
  const tokens = `/workspaces/${classroom.id}/bots/${echo.member}/tokens`;
  const { token } = (await owner.post<{ token: string }>(tokens, { name: "Loop" })).body;
  const say = (body: string) => request<Refusal>("POST", `/channels/${channel.id}/messages`, { body }, { token });
  await student.post(`/channels/${channel.id}/messages`, { body: "Begin" });
  const told: (string | undefined)[] = [];
  for (let i = 0; i < 21; i += 1) told.push((await say(`Echo ${i}`)).body.reason);
  expect(told.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => undefined));
  expect(told[20]).toBe("looping");
  await student.post(`/channels/${channel.id}/messages`, { body: "Stop it" });
  await vi.waitFor(async () => expect((await say("Sorry")).status).toBe(201), 15_000);
});
