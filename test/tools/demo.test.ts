/** The demo class: what is written by hand can be read, and what comes of it is a class like any other. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi, type Api } from "../../client/api.ts";
import {
  BodySchema,
  handleKey,
  JoinCodeSchema,
  MessageIdSchema,
  mintedAt,
  PublicIdSchema,
  type MyChannel,
} from "../../protocol/index.ts";
import { DEMO_JOIN_CODE, DEMO_OWNER, isStaff, readCast } from "../../tools/demo/cast.ts";
import { composeClass, fillDemo } from "../../tools/demo/fill.ts";
import { parseTalk } from "../../tools/demo/parse-talk.ts";
import { fillDemoOnce, type DemoFilled } from "../../tools/serve/demo.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";
import { migrate } from "../../tools/serve/migrate.ts";
import { startServer, type RunningServer } from "../../tools/serve/server.ts";
import { cookieFetch } from "../support/cookie-fetch.ts";

const DAY = 24 * 60 * 60_000;
const SLOW = 120_000;

describe("written conversations", () => {
  test("gaps, replies, edits and lines that go on are read as they are written", () => {
    const text =
      "# 3 14:05\nben: does\n  \n    it: run\n+9m kofi ^1: Yes.\n+2h wei_chen* ^2: no: look\n\n# 4 08:00\nliv: hi\n";
    const [first, second] = parseTalk("a.txt", text);
    expect(first).toMatchObject({
      day: 3,
      minute: 845,
      messages: [
        { handle: "ben", gap: null, replyTo: null, edited: false, body: "does\n\n  it: run", source: "a.txt:2" },
        { handle: "kofi", gap: 9, replyTo: 0, edited: false, body: "Yes." },
        { handle: "wei_chen", gap: 120, replyTo: 0, edited: true, body: "no: look" },
      ],
    });
    expect(second).toMatchObject({ day: 4, minute: 480, messages: [{ handle: "liv", body: "hi" }] });
  });

  test("what became of a message stands below it: reactions, a poll, a pin, a checkpoint, a thread", () => {
    const text =
      "# 3 14:05\nben: yes or no?\n= 👍 liv kofi, 🎉 mei\n= pin\n= checkpoint Lecture 5\n= poll yes: liv | no: kofi mei\n" +
      "| +2m liv: why\n  not?\n= 😂 ben\n| kofi ^1: indeed\nmei: next\n";
    const [conversation] = parseTalk("a.txt", text);
    expect(conversation?.messages).toMatchObject([
      {
        body: "yes or no?",
        reactions: [
          { emoji: "👍", handles: ["liv", "kofi"] },
          { emoji: "🎉", handles: ["mei"] },
        ],
        pinned: true,
        checkpoint: "Lecture 5",
        poll: [
          { text: "yes", handles: ["liv"] },
          { text: "no", handles: ["kofi", "mei"] },
        ],
        thread: [
          { handle: "liv", gap: 2, body: "why\nnot?", reactions: [{ emoji: "😂", handles: ["ben"] }] },
          { handle: "kofi", replyTo: 0, body: "indeed" },
        ],
      },
      { handle: "mei", body: "next", reactions: [], poll: [], thread: [], pinned: false },
    ]);
  });

  test.each([
    ["# 3 14:05\n= 👍 ben", "a.txt:2: there is no message here to go on with"],
    ["# 3 14:05\n| ben: hi", "a.txt:2: there is no message here to answer in a thread"],
    ["# 3 14:05\nben: hi\n= 👍", "a.txt:3: not an emoji and who gave it: 👍"],
    ["# 3 14:05\nben: hi\n= nice liv", "a.txt:3: not an emoji and who gave it: nice liv"],
    ["# 3 14:05\nben: hi\n= poll yes liv", "a.txt:3: not an option with its voters: yes liv"],
    ["ben: hi", "a.txt:1: a conversation starts with its day and time"],
    ["# 3 14:05\nben hi", "a.txt:2: not a message: ben hi"],
    ["# 3 25:05\nben: hi", "a.txt:1: not a day and a time"],
    ["# 3 14:05\n  more", "a.txt:2: there is no message here to go on with"],
    ["# 3 14:05\nben: hi\nliv ^2: hi", "a.txt:3: ^2 reaches out of the conversation"],
    ["# 3 14:05\nben: hi\n# 4 14:05\nliv: hi", "a.txt:3: an empty line is missing"],
    ["# 3 14:05\nben: \n  \nliv: hi", "a.txt:2: There's nothing to send yet. Write something first."],
    ["# 3 14:05\n\n# 4 14:05\nliv: hi", "a.txt:2: a conversation without a message"],
  ])("a slip of the pen is told with its file and line: %j", (text, problem) => {
    expect(() => parseTalk("a.txt", text)).toThrow(problem);
  });
});

describe("six weeks of a class", async () => {
  const noon = new Date(2026, 10, 20, 12, 30).getTime();
  const { cast, channels } = await composeClass(noon);
  const all = channels.flatMap(({ messages }) => messages.flatMap((message) => [message, ...message.thread]));

  test("the demo class has 60 people, a teacher, three TAs, seven channels and some thousand messages", () => {
    expect(cast.people).toHaveLength(60);
    expect(cast.people.filter(({ role }) => role === "owner")).toMatchObject([{ handle: DEMO_OWNER.handle }]);
    expect(cast.people.filter(({ role }) => role === "ta")).toHaveLength(3);
    expect(cast.channels).toHaveLength(7);
    expect(all.length).toBeGreaterThan(2500);
    for (const { key, messages } of channels) expect(messages.length, key).toBeGreaterThan(10);
    expect(v.safeParse(JoinCodeSchema, DEMO_JOIN_CODE)).toMatchObject({ success: true, output: DEMO_JOIN_CODE });
  });

  test("R24: one of its students is played, answers guests, and says so in their own words", () => {
    expect(cast.people.filter(({ played }) => played)).toMatchObject([
      { role: "student", bio: expect.stringContaining("I'm played: nobody sits here") },
    ]);
  });

  test("R140: nobody in the demo class has a handle that reads like another one's", () => {
    expect(new Set(cast.people.map(({ handle }) => handleKey(handle))).size).toBe(60);
  });

  test("I3: every channel's messages stand in the order of their times, each with its own place and id", () => {
    for (const { key, messages } of channels) {
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
      expect(
        messages.filter(({ at }, index) => at < (messages[index - 1]?.at ?? 0)),
        key,
      ).toEqual([]);
      expect(
        messages.filter(({ replyTo, seq }) => replyTo !== null && replyTo >= seq),
        key,
      ).toEqual([]);
    }
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test("every message is one that the app would have taken", () => {
    for (const { id, at, body } of all) {
      expect(v.is(MessageIdSchema, id), id).toBe(true);
      expect(mintedAt(id)).toBe(at);
      expect(v.is(BodySchema, body), body).toBe(true);
    }
    const staff = new Set(cast.people.filter(isStaff).map(({ handle }) => handle));
    const announced = channels.find(({ key }) => key === "announcements")?.messages ?? [];
    expect(announced.filter(({ author }) => !staff.has(author))).toEqual([]);
  });

  test("a reply answers the message that was meant, also where two conversations overlap", () => {
    for (const { messages, conversations } of channels) {
      const bodyAt = (seq: number | null) => messages.find((message) => message.seq === seq)?.body;
      const meant = conversations.flatMap(({ messages: written }) =>
        written.flatMap(({ replyTo, body }) => (replyTo === null ? [] : [`${body} <- ${written[replyTo]?.body}`])),
      );
      const sent = messages.flatMap(({ replyTo, body }) => (replyTo === null ? [] : [`${body} <- ${bodyAt(replyTo)}`]));
      expect(sent.sort()).toEqual(meant.sort());
    }
  });

  test("nothing was said in the future, and the last of it was said today or yesterday", async () => {
    for (const [hour, minute] of [
      [0, 1],
      [8, 0],
      [11, 20],
      [12, 30],
      [23, 59],
    ] as const) {
      const now = new Date(2026, 10, 20, hour, minute).getTime();
      const { channels: then } = await composeClass(now);
      const sent = then.flatMap(({ messages }) => messages.flatMap((message) => [message, ...message.thread]));
      const times = sent.map(({ at, editedAt }) => editedAt ?? at);
      expect(Math.max(...times)).toBeLessThanOrEqual(now);
      expect(Math.max(...times)).toBeGreaterThan(now - 1.6 * DAY);
    }
  });

  test("the same day gives the same class", async () => {
    expect((await composeClass(noon + 60_000)).channels).toEqual(channels);
  });
});

test(
  "R140: where an account has the handle of somebody of the demo class already, it keeps it",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "place-demo-"));
    const { d1, close, ...rest } = await openLocalD1(folder);
    try {
      await migrate({ d1, ...rest });
      await d1
        .prepare("INSERT INTO users (id, handle, handle_key, created_at) VALUES ('ben-was-here', 'ben', 'ben', 1)")
        .run();
      await fillDemo(d1);
      const { results } = await d1
        .prepare(
          "SELECT u.id, u.handle, m.name FROM users u LEFT JOIN members m ON m.user_no = u.no WHERE u.handle LIKE 'ben%'",
        )
        .all();
      expect(results).toMatchObject([
        { id: "ben-was-here", handle: "ben", name: null },
        { handle: "ben2", name: "Ben Harkness" },
      ]);
    } finally {
      await close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  SLOW,
);

describe("over HTTP", () => {
  let state: string;
  let server: RunningServer;
  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), "place-demo-"));
    server = await startServer({ port: 0, state, demo: true, app: false });
  }, SLOW);
  afterAll(async () => {
    await server.stop();
    await rm(state, { recursive: true, force: true });
  }, SLOW);

  const browser = (): Api => createApi({ baseUrl: server.url, fetch: cookieFetch().fetch });
  const filled = () => server.demo as DemoFilled;
  const named = (mine: MyChannel[], name: string) => mine.find((channel) => channel.name === name) as MyChannel;

  test("the newest page of each channel is what was written last, and the teacher can scroll to the first message", async () => {
    const { cast, channels } = await composeClass(Date.now());
    const api = browser();
    await api.call("entry.signIn", {}, DEMO_OWNER);
    const { channels: mine, members } = await api.call("workspaces.bootstrap", { workspace: filled().workspaceId });
    const handleOf = new Map(members.map(({ id, handle }) => [id, handle]));
    expect(members).toHaveLength(cast.people.length);
    for (const { id } of [...members, ...mine]) expect(v.is(PublicIdSchema, id), id).toBe(true);

    for (const { channel, messages } of channels.filter((each) => each.channel)) {
      const { id, lastSeq } = named(mine, channel?.name ?? "");
      expect(lastSeq).toBe(messages.length);
      const newest = await api.call("messages.page", { channel: id });
      const told = newest.messages.map(({ author, body, seq }) => ({ author: handleOf.get(author), body, seq }));
      expect(told).toEqual(messages.slice(-50).map(({ author, body, seq }) => ({ author, body, seq })));
      const oldest = await api.call("messages.page", { channel: id }, { before: 11, limit: 50 });
      expect(oldest.messages.map(({ body }) => body)).toEqual(messages.slice(0, 10).map(({ body }) => body));
      expect(oldest.reachedStart).toBe(true);
    }
  });

  test("what people did with the words is there: reactions, threads, checkpoints, pins, and a poll that goes on", async () => {
    const { channels } = await composeClass(Date.now());
    const api = browser();
    await api.call("entry.signIn", {}, DEMO_OWNER);
    const { channels: mine, members } = await api.call("workspaces.bootstrap", { workspace: filled().workspaceId });
    const handleOf = new Map(members.map(({ id, handle }) => [id, handle]));
    for (const { channel, messages } of channels.filter((each) => each.channel)) {
      const { id } = named(mine, channel?.name ?? "");
      const inside = (await api.call("memberships.list", { channel: id })).members.map((one) => one.id);
      for (const { seq, reactions, thread, author } of messages.filter(
        (each) => each.reactions.length > 0 || each.thread.length > 0,
      )) {
        const page = await api.call("messages.page", { channel: id }, { around: seq, limit: 1 });
        const { meta } = page.messages.find((message) => message.seq === seq) ?? {};
        const told = meta?.reactions?.map(({ emoji, members: by }) => ({
          emoji,
          handles: by.map((one) => handleOf.get(one)),
        }));
        expect(told ?? []).toEqual(reactions);
        for (const one of meta?.reactions?.flatMap(({ members: by }) => by) ?? []) expect(inside).toContain(one);
        expect(meta?.thread?.count ?? 0).toBe(thread.length);
        if (!meta?.thread) continue;
        const replies = await api.call("messages.page", { channel: meta.thread.channel });
        expect(replies.messages.map(({ body }) => body)).toEqual(thread.map(({ body }) => body));
        const { channel: opened } = await api.call("threads.start", { channel: id, seq });
        expect(opened).toMatchObject({ id: meta.thread.channel, kind: "thread", parent: { channel: id, seq } });
        expect(handleOf.get(opened.createdBy ?? "")).toBe(author);
      }
      const { messages: landmarks } = await api.call("messages.landmarks", { channel: id });
      const kept = messages.filter(({ pinned, checkpoint }) => pinned || checkpoint !== null).map(({ seq }) => seq);
      expect(landmarks.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(kept);
    }
    const asked = channels.flatMap(({ key, messages }) =>
      messages.filter(({ poll }) => poll.length > 0).map((message) => ({ key, message })),
    )[0];
    const { id } = named(mine, asked?.key ?? "");
    const seq = asked?.message.seq ?? 0;
    const { message } = await api.call("messages.act", { channel: id, seq }, { act: { type: "vote", choices: [0] } });
    const before = asked?.message.poll.map(({ handles }) => handles.length) ?? [];
    expect(message.meta?.poll?.options.map(({ votes }) => votes)).toEqual(
      before.map((votes, place) => votes + (place === 0 ? 1 : 0)),
    );
  });

  test("R24: a guest who writes is answered by the student who is played, and nobody else is called so", async () => {
    const api = browser();
    const { workspace } = await api.call("entry.tryIt");
    const { channels: mine, members } = await api.call("workspaces.bootstrap", { workspace });
    const [one, ...others] = members.filter(({ played }) => played);
    expect([one?.name, others]).toEqual(["Ottilie Fairweather", []]);
    const { id } = named(mine, "general");
    const { message } = await api.call("messages.post", { channel: id }, { body: "Is this real?" });
    for (;;) {
      const { messages } = await api.call("messages.page", { channel: id }, { around: message.seq });
      const answer = messages.find(({ replyTo }) => replyTo === message.seq);
      if (answer) {
        expect([answer.author, answer.body]).toEqual([one?.id, expect.stringContaining("nobody sits here")]);
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  test("what is said next takes the next place", async () => {
    const api = browser();
    await api.call("entry.signIn", {}, DEMO_OWNER);
    const { channels: mine } = await api.call("workspaces.bootstrap", { workspace: filled().workspaceId });
    const { id, lastSeq } = named(mine, "random");
    const { message } = await api.call("messages.post", { channel: id }, { body: "Is anybody still awake?" });
    expect(message.seq).toBe(lastSeq + 1);
    expect(message.rev).toBeGreaterThan(lastSeq);
  });

  test("the teacher finds unread messages, a mention, and direct messages", async () => {
    const api = browser();
    await api.call("entry.signIn", {}, DEMO_OWNER);
    const { channels: mine } = await api.call("workspaces.bootstrap", { workspace: filled().workspaceId });
    expect(mine.filter(({ lastSeq, readSeq }) => readSeq < lastSeq).length).toBeGreaterThanOrEqual(2);
    expect(mine.filter(({ lastSeq, readSeq }) => readSeq > lastSeq)).toEqual([]);
    expect(mine.reduce((sum, { mentions }) => sum + mentions, 0)).toBeGreaterThan(0);
    expect(mine.filter(({ kind }) => kind === "dm").map(({ members }) => members?.length)).toEqual([2, 2]);
  });

  test("I5: a guest of one click is in the channels that everyone is in, may join the others, and sees no direct message", async () => {
    const api = browser();
    const { workspace } = await api.call("entry.tryIt");
    expect(workspace).toBe(filled().workspaceId);
    const { channels: mine } = await api.call("workspaces.bootstrap", { workspace });
    expect(mine.map(({ name }) => name).sort()).toEqual(["announcements", "general", "homework-help", "lectures"]);
    const { channels: listed } = await api.call("channels.list", { workspace });
    expect(listed.map(({ name }) => name).sort()).toEqual(
      readCast()
        .channels.map(({ name }) => name)
        .sort(),
    );
    for (const channel of listed) expect(channel.memberCount, channel.name).toBeGreaterThan(40);
    await expect(
      api.call("messages.post", { channel: named(mine, "announcements").id }, { body: "No lecture tomorrow" }),
    ).rejects.toThrow();
  });

  test("only the teacher can be signed in as, and the class is filled once", async () => {
    const wrong = browser().call("entry.signIn", {}, { handle: "kofi", password: DEMO_OWNER.password });
    await expect(wrong).rejects.toMatchObject({ refusal: { code: "wrong_credentials" } });
    expect(await fillDemoOnce(server.d1, () => undefined)).toBeNull();
  });
});
