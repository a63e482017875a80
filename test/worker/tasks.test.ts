/** Messages that are tasks of the class: made, given, done, listed to those who may read them, and gone with their message. */
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import type { Message, Task } from "../../protocol/index.ts";
import type { Refusal } from "../../protocol/refusals.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { openDb } from "../../worker/store/db.ts";
import { tasksOf } from "../../worker/store/tasks.ts";
import { channelOf, factsFor, storedIn } from "./support/channel.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { openClassroom, writeHistory, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { contextIn, costOf } from "./support/statement-costs.ts";
import { openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let teacher: Somebody;
let ada: Somebody;
let bo: Somebody;
beforeEach(async () => {
  rooms.clear();
  classroom = await openClassroom();
  [teacher, ada, bo] = [
    await classroom.person("teacher"),
    await classroom.person("student"),
    await classroom.person("student"),
  ];
});

type Told = Partial<Refusal> & { message: Message };
const say = async (who: Somebody, channel: string, body: string) =>
  (await who.post<Told>(`/channels/${channel}/messages`, { body })).body.message.seq;
/** Where something was done. */
const rooms = new Set<string>();
const act = (who: Somebody, channel: string, seq: number, act: object): Promise<Answer<Told>> => {
  rooms.add(channel);
  return who.post(`/channels/${channel}/messages/${seq}/acts`, { act });
};
const make = (who: Somebody, channel: string, seq: number, more: object = {}) =>
  act(who, channel, seq, { type: "task", on: true, ...more });
const finish = (who: Somebody, channel: string, seq: number, on = true) =>
  act(who, channel, seq, { type: "finishTask", on });
/** What the room committed is in D1 a moment later. */
async function until(who: Somebody, query: string, bodies: string[]): Promise<Task[]> {
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, who));
  const asked = { state: query === "?state=done" ? "done" : "open", mine: query === "?mine=true" } as const;
  for (;;) {
    const found = await tasksOf(openDb(env.DB), permit, asked);
    if (found.map(({ message }) => message.body).join() === bodies.join()) break;
    // Asked for what it has not carried over yet, a room carries it over.
    for (const channel of rooms) await roomOf(env, channel).changesWithin(await factsFor(channel), 1, 1, 0);
    await storedIn("");
  }
  return (await who.get<{ tasks: Task[] }>(`/workspaces/${classroom.id}/tasks${query}`)).body.tasks;
}

test("R136: a message becomes a task that says by whom, whose it is, and who did it; it is listed where it can be read", async () => {
  const open = await channelOf([teacher, ada, bo], { kind: "public" });
  const closed = await channelOf([teacher, ada]);
  const [bug, seat] = [await say(ada, open.id, "The autograder is broken"), await say(ada, closed.id, "I need a seat")];
  const made = await make(teacher, open.id, bug);
  expect(made.body.message.meta?.task).toEqual({ by: teacher.id, at: expect.any(Number) as number });
  expect((await make(teacher, open.id, bug)).body.message.rev, "twice is once").toBe(made.body.message.rev);
  await make(teacher, closed.id, seat, { to: ada.id });
  const [first] = await until(ada, "", ["I need a seat", "The autograder is broken"]);
  expect(first).toMatchObject({ channel: closed.id, message: { seq: seat, meta: { task: { to: ada.id } } } });
  await until(bo, "", ["The autograder is broken"]);
  await until(ada, "?mine=true", ["I need a seat"]);
  await until(teacher, "?mine=true", ["I need a seat", "The autograder is broken"]);

  expect((await finish(bo, open.id, bug)).body.code, "it is neither theirs nor given to them").toBe("forbidden");
  expect((await finish(ada, closed.id, seat)).body.message.meta?.task?.done?.by).toBe(ada.id);
  await until(ada, "", ["The autograder is broken"]);
  await until(ada, "?state=done", ["I need a seat"]);
  await finish(teacher, closed.id, seat, false);
  await until(ada, "", ["I need a seat", "The autograder is broken"]);
  await make(teacher, closed.id, seat, { to: null });
  expect((await finish(ada, closed.id, seat)).body.code, "it was taken from them").toBe("forbidden");
  expect((await act(bo, open.id, bug, { type: "task", on: false })).body.code).toBe("forbidden");
  await act(teacher, open.id, bug, { type: "task", on: false });
  await until(bo, "", []);
  expect((await finish(teacher, open.id, bug)).body.code).toBe("not_found");
  const outsider = await (await openClassroom()).person("owner");
  expect((await outsider.get(`/workspaces/${classroom.id}/tasks`)).status).toBe(404);
  expect((await ada.get(`/workspaces/${classroom.id}/tasks?state=lost`)).status).toBe(400);
});

test("R136: students make tasks where their class lets them; nobody makes one in a direct message, or gives it to who cannot read it", async () => {
  const open = await channelOf([teacher, ada, bo], { kind: "public" });
  const guest = await classroom.person("guest");
  await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 0)")
    .bind(open.no, guest.no)
    .run();
  const seq = await say(bo, open.id, "Who brings the slides?");
  expect((await make(ada, open.id, seq)).body.code).toBe("forbidden");
  expect((await ada.patch(`/workspaces/${classroom.id}`, { studentTasks: true })).status).toBe(403);
  await teacher.patch(`/workspaces/${classroom.id}`, { studentTasks: true });
  expect((await make(guest, open.id, seq)).body.code).toBe("forbidden");
  expect((await make(ada, open.id, seq)).body.message.meta?.task?.by).toBe(ada.id);
  expect((await make(bo, open.id, seq, { to: bo.id })).body.code, "it is another student's").toBe("forbidden");
  expect((await finish(ada, open.id, seq)).status).toBe(200);

  const direct = await channelOf([teacher, ada], { kind: "dm" });
  expect((await make(teacher, direct.id, await say(ada, direct.id, "Please"))).body.code).toBe("forbidden");
  const closed = await channelOf([teacher, ada]);
  const there = await say(ada, closed.id, "Mine alone");
  for (const to of [bo.id, "nobody-there"])
    expect((await make(teacher, closed.id, there, { to })).body).toMatchObject({
      ...{ code: "invalid", field: "to", reason: "task_to_outsider" },
    });
  expect((await make(teacher, closed.id, there, { to: 7 })).body.code).toBe("invalid");
});

test("[I7] a task in a thread stands with its thread, is told live, and goes with its message", async () => {
  const open = await channelOf([teacher, ada, bo], { kind: "public" });
  const root = await say(ada, open.id, "Question 3");
  const started = await ada.post<{ channel: { id: string } }>(`/channels/${open.id}/messages/${root}/thread`);
  const thread = started.body.channel.id;
  const seq = await say(ada, thread, "It says nothing about empty lists");
  const tab = await openWorkspace(classroom.id, bo);
  const { rev } = (await make(teacher, thread, seq)).body.message;
  expect(await tab.next("messagesChanged", ({ channel }) => channel === thread)).toMatchObject({
    changes: [{ seq, rev }],
  });
  const [found] = await until(bo, "", ["It says nothing about empty lists"]);
  expect(found?.channel).toBe(thread);
  await ada.delete(`/channels/${thread}/messages/${seq}`);
  await until(bo, "", []);
  const { messages } = (await bo.get<{ messages: Message[] }>(`/channels/${thread}/messages`)).body;
  expect(messages[0]).not.toHaveProperty("meta.task");
  expect((await make(teacher, thread, seq)).body.code).toBe("deleted");
});

test("R17: the list reads the newest tasks of my channels, and neither their history nor what others' channels have", async () => {
  const db = openDb(env.DB);
  const [mine, theirs] = [await channelOf([ada]), await channelOf([bo])];
  for (const { id, no } of [mine, theirs]) {
    await writeHistory(id, ada, 5_000);
    const task = JSON.stringify({ task: { by: ada.id, at: 1 } });
    await env.DB.prepare("update messages set meta = ?1 where key between ?2 and ?3")
      .bind(task, no * 2 ** 32, no * 2 ** 32 + 2 ** 32 - 1)
      .run();
    const rows = JSON.stringify(Array.from({ length: 4_000 }, (_, i) => i + 1));
    const mark = env.DB.prepare(
      "insert into landmarks (channel_no, seq, kind, home_no) select ?1, value, ?2, ?3 from json_each(?4)",
    );
    await env.DB.batch([mark.bind(no, "task", no, rows), mark.bind(no, "reacted", null, rows)]);
  }
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, ada));
  let found = 0;
  const cost = await costOf(async () => (found = (await tasksOf(db, permit, { state: "open", mine: false })).length));
  expect(found).toBe(200);
  expect(cost).toBeLessThanOrEqual(1_100);
});
