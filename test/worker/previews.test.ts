/// <reference types="vite/types/importMeta.d.ts" />
/** What links to messages show of their targets, and to whom. */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { Message, MyChannel, Refusal } from "../../protocol/index.ts";
import { PREVIEWS_MAX, SEQ_MAX } from "../../protocol/limits.ts";
import type { Preview } from "../../protocol/previews.ts";
import type { Caller } from "../../worker/identity/caller.ts";
import { log } from "../../worker/log.ts";
import { previewsOf } from "../../worker/previews.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { namesOfMembers, previewedPlaces } from "../../worker/store/previews.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, writeHistory, type Somebody } from "./support/classroom.ts";
import { openWorkspace } from "./support/live-socket.ts";
import { ada, bo, bring, classroom, course, say, secret, tess, searchClassForAll } from "./support/search-class.ts";
import { asked, jsonStatementsIn, rowsRead } from "./support/statement-costs.ts";

searchClassForAll();

const previews = async (who: Somebody, ...of: string[]) => {
  const { status, body } = await who.get<{ previews: (Preview | null)[] } & Refusal>(`/previews?of=${of.join()}`);
  return { status, ...body };
};
const shown = async (who: Somebody, ...of: string[]) => {
  const answer = await previews(who, ...of);
  expect(answer.status).toBe(200);
  return answer.previews.map((preview) => preview && preview.body);
};
/** Says it, and waits until the history has it. */
const said = async (who: Somebody, where: { id: string; no: number }, body: string, more: object = {}) => {
  const message = await say(who, where, body, more);
  await vi.waitFor(async () => {
    const key = where.no * 2 ** 32 + message.seq;
    expect(await env.DB.prepare("select key from messages where key = ?").bind(key).first()).not.toBeNull();
  });
  return message;
};

const withRoom = (messageAt: (facts: unknown, seq: number) => Promise<Message | undefined>): Env => ({
  ...env,
  ROOMS: { getByName: () => ({ messageAt }) } as never,
});
const callerOf = ({ userNo }: Somebody) => ({ user: { no: userNo } }) as Caller;

test("a link shows who said what where and when, and in a word what is no words", async () => {
  const { seq, at, rev } = await said(bo, course, "Bring **paper** tomorrow");
  const [preview] = (await previews(ada, `${course.id}.${seq}`)).previews;
  const name = await env.DB.prepare("select name from channels where no = ?").bind(course.no).first<string>("name");
  expect(preview).toEqual({
    ...{ channel: course.id, seq, rev, at, body: "Bring **paper** tomorrow", has: [] },
    author: { id: bo.id, name: bo.handle },
    place: { id: course.id, workspace: classroom.id, kind: "public", name },
  });
  const poll = await said(bo, course, "Pizza?", { poll: { question: "Pizza?", options: ["Yes", "No"] } });
  const old = await channelOf([ada, bo]);
  await bring(old, [
    { body: "Notes", at: 1_700_000_000_000, author: bo, meta: { files: [{ name: "heap.png" }, { name: "a.pdf" }] } },
  ]);
  const files = `${old.id}.1`;
  expect((await previews(ada, `${course.id}.${poll.seq}`, files)).previews.map((each) => each?.has)).toEqual([
    ["poll"],
    ["image", "file"],
  ]);
});

test("a long message is cut, never through the middle of a character; the order is that of the question, twice the same included", async () => {
  const long = await said(bo, course, `a${"🦒".repeat(1_500)}`);
  const short = await said(bo, course, "short");
  const [first, second, third] = await shown(
    ada,
    `${course.id}.${short.seq}`,
    `${course.id}.${long.seq}`,
    `${course.id}.${short.seq}`,
  );
  expect([first, third]).toEqual(["short", "short"]);
  expect(second).toMatch(/^a🦒{399}$/u);
});

describe("I5: what one may not read shows nothing, and not whether it is there", () => {
  /** What each of these is told of what is not there. */
  const NOTHING = [null];

  test("in a private channel and its threads, to who is not in it", async () => {
    const root = await said(bo, secret, "okapi in secret");
    const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${secret.id}/messages/${root.seq}/thread`);
    const thread = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
    const reply = await said(tess, thread, "okapi in the thread");
    const links = [`${secret.id}.${root.seq}`, `${thread.id}.${reply.seq}`];
    expect(await shown(bo, ...links)).toEqual(["okapi in secret", "okapi in the thread"]);
    const [, threadPreview] = (await previews(bo, ...links)).previews;
    expect(threadPreview?.place.id).toBe(secret.id);
    const [refused, nowhere] = [await previews(ada, ...links), await previews(ada, "nowhere01.1", "nowhere01.2")];
    expect(refused).toEqual(nowhere);
    expect(refused).toEqual({ status: 200, previews: [null, null] });
  });

  test("in a direct message, to a third person; and to both also where one of them blocked the other", async () => {
    const { body } = await ada.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: bo.id });
    const direct = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
    const { seq } = await said(ada, direct, "between us");
    const link = `${direct.id}.${seq}`;
    expect(await shown(tess, link)).toEqual(NOTHING);
    expect((await previews(bo, link)).previews[0]?.place).toMatchObject({ kind: "dm", name: null });
    expect((await bo.put(`/workspaces/${classroom.id}/blocks/${ada.id}`)).status).toBeLessThan(300);
    // Who is blocked may not write to them; what was said stays where it was.
    expect(await shown(bo, link)).toEqual(["between us"]);
    expect(await shown(ada, link)).toEqual(["between us"]);
    expect(await shown(tess, link)).toEqual(NOTHING);
  });

  test("in an open channel that one did not join", async () => {
    const open = await channelOf([tess], { kind: "public" });
    const { seq } = await said(tess, open, "okapi nearby");
    expect(await shown(ada, `${open.id}.${seq}`)).toEqual(NOTHING);
    expect((await ada.post(`/channels/${open.id}/join`)).status).toBeLessThan(300);
    expect(await shown(ada, `${open.id}.${seq}`)).toEqual(["okapi nearby"]);
  });

  test("to who left the channel, was taken out of it, left the class, or was never in it", async () => {
    const [leaver, removed, gone] = await Promise.all([
      classroom.person("student"),
      classroom.person("student"),
      classroom.person("student"),
    ]);
    const channel = await channelOf([tess, leaver, removed, gone]);
    const { seq } = await said(tess, channel, "for those who stay");
    const link = `${channel.id}.${seq}`;
    for (const who of [leaver, removed, gone]) expect(await shown(who, link)).toEqual(["for those who stay"]);
    expect((await leaver.post(`/channels/${channel.id}/leave`)).status).toBeLessThan(300);
    expect((await tess.delete(`/channels/${channel.id}/members/${removed.id}`)).status).toBeLessThan(300);
    expect((await tess.delete(`/workspaces/${classroom.id}/members/${gone.id}`)).status).toBeLessThan(300);
    for (const who of [leaver, removed, gone]) expect(await shown(who, link)).toEqual(NOTHING);
    // Nor where their place in the channel was left behind.
    const halfGone = await classroom.person("student");
    const other = await channelOf([tess, halfGone]);
    const last = `${other.id}.${(await said(tess, other, "for who is here")).seq}`;
    expect(await shown(halfGone, last)).toEqual(["for who is here"]);
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(halfGone.no).run();
    expect(await shown(halfGone, last)).toEqual(NOTHING);
    const stranger = await (await openClassroom("Elsewhere")).person("owner");
    expect(await shown(stranger, link)).toEqual(NOTHING);
    expect((await stranger.get<Refusal>(`/previews`)).status).toBe(400);
  });

  test("nor is a room asked for somebody who may not read there", async () => {
    const { rev, seq } = await said(bo, secret, "asked of nobody");
    const room = vi.fn(() => Promise.resolve(undefined));
    const links = [`${secret.id}.${seq}.${rev + 5}`, `${secret.id}.900`];
    expect(await previewsOf(withRoom(room), callerOf(ada), links)).toEqual([null, null]);
    expect(room).not.toHaveBeenCalled();
    await previewsOf(withRoom(room), callerOf(bo), links);
    expect(room).toHaveBeenCalledTimes(2);
  });

  test("a place behind the last that a channel can have does not lead into the next channel", async () => {
    const [mine, next] = [await channelOf([ada]), await channelOf([bo])];
    expect(next.no).toBe(mine.no + 1);
    await said(bo, next, "of the next channel");
    expect((await previews(ada, `${mine.id}.${2 ** 32 + 1}`)).status).toBe(400);
    expect(await shown(ada, `${mine.id}.${SEQ_MAX}`)).toEqual(NOTHING);
  });
});

describe("I7: a message that changed", () => {
  test("shows its new words, and one that was deleted nothing, as soon as it is asked anew", async () => {
    const { seq } = await said(bo, course, "numbat first");
    const link = `${course.id}.${seq}`;
    expect(await shown(ada, link)).toEqual(["numbat first"]);
    const edited = await bo.patch<{ message: Message }>(`/channels/${course.id}/messages/${seq}`, {
      body: "numbat then",
    });
    expect(await shown(ada, `${link}.${edited.body.message.rev}`)).toEqual(["numbat then"]);
    const removed = await bo.delete<{ message: Message }>(`/channels/${course.id}/messages/${seq}`);
    expect(await shown(ada, `${link}.${removed.body.message.rev}`)).toEqual([null]);
  });

  test("is told to those of its channel who have the class open, its threads included, and to nobody else", async () => {
    const outside = await classroom.person("student");
    const channel = await channelOf([ada, bo]);
    const [hers, theirs] = [await openWorkspace(classroom.id, ada), await openWorkspace(classroom.id, outside)];
    const root = await say(bo, channel, "pangolin");
    const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${channel.id}/messages/${root.seq}/thread`);
    const thread = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
    await say(bo, thread, "pangolin in a thread that she does not follow");
    const change = async (method: "patch" | "delete" | "post", where: string, sent: object) =>
      (await bo[method]<{ message: Message }>(`/channels/${where}`, sent)).body.message.rev;
    await change("post", `${channel.id}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } });
    const edited = await change("patch", `${channel.id}/messages/1`, { body: "aardvark" });
    expect(await hers.next("messagesChanged", (event) => event.channel === channel.id)).toEqual({
      ...{ type: "messagesChanged", channel: channel.id, changes: [{ seq: 1, rev: edited }] },
    });
    const inThread = await change("patch", `${thread.id}/messages/1`, { body: "aardvark in a thread" });
    expect(await hers.next("messagesChanged", (event) => event.channel === thread.id)).toMatchObject({
      changes: [{ seq: 1, rev: inThread }],
    });
    const gone = await change("delete", `${channel.id}/messages/1`, {});
    expect(await hers.next("messagesChanged", ({ changes }) => changes.some(({ rev }) => rev === gone))).toBeDefined();
    expect(theirs.frames.filter(({ type }) => type === "messagesChanged")).toEqual([]);
  });

  test("is asked of its room while the history does not have it, and is not shown where neither tells", async () => {
    const { seq, rev } = await said(bo, course, "dugong before");
    const link = `${course.id}.${seq}`;
    const facts = await factsFor(course.id);
    const ahead = { ...(await roomOf(env, course.id).messageAt(facts, seq))!, rev: rev + 9, body: "dugong after" };
    const room = vi.fn<(facts: unknown, at: number) => Promise<Message | undefined>>(() => Promise.resolve(ahead));
    const bodies = async (of: string) =>
      (await previewsOf(withRoom(room), callerOf(ada), [of])).map((preview) => preview && preview.body);
    expect(await bodies(link)).toEqual(["dugong before"]);
    expect(room).not.toHaveBeenCalled();
    expect(await bodies(`${link}.${rev + 9}`)).toEqual(["dugong after"]);
    const faults = vi.spyOn(log, "fault").mockReturnValue(undefined);
    room.mockRejectedValue(new Error("away"));
    expect(await bodies(`${link}.${rev + 9}`)).toEqual([null]);
    expect(faults).toHaveBeenCalledOnce();
  });

  test("many that the rooms are to be asked for call no more than eight of them", async () => {
    const room = vi.fn(() => Promise.resolve(undefined));
    const links = Array.from({ length: PREVIEWS_MAX }, (_, i) => `${course.id}.${800 + i}`);
    expect(await previewsOf(withRoom(room), callerOf(ada), links)).toEqual(links.map(() => null));
    expect(room).toHaveBeenCalledTimes(8);
  });
});

describe("bad input", () => {
  test.each([
    ["nothing", ""],
    ["no place", "abcdefgh"],
    ["place 0", "abcdefgh.0"],
    ["a place that is no number", "abcdefgh.x"],
    ["a fraction", "abcdefgh.1.5.2"],
    ["SQL", "abcdefgh'--.1"],
    ["NUL", "abcdefgh%00.1"],
    ["an unpaired surrogate", "abcdefgh%ED%A0%80.1"],
    ["digits of another script", "abcdefgh.%D9%A1"],
  ])("%s is refused", async (_, of) => {
    const answer = await previews(ada, of);
    expect([answer.status, answer.code]).toEqual([400, "invalid"]);
  });

  test("more than there can be at once is refused, as many as there can be are not", async () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `${course.id}.${i + 1}`);
    expect((await previews(ada, ...many(PREVIEWS_MAX))).status).toBe(200);
    const answer = await previews(ada, ...many(PREVIEWS_MAX + 1));
    expect([answer.status, answer.code]).toEqual([409, "too_many"]);
  });
});

test("reads eight rows for each that is shown and four for each that is not, however large class and channel are", async () => {
  const people = await Promise.all(Array.from({ length: 40 }, () => classroom.person("student")));
  const large = await channelOf([ada, ...people], { kind: "public" });
  await writeHistory(large.id, people[0]!, 2_000);
  const targets = Array.from({ length: PREVIEWS_MAX }, (_, i) => ({ channel: large.id, seq: i * 50 + 1, rev: 0 }));
  let count = 0;
  const cost = async (who: Somebody) => {
    const statements = await asked(async () => {
      count = (await previewedPlaces(env.DB, who.userNo, targets)).size;
    });
    return rowsRead(statements);
  };
  expect(await cost(ada)).toBeLessThanOrEqual(8 * PREVIEWS_MAX);
  expect(count).toBe(PREVIEWS_MAX);
  const names = await asked(() => namesOfMembers(env.DB, [ada.id, bo.id, "nobody01"]));
  expect(rowsRead(names)).toBeLessThanOrEqual(5);
  expect(await cost(tess)).toBeLessThanOrEqual(4 * PREVIEWS_MAX);
  expect(count).toBe(0);
});

test("no statement of the previews that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>("../../worker/store/previews.ts", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  expect(jsonStatementsIn(sources)).toEqual({ found: 2, missing: [] });
});
