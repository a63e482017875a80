/** Who sets a widget up, what changes of it do to open frames, by which keys a site names people, and what becomes of its guests. */
import { env, exports } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import type { Held, MyChannel, Refusal, Widget, WidgetBody, WidgetEntry, WidgetKey } from "../../protocol/index.ts";
import { channelOf, fill, storedIn, carriedOver } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";
import { LiveSocket } from "./support/live-socket.ts";
import { enter, readerOf, SITE, visitorOf, withToken } from "./support/widget-class.ts";

const OTHER_SITE = "https://other.example";
const ALL = {
  on: true,
  sites: [SITE, OTHER_SITE],
  read: "anyone",
  write: "named",
  guests: true,
  holds: false,
} as const;

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let channel: string;

beforeEach(async () => {
  classroom = await openClassroom();
  [teacher, student] = await Promise.all([classroom.person("teacher"), classroom.person("student")]);
  channel = (await channelOf([teacher, student], { kind: "public" })).id;
  await fill(channel, student, 2);
});

const why = ({ body }: { body: unknown }) => (body as Refusal).reason ?? (body as Refusal).code;
const put = (rules: Partial<WidgetBody> = {}, at = channel) =>
  teacher.put<{ widget: Widget }>(`/channels/${at}/widget`, { ...ALL, ...rules });
async function setUp(rules: Partial<WidgetBody> = {}): Promise<Widget & { no: number }> {
  const { status, body } = await put(rules);
  expect(status).toBe(200);
  const no = await env.DB.prepare("select no from widgets where id = ?").bind(body.widget.id).first<number>("no");
  return { ...body.widget, no: no! };
}
async function openFrame(channelId: string, { token }: Pick<Somebody, "token">): Promise<LiveSocket> {
  const headers = { upgrade: "websocket", "sec-websocket-protocol": `place, place-token.${token}` };
  const { webSocket } = await exports.default.fetch(`${ORIGIN}/api/channels/${channelId}/socket`, { headers });
  const live = new LiveSocket(webSocket!);
  await live.next("welcome");
  return live;
}
async function guestNamed(widget: Pick<Widget, "id">, name: string): Promise<Somebody> {
  const { body } = await enter(widget.id, { as: "guest", site: SITE, name });
  return withToken(body.token, { id: body.me!.id });
}

describe("setting one up", () => {
  test("is the teachers', in the channel that they are in; what is left out is as safe as it can be", async () => {
    expect((await teacher.get(`/channels/${channel}/widget`)).body).toEqual({ widget: null, people: 2 });
    const { body } = await teacher.put<{ widget: Widget }>(`/channels/${channel}/widget`, { on: true, sites: [SITE] });
    expect(body.widget).toMatchObject({ read: "anyone", write: "nobody", guests: false, holds: true, accent: null });
    const listed = await teacher.get<{ widgets: Widget[] }>(`/workspaces/${classroom.id}/widgets`);
    expect(listed.body.widgets).toEqual([body.widget]);
    const ta = await classroom.person("ta");
    expect(why(await ta.put(`/channels/${channel}/widget`, ALL))).toBe("forbidden");
    expect(why(await student.put(`/channels/${channel}/widget`, ALL))).toBe("forbidden");
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
      reader: await openFrame(channel, reader),
      readerInThread: await openFrame(inThread, reader),
      far: await openFrame(channel, far),
      guest: await openFrame(channel, guest),
      guestInThread: await openFrame(inThread, guest),
      member: await openFrame(channel, member),
      app: await openFrame(channel, student),
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
    const again = await openFrame(channel, guest);
    const id = uuidv7();
    again.send({ type: "post", id, body: "Hi" });
    expect((await again.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("read_only_here");
    await isOpen(live.reader, reader);
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

describe("a person whom the site names", () => {
  let widget: Widget;
  let kid: string;
  let secret: Uint8Array;
  const keysAt = () => `/workspaces/${classroom.id}/widget-keys`;
  const addKey = (body: unknown) => teacher.post<{ key: WidgetKey; secret?: string }>(keysAt(), body);
  const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
  interface Word {
    sub?: unknown;
    name?: unknown;
    /** Seconds. */
    iat?: number;
    exp?: number;
    aud?: string;
  }
  const claims = (word: Word) => {
    const now = Math.floor(Date.now() / 1000);
    return { sub: "s-4711", name: "Emmy Noether", iat: now, exp: now + 240, ...word };
  };
  const sign = (word: Word = {}, header: Record<string, unknown> = {}, key: Uint8Array | CryptoKey = secret) =>
    new SignJWT(claims(word) as never).setProtectedHeader({ alg: "HS256", kid, ...header } as never).sign(key);
  const name = async (jwt: string, site = SITE, id = widget.id) => enter(id, { as: "named", site, jwt });
  const fault = async (jwt: string) => {
    const { status, body } = await name(jwt);
    expect([status, why({ body })]).toEqual([403, "widget_word"]);
    return (body as unknown as Refusal).values?.["fault"];
  };

  beforeEach(async () => {
    widget = await setUp({ read: "named" });
    const { status, body } = await addKey({ alg: "HS256" });
    expect(status).toBe(201);
    kid = body.key.kid;
    secret = bytesOf(body.secret!);
  });

  test("comes in by its word, and is the same member each time, in each of the class's widgets", async () => {
    const first = await name(await sign());
    expect(first).toMatchObject({ status: 201, body: { kind: "named", me: { name: "Emmy Noether" }, writes: true } });
    const second = await name(await sign({ name: "Emmy N." }));
    expect(second.body.me).toEqual({ id: first.body.me!.id, name: "Emmy N." });
    const other = await channelOf([teacher], { kind: "public" });
    const elsewhere = (await put({}, other.id)).body.widget;
    const third = await name(await sign(), SITE, elsewhere.id);
    expect(third.body.me!.id).toBe(first.body.me!.id);
    expect((await withToken(third.body.token).get(`/channels/${channel}/messages`)).status).toBe(404);
    expect((await name(await sign({ sub: "another" }))).body.me!.id).not.toBe(first.body.me!.id);
  });

  test("two frames of one page may bring the same word at once", async () => {
    const jwt = await sign({ sub: "at-once" });
    const entries = await Promise.all([name(jwt), name(jwt), name(jwt)]);
    expect(entries.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(entries.map(({ body }) => body.me!.id)).size).toBe(1);
  });

  test("a public key of Ed25519 will do", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const { x } = await exportJWK(publicKey);
    const { body } = await addKey({ alg: "EdDSA", x });
    expect(body).toEqual({
      key: { kid: body.key.kid, alg: "EdDSA", createdAt: expect.any(Number) as number, retiredAt: null },
    });
    const header = { alg: "EdDSA", kid: body.key.kid };
    expect((await name(await sign({}, header, privateKey))).status).toBe(201);
    // The public key is no secret that anything is signed with.
    expect(await fault(await sign({}, { kid: body.key.kid }, bytesOf(x!)))).toBe("alg");
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Promise<string> | string, string]>([
    ["of nobody's key", () => sign({}, { kid: "nosuchkey1234567" }), "kid"],
    ["without a key's name", () => sign({}, { kid: undefined }), "kid"],
    ["signed by another secret", () => sign({}, {}, crypto.getRandomValues(new Uint8Array(32))), "signature"],
    ["of another algorithm", () => sign({}, { alg: "HS512" }, new Uint8Array(64)), "alg"],
    ["of no algorithm", () => unsecured(), "alg"],
    ["that has ended", () => sign({ iat: seconds() - 300, exp: seconds() - 1 }), "expired"],
    ["that holds too long", () => sign({ exp: seconds() + 301 }), "exp too far"],
    ["that is dated ahead", () => sign({ iat: seconds() + 120, exp: seconds() + 200 }), "iat"],
    ["without an end", () => sign({ exp: undefined as never }), "exp"],
    ["without a beginning", () => sign({ iat: undefined as never }), "iat"],
    ["of nobody", () => sign({ sub: undefined }), "sub"],
    ["of too long a somebody", () => sign({ sub: "x".repeat(201) }), "sub"],
    ["without a name", () => sign({ name: undefined }), "name"],
    ["whose name is none", () => sign({ name: "   " }), "name"],
    ["whose name is a list", () => sign({ name: ["Emmy"] }), "name"],
    ["for another widget", () => sign({ aud: "anotherwidget123" }), "aud"],
    ["of no shape", () => "x.y.z", "unreadable"],
  ])("a word %s is not believed", async (_what, make, expected) => {
    expect(await fault(await make())).toBe(expected);
  });
  function unsecured(): string {
    const [, payload] = new UnsecuredJWT(claims({}) as never).encode().split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", kid })).toString("base64url");
    return `${header}.${payload}.`;
  }

  test("its secret is in no table as it is, and in no list", async () => {
    const { results } = await env.DB.prepare("select * from widget_keys").all();
    expect(JSON.stringify(results)).not.toContain(Buffer.from(secret).toString("base64url"));
    const listed = await teacher.get(`/workspaces/${classroom.id}/widgets`);
    expect(JSON.stringify(listed.body)).not.toContain("secret");
    expect(JSON.stringify(listed.body)).not.toContain("material");
    await env.DB.prepare("update widget_keys set material = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' where kid = ?")
      .bind(kid)
      .run();
    expect(await fault(await sign())).toBe("secret lost");
  });

  test("keys are changed without a gap: both count, then one; whom the retired one named is out", async () => {
    const entered = await name(await sign({ sub: "by-the-first" }));
    const live = await openFrame(channel, { token: entered.body.token });
    const { body: next } = await addKey({ alg: "HS256" });
    const byNext = () => sign({ sub: "by-the-next" }, { kid: next.key.kid }, bytesOf(next.secret!));
    expect((await name(await byNext())).status).toBe(201);
    expect((await name(await sign())).status).toBe(201);
    const stays = await name(await byNext());
    const retired = await teacher.delete<{ key: WidgetKey }>(`${keysAt()}/${kid}`);
    expect(retired.body.key.retiredAt).toEqual(expect.any(Number));
    expect((await live.whenClosed()).code).toBe(4401);
    expect(why(await withToken(entered.body.token).get(`/channels/${channel}/messages`))).toBe("not_signed_in");
    expect(await fault(await sign())).toBe("kid");
    expect((await withToken(stays.body.token).get(`/channels/${channel}/messages`)).status).toBe(200);
  });

  test("a key of another class names nobody here, and nobody retires it from here", async () => {
    const stranger = await (await openClassroom("Another")).person("owner");
    const theirs = await stranger.get<{ keys: WidgetKey[] }>(`/workspaces/${classroom.id}/widgets`);
    expect(theirs.status).toBe(404);
    const elsewhere = await openClassroom("Third");
    const owner = await elsewhere.person("owner");
    const { body } = await owner.post<{ key: WidgetKey; secret: string }>(`/workspaces/${elsewhere.id}/widget-keys`, {
      alg: "HS256",
    });
    expect(await fault(await sign({}, { kid: body.key.kid }, bytesOf(body.secret)))).toBe("kid");
    expect((await teacher.delete(`${keysAt()}/${body.key.kid}`)).status).toBe(404);
  });

  test("a word from before they signed out brings nobody back; who was put out is not brought back by any", async () => {
    const jwt = await sign({ sub: "leaves", iat: seconds() - 5, exp: seconds() + 200 });
    const { body } = await name(jwt);
    expect((await withToken(body.token).delete(`/widgets/${widget.id}/tokens`)).status).toBe(204);
    expect(await fault(jwt)).toBe("signed out since");
    expect((await name(await sign({ sub: "leaves", iat: seconds() + 2, exp: seconds() + 100 }))).status).toBe(201);
    expect((await teacher.delete(`/workspaces/${classroom.id}/visitors/${body.me!.id}`)).status).toBe(204);
    expect(why(await name(await sign({ sub: "leaves", iat: seconds() + 3, exp: seconds() + 100 })))).toBe("banned");
  });

  test.each([[{}], [{ alg: "RS256" }], [{ alg: "EdDSA" }], [{ alg: "EdDSA", x: "short" }], [{ alg: "none" }]])(
    "%j is no key",
    async (body) => {
      expect((await addKey(body)).status).toBe(400);
    },
  );

  test("a class has ten keys, retired ones not counted", async () => {
    for (let i = 1; i < 10; i++) expect((await addKey({ alg: "HS256" })).status).toBe(201);
    expect(why(await addKey({ alg: "HS256" }))).toBe("widget_keys_full");
    await teacher.delete(`${keysAt()}/${kid}`);
    expect((await addKey({ alg: "HS256" })).status).toBe(201);
  });
});

describe("words of guests that wait", () => {
  const heldAt = () => `/workspaces/${classroom.id}/held`;
  const listed = async (who = teacher) => (await who.get<{ held: Held[] }>(heldAt())).body.held;

  test("are seen by the teaching team alone, and posted in their writer's name", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Careful");
    const [live, watching] = [await openFrame(channel, guest), await openFrame(channel, student)];
    const id = uuidv7();
    for (const _try of [1, 2]) {
      live.send({ type: "post", id, body: "Is this right?", replyTo: 1 });
      expect((await live.next("refused", ({ ref }) => ref === id)).refusal.code).toBe("held");
    }
    const ta = await classroom.person("ta");
    expect(await listed(ta)).toEqual([]);
    expect(await listed()).toEqual([
      {
        ...{ id, channel, home: channel, author: { id: guest.id, name: "Careful" } },
        ...{ at: expect.any(Number) as number, body: "Is this right?", replyTo: 1 },
      },
    ]);
    expect((await storedIn(channel)).map(({ body }) => body)).not.toContain("Is this right?");
    expect(why(await guest.get(heldAt()))).toBe("not_signed_in");
    expect(why(await student.get(heldAt()))).toBe("forbidden");
    const posted = await teacher.post<{ seq: number }>(`${heldAt()}/${id}/post`);
    expect(posted).toMatchObject({ status: 200, body: { seq: 3 } });
    expect(await live.next("decided")).toEqual({ type: "decided", message: id, posted: true });
    const seen = await watching.next("changed", ({ changes }) => changes[0]?.id === id);
    expect(seen.changes[0]).toMatchObject({ author: guest.id, body: "Is this right?", replyTo: 1 });
    expect(await listed()).toEqual([]);
    // Who retries what was let through is told that it is stored.
    const retried = await guest.post(`/channels/${channel}/messages`, { id, body: "Is this right?" });
    expect(retried).toMatchObject({ status: 200, body: { message: { seq: 3 } } });
    expect((await carriedOver(channel, 3)).filter((message) => message.id === id)).toHaveLength(1);
    const edited = await guest.patch(`/channels/${channel}/messages/3`, { body: "Something else" });
    expect(why(edited)).toBe("forbidden");
    for (const socket of [live, watching]) socket.close();
  });

  test("are turned down kindly, in a thread too, and are gone", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Careful");
    const thread = (await student.post<{ channel: MyChannel }>(`/channels/${channel}/messages/1/thread`)).body.channel
      .id;
    const live = await openFrame(thread, guest);
    const id = uuidv7();
    live.send({ type: "post", id, body: "In a thread" });
    await live.next("refused");
    expect(await listed()).toMatchObject([{ id, channel: thread, home: channel }]);
    expect((await teacher.delete(`${heldAt()}/${id}`)).status).toBe(204);
    expect(await live.next("decided")).toEqual({ type: "decided", message: id, posted: false });
    expect(why(await teacher.post(`${heldAt()}/${id}/post`))).toBe("not_found");
    live.close();
  });

  test("of one guest there are at most twenty, and over HTTP it is the same", async () => {
    const widget = await setUp({ holds: true });
    const guest = await guestNamed(widget, "Talks on");
    const post = (id: string) => guest.post(`/channels/${channel}/messages`, { id, body: "Again" });
    const first = uuidv7();
    expect(why(await post(first))).toBe("held");
    const no = await env.DB.prepare("select no from members where id = ?").bind(guest.id).first<number>("no");
    await env.DB.prepare(
      `insert into widget_held (id, workspace_no, channel_no, home_no, member_no, content, at)
       select 'w' || value, 0, 0, 0, ?, '{}', 1 from json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]')`,
    )
      .bind(no)
      .run();
    expect(why(await post(uuidv7()))).toBe("held_full");
    expect(why(await post(first))).toBe("held");
    const other = await guestNamed(widget, "Another");
    expect(why(await other.post(`/channels/${channel}/messages`, { id: first, body: "Mine" }))).toBe("invalid");
  });

  test("of members, and of those whom the site names, nothing waits", async () => {
    const widget = await setUp({ holds: true });
    const member = await visitorOf({ ...widget, channel }, student, "member");
    expect((await member.post(`/channels/${channel}/messages`, { body: "At once" })).status).toBe(201);
    const entry = await member.post<WidgetEntry>(`/widgets/${widget.id}/tokens`, { as: "again", site: SITE });
    expect(entry.body).toMatchObject({ kind: "member", holds: false });
  });
});
