/** How a class is kept in order: pauses, messages that wait, words that are held back, locked threads, mutes. From the side of the one refused. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../protocol/audit.ts";
import type { Channel, Held, Message, MyChannel, Refusal } from "../../protocol/index.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Answer, type Classroom, type Somebody } from "./support/classroom.ts";
import { postedFile } from "./support/files.ts";
import { PNG } from "./support/pictures.ts";
import { openTab } from "./support/tab.ts";

let classroom: Classroom;
let owner: Somebody;
let teacher: Somebody;
let ta: Somebody;
beforeAll(async () => {
  classroom = await openClassroom();
  [owner, teacher, ta] = (await Promise.all(
    (["owner", "teacher", "ta"] as const).map((role) => classroom.person(role)),
  )) as [Somebody, Somebody, Somebody];
});

const why = ({ body }: Answer<unknown>) => (body as Refusal).reason ?? (body as Refusal).code;
const refusalOf = ({ body }: Answer<unknown>) => body as unknown as Refusal;
const say = (who: Somebody, channel: string, body: string, more: Record<string, unknown> = {}) =>
  who.post<{ message: Message }>(`/channels/${channel}/messages`, { body, ...more });
const messagesIn = async (who: Somebody, channel: string) =>
  (await who.get<{ messages: Message[] }>(`/channels/${channel}/messages?around=1&rev=999999`)).body.messages;
const held = async (who: Somebody) => (await who.get<{ held: Held[] }>(`/workspaces/${classroom.id}/held`)).body.held;
const acts = async (act: string) =>
  (await owner.get<{ entries: AuditEntry[] }>(`/workspaces/${classroom.id}/audit?act=${act}`)).body.entries;

async function aChannel(rules: Record<string, unknown> = {}) {
  const [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
  const { id } = await channelOf([teacher, ta, ada, bo], { kind: "public" });
  if (Object.keys(rules).length > 0) {
    const edited = await teacher.patch<{ channel: Channel }>(`/channels/${id}`, rules);
    expect(edited.body.channel.rules).toEqual(rules);
  }
  return { id, ada, bo };
}

describe("a pause between messages", () => {
  test("is of one person, says how long, and holds in threads; a retry, an edit and the teaching team are not slowed", async () => {
    const { id, ada, bo } = await aChannel({ slow: 60 });
    const first = uuidv7();
    expect((await say(ada, id, "One", { id: first })).status).toBe(201);
    const refused = await say(ada, id, "Two");
    expect(refused.status).toBe(429);
    expect(refusalOf(refused)).toMatchObject({ code: "slow_mode", reason: "slow_seconds" });
    expect(refusalOf(refused).retryAfter).toBeGreaterThan(50_000);
    expect(refusalOf(refused).retryAfter).toBeLessThanOrEqual(60_000);
    expect((await say(ada, id, "One", { id: first })).status).toBe(200);
    expect((await ada.patch(`/channels/${id}/messages/1`, { body: "One, better" })).status).toBe(200);
    expect((await say(bo, id, "Another's")).status).toBe(201);
    for (const body of ["Of the team", "and again"]) expect((await say(ta, id, body)).status).toBe(201);
    // What was taken back was written: or nothing would be slowed.
    await ada.delete(`/channels/${id}/messages/1`);
    expect(why(await say(ada, id, "Three"))).toBe("slow_seconds");
    const thread = (await bo.post<{ channel: MyChannel }>(`/channels/${id}/messages/2/thread`)).body.channel.id;
    expect((await say(bo, thread, "Here")).status).toBe(201);
    expect(why(await say(bo, thread, "and here"))).toBe("slow_seconds");
    expect(why(await ada.patch(`/channels/${id}`, { slow: 0 }))).toBe("forbidden");
    await teacher.patch(`/channels/${id}`, { slow: 0 });
    expect((await say(ada, id, "Four")).status).toBe(201);
  });

  test("outlives the room's sleep without a row for each message", async () => {
    const { id, ada, bo } = await aChannel({ slow: 600 });
    await say(ada, id, "Before");
    await say(bo, id, "Behind it");
    const { SlowMode } = await import("../../worker/room/commit/slow-mode.ts");
    const log = await messagesIn(bo, id);
    const awake = new SlowMode({
      head: { seq: log.length, rev: log.length, lastAt: 0 } as never,
      at: (seq) => log.find((message) => message.seq === seq),
    });
    const facts = { kind: "public", slow: 600 } as never;
    const who = (person: Somebody) => ({ member: person.id, role: "student" }) as never;
    expect(awake.waitOf(facts, who(ada), { id: "x", body: "" }, Date.now())).toBeGreaterThan(500_000);
    expect(awake.waitOf(facts, who(teacher), { id: "x", body: "" }, Date.now())).toBe(0);
  });

  test("of a length that is none is refused", async () => {
    const { id } = await aChannel();
    for (const slow of [-1, 0.5, 100_000, "10"])
      expect(why(await teacher.patch(`/channels/${id}`, { slow }))).toBe("invalid");
  });
});

describe("a channel that holds messages", () => {
  test("shows a student's to nobody before the team has let it through, in its author's name, and once", async () => {
    const { id, ada, bo } = await aChannel({ holds: true });
    const message = uuidv7();
    const [tab] = [await openTab(ada, `/workspaces/${classroom.id}/socket`)];
    for (const _try of [1, 2]) expect(why(await say(ada, id, "May I?", { id: message }))).toBe("held");
    expect((await say(ta, id, "Of the team")).status).toBe(201);
    expect((await carriedOver(id, 1)).map(({ body }) => body)).toEqual(["Of the team"]);
    const waiting = (await held(ta)).filter(({ channel }) => channel === id);
    expect(waiting).toMatchObject([{ id: message, body: "May I?", author: { id: ada.id }, why: "channel" }]);
    expect(why(await bo.get(`/workspaces/${classroom.id}/held`))).toBe("forbidden");
    expect((await ta.post(`/workspaces/${classroom.id}/held/${message}/post`)).status).toBe(200);
    expect(await tab.heard("heldDecided")).toMatchObject({ channel: id, message, posted: true });
    expect((await say(ada, id, "May I?", { id: message })).status).toBe(200);
    expect((await messagesIn(bo, id))[1]).toMatchObject({ id: message, author: ada.id, body: "May I?" });
    // What was let through does not become something else.
    expect(why(await ada.patch(`/channels/${id}/messages/2`, { body: "Something else" }))).toBe("forbidden");
    expect((await ada.delete(`/channels/${id}/messages/2`)).status).toBe(200);
    expect((await acts("heldLetThrough"))[0]).toMatchObject({ actor: ta.id, subject: ada.id, details: { seq: 2 } });
    tab.close();
  });

  test("tells its author why one was turned down, whenever they ask again, and keeps no words of it", async () => {
    const { id, ada } = await aChannel({ holds: true });
    const message = uuidv7();
    await say(ada, id, "Buy my notes", { id: message });
    const answer = "Nothing is sold here.";
    const turned = await ta.post(`/workspaces/${classroom.id}/held/${message}/turn-down`, { answer });
    expect(turned.status).toBe(204);
    const told = await say(ada, id, "Buy my notes", { id: message });
    expect(refusalOf(told)).toMatchObject({ code: "turned_down", reason: "turned_down_why", values: { why: answer } });
    expect((await held(ta)).map((one) => one.id)).not.toContain(message);
    const row = await env.DB.prepare("select content from widget_held where id = ?").bind(message).first("content");
    expect(row).toBe("{}");
    expect((await acts("heldTurnedDown"))[0]).toMatchObject({ actor: ta.id, subject: ada.id });
    expect(why(await ta.post(`/workspaces/${classroom.id}/held/${message}/post`))).toBe("not_found");
  });

  test("holds threads, polls and files as well; a file waits with its message and comes with it", async () => {
    const { id, ada } = await aChannel();
    await say(teacher, id, "A root");
    const thread = (await ada.post<{ channel: MyChannel }>(`/channels/${id}/messages/1/thread`)).body.channel.id;
    await teacher.patch(`/channels/${id}`, { holds: true });
    expect(why(await say(ada, thread, "In a thread"))).toBe("held");
    const poll = { question: "When?", options: ["Monday", "Tuesday"] };
    expect(why(await say(ada, id, "When?", { poll }))).toBe("held");
    const waiting = (await held(ta)).filter(({ home }) => home === id);
    expect(waiting).toMatchObject([{ channel: thread, home: id }, { poll }]);
    expect((await ta.post(`/workspaces/${classroom.id}/held/${waiting[0]!.id}/post`)).status).toBe(200);
    await expect(postedFile(ada, id, PNG)).rejects.toThrow();
    const file = (await held(ta)).find(({ files }) => files !== undefined);
    expect(file?.files).toHaveLength(1);
    const posted = await ta.post<{ seq: number }>(`/workspaces/${classroom.id}/held/${file!.id}/post`);
    const stored = (await messagesIn(ada, id)).find(({ seq }) => seq === posted.body.seq);
    expect(stored?.meta?.files).toMatchObject([{ type: "image/png" }]);
  });

  test("holds no direct message, and nothing of what a thread's reply says in the channel twice", async () => {
    const { id, ada, bo } = await aChannel();
    await say(teacher, id, "A root");
    const thread = (await ada.post<{ channel: MyChannel }>(`/channels/${id}/messages/1/thread`)).body.channel.id;
    await teacher.patch(`/channels/${id}`, { holds: true });
    const message = uuidv7();
    expect(why(await say(ada, thread, "For all", { id: message, alsoToChannel: true }))).toBe("held");
    await ta.post(`/workspaces/${classroom.id}/held/${message}/post`);
    await carriedOver(id, 2);
    expect((await messagesIn(bo, id)).at(-1)).toMatchObject({ body: "For all", author: ada.id });
    expect((await held(ta)).filter(({ home }) => home === id)).toEqual([]);
    const direct = await ada.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: bo.id });
    expect((await say(ada, direct.body.channel.id, "Between us")).status).toBe(201);
  });
});

describe("words that are held back", () => {
  const at = () => `/workspaces/${classroom.id}/held-words`;

  test("are the teachers' to change, each once, and count in open channels at once", async () => {
    const { id, ada } = await aChannel();
    await say(ada, id, "The room knows its channel");
    const words = ["Idiot", "ídiot", "  ", "solution sheet", "غبي"];
    expect((await teacher.put<{ words: string[] }>(at(), { words })).body.words).toEqual([
      "ídiot",
      "solution sheet",
      "غبي",
    ]);
    expect(why(await ta.put(at(), { words: [] }))).toBe("forbidden");
    expect(why(await ada.get(at()))).toBe("forbidden");
    expect((await ta.get<{ words: string[] }>(at())).body.words).toHaveLength(3);
    expect(why(await teacher.put(at(), { words: Array.from({ length: 201 }, (_, i) => `w${i}`) }))).toBe(
      "held_words_full",
    );
    for (const body of ["You IDIÓT!", "the solution,\nsheet of week 3", "أنت غبيّ"]) {
      expect(why(await say(ada, id, body)), body).toBe("held");
    }
    for (const body of ["idiotic", "a solution on a sheet"]) expect((await say(ada, id, body)).status, body).toBe(201);
    expect((await say(ta, id, "Nobody is an idiot")).status).toBe(201);
    expect((await held(ta)).filter(({ channel }) => channel === id)).toMatchObject([
      { why: "word", word: "ídiot" },
      { why: "word", word: "solution sheet" },
      { why: "word" },
    ]);
    // No way around by an edit.
    expect(why(await ada.patch(`/channels/${id}/messages/2`, { body: "an idiot" }))).toBe("edit_held_word");
    await teacher.put(at(), { words: [] });
    expect((await say(ada, id, "idiot")).status).toBe(201);
  });
});

describe("a locked thread", () => {
  test("is written in by the teaching team alone, from that moment on, and says so to whoever has it open", async () => {
    const { id, ada } = await aChannel();
    await say(teacher, id, "A root");
    const thread = (await ada.post<{ channel: MyChannel }>(`/channels/${id}/messages/1/thread`)).body.channel.id;
    const tab = await openTab(ada, `/workspaces/${classroom.id}/socket`);
    expect((await say(ada, thread, "Before")).status).toBe(201);
    expect(why(await ada.put(`/channels/${thread}/lock`, { locked: true }))).toBe("forbidden");
    expect(why(await teacher.put(`/channels/${id}/lock`, { locked: true }))).toBe("forbidden");
    const locked = await ta.put<{ channel: Channel }>(`/channels/${thread}/lock`, { locked: true });
    expect(locked.body.channel.rules).toEqual({ locked: true });
    const heard = await tab.heard("channelChanged", ({ channel }) => (channel as Channel).id === thread);
    expect(heard).toMatchObject({ channel: { rules: { locked: true } } });
    expect(why(await say(ada, thread, "After"))).toBe("locked");
    expect(why(await ada.patch(`/channels/${thread}/messages/1`, { body: "After" }))).toBe("locked");
    expect((await ada.delete(`/channels/${thread}/messages/1`)).status).toBe(200);
    expect((await say(teacher, thread, "Closed, see week 4")).status).toBe(201);
    expect((await say(ada, id, "The channel is open")).status).toBe(201);
    await ta.put(`/channels/${thread}/lock`, { locked: true });
    await ta.put(`/channels/${thread}/lock`, { locked: false });
    expect((await say(ada, thread, "Again")).status).toBe(201);
    expect(await acts("threadLocked")).toHaveLength(1);
    expect(await acts("threadUnlocked")).toHaveLength(1);
    tab.close();
  });
});

describe("a mute", () => {
  test("takes the words of a member at once, has an end, and is of nobody who holds as much", async () => {
    const { id, ada } = await aChannel();
    const at = (who: Somebody) => `/workspaces/${classroom.id}/members/${who.id}/mute`;
    await say(ada, id, "Before");
    const until = Date.now() + 60_000;
    expect((await ta.put(at(ada), { until, reason: "Shouted" })).body).toEqual({ until });
    expect(why(await say(ada, id, "After"))).toBe("muted");
    expect((await ta.get<{ muted: unknown[] }>(`/workspaces/${classroom.id}/muted`)).body.muted).toContainEqual({
      ...{ member: ada.id, until },
    });
    expect((await acts("memberMuted"))[0]).toMatchObject({ subject: ada.id, details: { until, reason: "Shouted" } });
    expect(why(await ada.put(at(ada), { until: null }))).toBe("forbidden");
    expect(why(await ta.put(at(ta), { until: null }))).toBe("forbidden");
    expect(why(await ta.put(at(teacher), { until }))).toBe("forbidden");
    expect(why(await ada.get(`/workspaces/${classroom.id}/muted`))).toBe("forbidden");
    // An end that has come is one.
    await ta.put(at(ada), { until: Date.now() - 1 });
    expect((await say(ada, id, "In time")).status).toBe(201);
    await ta.put(at(ada), { until });
    await ta.put(at(ada), { until: null });
    expect((await say(ada, id, "Again")).status).toBe(201);
    const stranger = await (await openClassroom()).person("student");
    expect(why(await ta.put(at(stranger), { until }))).toBe("not_found");
  });
});
