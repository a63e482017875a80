import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { Mention } from "../../protocol/index.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { putToSleep } from "./support/rooms.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
let ta: Somebody;
let teacher: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [anna, ben] = [await classroom.person("student"), await classroom.person("student")];
  [ta, teacher] = [await classroom.person("ta"), await classroom.person("teacher")];
});
const inbox = async (who: Somebody, query = "") =>
  (await who.get<{ mentions: Mention[]; reachedEnd: boolean }>(`/workspaces/${classroom.id}/mentions${query}`)).body;
const bodies = async (who: Somebody) => (await inbox(who)).mentions.map(({ message }) => message.body);
const rowsOf = async (who: Somebody) =>
  (await env.DB.prepare("select seq from mentions where member_no = ?").bind(who.no).all()).results.length;
/** A public channel of so many students, and these. */
async function hall(people: Somebody[], students = 10) {
  const others = await Promise.all(Array.from({ length: students }, () => classroom.person("student")));
  return channelOf([...people, ...others], { kind: "public" });
}

describe("R126: names for many", () => {
  test("the TAs and the teachers are reached by @ta and @teacher, by everybody, live and in their inbox", async () => {
    const { id } = await hall([anna, ben, ta, teacher]);
    const tabs = [await openWorkspace(classroom.id, ta), await openWorkspace(classroom.id, ben)] as const;
    await (await openChannel(id, anna)).post("@TA, can you look at 3b?");
    expect((await tabs[0].next("news")).mentions).toBe(1);
    expect((await tabs[1].next("news")).mentions).toBeUndefined();
    await carriedOver(id, 1);
    expect(await bodies(ta)).toEqual(["@TA, can you look at 3b?"]);
    expect(await bodies(teacher)).toEqual([]);
    await (await openChannel(id, ben)).post("@teacher: the room is locked");
    await carriedOver(id, 2);
    expect(await bodies(teacher)).toEqual(["@teacher: the room is locked"]);
  });

  test("in a large public channel @channel is the teaching team's: a student's message goes out and reaches nobody more", async () => {
    const { id } = await hall([anna, ben, ta]);
    const tab = await openWorkspace(classroom.id, ben);
    const { seq } = await (await openChannel(id, anna)).post("@channel party at mine");
    expect((await tab.next("news", (news) => news.seq === seq)).mentions).toBeUndefined();
    const staff = await openChannel(id, ta);
    const told = await staff.post("@channel the exam moved");
    expect((await tab.next("news", (news) => news.seq === told.seq)).mentions).toBe(1);
    await carriedOver(id, 2);
    expect(await bodies(ben)).toEqual(["@channel the exam moved"]);
    expect(await bodies(anna)).toEqual(["@channel the exam moved"]);
    expect(await bodies(ta)).toEqual([]);
    const shown = (await staff.next("welcome")).page.messages;
    expect(shown[0]?.meta?.reach).toBeUndefined();
  });

  test("in a small or private channel everybody may; an address or code is no mention", async () => {
    const small = await channelOf([anna, ben], { kind: "public" });
    const closed = await channelOf([anna, ben]);
    await (await openChannel(small.id, anna)).post("@channel look");
    await (await openChannel(closed.id, anna)).post("write to list@channel.example or `@channel`");
    await (await openChannel(closed.id, anna)).post("@channel meet at 5");
    await carriedOver(small.id, 1);
    await carriedOver(closed.id, 2);
    expect(new Set(await bodies(ben))).toEqual(new Set(["@channel look", "@channel meet at 5"]));
  });

  test("@here reaches those who are here and not those who are away or gone, also after a reload", async () => {
    const [away, gone] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([anna, ben, away, gone]);
    const tabs = [await openWorkspace(classroom.id, ben), await openWorkspace(classroom.id, away)] as const;
    tabs[1].send({ type: "setVisible", visible: true, idle: true });
    await tabs[0].next("presence", (event) => event.away?.includes(away.id) === true);
    await (await openChannel(id, anna)).post("@here lunch?");
    expect((await tabs[0].next("news")).mentions).toBe(1);
    expect((await tabs[1].next("news")).mentions).toBeUndefined();
    await carriedOver(id, 1);
    while ((await rowsOf(ben)) === 0) await scheduler.wait(1);
    expect([await rowsOf(ben), await rowsOf(away), await rowsOf(gone), await rowsOf(anna)]).toEqual([1, 0, 0, 0]);
  });

  test("I10: whoever says @channel all the time reaches nobody more after the third, and one message names each person once", async () => {
    const { id } = await channelOf([anna, ben]);
    const socket = await openChannel(id, anna);
    const tab = await openWorkspace(classroom.id, ben);
    await socket.post(`@channel @here @${ben.handle}`);
    expect((await tab.next("news")).mentions).toBe(1);
    for (const word of ["two", "three", "four", "five"]) await socket.post(`@channel ${word}`);
    await carriedOver(id, 5);
    expect(await rowsOf(ben)).toBe(3);
    // Waiting until the room sleeps helps nobody, and neither does taking the words back.
    await anna.delete(`/channels/${id}/messages/1`);
    await putToSleep(id);
    await socket.post("@channel six");
    await carriedOver(id, 6);
    while ((await rowsOf(ben)) > 2) await scheduler.wait(1);
    expect(await rowsOf(ben)).toBe(2);
  });

  test("an edit may reach a crowd that was not named before, and takes out those that are not named any more", async () => {
    const { id } = await channelOf([anna, ben, ta]);
    const socket = await openChannel(id, anna);
    await socket.post("help");
    socket.send({ type: "edit", ref: "1", seq: 1, body: "help @ta" });
    await socket.next("done");
    while ((await rowsOf(ta)) === 0) await scheduler.wait(1);
    socket.send({ type: "edit", ref: "2", seq: 1, body: "never mind" });
    await socket.next("done");
    while ((await rowsOf(ta)) === 1) await scheduler.wait(1);
    expect(await rowsOf(ben)).toBe(0);
  });

  test("nobody takes the name of a crowd", async () => {
    const statusFor = async (handle: string) => {
      const account = { handle, name: "Me", password: "long enough" };
      return (await request("POST", "/workspaces", { name: "Mine", account })).status;
    };
    expect(await statusFor("channeler")).toBe(201);
    for (const handle of ["channel", "Here", "teacher"]) expect(await statusFor(handle)).toBe(409);
  });
});

describe("the inbox of mentions", () => {
  test("messages that name me, of all my channels, the newest first, page by page", async () => {
    const channels = [await channelOf([anna, ben]), await channelOf([anna, ben])];
    const rows = [...channels.entries()].flatMap(([i, { no }]) =>
      Array.from({ length: 40 }, (_, n) => ({ key: no * 2 ** 32 + n + 1, no, seq: n + 1, at: 1000 * (2 * n + i) })),
    );
    const json = JSON.stringify(rows);
    await env.DB.batch([
      env.DB.prepare(
        `insert into messages (key, id, rev, author, at, body) select json_extract(value, '$.key'), '01890000-0000-7000-8000-000000000001',
         1, ?1, json_extract(value, '$.at'), 'at ' || json_extract(value, '$.at') from json_each(?2)`,
      ).bind(ben.id, json),
      env.DB.prepare(
        "insert into mentions select ?1, json_extract(value, '$.no'), json_extract(value, '$.seq') from json_each(?2)",
      ).bind(anna.no, json),
    ]);
    const page = await inbox(anna);
    expect(page.mentions).toHaveLength(50);
    expect(page.reachedEnd).toBe(false);
    const ats = page.mentions.map(({ message }) => message.at);
    expect(ats).toEqual(ats.toSorted((a, b) => b - a));
    expect(ats[0]).toBe(79_000);
    const rest = await inbox(anna, `?before=${ats.at(-1)}`);
    expect(rest).toMatchObject({ reachedEnd: true });
    expect(rest.mentions).toHaveLength(30);
    expect(new Set([...ats, ...rest.mentions.map(({ message }) => message.at)]).size).toBe(80);
    expect((await anna.get(`/workspaces/${classroom.id}/mentions?before=x`)).status).toBe(400);
  });

  test("I5, I7: nothing from a channel I am out of, nothing that was deleted, and nothing of anybody else", async () => {
    const [kept, left] = [await channelOf([anna, ben]), await channelOf([anna, ben])];
    for (const { id } of [kept, left]) {
      const socket = await openChannel(id, ben);
      await socket.post(`@${anna.handle} first`);
      await socket.post(`@${anna.handle} second`);
      await carriedOver(id, 2);
    }
    await env.DB.prepare("delete from memberships where member_no = ? and channel_no = ?").bind(anna.no, left.no).run();
    await ben.delete(`/channels/${kept.id}/messages/1`);
    while ((await inbox(anna)).mentions.length > 1) await scheduler.wait(1);
    expect((await inbox(anna)).mentions).toMatchObject([{ channel: kept.id, message: { seq: 2, author: ben.id } }]);
    expect(await bodies(ben)).toEqual([]);
  });
});
