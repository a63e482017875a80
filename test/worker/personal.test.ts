import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import * as v from "valibot";
import {
  SavedMessageSchema,
  type Bootstrap,
  type Draft,
  type MyChannel,
  type SavedMessage,
} from "../../protocol/index.ts";
import { carriedOver, channelOf, fill } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace } from "./support/live-socket.ts";

let classroom: Classroom;
let anna: Somebody;
let ben: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  anna = await classroom.person("student");
  ben = await classroom.person("student");
});
const w = (path: string) => `/workspaces/${classroom.id}/${path}`;
const first = async (who: Somebody) => (await who.get<Bootstrap>(w("bootstrap"))).body;
const takeOut = (who: Somebody, channel: { no: number }) =>
  env.DB.prepare("delete from memberships where member_no = ? and channel_no = ?").bind(who.no, channel.no).run();

describe("R115: drafts", () => {
  const drafts = async (who: Somebody) => (await who.get<{ drafts: Draft[] }>(w("drafts"))).body.drafts;

  test("what I have not sent is on my other devices at once and after a reload, and nobody else sees it", async () => {
    const { id } = await channelOf([anna, ben]);
    const [phone, his] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, ben)];
    const { body } = await anna.put<{ at: number }>(`/channels/${id}/draft`, { body: "Half a thou" });
    expect(await phone.next("draftChanged")).toMatchObject({ channel: id, body: "Half a thou", at: body.at });
    expect(await drafts(anna)).toEqual([{ channel: id, body: "Half a thou", at: body.at }]);
    expect(await drafts(ben)).toEqual([]);
    await anna.put(`/channels/${id}/draft`, { body: "Half a thought" });
    expect((await drafts(anna)).map((draft) => draft.body)).toEqual(["Half a thought"]);
    await anna.delete(`/channels/${id}/draft`);
    expect((await phone.next("draftChanged", (event) => event.body === "")).channel).toBe(id);
    expect(await drafts(anna)).toEqual([]);
    expect(his.frames.filter(({ type }) => type === "draftChanged")).toEqual([]);
  });

  test("I10: keeping a draft writes one row, and throwing it away one", async () => {
    const cost = async (sql: string, ...values: unknown[]) =>
      (
        await env.DB.prepare(sql)
          .bind(...values)
          .run()
      ).meta.rows_written;
    const keep = "insert into drafts values (?, ?, ?, ?) on conflict do update set body = excluded.body";
    expect(await cost(keep, 1, 1, "a", 1)).toBe(1);
    expect(await cost(keep, 1, 1, "b", 2)).toBe(1);
    const drop = "insert into drafts values (1, 1, '', ?) on conflict do update set body = '', at = excluded.at";
    expect(await cost(drop, 3)).toBe(1);
    expect(await cost(drop, 4)).toBe(1);
  });

  test("I9: one that is longer than a message, empty or no text is refused; a hundred and first too", async () => {
    const { id } = await channelOf([anna]);
    for (const body of ["", "x".repeat(10_001), "\ud800", 7])
      expect((await anna.put(`/channels/${id}/draft`, { body })).status).toBeGreaterThanOrEqual(400);
    const rows = JSON.stringify(Array.from({ length: 100 }, (_, i) => 1_000_000 + i));
    await env.DB.prepare("insert into drafts select ?1, value, 'x', 1 from json_each(?2)").bind(anna.no, rows).run();
    expect(await anna.put(`/channels/${id}/draft`, { body: "One more" })).toMatchObject({ body: { code: "too_many" } });
  });

  test("of two wordings the one typed later stands, whichever arrives later; who came too late is told what stands", async () => {
    const { id } = await channelOf([anna, ben]);
    const at = Date.now() - 60_000;
    const put = (body: string, typed: number, more = {}) =>
      anna.put<{ at: number; body?: string }>(`/channels/${id}/draft`, { body, at: typed, ...more });
    const phone = await openWorkspace(classroom.id, anna);
    expect((await put("later", at)).body).toEqual({ at });
    expect((await put("earlier", at - 1)).body).toEqual({ at, body: "later" });
    expect(await drafts(anna)).toEqual([{ channel: id, body: "later", at }]);
    // In the same millisecond, who arrives later.
    expect((await put("same", at, { over: at - 5 })).body).toEqual({ at });
    expect(await phone.next("draftChanged", ({ body }) => body === "same")).toMatchObject({ at, over: at - 5 });
    expect(phone.frames.filter((event) => event.type === "draftChanged" && event.body === "earlier")).toEqual([]);
  });

  test("one that was thrown away stays so, whatever was typed before and arrives later", async () => {
    const { id } = await channelOf([anna]);
    const at = Date.now() - 60_000;
    const drop = (typed: number) => anna.delete<{ at: number; body?: string }>(`/channels/${id}/draft?at=${typed}`);
    expect((await drop(at)).body).toEqual({ at });
    expect((await anna.put(`/channels/${id}/draft`, { body: "too late", at: at - 1 })).body).toEqual({ at, body: "" });
    expect(await drafts(anna)).toEqual([]);
    await anna.put(`/channels/${id}/draft`, { body: "new", at: at + 5 });
    expect((await drop(at + 4)).body).toEqual({ at: at + 5, body: "new" });
    expect((await drafts(anna)).map(({ body }) => body)).toEqual(["new"]);
    expect((await drop(at + 5)).body).toEqual({ at: at + 5 });
    expect(await drafts(anna)).toEqual([]);
  });

  test("nothing is typed in the future: a clock that is ahead wins nothing", async () => {
    const { id } = await channelOf([anna]);
    const before = Date.now();
    const { body } = await anna.put<{ at: number }>(`/channels/${id}/draft`, { body: "words", at: before + 3_600_000 });
    expect(body.at).toBeGreaterThanOrEqual(before);
    expect(body.at).toBeLessThanOrEqual(Date.now());
    const dropped = await anna.delete<{ at: number }>(`/channels/${id}/draft?at=${before + 3_600_000}`);
    expect(dropped.body.at).toBeLessThanOrEqual(Date.now());
    for (const at of ["x", "-1", "1".repeat(16)])
      expect((await anna.delete(`/channels/${id}/draft?at=${at}`)).status).toBe(400);
    for (const at of [-1, 0.5, "1", 8.64e15 + 1])
      expect((await anna.put(`/channels/${id}/draft`, { body: "words", at })).status).toBe(400);
  });

  test("I10: thrown away ones do not count as drafts, are one row each, and are forgotten after a week", async () => {
    const { id, no } = await channelOf([anna]);
    const week = 7 * 24 * 3_600_000;
    const rows = JSON.stringify(
      Array.from({ length: 120 }, (_, i) => [1_000_000 + i, Date.now() - week - (i < 60 ? 1_000 : -60_000)]),
    );
    await env.DB.prepare("insert into drafts select ?1, value ->> 0, '', value ->> 1 from json_each(?2)")
      .bind(anna.no, rows)
      .run();
    expect((await anna.put(`/channels/${id}/draft`, { body: "One" })).status).toBe(200);
    await anna.delete(`/channels/${id}/draft`);
    const left = () =>
      env.DB.prepare("select count(*) n from drafts where member_no = ?").bind(anna.no).first<number>("n");
    expect(await left()).toBe(61);
    expect(await env.DB.prepare("select body from drafts where channel_no = ?").bind(no).first("body")).toBe("");
    expect(await drafts(anna)).toEqual([]);
  });

  test("I5: a draft for a channel that I am out of is not told until I am in it again", async () => {
    const channel = await channelOf([anna]);
    await anna.put(`/channels/${channel.id}/draft`, { body: "For later" });
    await takeOut(anna, channel);
    expect(await drafts(anna)).toEqual([]);
  });
});

describe("saved messages", () => {
  const saved = async (who: Somebody) => (await who.get<{ saved: SavedMessage[] }>(w("saved"))).body.saved;

  test("I save a message with a note, change the note, and let it go; my other tabs follow, nobody else knows", async () => {
    const { id } = await channelOf([anna, ben]);
    await fill(id, ben, 3);
    await carriedOver(id, 3);
    const [phone, his] = [await openWorkspace(classroom.id, anna), await openWorkspace(classroom.id, ben)];
    const at = `/channels/${id}/messages/2/saved`;
    expect((await anna.put(at, { note: "  For the exam " })).status).toBe(200);
    expect(await phone.next("savedChanged")).toMatchObject({ channel: id, seq: 2, saved: { note: "For the exam" } });
    await anna.put(at, {});
    const [one] = await saved(anna);
    expect(v.parse(SavedMessageSchema, one)).toEqual(one);
    expect(one).toMatchObject({ channel: id, seq: 2, note: "", message: { body: "line 2", author: ben.id } });
    expect((await first(anna)).saved).toEqual([{ channel: id, seq: 2, note: "", at: one!.at }]);
    await anna.delete(at);
    expect((await phone.next("savedChanged", (event) => event.saved === null)).seq).toBe(2);
    expect(await saved(anna)).toEqual([]);
    expect(his.frames.filter(({ type }) => type === "savedChanged")).toEqual([]);
  });

  test("I5: what I may no longer read is not among them", async () => {
    const channel = await channelOf([anna, ben]);
    await fill(channel.id, ben, 1);
    await carriedOver(channel.id, 1);
    await anna.put(`/channels/${channel.id}/messages/1/saved`, {});
    expect(await saved(anna)).toHaveLength(1);
    await takeOut(anna, channel);
    expect(await saved(anna)).toEqual([]);
    expect((await first(anna)).saved).toEqual([]);
  });

  test("I7: a deleted message shows as deleted there too; a place that is not there cannot be saved", async () => {
    const { id } = await channelOf([anna]);
    await fill(id, anna, 1);
    await anna.put(`/channels/${id}/messages/1/saved`, {});
    await anna.delete(`/channels/${id}/messages/1`);
    while ((await saved(anna))[0]?.message.deletedAt === undefined) await scheduler.wait(1);
    expect((await saved(anna))[0]?.message.body).toBe("");
    for (const seq of ["2", "0", "x"])
      expect((await anna.put(`/channels/${id}/messages/${seq}/saved`, {})).status).toBe(404);
  });
});

describe("R12, R86, R111: how far I have read", () => {
  const mine = async (who: Somebody, id: string) =>
    (await who.get<{ channel: MyChannel }>(`/channels/${id}`)).body.channel;

  test("unread from here: the mark goes back, on my other devices too, with the mentions behind it", async () => {
    const { id } = await channelOf([anna, ben]);
    const author = await openChannel(id, ben);
    await author.post("one");
    await author.post(`two for @${anna.handle}`);
    await author.post("three");
    const [socket, phone] = [await openChannel(id, anna), await openWorkspace(classroom.id, anna)];
    socket.send({ type: "markRead", seq: 3 });
    expect(await phone.next("read")).toMatchObject({ seq: 3 });
    await carriedOver(id, 3);
    expect((await anna.post(`/channels/${id}/read`, { seq: 1, back: true })).status).toBe(204);
    expect(await phone.next("read", ({ back }) => back === true)).toMatchObject({ channel: id, seq: 1, mentions: 1 });
    expect(await mine(anna, id)).toMatchObject({ readSeq: 1, lastSeq: 3, mentions: 1 });
    const again = await openChannel(id, anna);
    expect((await again.next("welcome")).readSeq).toBe(1);
    again.send({ type: "markRead", seq: 2 });
    expect(await phone.next("read", ({ seq }) => seq === 2)).toMatchObject({ channel: id });
  });

  test("nothing but that moves a mark back, and a mark beyond the end is the end", async () => {
    const { id } = await channelOf([anna]);
    await fill(id, anna, 3);
    await carriedOver(id, 3);
    await anna.post(`/channels/${id}/read`, { seq: 3 });
    await anna.post(`/channels/${id}/read`, { seq: 1 });
    expect((await mine(anna, id)).readSeq).toBe(3);
    await anna.post(`/channels/${id}/read`, { seq: 99, back: true });
    expect((await mine(anna, id)).readSeq).toBe(3);
    for (const body of [{ seq: -1, back: true }, { seq: 1, back: "yes" }, { back: true }])
      expect((await anna.post(`/channels/${id}/read`, body)).status).toBe(400);
  });

  test("all read: every channel of mine, here and on my other devices, and nobody else's mark", async () => {
    const channels = [await channelOf([ben, anna]), await channelOf([ben, anna]), await channelOf([ben, anna])];
    for (const { id } of channels.slice(0, 2)) {
      await fill(id, ben, 4);
      await carriedOver(id, 4);
    }
    const phone = await openWorkspace(classroom.id, anna);
    const { reads } = (await anna.post<{ reads: Record<string, number> }>(w("read-all"))).body;
    expect(reads).toEqual({ [channels[0]!.id]: 4, [channels[1]!.id]: 4 });
    for (const id of Object.keys(reads)) await phone.next("read", (event) => event.channel === id && event.seq === 4);
    expect((await first(anna)).channels.map(({ lastSeq, readSeq }) => lastSeq - readSeq)).toEqual([0, 0, 0]);
    expect((await mine(ben, channels[0]!.id)).readSeq).toBe(0);
    expect((await anna.post(w("read-all"))).body).toEqual({ reads: {} });
  });
});

describe("R49, R50: what I set for a channel", () => {
  const edit = async (id: string, body: object) =>
    (await anna.patch<{ channel: MyChannel }>(`/channels/${id}/me`, body)).body.channel;

  test("starred, in a folder of mine, muted until an hour from now: told to my other tabs, seen by nobody else", async () => {
    const { id } = await channelOf([anna, ben]);
    const phone = await openWorkspace(classroom.id, anna);
    const until = Date.now() + 3_600_000;
    const told = await edit(id, { starred: true, folder: "Thesis", muted: true, mutedUntil: until });
    expect(told).toMatchObject({ starred: true, folder: "Thesis", muted: true, mutedUntil: until });
    expect((await phone.next("channelJoined")).channel).toEqual(told);
    const his = (await ben.get<{ channel: MyChannel }>(`/channels/${id}`)).body.channel;
    expect(his).not.toHaveProperty("starred");
    expect(his).toMatchObject({ muted: false });
    const back = await edit(id, { starred: false, folder: "", muted: false });
    for (const field of ["starred", "folder", "mutedUntil"]) expect(back).not.toHaveProperty(field);
  });

  test("a mute ends by itself, and one without an end does not", async () => {
    const { id } = await channelOf([anna]);
    expect(await edit(id, { muted: true, mutedUntil: Date.now() - 1 })).toMatchObject({ muted: false });
    expect(await edit(id, { muted: true })).toMatchObject({ muted: true });
    for (const body of [{ folder: "x".repeat(41) }, { mutedUntil: -1 }, { starred: "yes" }])
      expect((await anna.patch(`/channels/${id}/me`, body)).status).toBeGreaterThanOrEqual(400);
  });
});
