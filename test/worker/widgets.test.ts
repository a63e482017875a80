/** Who sets a widget up, and what changes of it do to open frames. */
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import type { MyChannel, Refusal, Widget } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import type { Classroom, Somebody } from "./support/classroom.ts";
import type { LiveSocket } from "./support/live-socket.ts";
import {
  enter,
  guestNamed,
  OTHER_SITE,
  readerOf,
  SITE,
  visitorOf,
  welcomedFrame,
  why,
} from "./support/widget-class.ts";
import { OPEN_TO_ALL, openClassOfTeacher, type ClassOfTeacher } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: string;
let put: ClassOfTeacher["put"];
let setUp: ClassOfTeacher["setUp"];
beforeEach(async () => {
  ({ classroom, teacher, student, channel, put, setUp } = await openClassOfTeacher());
});

describe("setting one up", () => {
  test("is the teachers', in the channel that they are in; what is left out is as safe as it can be", async () => {
    expect((await teacher.get(`/channels/${channel}/widget`)).body).toEqual({ widget: null, people: 2 });
    const { body } = await teacher.put<{ widget: Widget }>(`/channels/${channel}/widget`, { on: true, sites: [SITE] });
    expect(body.widget).toMatchObject({ read: "anyone", write: "nobody", guests: false, holds: true, accent: null });
    const listed = await teacher.get<{ widgets: Widget[] }>(`/workspaces/${classroom.id}/widgets`);
    expect(listed.body.widgets).toEqual([body.widget]);
    const ta = await classroom.person("ta");
    expect(why(await ta.put(`/channels/${channel}/widget`, OPEN_TO_ALL))).toBe("forbidden");
    expect(why(await student.put(`/channels/${channel}/widget`, OPEN_TO_ALL))).toBe("forbidden");
  });

  test("an address that was pasted is taken as its site; the widget keeps its own address", async () => {
    const first = await put({ sites: ["https://Class.Example/week/3?x=1#top", "http://localhost:4000/", SITE] });
    expect(first.body.widget.sites).toEqual([SITE, "http://localhost:4000"]);
    expect((await put({ on: false })).body.widget.id).toBe(first.body.widget.id);
  });

  test.each([
    [{ sites: ["http://class.example"] }, "widget_site", "sites.0"],
    [{ sites: [SITE, "https://*.example"] }, "widget_site", "sites.1"],
    [{ sites: ["https://a.example;script-src *"] }, "widget_site", "sites.0"],
    [{ sites: ["https://me:secret@a.example"] }, "widget_site", "sites.0"],
    [{ sites: ["javascript:alert(1)"] }, "widget_site", "sites.0"],
    [{ sites: Array.from({ length: 21 }, (_, i) => `https://s${i}.example`) }, "widget_sites_many", "sites"],
    [{ sites: SITE }, "invalid", "sites"],
    [{ on: "yes" }, "invalid", "on"],
    [{ read: "everyone" }, "invalid", "read"],
    [{ write: "anyone" }, "invalid", "write"],
    [{ accent: "red" }, "invalid", "accent"],
    [{ accent: "#12345" }, "invalid", "accent"],
  ])("%j is refused", async (rules, reason, field) => {
    const answer = await put(rules as never);
    expect([answer.status, why(answer), (answer.body as unknown as Refusal).field]).toEqual([400, reason, field]);
  });

  test("a private channel asks once more, and says how many were in it", async () => {
    const { id } = await channelOf([teacher, student], { kind: "private" });
    const asked = await put({}, id);
    expect(why(asked)).toBe("widget_private");
    expect((asked.body as unknown as Refusal).values).toEqual({ people: 2 });
    expect((await teacher.get<{ widget: Widget | null }>(`/channels/${id}/widget`)).body.widget).toBeNull();
    expect((await put({ on: false }, id)).status).toBe(200);
    expect((await put({ confirmed: true }, id)).status).toBe(200);
    // Each time: another site is another answer.
    expect(why(await put({ sites: [OTHER_SITE] }, id))).toBe("widget_private");
  });

  test("direct messages, groups and threads have none", async () => {
    const [dm, group] = await Promise.all([
      channelOf([teacher, student], { kind: "dm" }),
      channelOf([teacher, student], { kind: "group" }),
    ]);
    const thread = await teacher.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
    for (const id of [dm.id, group.id, thread.body.channel.id]) expect(why(await put({}, id))).toBe("forbidden");
  });
});

describe("I6: a change acts on open frames at once, in the channel and in its threads", () => {
  async function frames(widget: Widget & { no: number }) {
    const thread = await student.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
    const inThread = thread.body.channel.id;
    const reader = await readerOf(widget);
    const far = await readerOf(widget, OTHER_SITE);
    const guest = await guestNamed(widget, "Guest");
    const member = await visitorOf({ ...widget, channel }, student, "member");
    const live = {
      reader: await welcomedFrame(channel, reader),
      readerInThread: await welcomedFrame(inThread, reader),
      far: await welcomedFrame(channel, far),
      guest: await welcomedFrame(channel, guest),
      guestInThread: await welcomedFrame(inThread, guest),
      member: await welcomedFrame(channel, member),
      app: await welcomedFrame(channel, student),
    };
    return { live, reader, far, guest, member };
  }
  const ended = async (...sockets: LiveSocket[]) => {
    const begun = Date.now();
    const codes = await Promise.all(sockets.map(async (socket) => (await socket.whenClosed()).code));
    expect(Date.now() - begun).toBeLessThan(1_000);
    return codes;
  };
  const isOpen = async (socket: LiveSocket, who: Somebody, at = channel) => {
    await student.post(`/channels/${at}/messages`, { body: `For ${who.token.slice(0, 6)}` });
    await socket.next("changed", ({ changes }) => changes.some(({ body }) => body === `For ${who.token.slice(0, 6)}`));
  };

  test("a site that is taken off the list", async () => {
    const widget = await setUp();
    const { live, reader, far } = await frames(widget);
    const farMember = await visitorOf({ ...widget, channel }, student, "member", { site: OTHER_SITE });
    await put({ sites: [SITE] });
    expect(await ended(live.far)).toEqual([4403]);
    // On the list again, what was somebody's there before is nobody's.
    await put();
    expect(why(await farMember.get(`/channels/${channel}/messages`))).toBe("not_signed_in");
    await put({ sites: [SITE] });
    expect(why(await far.get(`/channels/${channel}/messages`))).toBe("not_found");
    await isOpen(live.reader, reader);
    for (const query of ["", "?before=3"])
      expect((await reader.get(`/channels/${channel}/messages${query}`)).status).toBe(200);
  });

  test.each([
    ["switched off", () => put({ on: false })],
    ["taken away", () => teacher.delete(`/channels/${channel}/widget`)],
  ])("the widget %s ends all of them, and no tab of the app", async (_how, change) => {
    const { live, reader, guest, member } = await frames(await setUp());
    await change();
    const { app, ...framed } = live;
    expect(new Set(await ended(...Object.values(framed)))).toEqual(new Set([4403]));
    for (const who of [reader, guest, member])
      expect(["not_found", "not_signed_in"]).toContain(why(await who.get(`/channels/${channel}/messages`)));
    await isOpen(app, student);
    // On again, the tokens of before are nobody's, but for those that anybody gets.
    await put();
    for (const who of [guest, member])
      expect(why(await who.get(`/channels/${channel}/messages`))).toBe("not_signed_in");
  });

  test("who may read: names only, then members only", async () => {
    const { live, member } = await frames(await setUp());
    await put({ read: "named" });
    expect(await ended(live.reader, live.readerInThread)).toEqual([4403, 4403]);
    await put({ read: "members" });
    expect(await ended(live.guest, live.guestInThread)).toEqual([4403, 4403]);
    await isOpen(live.member, member);
  });

  test("who may write: they come back and are told what holds", async () => {
    const { live, guest, reader } = await frames(await setUp());
    await put({ write: "nobody" });
    expect(await ended(live.guest, live.member)).toEqual([4500, 4500]);
    expect(why(await guest.post(`/channels/${channel}/messages`, { body: "Hi" }))).toBe("read_only_here");
    const again = await welcomedFrame(channel, guest);
    const id = uuidv7();
    again.send({ type: "post", id, body: "Hi" });
    expect((await again.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("read_only_here");
    await isOpen(live.reader, reader);
  });

  test("what the channel is called and that anyone on the web can read it: said to visitors at once, with nothing else of it", async () => {
    const { live } = await frames(await setUp());
    const shown = { id: channel, topic: "", posting: "all", archivedAt: null, web: null };
    await teacher.patch(`/channels/${channel}`, { name: "ask-us" });
    const opened = { names: "team", from: 1, at: expect.any(Number) as number };
    for (const socket of [live.reader, live.guest])
      expect((await socket.next("channelShown")).channel).toEqual({ ...shown, name: "ask-us" });
    await teacher.put(`/channels/${channel}/web`, { from: "start", confirmed: true });
    for (const socket of [live.reader, live.guest])
      expect((await socket.next("channelShown", ({ channel: { web } }) => Boolean(web))).channel.web).toEqual(opened);
    await teacher.delete(`/channels/${channel}/web`);
    expect((await live.reader.next("channelShown", ({ channel: { web } }) => web === null)).channel.web).toBeNull();
  });

  test("somebody who is put out, muted, or out of the channel", async () => {
    const widget = await setUp();
    const { live, guest } = await frames(widget);
    const at = `/workspaces/${classroom.id}/visitors/${guest.id}`;
    expect((await teacher.put(`${at}/mute`, { until: Date.now() + 60_000 })).status).toBe(204);
    const id = uuidv7();
    live.guest.send({ type: "post", id, body: "Muted" });
    expect((await live.guest.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("muted");
    expect((await teacher.put(`${at}/mute`, { until: null })).status).toBe(204);
    await live.guest.post("Heard again");
    expect((await teacher.delete(at)).status).toBe(204);
    expect(await ended(live.guest, live.guestInThread)).toEqual([4403, 4403]);
    expect(why(await guest.get(`/channels/${channel}/messages`))).toBe("not_signed_in");
    expect((await teacher.delete(`/channels/${channel}/members/${student.id}`)).status).toBe(204);
    expect(await ended(live.member, live.app)).toEqual([4403, 4403]);
  });

  test("looking after guests is about guests alone", async () => {
    const ta = await classroom.person("ta");
    const at = `/workspaces/${classroom.id}/visitors/${student.id}`;
    for (const who of [teacher, ta]) {
      expect(why(await who.put(`${at}/mute`, { until: null }))).toBe("forbidden");
      expect(why(await who.delete(at))).toBe("forbidden");
    }
    expect(why(await ta.put(`${at}/mute`, { until: "tomorrow" }))).toBe("invalid");
  });

  test("archiving lets everybody read on, and nobody write", async () => {
    const widget = await setUp();
    const guest = await guestNamed(widget, "Guest");
    expect((await teacher.post(`/channels/${channel}/archive`)).status).toBe(200);
    expect(why(await guest.post(`/channels/${channel}/messages`, { body: "Hi" }))).toBe("archived");
    expect((await guest.get(`/channels/${channel}/messages`)).status).toBe(200);
    const { body } = await enter(widget.id, { as: "guest", site: SITE, name: "Later" });
    expect(body).toMatchObject({ writes: false, channel: { archivedAt: expect.any(Number) as number } });
  });
});
