/** Requests as no page makes them: each is refused in words, or does no more than it may. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Message, Page, Refusal } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { D1Follower } from "../../worker/room/followers/d1.ts";
import { RoomLog } from "../../worker/room/log/room-log.ts";
import { channelOf, fill, storedIn } from "./support/channel.ts";
import { openClassroom, ORIGIN, request, WatchedD1, type Somebody } from "./support/classroom.ts";
import { openChannel, openWorkspace, upgrade, type LiveSocket } from "./support/live-socket.ts";
import { Browser, createClass, PASSWORD, SITE } from "./support/people.ts";
import { offer } from "./support/pictures.ts";
import { openTab } from "./support/tab.ts";

afterEach(() => vi.restoreAllMocks());

const bodies = async (channel: string, who: Somebody) =>
  (await who.get<Page>(`/channels/${channel}/messages`)).body.messages.map(({ body }) => body);

describe("odd requests", () => {
  test("I9: a mention of somebody called constructor counts one, not a function", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const odd = await classroom.person("student", { handle: "constructor" });
    const { id } = await channelOf([ada, odd]);
    const tab = await openWorkspace(classroom.id, odd);
    await tab.next("hello");
    expect((await ada.post(`/channels/${id}/messages`, { body: "hello @constructor" })).status).toBe(201);
    const { mentions } = await tab.next("news");
    expect(mentions).toBe(1);
  });

  test("nobody has read further than there is", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    await ada.post(`/channels/${id}/messages`, { body: "one" });
    const tab = await openWorkspace(classroom.id, ada);
    await tab.next("hello");
    const live = await openChannel(id, ada);
    live.send({ type: "markRead", seq: 4_000_000_000 });
    expect((await tab.next("read")).seq).toBe(1);
  });

  test("nobody has read further than there is, over HTTP neither", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    await ada.post(`/channels/${id}/messages`, { body: "one" });
    await ada.post(`/channels/${id}/read`, { seq: 4_000_000_000 });
    const live = await openChannel(id, ada);
    expect((await live.next("welcome")).readSeq).toBeLessThanOrEqual(1);
  });

  test.each([9_000_000_000_000_000, 1e300])("I9: a poll that closes at %d is refused", async (closesAt) => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    const poll = { question: "When?", options: ["Mon", "Tue"], closesAt };
    expect(await ada.post(`/channels/${id}/messages`, { body: "Vote", poll })).toMatchObject({
      status: 400,
      body: { code: "invalid" },
    });
  });

  test("I8: a backlog of long messages is carried over in parts that the database takes", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id, no } = await channelOf([ada]);
    await runInDurableObject(env.ROOMS.getByName(id), async (_room, state) => {
      const log = new RoomLog(state.storage.sql);
      // What one student can leave behind while the database is away: three bytes a sign, and every wording is kept.
      const body = "漢".repeat(10_000);
      const sealed = JSON.stringify({ versions: Array.from({ length: 20 }, (_, at) => ({ body, at })) });
      for (let i = 0; i < 60; i++)
        log.append({ id: uuidv7(), author: ada.id, at: i, body }, i % 12 === 0 ? sealed : undefined);
      const watched = new WatchedD1(env.DB);
      const facts = { channelNo: no, channelId: id, workspaceNo: classroom.no, workspaceId: classroom.id };
      const drain = new D1Follower(log, watched.binding, () => undefined);
      expect(await drain.run({ ...facts, kind: "private", posting: "all", archived: false })).toBe(true);
      const sizes = watched.statements.flatMap(({ values }) =>
        values.map((value) => new TextEncoder().encode(String(value)).byteLength),
      );
      // D1 refuses a value of more than 2 MB; the local one does not.
      expect(Math.max(...sizes)).toBeLessThan(2_000_000);
    });
    expect(await storedIn(id)).toHaveLength(60);
  });

  test("I10: asking for everything again and again is slowed down", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    await fill(id, ada, 200);
    const live = await openChannel(id, ada);
    for (let i = 0; i < 200; i++) live.send({ type: "resume", rev: 0 });
    await live.post("done asking");
    expect(live.frames.filter(({ type }) => type === "resumed").length).toBeLessThan(100);
  });

  test("I10: changes that one may not make are slowed down like those that one may", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    await fill(id, ada, 900);
    const live = await openChannel(id, eve);
    for (let i = 0; i < 100; i++) live.send({ type: "delete", ref: `d${i}`, seq: 1 });
    await live.post("done trying");
    const codes = live.frames.flatMap((frame) => (frame.type === "refused" ? [frame.refusal.code] : []));
    expect(codes).toHaveLength(100);
    expect(codes).toContain("too_fast");
  });

  test("what is told to one person is kept by no cache", async () => {
    const { owner, workspace } = await createClass();
    for (const path of [
      "/account",
      "/account/devices",
      `/workspaces/${workspace.id}/bootstrap`,
      `/workspaces/${workspace.id}/members`,
      `/workspaces/${workspace.id}/channels`,
    ]) {
      expect((await owner.browser.get(path)).headers.get("cache-control"), path).toMatch(/no-store/u);
    }
  });

  test("I9: the log of a fault says what went wrong, and nothing of what people entered", async () => {
    const logged: string[] = [];
    vi.spyOn(console, "error").mockImplementation((...line: unknown[]) => void logged.push(line.join(" ")));
    const away = { prepare: () => statement, batch: () => Promise.reject(new Error("D1_ERROR: no such column: x")) };
    const fail = () => Promise.reject(new Error("D1_ERROR: no such column: x"));
    const statement = { bind: () => statement, all: fail, run: fail, first: fail, raw: fail };
    const answer = await app.fetch(
      new Request(`${SITE}/api/sign-in`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ handle: "private.handle", password: PASSWORD }),
      }),
      { ...env, DB: away as unknown as D1Database },
    );
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(await answer.json())).not.toMatch(/select|D1_ERROR|private\.handle/iu);
    expect(logged.join("\n")).toContain("/api/sign-in");
    expect(logged.join("\n")).not.toContain("private.handle");
  });

  test("guessing at codes is slowed down for a whole house, not for one of its billions of addresses", async () => {
    const answers = await Promise.all(
      Array.from({ length: 140 }, (_, i) =>
        new Browser({ "cf-connecting-ip": `2001:db8:7:7::${(i + 1).toString(16)}` }).post("/join/look", {
          code: "23456789",
        }),
      ),
    );
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    // The house across the street looks at its code.
    const across = new Browser({ "cf-connecting-ip": "2001:db8:7:8::1" });
    expect((await across.post("/join/look", { code: "23456789" })).status).toBe(404);
  });

  test("I5: nobody gives themselves another identity by a header", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id, no } = await channelOf([ada, eve]);
    const forged = encodeURIComponent(
      JSON.stringify({
        member: ada.id,
        memberNo: ada.no,
        handleKey: "x",
        role: "owner",
        mutedUntil: null,
        session: "s",
      }),
    );
    const facts = encodeURIComponent(JSON.stringify({ channelNo: no + 1, channelId: "other", kind: "public" }));
    const { webSocket } = await upgrade(`/channels/${id}/socket`, eve, {
      "x-place-identity": forged,
      "x-place-channel": facts,
    });
    webSocket!.accept();
    webSocket!.send(JSON.stringify({ type: "post", id: uuidv7(), body: "who am I" }));
    const live = await openChannel(id, ada);
    const welcome = await live.next("welcome");
    const message =
      welcome.page.messages[0] ??
      (await live.next("changed", ({ changes }) => changes.some(({ body }) => body === "who am I"))).changes[0];
    expect(message?.author).toBe(eve.id);
  });

  test.each([
    ["null", "null"],
    ["another port", "https://place.test:8443"],
    ["a site that begins the same", "https://place.test.evil.example"],
    ["a site with our name as user", "https://place.test@evil.example"],
    ["two sites", "https://evil.example, https://place.test"],
  ])("a write with a cookie from %s is refused", async (_title, origin) => {
    const { owner, workspace } = await createClass();
    const headers = { ...owner.browser.headers, origin, "content-type": "application/json" };
    const cookie = [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const init = { method: "POST", headers: { ...headers, cookie }, body: "{}" };
    const answer = await exports.default.fetch(`${SITE}/api/workspaces/${workspace.id}/join-code`, init);
    expect(((await answer.json()) as Refusal).code).toBe("wrong_origin");
    const socket = { headers: { ...headers, cookie, upgrade: "WebSocket" } };
    const opened = await exports.default.fetch(`${SITE}/api/workspaces/${workspace.id}/socket`, socket);
    expect(opened.webSocket ?? null).toBeNull();
  });

  test("nothing is changed by a request that only asks", async () => {
    const { owner, workspace } = await createClass();
    for (const method of ["GET", "HEAD"]) {
      for (const path of [`/workspaces/${workspace.id}/join-code`, `/workspaces/${workspace.id}/leave`, "/sign-out"]) {
        const cookie = [...owner.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        expect((await exports.default.fetch(`${SITE}/api${path}`, { method, headers: { cookie } })).status).toBe(404);
      }
    }
    expect((await owner.browser.get("/account")).status).toBe(200);
  });

  test.each([
    ["bytes that are no text", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), "not_text"],
    ["half a letter at the end", new Uint8Array([0x22, 0xe2, 0x82]), "not_text"],
    ["nothing", new Uint8Array(), "malformed"],
    ["a hundred thousand brackets", new TextEncoder().encode("[".repeat(60_000)), "malformed"],
    ["more than is read", new TextEncoder().encode(`"${"x".repeat(70_000)}"`), "too_large"],
  ])("I9: a body of %s is refused in words", async (_title, bytes, code) => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    // In pieces and without a length, as a stream is sent.
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 1000) controller.enqueue(bytes.slice(at, at + 1000));
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const answer = await exports.default.fetch(`${ORIGIN}/api/channels/${id}/messages`, {
      method: "POST",
      headers,
      body,
    });
    expect(((await answer.json()) as Refusal).code).toBe(code);
  });

  test("I9: keys with a meaning of their own in JavaScript have none in a request", async () => {
    const classroom = await openClassroom();
    const ada = await classroom.person("student");
    const { id } = await channelOf([ada]);
    const raw = `{"body":"hello","__proto__":{"poll":{}},"constructor":{"prototype":{"role":"owner"}},"meta":{"__proto__":{"pinned":1}}}`;
    const headers = { authorization: `Bearer ${ada.token}`, "content-type": "application/json" };
    const answer = await exports.default.fetch(`${ORIGIN}/api/channels/${id}/messages`, {
      method: "POST",
      headers,
      body: raw,
    });
    expect(answer.status).toBe(201);
    const { message } = (await answer.json()) as { message: Message };
    expect(Object.keys(message).toSorted()).toEqual(["at", "author", "body", "id", "rev", "seq"]);
    expect(({} as { role?: string }).role).toBeUndefined();
    await offer(classroom, ada, "__proto__", "constructor");
    for (const emoji of ["__proto__", "constructor", ":__proto__:", ":constructor:"]) {
      const act = { type: "react", emoji, on: true };
      const { status } = await ada.post(`/channels/${id}/messages/1/acts`, { act });
      expect(status).toBe(emoji.startsWith(":") ? 200 : 400);
    }
    const page = await ada.get<Page>(`/channels/${id}/messages`);
    expect(page.body.messages[0]?.meta?.reactions?.map(({ count }) => count)).toEqual([1, 1]);
  });

  test("I2, I5: somebody else's message id is no way to their message, and theirs stays as it is", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("student"), await classroom.person("student")];
    const { id } = await channelOf([ada, eve]);
    const live: LiveSocket = await openChannel(id, ada);
    const stored = await live.post("hers");
    for (const body of [{ id: stored.id, body: "mine" }]) {
      expect(await eve.post(`/channels/${id}/messages`, body)).toMatchObject({ status: 400, body: { field: "id" } });
    }
    expect(await bodies(id, ada)).toEqual(["hers"]);
  });

  test("I5: in another class every address is as if it led nowhere, on both sockets", async () => {
    const [here, there] = [await openClassroom(), await openClassroom()];
    const [ada, eve] = [await here.person("owner"), await there.person("owner")];
    const { id } = await channelOf([ada], { kind: "public" });
    const nowhere = await upgrade(`/channels/nowhere-at-all/socket`, eve);
    const shut = await upgrade(`/channels/${id}/socket`, eve);
    const strip = async (answer: Response) => ({ ...((await answer.json()) as Refusal), trace: "" });
    expect([shut.status, await strip(shut)]).toEqual([nowhere.status, await strip(nowhere)]);
    expect((await upgrade(`/workspaces/${here.id}/socket`, eve)).status).toBe(404);
    const tab = await openTab(eve, `/workspaces/${there.id}/socket`);
    const hello = await tab.heard("hello");
    expect(JSON.stringify(hello)).not.toContain(ada.id);
    expect((await request("GET", `/workspaces/${here.id}/members?ids=${ada.id}`, undefined, eve)).status).toBe(404);
    expect(
      (await eve.post(`/workspaces/${there.id}/import/channels`, { key: "x", kind: "dm", members: [ada.id, eve.id] }))
        .status,
    ).toBe(400);
    tab.close();
  });
});
