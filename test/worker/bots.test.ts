/** Bots: made by the teaching team, opened by tokens, held to their scope, and never taken for a person. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type {
  Bootstrap,
  Bot,
  BotToken,
  ListedChannel,
  Member,
  Message,
  Refusal,
  Uploaded,
} from "../../protocol/index.ts";
import { hashToken, makeBotToken } from "../../worker/identity/sessions.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { sendBytes } from "./support/files.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let owner: Somebody;
let student: Somebody;
let channel: { id: string; no: number };

beforeAll(async () => {
  classroom = await openClassroom();
  [owner, student] = await Promise.all([classroom.person("owner"), classroom.person("student")]);
  channel = await channelOf([owner, student], { kind: "public" });
});

const at = (path = "") => `/workspaces/${classroom.id}/bots${path}`;
let made = 0;
async function newBot(asked: object = {}): Promise<Bot> {
  const body = { name: `Grader ${++made}`, scope: "write", channels: [channel.id], ...asked };
  const told = await owner.post<{ bot: Bot } & Refusal>(at(), body);
  expect(told.status, JSON.stringify(told.body)).toBe(201);
  return told.body.bot;
}
async function tokenOf(bot: Bot, asked: object = {}): Promise<{ token: string; of: BotToken }> {
  const told = await owner.post<{ token: string; of: BotToken }>(at(`/${bot.member}/tokens`), { name: "CI", ...asked });
  expect(told.status).toBe(201);
  return told.body;
}
const as = (token: string) => ({
  get: <T>(path: string) => request<T>("GET", path, undefined, { token }),
  post: <T>(path: string, body: unknown) => request<T>("POST", path, body, { token }),
  delete: <T>(path: string) => request<T>("DELETE", path, {}, { token }),
});
const say = (token: string, body: string, where = channel.id) =>
  as(token).post<{ message: Message } & Refusal>(`/channels/${where}/messages`, { body });

describe("a bot", () => {
  test("says something in a channel with its token, and is shown as a program", async () => {
    const bot = await newBot({ name: "Grade Bot" });
    expect(bot.handle).toBe("grade-bot");
    const { token } = await tokenOf(bot);
    const said = await say(token, "Graded.");
    expect(said.status).toBe(201);
    expect(said.body.message.author).toBe(bot.member);
    const { body } = await student.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${bot.member}`);
    expect(body.members[0]).toMatchObject({ name: "Grade Bot", bot: true });
    expect(body.members[0]).not.toHaveProperty("imported");
  });

  test("is made by the teaching team alone, and only in channels that its maker is in", async () => {
    const secret = await channelOf([student], { kind: "private" });
    expect((await student.post<Refusal>(at(), { name: "Mine", scope: "read" })).body.code).toBe("forbidden");
    const asked = { name: "Spy", scope: "read", channels: [secret.id] };
    expect((await owner.post<Refusal>(at(), asked)).body.code).toBe("not_found");
  });

  test("reads, writes or manages as its scope says, and what is for people is shut to all of them", async () => {
    const [reads, writes, manages] = await Promise.all(
      ["read", "write", "manage"].map(async (scope) => (await tokenOf(await newBot({ scope }))).token),
    );
    expect((await as(reads!).get(`/channels/${channel.id}/messages`)).status).toBe(200);
    expect((await say(reads!, "May I?")).body).toMatchObject({ code: "forbidden", reason: "scope_short" });
    const { seq } = (await say(writes!, "I may.")).body.message;
    const pin = { act: { type: "pin", on: true } };
    const acts = `/channels/${channel.id}/messages/${seq}/acts`;
    expect((await as(writes!).post<Refusal>(acts, pin)).body.code).toBe("forbidden");
    expect((await as(manages!).post(acts, pin)).status).toBe(200);
    const others = `/channels/${channel.id}/messages/${(await say(manages!, "Of the other")).body.message.seq}`;
    expect((await as(writes!).delete<Refusal>(others)).body.code).toBe("forbidden");
    expect((await as(manages!).delete(`/channels/${channel.id}/messages/${seq}`)).status).toBe(200);
    for (const token of [reads!, writes!, manages!]) {
      expect((await as(token).post<Refusal>("/account/tokens", { name: "More" })).body.code).toBe("forbidden");
      expect((await as(token).post<Refusal>(at(), { name: "Child", scope: "manage" })).body.code).toBe("forbidden");
      expect((await as(token).get<Refusal>(`/workspaces/${classroom.id}/drafts`)).body.reason).toBe("not_by_bot");
    }
  });

  test("reads its channels by their plain addresses and takes their files where it may read, and brings files where it may write", async () => {
    const [reads, writes] = await Promise.all(
      ["read", "write"].map(async (scope) => (await tokenOf(await newBot({ scope }))).token),
    );
    const id = uuidv7();
    const path = `/channels/${channel.id}/files?message=${id}&size=5`;
    expect(await sendBytes("POST", path, "7 / 9", { token: reads! })).toMatchObject({
      status: 403,
      body: { reason: "scope_short" },
    });
    const { status, body } = await sendBytes<Uploaded>("POST", path, "7 / 9", { token: writes! });
    expect(status).toBe(201);
    const files = [{ ticket: body.ticket, name: "grade.txt" }];
    const posted = await as(writes!).post<{ message: Message }>(`/channels/${channel.id}/messages`, {
      ...{ id, body: "Your grade", files },
    });
    const { seq, meta } = posted.body.message;
    const elsewhere = await channelOf([owner, student], { kind: "private" });
    for (const [address, answer] of [
      [`/api/channels/${channel.id}/messages/${seq}/files/${meta!.files![0]!.id}/grade.txt`, 200],
      [`/c/${channel.id}.txt`, 200],
      [`/c/${elsewhere.id}.txt`, 404],
    ] as const) {
      const told = await exports.default.fetch(`${ORIGIN}${address}`, {
        headers: { authorization: `Bearer ${reads}` },
      });
      expect([address, told.status]).toEqual([address, answer]);
      await told.body?.cancel();
    }
    expect((await as(reads!).get(`/channels/${channel.id}/threads`)).status).toBe(200);
  });

  test("is held to its scope on its socket too, and to a new one at once", async () => {
    const bot = await newBot({ scope: "read" });
    const { token } = await tokenOf(bot);
    const socket = await openChannel(channel.id, { token });
    socket.send({ type: "post", id: "01890000-0000-7000-8000-0000000000b1", body: "May I?" });
    expect(await socket.next("refused")).toMatchObject({ refusal: { code: "forbidden" } });
    await request("PATCH", at(`/${bot.member}`), { scope: "write" }, owner);
    socket.send({ type: "post", id: "01890000-0000-7000-8000-0000000000b2", body: "And now?" });
    expect(await socket.next("stored")).toMatchObject({ messages: [{ id: "01890000-0000-7000-8000-0000000000b2" }] });
    socket.close();
  });

  test("sees only the channels that it was put into", async () => {
    const elsewhere = await channelOf([owner, student], { kind: "private" });
    const bot = await newBot();
    const { token } = await tokenOf(bot);
    expect((await say(token, "Hello?", elsewhere.id)).body.code).toBe("not_found");
    await request("PATCH", at(`/${bot.member}`), { channels: [elsewhere.id] }, owner);
    expect((await say(token, "Hello.", elsewhere.id)).status).toBe(201);
    expect((await say(token, "Still here?")).body.code).toBe("not_found");
  });

  test("is put neither into a role, nor out of the class, nor into a group as people are", async () => {
    const bot = await newBot();
    const member = `/workspaces/${classroom.id}/members/${bot.member}`;
    expect((await owner.patch<Refusal>(member, { role: "owner" })).body.code).toBe("forbidden");
    expect((await owner.delete<Refusal>(member)).body.code).toBe("forbidden");
    const group = await owner.post<Refusal>(`/workspaces/${classroom.id}/groups`, {
      members: [bot.member, student.id],
    });
    expect(group.body.code).toBe("not_found");
    const direct = await student.post<Refusal>(`/workspaces/${classroom.id}/direct`, { member: bot.member });
    expect(direct.body.code).toBe("no_direct");
  });
});

describe("a bot is no person", () => {
  test("in the class's list, a channel's list and its count", async () => {
    const people = await channelOf([owner, student], { kind: "public" });
    const bot = await newBot({ channels: [people.id] });
    const list = await student.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members`);
    expect(list.body.members.map(({ id }) => id)).not.toContain(bot.member);
    const here = await student.get<{ members: { id: string }[] }>(`/channels/${people.id}/members`);
    expect(here.body.members.map(({ id }) => id).toSorted()).toEqual([owner.id, student.id].toSorted());
    const all = await student.get<{ channels: ListedChannel[] }>(`/workspaces/${classroom.id}/channels`);
    expect(all.body.channels.find(({ id }) => id === people.id)?.memberCount).toBe(2);
    const first = await student.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`);
    expect(first.body.members.map(({ id }) => id)).not.toContain(bot.member);
  });

  test("for the rule of large channels: ten people and a bot are no crowd", async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => classroom.person("student")));
    const full = await channelOf([...ten], { kind: "public" });
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 1)")
      .bind(full.no, (await classroom.bot("read")).no)
      .run();
    const said = await ten[0]!.post<{ message: Message }>(`/channels/${full.id}/messages`, { body: "@channel look" });
    expect(said.body.message.meta?.reach).toEqual(["channel"]);
  });

  test("for who is named by @channel", async () => {
    const bot = await newBot();
    const said = await owner.post<{ message: Message }>(`/channels/${channel.id}/messages`, { body: "@channel all" });
    const { seq } = said.body.message;
    await vi.waitFor(async () => {
      const rows = await env.DB.prepare(
        "select m.id from mentions n join members m on m.no = n.member_no where n.channel_no = ? and n.seq = ?",
      )
        .bind(channel.no, seq)
        .all<{ id: string }>();
      expect(rows.results.map(({ id }) => id)).toContain(student.id);
      expect(rows.results.map(({ id }) => id)).not.toContain(bot.member);
    });
  });

  test("to those who see who is here", async () => {
    const bot = await newBot();
    const { token } = await tokenOf(bot);
    const its = await openWorkspace(classroom.id, { token });
    const mine = await openWorkspace(classroom.id, student);
    const hello = await mine.next("hello");
    expect(hello.online).not.toContain(bot.member);
    its.close();
    mine.close();
  });

  test("and what it has read is nobody's business", async () => {
    const bot = await newBot();
    const { token } = await tokenOf(bot);
    const { seq } = (await say(token, "Read this")).body.message;
    const socket = await openChannel(channel.id, { token });
    socket.send({ type: "markRead", seq });
    socket.close();
    expect((await as(token).post<Refusal>(`/channels/${channel.id}/read`, { seq })).body.code).toBe("forbidden");
    const row = await env.DB.prepare(
      "select s.read_seq as seq from memberships s join members m on m.no = s.member_no where m.id = ? and s.channel_no = ?",
    )
      .bind(bot.member, channel.no)
      .first<{ seq: number }>();
    expect(row!.seq).toBeLessThan(seq);
  });
});

describe("a token of a bot", () => {
  test("is told once, looks like one, and no mistyped one is looked up", async () => {
    const { token } = await makeBotToken();
    expect(token).toMatch(/^place_bot_[0-9A-Za-z]{38}$/u);
    expect(await hashToken(token)).toBeDefined();
    const other = token.slice(0, -1) + (token.endsWith("a") ? "b" : "a");
    expect(await hashToken(other)).toBeUndefined();
    const bot = await newBot();
    const made = await tokenOf(bot, { days: 30 });
    const told = await owner.get<{ bots: Bot[] }>(at());
    expect(JSON.stringify(told.body)).not.toContain(made.token);
    const listed = told.body.bots.find(({ member }) => member === bot.member)!.tokens;
    expect(listed).toEqual([made.of]);
    expect(made.of.expiresAt! - made.of.createdAt).toBe(30 * 86_400_000);
  });

  test("ends when it was said to, and is not carried on by use", async () => {
    const { token, of } = await tokenOf(await newBot(), { days: 10 });
    const day = 86_400_000;
    const age = (ms: number) =>
      env.DB.prepare("update sessions set last_seen_at = last_seen_at - ?1, expires_at = expires_at - ?1 where id = ?2")
        .bind(ms, of.id)
        .run();
    await age(5 * day);
    expect((await say(token, "Used")).status).toBe(201);
    const row = await env.DB.prepare("select expires_at as at from sessions where id = ?")
      .bind(of.id)
      .first<{ at: number }>();
    expect(row!.at).toBe(of.expiresAt! - 5 * day);
    await age(6 * day);
    expect((await say(token, "Over")).body.code).toBe("not_signed_in");
  });

  test("is taken back at once: its sockets end, and it opens nothing", async () => {
    const bot = await newBot();
    const { token, of } = await tokenOf(bot);
    const other = await tokenOf(bot);
    const inChannel = await openChannel(channel.id, { token });
    const inClass = await openWorkspace(classroom.id, { token });
    expect((await owner.delete(at(`/${bot.member}/tokens/${of.id}`))).status).toBe(204);
    await Promise.all([inChannel.whenClosed(), inClass.whenClosed()]);
    expect((await say(token, "Gone?")).body.code).toBe("not_signed_in");
    expect((await say(other.token, "I stay")).status).toBe(201);
  });

  test("goes with its bot", async () => {
    const bot = await newBot({ name: "Goes soon", handle: "goes-soon" });
    const { token } = await tokenOf(bot);
    const socket = await openChannel(channel.id, { token });
    expect((await owner.delete(at(`/${bot.member}`))).status).toBe(204);
    await socket.whenClosed();
    expect((await say(token, "Still?")).body.code).toBe("not_signed_in");
    expect((await owner.get<{ bots: Bot[] }>(at())).body.bots.map(({ member }) => member)).not.toContain(bot.member);
    // Its handle is free for the next one.
    expect((await newBot({ name: "Goes soon", handle: "goes-soon" })).handle).toBe("goes-soon");
  });
});
