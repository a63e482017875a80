/** Many who come at once are looked up together: each of them by their own right, and nobody who was put out meanwhile. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Page } from "../../protocol/index.ts";
import { LookupBatcher } from "../../worker/store/lookup-batcher.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { type LiveSocket, openChannel, openWorkspace, upgrade } from "./support/live-socket.ts";
import { lookUpsOf, meanwhile, sender } from "./support/look-ups.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: { id: string; no: number };
beforeEach(async () => {
  classroom = await openClassroom();
  teacher = await classroom.person("teacher");
  student = await classroom.person("student");
  channel = await channelOf([teacher, student]);
});

async function codeOf(answer: Response): Promise<string> {
  expect(answer.webSocket).toBeNull();
  return (await answer.json<{ code: string }>()).code;
}

describe("a class that comes in at once", () => {
  test("I10: is looked up in a few statements, and everybody comes in as who they are", async () => {
    const people = await Promise.all(Array.from({ length: 30 }, () => classroom.person("student")));
    const crowd = await channelOf(people, { kind: "public" });
    let sockets: LiveSocket[] = [];
    const lookUps = await lookUpsOf(async () => {
      sockets = await Promise.all(people.map((who) => openChannel(crowd.id, who)));
    });
    expect(lookUps).toBeLessThanOrEqual(people.length / 3);
    const posted = await Promise.all(sockets.map((socket, i) => socket.post(`from ${i}`)));
    const page = await people[0]!.get<Page>(`/channels/${crowd.id}/messages`);
    const authors = new Map(page.body.messages.map(({ seq, author }) => [seq, author]));
    expect(posted.map(({ seq }) => authors.get(seq))).toEqual(people.map(({ id }) => id));
  });

  test("I6: who may not come in is refused among those who may", async () => {
    const stranger = await (await openClassroom()).person("student");
    const outside = await classroom.person("student");
    const nobody = { token: "x".repeat(43) };
    const path = `/channels/${channel.id}/socket`;
    const answers = await Promise.all([teacher, stranger, student, nobody, outside].map((who) => upgrade(path, who)));
    expect(answers.map(({ status }) => status)).toEqual([101, 404, 101, 401, 404]);
    const class_ = `/workspaces/${classroom.id}/socket`;
    const inClass = await Promise.all([stranger, teacher, nobody].map((who) => upgrade(class_, who)));
    expect(inClass.map(({ status }) => status)).toEqual([404, 101, 401]);
    for (const { webSocket } of [...answers, ...inClass]) webSocket?.accept();
  });

  test("I8: where D1 cannot be asked everybody hears so, and the next are looked up", async () => {
    const { _send: send } = sender;
    sender._send = () => Promise.reject(new Error("D1_ERROR: Network connection lost."));
    const path = `/channels/${channel.id}/socket`;
    const refused = await Promise.all([teacher, student, teacher].map((who) => upgrade(path, who))).finally(
      () => (sender._send = send),
    );
    expect(await Promise.all(refused.map(codeOf))).toEqual(["unavailable", "unavailable", "unavailable"]);
    await (await openChannel(channel.id, student)).next("welcome");
  });
});

describe("who is put out between the look-up and the door", () => {
  const path = () => `/channels/${channel.id}/socket`;
  const takeOut = () => teacher.delete(`/channels/${channel.id}/members/${student.id}`);

  test("I6: out of the channel: is not let in, and no socket is left behind", async () => {
    const stays = await openChannel(channel.id, teacher);
    meanwhile(takeOut);
    expect(await codeOf(await upgrade(path(), student))).toBe("not_found");
    await stays.post("among ourselves");
  });

  test("I6: out of the class: neither into the channel nor into the class", async () => {
    const owner = await classroom.person("owner");
    meanwhile(() => owner.delete(`/workspaces/${classroom.id}/members/${student.id}`));
    expect(await codeOf(await upgrade(path(), student))).toBe("not_found");
    meanwhile(() => owner.delete(`/workspaces/${classroom.id}/members/${teacher.id}`));
    expect(await codeOf(await upgrade(`/workspaces/${classroom.id}/socket`, teacher))).toBe("not_found");
  });

  test("I6: signed out: is not signed in any more", async () => {
    const signOut = (who: Somebody) => async () => {
      const { body } = await who.get<{ devices: { id: string }[] }>("/account/devices");
      await who.delete(`/account/devices/${body.devices[0]!.id}`);
    };
    await (await openChannel(channel.id, teacher)).next("welcome");
    meanwhile(signOut(student));
    expect(await codeOf(await upgrade(path(), student))).toBe("not_signed_in");
    meanwhile(signOut(teacher));
    expect(await codeOf(await upgrade(`/workspaces/${classroom.id}/socket`, teacher))).toBe("not_signed_in");
  });

  test("I6: who is no teacher any more comes in as a student", async () => {
    const owner = await classroom.person("owner");
    const news = await channelOf([teacher, student], { kind: "public", posting: "staff" });
    await (await openChannel(news.id, student)).next("welcome");
    meanwhile(() => owner.patch(`/workspaces/${classroom.id}/members/${teacher.id}`, { role: "student" }));
    const socket = await openChannel(news.id, teacher);
    await expect(socket.post("As your teacher")).rejects.toThrow("read_only");
  });

  test("who was taken out and is in again comes in", async () => {
    meanwhile(async () => {
      await takeOut();
      await teacher.post(`/channels/${channel.id}/members`, { members: [student.id] });
    });
    const socket = await openChannel(channel.id, student);
    await socket.post("here again");
  });

  test("who leaves the class and joins anew at once has their class back", async () => {
    const before = await openWorkspace(classroom.id, student);
    await before.next("hello");
    const owner = await classroom.person("owner");
    await owner.delete(`/workspaces/${classroom.id}/members/${student.id}`);
    await before.whenClosed();
    await env.DB.prepare("update members set left_at = null where no = ?").bind(student.no).run();
    await (await openWorkspace(classroom.id, student)).next("hello");
  });
});

describe("look-ups that go together", () => {
  test("a question is never answered by what D1 was asked before it", async () => {
    const batches: number[][] = [];
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const batcher = new LookupBatcher(async (_d1, questions: number[]) => {
      batches.push([...questions]);
      if (batches.length === 1) await gate;
      return questions.map((question) => question * 10);
    });
    const first = batcher.ask(env.DB, 1);
    while (batches.length === 0) await scheduler.wait(1);
    const others = [2, 3, 4].map((question) => batcher.ask(env.DB, question));
    release();
    expect(await Promise.all([first, ...others])).toEqual([10, 20, 30, 40]);
    expect(batches).toEqual([[1], [2, 3, 4]]);
  });

  test("I8: while D1 hangs with some, the next are asked for all the same", async () => {
    const batches: number[][] = [];
    const batcher = new LookupBatcher((_d1, questions: number[]) => {
      batches.push([...questions]);
      return batches.length === 1 ? new Promise<number[]>(() => undefined) : Promise.resolve(questions);
    });
    void batcher.ask(env.DB, 1);
    while (batches.length === 0) await scheduler.wait(1);
    expect(await Promise.all([batcher.ask(env.DB, 2), batcher.ask(env.DB, 3)])).toEqual([2, 3]);
  });

  test("whoever asked for the others may be gone: they are asked for anew", async () => {
    const batches: number[][] = [];
    const batcher = new LookupBatcher(
      (_d1, questions: number[]) => {
        batches.push([...questions]);
        return batches.length === 1 ? new Promise<number[]>(() => undefined) : Promise.resolve(questions);
      },
      { patienceMs: 1 },
    );
    void batcher.ask(env.DB, 1);
    expect(await Promise.all([batcher.ask(env.DB, 2), batcher.ask(env.DB, 3)])).toEqual([2, 3]);
    expect(batches[0]).toEqual([1, 2, 3]);
  });

  test("no statement holds more than it may, and all are answered", async () => {
    const batches: number[] = [];
    const batcher = new LookupBatcher(
      async (_d1, questions: number[]) => {
        batches.push(questions.length);
        return questions;
      },
      { most: 4 },
    );
    const questions = Array.from({ length: 10 }, (_, i) => i);
    expect(await Promise.all(questions.map((question) => batcher.ask(env.DB, question)))).toEqual(questions);
    expect(batches).toEqual([4, 4, 2]);
  });
});
