import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, type Bootstrap, type Member, type Settings } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";
import { putToSleep } from "./support/rooms.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [anna, ben] = [await classroom.person("student"), await classroom.person("student")];
});
const w = (path: string) => `/workspaces/${classroom.id}/${path}`;
const set = (who: Somebody, body: object) => who.patch<{ settings: Settings }>(w("me/settings"), body);
const first = async (who: Somebody) => (await who.get<Bootstrap>(w("bootstrap"))).body;

describe("settings", () => {
  test("what I set is kept, is on my other tabs at once, and nobody else is told", async () => {
    const [phone, his] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, ben)];
    expect((await first(anna)).settings).toEqual(DEFAULT_SETTINGS);
    const quietHours = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
    const { settings } = (await set(anna, { quietHours, typing: false })).body;
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, quietHours, typing: false });
    expect((await phone.next("settingsChanged")).settings).toEqual(settings);
    await set(anna, { quietHours: null });
    expect((await first(anna)).settings).toEqual({ ...DEFAULT_SETTINGS, typing: false });
    expect((await first(ben)).settings).toEqual(DEFAULT_SETTINGS);
    expect(his.frames.filter(({ type }) => type === "settingsChanged")).toEqual([]);
    expect(JSON.stringify((await first(ben)).members)).not.toContain("typing");
  });

  test("two tabs that set different things at once both have their way", async () => {
    await Promise.all([
      set(anna, { typing: false }),
      set(anna, { readReceipts: false }),
      set(anna, { directFrom: "staff" }),
    ]);
    expect((await first(anna)).settings).toMatchObject({ typing: false, readReceipts: false, directFrom: "staff" });
  });

  test.each([
    { quietHours: { from: "22:00", to: "07:00", zone: "Mars/Olympus" } },
    { quietHours: { from: "25:00", to: "07:00", zone: "UTC" } },
    { directFrom: "nobody" },
    { typing: "no" },
  ])("I9: a zone or an hour that does not exist is refused: %j", async (body) => {
    expect(await set(anna, body)).toMatchObject({ status: 400, body: { code: "invalid" } });
    expect((await first(anna)).settings).toEqual(DEFAULT_SETTINGS);
  });
});

describe("R88, R89: status and presence", () => {
  const profile = (who: Somebody, body: object) => who.patch<{ member: Member }>(w("me"), body);

  test("a status with its end, and do-not-disturb, are told to all and gone when their time has come", async () => {
    const tab = await openWorkspace(classroom.id, ben);
    const until = Date.now() + 60_000;
    await profile(anna, { status: { emoji: "🍜", text: "At  lunch", until }, dndUntil: until });
    expect((await tab.next("memberChanged")).member).toMatchObject({
      id: anna.id,
      status: { emoji: "🍜", text: "At lunch", until },
      dndUntil: until,
    });
    const later = await profile(anna, { status: { text: "Gone", until: Date.now() - 1 }, dndUntil: Date.now() - 1 });
    expect(later.body.member).not.toHaveProperty("status");
    expect(later.body.member).not.toHaveProperty("dndUntil");
    await profile(anna, { status: { text: "Here" } });
    expect((await profile(anna, { name: "Anna" })).body.member.status).toMatchObject({ text: "Here" });
    expect((await profile(anna, { status: null })).body.member).not.toHaveProperty("status");
    for (const status of [
      {},
      { text: "x".repeat(81) },
      { text: "x", until: "noon" },
      { text: "x", until: 9e15 },
      { emoji: "two words" },
    ])
      expect((await profile(anna, { status })).status).toBeGreaterThanOrEqual(400);
  });

  test("whom no tab of theirs was touched for a while is away, and back at the next touch", async () => {
    const tab = await openWorkspace(classroom.id, ben);
    const [laptop, phone] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, anna)];
    await tab.next("presence", ({ online }) => online.includes(anna.id));
    laptop.send({ type: "setVisible", visible: true, idle: true });
    phone.send({ type: "setVisible", visible: true, idle: true });
    await tab.next("presence", ({ away }) => away?.includes(anna.id) === true);
    const late = await openWorkspace(classroom.id, ben);
    const hello = await late.next("hello");
    expect(hello.online).toContain(anna.id);
    expect(hello.away).toEqual([anna.id]);
    phone.send({ type: "setVisible", visible: true });
    await tab.next("presence", ({ online }) => online.includes(anna.id));
  });

  test("I5: somebody who hides is in no list, at once, after a reconnect and after the hub slept", async () => {
    const tab = await openWorkspace(classroom.id, ben);
    await openWorkspace(classroom.id, anna);
    await tab.next("presence", ({ online }) => online.includes(anna.id));
    await set(anna, { presence: false });
    await tab.next("presence", ({ offline }) => offline.includes(anna.id));
    const cleo = await classroom.person("student");
    await evictDurableObject(env.HUBS.getByName(classroom.id));
    await openWorkspace(classroom.id, anna);
    const late = await openWorkspace(classroom.id, cleo);
    expect((await late.next("hello")).online).not.toContain(anna.id);
    await tab.next("presence", ({ online }) => online.includes(cleo.id));
    const after = tab.frames.flatMap((frame) =>
      frame.type === "presence" ? [...frame.online, ...(frame.away ?? [])] : [],
    );
    expect(after.filter((id) => id === anna.id)).toHaveLength(1);
    await set(anna, { presence: true });
    await tab.next("presence", ({ online }) => online.includes(anna.id));
  });

  test("R89: whoever switches it off is not seen writing, from the next key on", async () => {
    const { id } = await channelOf([anna, ben]);
    const [hers, his] = [await openChannel(id, anna), await openChannel(id, ben)];
    hers.send({ type: "typing" });
    expect((await his.next("typed")).member).toBe(anna.id);
    await set(anna, { typing: false });
    hers.send({ type: "typing" });
    await hers.post("done");
    await his.next("changed");
    expect(his.frames.filter(({ type }) => type === "typed")).toHaveLength(1);
  });
});

describe("R86: seen by", () => {
  const seen = (kind: string) => channelOf([anna, ben], { kind });
  const keptReadAt = (channel: string, who: Somebody) =>
    env.DB.prepare(
      `SELECT read_at FROM memberships s JOIN members m ON m.no = s.member_no JOIN channels c ON c.no = s.channel_no
        WHERE c.id = ? AND m.id = ?`,
    )
      .bind(channel, who.id)
      .first<number>("read_at");

  test.each(["dm", "group"])("in a %s I see how far the others have read, live and when I open it", async (kind) => {
    const { id } = await seen(kind);
    const hers = await openChannel(id, anna);
    await hers.post("Did you read this?");
    const his = await openChannel(id, ben);
    his.send({ type: "markRead", seq: 1 });
    const { member, seq, at } = await hers.next("seen");
    expect([member, seq]).toEqual([ben.id, 1]);
    expect(Date.now() - at!).toBeLessThan(60_000);
    const again = await openChannel(id, anna);
    expect((await again.next("welcome")).seen).toMatchObject({ [ben.id]: { seq: 1, at } });
    his.close();
    await expect.poll(() => keptReadAt(id, ben)).toBe(at);
    await putToSleep(id);
    expect((await (await openChannel(id, anna)).next("welcome")).seen).toMatchObject({ [ben.id]: { seq: 1, at } });
    await ben.post(`/channels/${id}/read`, { seq: 1 });
    await hers.next("seen");
  });

  test.each(["public", "private"])("I5: never in a %s channel", async (kind) => {
    const { id } = await seen(kind);
    const [hers, his] = [await openChannel(id, anna), await openChannel(id, ben)];
    expect(await hers.next("welcome")).not.toHaveProperty("seen");
    await hers.post("Who read this?");
    his.send({ type: "markRead", seq: 1 });
    await his.post("I did");
    await hers.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 2));
    expect(hers.frames.filter(({ type }) => type === "seen")).toEqual([]);
  });

  test("switched off it is off both ways: I neither tell nor am told", async () => {
    const { id } = await seen("dm");
    const [hers, his] = [await openChannel(id, anna), await openChannel(id, ben)];
    await hers.post("one");
    await set(ben, { readReceipts: false });
    his.send({ type: "markRead", seq: 1 });
    await his.post("two");
    hers.send({ type: "markRead", seq: 2 });
    await hers.post("three");
    await his.next("changed", ({ changes }) => changes.some(({ seq }) => seq === 3));
    for (const socket of [hers, his]) expect(socket.frames.filter(({ type }) => type === "seen")).toEqual([]);
    expect((await (await openChannel(id, anna)).next("welcome")).seen).not.toHaveProperty(ben.id);
    expect(await (await openChannel(id, ben)).next("welcome")).not.toHaveProperty("seen");
  });

  test("it never goes back, also when I mark the message unread", async () => {
    const { id } = await seen("dm");
    const [hers, his] = [await openChannel(id, anna), await openChannel(id, ben)];
    await hers.post("one");
    await hers.post("two");
    his.send({ type: "markRead", seq: 2 });
    const { at } = await hers.next("seen");
    expect((await ben.post(`/channels/${id}/read`, { seq: 0, back: true })).status).toBe(204);
    expect((await (await openChannel(id, anna)).next("welcome")).seen).toMatchObject({ [ben.id]: { seq: 2 } });
    his.send({ type: "markRead", seq: 1 });
    his.close();
    const then = (await (await openChannel(id, anna)).next("welcome")).seen?.[ben.id];
    expect(then?.seq).toBe(2);
    expect(then?.at ?? at).toBe(at);
  });
});
