/** Web Push from the rooms: who is notified of what, who is not, and what a push service that is slow or gone does to nobody else. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message, PushDevice, PushPayload } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { answersWith, came, cameTo, notified } from "./support/push-service.ts";

type Told = Extract<PushPayload, { type: "message" }>;

let classroom: Classroom;
let ada: Somebody;
let kofi: Somebody;
let channel: { id: string; no: number };
let name = "";
let made = 0;
/** How far the clock was put forward, ms. */
let ahead = 0;

beforeAll(async () => {
  classroom = await openClassroom();
});
beforeEach(async () => {
  made += 1;
  ahead = 0;
  const clock = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => clock() + ahead);
  [ada, kofi] = await Promise.all([
    classroom.person("student", { handle: `ada${made}` }),
    classroom.person("student", { handle: `kofi${made}` }),
  ]);
  channel = await channelOf([ada, kofi], { kind: "private" });
  name = `push-${Date.now()}-${made}`;
});

async function say(who: Somebody, body: string, place = channel.id): Promise<Message> {
  const told = await who.post<{ message: Message }>(`/channels/${place}/messages`, { body });
  expect(told.status, JSON.stringify(told.body)).toBe(201);
  return told.body.message;
}
async function direct(one: Somebody, other: Somebody): Promise<string> {
  const told = await one.post<{ channel: { id: string } }>(`/workspaces/${classroom.id}/direct`, { member: other.id });
  return told.body.channel.id;
}
const mine = (who: Somebody, changes: object, place = channel.id) => who.patch(`/channels/${place}/me`, changes);
const toldOf = async (at: string, count = 1) => (await came(at, count)).map(({ payload }) => payload as Told);
const room = (id = channel.id) => env.ROOMS.getByName(id);
/** The room rings, and what it sent has come to its end. */
async function ring(id = channel.id): Promise<void> {
  await runDurableObjectAlarm(room(id));
}
/** Seconds pass, and what was held for them goes out. */
async function held(id = channel.id): Promise<void> {
  ahead += 4_000;
  await ring(id);
}
/** What waits for a push service is due. */
const hurry = (id = channel.id) =>
  runInDurableObject(room(id), (_object, { storage }) => {
    storage.sql.exec(`UPDATE push_queue SET next_at = next_at - 3600000`);
  });
const queued = (id = channel.id) =>
  runInDurableObject(room(id), (_object, { storage }) =>
    storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'push_queue'`).toArray().length === 0
      ? []
      : storage.sql.exec<{ tries: number; next_at: number }>(`SELECT tries, next_at FROM push_queue`).toArray(),
  );

afterEach(() => void vi.restoreAllMocks());

describe("a person is notified", () => {
  test("of a mention, with who wrote what and where", async () => {
    await notified(ada, name, { lang: "ar" });
    const message = await say(kofi, `Look at **this**, @${ada.handle}: ||secret|| \`code\``);
    const [pushed] = await came(name);
    const { words, ...told } = pushed!.payload as Told;
    expect(told).toEqual({
      ...{ type: "message", lang: "ar", channel: channel.id, seq: message.seq, count: 1, at: message.at },
    });
    expect(words).toMatchObject({ author: kofi.handle, place: { kind: "channel" } });
    expect(words!.text).toBe(`Look at this, @${ada.handle}: ▒▒▒▒ code`);
    expect(pushed!.headers).toMatchObject({ urgency: "high", topic: channel.id, ttl: "86400" });
    expect(pushed!.vapid.aud).toBe("https://one.push.example");
  });

  test("of a direct message, and of what else is said there", async () => {
    await notified(ada, name);
    const place = await direct(kofi, ada);
    await say(kofi, "Are you there?", place);
    expect((await toldOf(name))[0]).toMatchObject({
      channel: place,
      words: { place: { kind: "dm" }, text: "Are you there?" },
    });
  });

  test("of everything where they want that, and of that from the next message on", async () => {
    await notified(ada, name);
    await say(kofi, "Nothing for anybody");
    await mine(ada, { notify: "all" });
    const message = await say(kofi, "Something for everybody");
    const [told] = await toldOf(name);
    expect(told).toMatchObject({ seq: message.seq, count: 2 });
    expect((await cameTo(name))[0]!.headers["urgency"]).toBe("normal");
  });

  test("of everything, where they wanted that before this browser was notified", async () => {
    await mine(ada, { notify: "all" });
    await say(kofi, "Nobody is notified yet");
    await notified(ada, name);
    await say(kofi, "Somebody is");
    expect(await toldOf(name)).toHaveLength(1);
  });

  test("of a mention in a thread, which leads there", async () => {
    await notified(ada, name);
    const root = await say(kofi, "A question");
    const started = await kofi.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/${root.seq}/thread`);
    await say(kofi, `An answer for @${ada.handle}`, started.body.channel.id);
    expect((await toldOf(name))[0]).toMatchObject({
      ...{ channel: started.body.channel.id, parent: channel.id, words: { place: { isThread: true } } },
    });
  });

  test("of a crowd that they are of, and of nobody's who may not reach one", async () => {
    const teacher = await classroom.person("teacher");
    const shared = await channelOf([teacher, ada, kofi], { kind: "private" });
    await notified(teacher, name);
    await say(kofi, "@here is who is there", shared.id);
    const asked = await say(kofi, "@teacher can you help?", shared.id);
    expect((await toldOf(name)).map(({ seq, count }) => [seq, count])).toEqual([[asked.seq, 1]]);
  });

  test("in each of their browsers, by each one's own choice of words", async () => {
    const bare = await notified(ada, name);
    await ada.patch(`/push/devices/${bare.id}`, { words: false });
    await say(kofi, `The exam is on Friday, @${ada.handle}`);
    const [pushed] = await came(name);
    expect(pushed!.payload).not.toHaveProperty("words");
    expect(JSON.stringify(pushed!.payload)).not.toContain("Friday");
    expect(JSON.stringify(pushed!.payload)).not.toContain(kofi.handle);
    expect(pushed!.bytes).toBe(4_096);
  });

  test("once of many: what follows is counted, and comes together", async () => {
    await notified(ada, name);
    await say(kofi, `One @${ada.handle}`);
    await came(name);
    await say(kofi, `Two @${ada.handle}`);
    await say(kofi, "Not for anybody");
    const last = await say(kofi, `Three @${ada.handle}`);
    await held();
    expect((await toldOf(name, 2))[1]).toMatchObject({
      seq: last.seq,
      count: 3,
      words: { text: `Three @${ada.handle}` },
    });
    expect(await cameTo(name)).toHaveLength(2);
  });

  test("in words that fit, however long and wide they are", async () => {
    await notified(ada, name);
    await say(kofi, `@${ada.handle} ${"👩‍👩‍👧‍👦".repeat(400)}`);
    const [told] = await toldOf(name);
    expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThanOrEqual(3_993);
  });
});

describe("nobody is notified", () => {
  let eve: Somebody;
  let eves = "";
  beforeEach(async () => {
    eve = await classroom.person("ta", { handle: `eve${made}` });
    channel = await channelOf([ada, kofi, eve], { kind: "private" });
    eves = `${name}-eve`;
    await Promise.all([notified(ada, name), notified(eve, eves)]);
  });

  /** Something is said that names both, and who may be notified of it was. */
  async function said(body: string, who = kofi): Promise<void> {
    const before = (await cameTo(eves)).length;
    await say(who, `${body} @${ada.handle} @${eve.handle}`);
    await held();
    await came(eves, before + 1);
  }
  async function hearsOnlyNow(): Promise<void> {
    const { length } = await cameTo(eves);
    await said("Now");
    expect((await toldOf(name)).map(({ seq }) => seq)).toEqual([length + 1]);
  }

  test("of what does not name them, nor of their own", async () => {
    await say(kofi, "Good morning");
    await say(ada, `I am @${ada.handle}, and this is for @${eve.handle}`);
    await came(eves);
    await held();
    const last = await say(kofi, `And now @${ada.handle}`);
    expect((await toldOf(name)).map(({ seq, count }) => [seq, count])).toEqual([[last.seq, 1]]);
  });

  test.each([
    ["in a channel that they muted", { muted: true }, { muted: false }],
    ["where they want to hear of nothing", { notify: "nothing" }, { notify: "mentions" }],
  ])("%s, in whichever browser they did", async (_what, off, on) => {
    await mine(ada, off);
    await said("Psst");
    await mine(ada, on);
    await hearsOnlyNow();
  });

  test("in their quiet hours, nor while they asked not to be disturbed", async () => {
    const settings = (quietHours: object | null) =>
      ada.patch(`/workspaces/${classroom.id}/me/settings`, { quietHours });
    const me = (dndUntil: number | null) => ada.patch(`/workspaces/${classroom.id}/me`, { dndUntil });
    await settings({ from: "00:00", to: "23:59", zone: "UTC" });
    await said("Quiet");
    await settings(null);
    expect((await me(Date.now() + 3_600_000)).status).toBe(200);
    await said("Not now");
    await me(null);
    await hearsOnlyNow();
  });

  test("of somebody whom they blocked", async () => {
    await ada.put(`/workspaces/${classroom.id}/blocks/${kofi.id}`);
    await said("Hey");
    await ada.delete(`/workspaces/${classroom.id}/blocks/${kofi.id}`);
    await hearsOnlyNow();
  });

  test("in a browser that was signed out, however its session ended", async () => {
    const until = (at: number) =>
      env.DB.prepare("update sessions set expires_at = ? where user_no = ?").bind(at, ada.userNo).run();
    await until(1);
    await said("Signed out");
    await until(Date.now() + 3_600_000);
    await hearsOnlyNow();
  });

  test("in a channel that they were taken out of", async () => {
    const row = [channel.no, ada.no];
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?")
      .bind(...row)
      .run();
    await said("Behind your back");
    await env.DB.prepare("insert into memberships (channel_no, member_no, joined_at) values (?, ?, 1)")
      .bind(...row)
      .run();
    await hearsOnlyNow();
  });

  test("of what was deleted before it went out", async () => {
    await say(kofi, `First @${ada.handle}`);
    await came(name);
    const second = await say(kofi, `Second @${ada.handle}`);
    await kofi.delete(`/channels/${channel.id}/messages/${second.seq}`);
    const third = await say(kofi, `Third @${ada.handle}`);
    await held();
    expect((await toldOf(name, 2))[1]).toMatchObject({ seq: third.seq, count: 2 });
    expect(await cameTo(name)).toHaveLength(2);
  });

  test("of what they read elsewhere before it went out", async () => {
    await say(kofi, `First @${ada.handle}`);
    await came(name);
    const second = await say(kofi, `Second @${ada.handle}`);
    await ada.post(`/channels/${channel.id}/read`, { seq: second.seq });
    const third = await say(kofi, `Third @${ada.handle}`);
    await held();
    expect((await toldOf(name, 2))[1]).toMatchObject({ seq: third.seq, count: 1 });
  });
});

describe("whoever has the channel before them", () => {
  beforeEach(() => notified(ada, name));

  test("is not notified of it, and is of what they do not look at", async () => {
    const tab = await openWorkspace(classroom.id, ada);
    await tab.next("hello");
    const pane = await openChannel(channel.id, ada);
    await pane.next("welcome");
    const seen = await say(kofi, `Here @${ada.handle}`);
    await pane.next("changed", ({ changes }) => changes.some(({ seq }) => seq === seen.seq));
    const elsewhere = await direct(kofi, ada);
    await say(kofi, "In a direct message", elsewhere);
    expect((await toldOf(name))[0]).toMatchObject({ channel: elsewhere });
    // The tab goes out of sight, and nothing was read in it.
    tab.send({ type: "setVisible", visible: false });
    await vi.waitFor(async () => {
      await say(kofi, `Again @${ada.handle}`);
      expect((await toldOf(name)).some((told) => told.channel === channel.id)).toBe(true);
    }, 10_000);
    for (const open of [tab, pane]) open.close();
  });
});

describe("a push service", () => {
  let device: PushDevice;
  beforeEach(async () => {
    device = await notified(ada, name);
  });
  const devicesOf = async (who: Somebody) => (await who.get<{ devices: PushDevice[] }>("/push")).body.devices;

  test.each([404, 410])("that says %i forgets the browser for good", async (status) => {
    await answersWith(name, { status });
    await say(kofi, `One @${ada.handle}`);
    await came(name);
    await vi.waitFor(async () => expect(await devicesOf(ada)).toEqual([]));
    expect(await queued()).toEqual([]);
  });

  test.each([
    ["busy, until it says", { status: 429, retryAfter: "600" }, 600_000],
    ["broken, half a minute", { status: 503 }, 30_000],
  ])("that is %s, is tried three times in all", async (_what, answers, pause) => {
    await answersWith(name, answers);
    await say(kofi, `One @${ada.handle}`);
    await vi.waitFor(async () => expect(await queued()).toHaveLength(1));
    const [waits] = await queued();
    expect(waits!.next_at - Date.now()).toBeGreaterThan(pause - 10_000);
    // What is said meanwhile waits with it, and asks the push service no more than it wants to be asked.
    await say(kofi, `Two @${ada.handle}`);
    for (const tries of [2, 3]) {
      await hurry();
      await held();
      await came(name, tries);
    }
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
    expect((await toldOf(name)).map(({ count }) => count)).toEqual([1, 2, 2]);
    expect(await devicesOf(ada)).toEqual([device]);
  });

  test("that takes it at the second try is asked no third time", async () => {
    await answersWith(name, { status: 500 });
    await say(kofi, `One @${ada.handle}`);
    await vi.waitFor(async () => expect(await queued()).toHaveLength(1));
    await answersWith(name, { status: 201 });
    await hurry();
    await held();
    await came(name, 2);
    await vi.waitFor(async () => expect(await queued()).toEqual([]));
  });

  test("that is slow delays no message, no other follower, and nobody of another push service", async () => {
    await answersWith(name, { waits: 1_500 });
    const other = await classroom.person("ta");
    channel = await channelOf([ada, kofi, other], { kind: "private" });
    await notified(kofi, `${name}-quick`, {}, "https://two.push.example");
    const from = performance.now();
    const first = await say(other, `@${ada.handle} and @${kofi.handle}`);
    await say(other, "Meanwhile");
    expect(performance.now() - from).toBeLessThan(1_000);
    await vi.waitFor(async () => expect(await cameTo(`${name}-quick`, "https://two.push.example")).toHaveLength(1));
    // What the room rings for does not wait for it either, and the history has both.
    await ring();
    await vi.waitFor(async () => {
      const { results } = await env.DB.prepare(
        "select key from messages where key > ? * 4294967296 and key < (? + 1) * 4294967296",
      )
        .bind(channel.no, channel.no)
        .all();
      expect(results).toHaveLength(first.seq + 1);
    });
    expect(performance.now() - from).toBeLessThan(1_400);
  });

  test("gets forty pushes in a run and the rest in the next ones", async () => {
    const crowd = await Promise.all(Array.from({ length: 44 }, () => classroom.person("student")));
    const teacher = await classroom.person("teacher");
    const shared = await channelOf([teacher, ...crowd], { kind: "private" });
    const service = "https://crowd.push.example";
    await Promise.all(crowd.map((who, at) => notified(who, `${name}-${at}`, {}, service)));
    await say(teacher, "@channel the lecture begins", shared.id);
    await vi.waitFor(async () => expect(await queued(shared.id)).toHaveLength(4), 10_000);
    await held(shared.id);
    await vi.waitFor(async () => expect(await queued(shared.id)).toEqual([]), 10_000);
    const all = await Promise.all(crowd.map((_who, at) => cameTo(`${name}-${at}`, service)));
    expect(all.map(({ length }) => length)).toEqual(crowd.map(() => 1));
  });
});
