/** How visitors come into a widget, and who they are there. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { MyChannel, Page, WidgetEntry, WidgetPerson } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, ORIGIN, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { postedFile, read } from "./support/files.ts";
import { PNG } from "./support/pictures.ts";
import {
  enter,
  guestNamed,
  openFrame,
  OTHER_SITE,
  readerOf,
  SITE,
  socketAnswer,
  visitorOf,
  why,
  widgetOn,
  withToken,
  type OnSite,
} from "./support/widget-class.ts";
import { openVisitedClass } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: string;
let other: string;
let widget: OnSite;
beforeAll(async () => {
  ({ classroom, teacher, student, channel, other, widget } = await openVisitedClass());
});

describe("a reader without a name", () => {
  test("has all that a frame needs in one answer, and no member", async () => {
    const { body } = await enter(widget.id, { as: "reader", site: SITE });
    expect(body).toMatchObject({ kind: "reader", me: null, writes: false, channel: { id: channel, lastSeq: 3 } });
    expect(body.page?.messages.map(({ body }) => body)).toEqual(["line 1", "line 2", "line 3"]);
    expect(body.people).toEqual([{ id: student.id, name: student.handle }]);
    expect(JSON.stringify(body)).not.toContain(teacher.id);
    expect(JSON.stringify(body)).not.toContain("handle");
  });

  test("reads pages and hears what is said, live and in a thread", async () => {
    const reader = await readerOf(widget);
    const page = await reader.get<Page>(`/channels/${channel}/messages?before=3`);
    expect(page.body.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    const started = await student.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
    const opened = await reader.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`);
    expect(opened).toMatchObject({ status: 200, body: { channel: { id: started.body.channel.id } } });
    const [live, inThread] = await Promise.all([openFrame(channel, reader), openFrame(opened.body.channel.id, reader)]);
    const welcome = await live.next("welcome");
    expect(welcome.readSeq).toBe(welcome.head.seq);
    await student.post(`/channels/${channel}/messages`, { body: "Live" });
    await student.post(`/channels/${opened.body.channel.id}/messages`, { body: "In a thread" });
    expect((await live.next("changed", ({ changes }) => changes[0]?.body === "Live")).changes).toHaveLength(1);
    expect((await inThread.next("changed")).changes[0]?.body).toBe("In a thread");
    for (const socket of [live, inThread]) socket.close();
  });

  test("sees pictures of messages, as a guest and a member do; no other file, none of another channel, and nothing once it is over", async () => {
    const [picture, sheet] = await Promise.all([
      postedFile(student, channel, PNG),
      postedFile(student, channel, "%PDF-1.7 words", "sheet.pdf"),
    ]);
    const elsewhere = await postedFile(teacher, other, PNG);
    const reader = await readerOf(widget);
    for (const who of [reader, await guestNamed(widget, "Zoe")]) {
      const shown = await read(who, channel, picture.seq, picture.file.id);
      expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
      await shown.body?.cancel();
      expect((await read(who, channel, sheet.seq, sheet.file.id)).status).toBe(404);
      expect((await read(who, other, elsewhere.seq, elsewhere.file.id)).status).toBe(404);
    }
    expect((await read(null, channel, picture.seq, picture.file.id)).status).toBe(401);
    await student.delete(`/channels/${channel}/messages/${picture.seq}`);
    expect((await read(reader, channel, picture.seq, picture.file.id)).status).toBe(404);
    await student.delete(`/channels/${channel}/messages/${sheet.seq}`);
  });

  test("hears the same on a stream, where a network lets no socket through", async () => {
    const { token } = await readerOf(widget);
    const answer = await exports.default.fetch(`${ORIGIN}/api/channels/${channel}/stream`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(200);
    const reading = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let heard = "";
    while (!heard.includes('"type":"welcome"')) heard += (await reading.read()).value;
    await student.post(`/channels/${channel}/messages`, { body: "On a stream" });
    while (!heard.includes("On a stream")) heard += (await reading.read()).value;
    await reading.cancel();
    const elsewhere = await withToken(token).get(`/channels/${other}/stream`);
    expect(elsewhere.status).toBe(404);
  });

  test("says nothing: what they would write is refused, and nobody hears of them", async () => {
    const reader = await readerOf(widget);
    const [live, watching] = await Promise.all([openFrame(channel, reader), openFrame(channel, student)]);
    await live.next("welcome");
    const id = uuidv7();
    live.send({ type: "typing" });
    live.send({ type: "markRead", seq: 2 });
    live.send({ type: "post", id, body: "Me too" });
    live.send({ type: "act", ref: "a", seq: 1, act: { type: "react", emoji: "👍", on: true } });
    expect((await live.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("not_signed_in");
    expect((await live.next("refused", ({ ref }) => ref === "a")).refusal.code).toBe("not_signed_in");
    expect(watching.frames.map(({ type }) => type)).not.toContain("typed");
    watching.send({ type: "typing" });
    await student.post(`/channels/${channel}/messages`, { body: "After typing" });
    await live.next("changed", ({ changes }) => changes[0]?.body === "After typing");
    expect(live.frames.map(({ type }) => type)).not.toContain("typed");
    for (const socket of [live, watching]) socket.close();
  });

  test("is told the names of those whom messages show, and of nobody else", async () => {
    const reader = await readerOf(widget);
    await teacher.post(`/channels/${channel}/messages/2/acts`, { act: { type: "react", emoji: "👍", on: true } });
    const { body } = await reader.get<{ people: WidgetPerson[] }>(`/channels/${channel}/people?from=2&to=2`);
    expect(body.people.map(({ id, staff }) => [id, staff]).toSorted()).toEqual(
      [
        [student.id, undefined],
        [teacher.id, "owner"],
      ].toSorted(),
    );
    const first = await reader.get<{ people: WidgetPerson[] }>(`/channels/${channel}/people?from=1&to=1`);
    expect(first.body.people.map(({ id }) => id)).toEqual([student.id]);
    for (const query of ["", "?from=0&to=1", "?from=2&to=1", "?from=1&to=300", "?from=a&to=b"])
      expect((await reader.get(`/channels/${channel}/people${query}`)).status).toBe(400);
  });

  test("goes on with another token, and a thousand of them store nothing", async () => {
    const stored = () => env.DB.prepare("select count(*) as n from sessions").first("n");
    const before = await stored();
    const reader = await readerOf(widget);
    const renewed = await reader.post<WidgetEntry>(`/widgets/${widget.id}/tokens/renew`);
    expect(renewed.status).toBe(200);
    expect((await withToken(renewed.body.token).get(`/channels/${channel}/messages`)).status).toBe(200);
    const again = await reader.post<WidgetEntry>(`/widgets/${widget.id}/tokens`, { as: "again", site: SITE });
    expect(again).toMatchObject({ status: 201, body: { kind: "reader", me: null } });
    expect(await stored()).toBe(before);
  });

  test.each([
    ["of no shape", (token: string) => token.slice(0, -1)],
    [
      "with other words",
      (token: string) => token.replace(/\.(.)/u, (_, first: string) => `.${first === "A" ? "B" : "A"}`),
    ],
    ["without a signature", (token: string) => token.split(".").slice(0, 2).join(".")],
    ["of one part more", (token: string) => `${token}.x`],
  ])("a token %s is nobody's", async (_what, change) => {
    const { token } = await readerOf(widget);
    const forged = withToken(change(token));
    expect(await forged.get(`/channels/${channel}/messages`)).toMatchObject({
      status: 401,
      body: { code: "not_signed_in" },
    });
    expect((await socketAnswer(channel, change(token))).status).toBe(401);
    expect((await forged.post(`/widgets/${widget.id}/tokens/renew`)).status).toBe(401);
  });
});

describe("a guest", () => {
  test("is a member of this channel alone, writes, and is who they were with the same token", async () => {
    const guest = await guestNamed(widget, "  Ada   of the row ");
    expect(guest.entry).toMatchObject({ kind: "guest", writes: true, me: { id: guest.id, name: "Ada of the row" } });
    const live = await openFrame(channel, guest);
    await live.post("Hello from the page");
    const again = await guest.post<WidgetEntry>(`/widgets/${widget.id}/tokens`, { as: "again", site: SITE });
    expect(again.body).toMatchObject({ token: guest.token, kind: "guest", me: { id: guest.id } });
    const { results } = await env.DB.prepare(
      "select c.id from memberships s join members m on m.no = s.member_no join channels c on c.no = s.channel_no where m.id = ?",
    )
      .bind(guest.id)
      .all();
    expect(results).toEqual([{ id: channel }]);
    live.close();
  });

  test("of one machine there are so many in a day", async () => {
    const one = await guestFrom("198.51.100.7");
    expect(one.status).toBe(201);
    await env.DB.prepare("update guest_counts set count = 1000").run();
    const next = await guestFrom("198.51.100.7");
    expect([next.status, why(next)]).toEqual([429, "widget_guests_day"]);
    await env.DB.prepare("delete from guest_counts").run();
  });
  async function guestFrom(address: string) {
    const answer = await exports.default.fetch(`${ORIGIN}/api/widgets/${widget.id}/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json", "cf-connecting-ip": address },
      body: JSON.stringify({ as: "guest", site: SITE, name: "One of many" }),
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  test("without a name, or where none are taken, is told why", async () => {
    const { id } = await channelOf([teacher], { kind: "public" });
    const none = await widgetOn(id, { read: "named" });
    expect(why(await enter(none.id, { as: "guest", site: SITE, name: "Ada" }))).toBe("widget_no_guests");
    expect(why(await enter(none.id, { as: "reader", site: SITE }))).toBe("widget_name_first");
    const closed = await widgetOn((await channelOf([teacher], { kind: "public" })).id, {
      read: "members",
      guests: true,
    });
    expect(why(await enter(closed.id, { as: "guest", site: SITE, name: "Ada" }))).toBe("widget_members");
    expect(why(await enter(widget.id, { as: "guest", site: SITE, name: " " }))).toBe("empty");
  });
});

describe("a member", () => {
  const handOver = (who: Somebody, site = SITE) =>
    who.post<{ code: string }>(`/widgets/${widget.id}/hand-overs`, { site });

  test("comes in by a code of theirs, once, on the site that it was made for", async () => {
    const { status, body } = await handOver(student);
    expect(status).toBe(201);
    expect(why(await enter(widget.id, { as: "member", site: OTHER_SITE, code: body.code }))).toBe("widget_code");
    const entered = await enter(widget.id, { as: "member", site: SITE, code: body.code });
    expect(entered.body).toMatchObject({ kind: "member", me: { id: student.id, name: student.handle }, writes: true });
    expect(why(await enter(widget.id, { as: "member", site: SITE, code: body.code }))).toBe("widget_code");
    expect((await withToken(body.code).get(`/channels/${channel}/messages`)).status).toBe(401);
  });

  test("a code is none after a minute, in another widget, nor when they signed out meanwhile", async () => {
    const late = await handOver(student);
    await env.DB.prepare("update sessions set expires_at = 1 where kind = 'code'").run();
    expect(why(await enter(widget.id, { as: "member", site: SITE, code: late.body.code }))).toBe("widget_code");
    const elsewhere = await widgetOn((await channelOf([student], { kind: "public" })).id);
    const moved = await handOver(student);
    expect(why(await enter(elsewhere.id, { as: "member", site: SITE, code: moved.body.code }))).toBe("widget_code");
    const leaving = await classroom.person("student");
    await join(leaving);
    const gone = await handOver(leaving);
    await leaving.post("/sign-out");
    expect(why(await enter(widget.id, { as: "member", site: SITE, code: gone.body.code }))).toBe("widget_code");
  });

  test("who signs out of PLACE is out of the widget that they came into from there", async () => {
    const leaving = await classroom.person("student");
    await join(leaving);
    const { body } = await handOver(leaving);
    const entered = await enter(widget.id, { as: "member", site: SITE, code: body.code });
    const inWidget = withToken(entered.body.token);
    const live = await openFrame(channel, inWidget);
    await leaving.post("/sign-out");
    expect((await live.whenClosed()).code).toBe(4401);
    expect((await inWidget.get(`/channels/${channel}/messages`)).status).toBe(401);
  });

  test("who is not in the channel is told so, and who is not of the class nothing", async () => {
    expect(why(await handOver(await classroom.person("student")))).toBe("widget_not_member");
    const stranger = await (await openClassroom("Another")).person("owner");
    expect(why(await handOver(stranger))).toBe("not_found");
    expect(why(await handOver(student, "https://not.listed.example"))).toBe("widget_not_here");
  });

  async function join(who: Somebody): Promise<void> {
    expect((await who.post(`/channels/${channel}/join`)).status).toBe(200);
  }
});

describe("what is no way in", () => {
  test.each([
    [{}, "invalid"],
    [{ as: "reader" }, "invalid"],
    [{ as: "owner", site: SITE }, "invalid"],
    [{ as: "reader", site: 7 }, "invalid"],
    [{ as: "reader", site: "class.example" }, "widget_site"],
    [{ as: "reader", site: "http://class.example" }, "widget_site"],
    [{ as: "reader", site: "https://x;frame-ancestors *" }, "widget_site"],
    [{ as: "reader", site: `https://${"x".repeat(400)}.example` }, "too_long"],
    [{ as: "guest", site: SITE }, "invalid"],
    [{ as: "guest", site: SITE, name: "x".repeat(61) }, "too_long"],
    [{ as: "guest", site: SITE, name: 7 }, "invalid"],
    [{ as: "member", site: SITE, code: "short" }, "invalid"],
    [{ as: "named", site: SITE, jwt: "x".repeat(5_000) }, "too_long"],
    [{ as: "named", site: SITE, jwt: "not.a.token" }, "widget_word"],
    [{ as: "again", site: SITE }, "not_signed_in"],
    [{ as: "reader", site: "https://not.listed.example" }, "widget_not_here"],
  ])("%j is refused", async (body, reason) => {
    expect(why(await enter(widget.id, body))).toBe(reason);
  });

  test("a widget that is off, gone, or was never there is not there", async () => {
    const off = await widgetOn((await channelOf([teacher], { kind: "public" })).id, { on: false });
    for (const id of [off.id, "nosuchwidget1234", "%00", "1' or 1=1"]) {
      expect((await request("GET", `/widgets/${id}`)).status).toBe(404);
      expect((await enter(id, { as: "reader", site: SITE })).status).toBe(404);
    }
  });

  test("a private channel that was not confirmed is not there, whatever its row says", async () => {
    const { id } = await channelOf([teacher], { kind: "private" });
    const unsaid = await widgetOn(id);
    expect((await enter(unsaid.id, { as: "reader", site: SITE })).status).toBe(404);
    await env.DB.prepare("update widgets set confirmed_at = 1 where no = ?").bind(unsaid.no).run();
    const reader = await readerOf(unsaid);
    expect((await reader.get(`/channels/${id}/messages`)).status).toBe(200);
    await env.DB.prepare("update widgets set confirmed_at = null where no = ?").bind(unsaid.no).run();
    expect((await reader.get(`/channels/${id}/messages`)).status).toBe(404);
    expect((await (await visitorOf(unsaid, teacher, "member")).get(`/channels/${id}/messages`)).status).toBe(404);
  });

  test("a row for a direct message, made by whoever writes to the table, opens nothing", async () => {
    const { id } = await channelOf([teacher, student], { kind: "dm" });
    const forged = await widgetOn(id, { confirmed: true });
    expect((await enter(forged.id, { as: "reader", site: SITE })).status).toBe(404);
    expect((await (await visitorOf(forged, teacher, "member")).get(`/channels/${id}/messages`)).status).toBe(404);
  });
});
