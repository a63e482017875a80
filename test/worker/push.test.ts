/** Web Push from the rooms: who is notified of what, and who is not. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { channelOf } from "./support/channel.ts";
import type { Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import {
  ada,
  channel,
  classroom,
  direct,
  held,
  kofi,
  made,
  mine,
  name,
  openPushScene,
  say,
  talkAmong,
  toldOf,
  type Told,
} from "./support/push-scene.ts";
import { came, cameTo, notified } from "./support/push-service.ts";

openPushScene();

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
    await talkAmong([ada, kofi, eve]);
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
