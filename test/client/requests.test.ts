/** Every route as the client asks for it, what comes back, and what an entry of the outbox becomes by HTTP. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createApi, type Api } from "../../client/api.ts";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { createRequest, withQuery } from "../../client/http.ts";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { carriedBefore, requestByHttp } from "../../client/outbox-request.ts";
import { openWebSocket, socketUrl } from "../../client/socket.ts";
import { refusal, type Message, type RefusalCode } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";

afterEach(() => vi.unstubAllGlobals());

const W = "class-1";
const C = "channel-1";
const M = "member-1";
type Body = Parameters<Api["scheduled"]["add"]>[1];
const any = { some: "body" } as never;

test.each<[string, string, object | null, (api: Api) => Promise<unknown>]>([
  ["GET", "/health", null, (api) => api.health()],
  ["POST", "/join/look", { code: "abc" }, (api) => api.join.look("abc")],
  ["POST", "/join", any, (api) => api.join.enter(any)],
  ["POST", "/try", {}, (api) => api.join.tryIt()],
  ["POST", "/sign-in", any, (api) => api.signIn(any)],
  ["POST", "/sign-out", {}, (api) => api.signOut()],
  ["POST", "/passkeys/sign-in/options", {}, (api) => api.passkeys.signInOptions()],
  ["POST", "/passkeys/sign-in", any, (api) => api.passkeys.signIn(any)],
  ["POST", "/passkeys/register/options", any, (api) => api.passkeys.registerOptions(any)],
  ["POST", "/passkeys/register", any, (api) => api.passkeys.register(any)],
  ["GET", "/account", null, (api) => api.account.get()],
  ["GET", "/session", null, (api) => api.account.ifSignedIn()],
  ["PUT", "/account/password", any, (api) => api.account.changePassword(any)],
  ["DELETE", "/account/passkeys/k1", {}, (api) => api.account.removePasskey("k1")],
  ["GET", "/account/devices", null, (api) => api.account.devices()],
  ["DELETE", "/account/devices/d1", {}, (api) => api.account.signOutDevice("d1")],
  ["DELETE", "/account/devices", {}, (api) => api.account.signOutEverywhere()],
  ["POST", "/account/tokens", any, (api) => api.account.createToken(any)],
  ["POST", "/workspaces", any, (api) => api.workspaces.create(any)],
  ["GET", `/workspaces/${W}/bootstrap`, null, (api) => api.workspaces.bootstrap(W)],
  ["PATCH", `/workspaces/${W}`, any, (api) => api.workspaces.edit(W, any)],
  ["POST", `/workspaces/${W}/join-code`, {}, (api) => api.workspaces.newJoinCode(W)],
  ["DELETE", `/workspaces/${W}/join-code`, {}, (api) => api.workspaces.stopJoining(W)],
  ["POST", `/workspaces/${W}/leave`, {}, (api) => api.workspaces.leave(W)],
  ["PATCH", `/workspaces/${W}/me/settings`, any, (api) => api.workspaces.editMySettings(W, any)],
  ["PUT", `/workspaces/${W}/blocks/${M}`, {}, (api) => api.workspaces.block(W, M)],
  ["DELETE", `/workspaces/${W}/blocks/${M}`, {}, (api) => api.workspaces.unblock(W, M)],
  ["GET", `/workspaces/${W}/drafts`, null, (api) => api.workspaces.drafts(W)],
  ["GET", `/workspaces/${W}/saved`, null, (api) => api.workspaces.saved(W)],
  ["GET", `/workspaces/${W}/mentions`, null, (api) => api.workspaces.mentions(W)],
  ["GET", `/workspaces/${W}/mentions?before=7`, null, (api) => api.workspaces.mentions(W, 7)],
  ["POST", `/workspaces/${W}/read-all`, {}, (api) => api.workspaces.readAll(W)],
  ["GET", `/workspaces/${W}/members`, null, (api) => api.workspaces.members(W)],
  ["GET", `/workspaces/${W}/members?ids=a%2Cb`, null, (api) => api.workspaces.members(W, ["a", "b"])],
  ["PATCH", `/workspaces/${W}/me`, any, (api) => api.workspaces.editMyProfile(W, any)],
  ["PATCH", `/workspaces/${W}/members/${M}`, any, (api) => api.workspaces.editMember(W, M, any)],
  ["DELETE", `/workspaces/${W}/members/${M}`, {}, (api) => api.workspaces.removeMember(W, M)],
  ["GET", `/workspaces/${W}/channels`, null, (api) => api.channels.list(W)],
  ["POST", `/workspaces/${W}/channels`, any, (api) => api.channels.create(W, any)],
  ["POST", `/workspaces/${W}/direct`, { member: M }, (api) => api.channels.direct(W, M)],
  ["POST", `/workspaces/${W}/groups`, any, (api) => api.channels.group(W, any)],
  ["PUT", `/channels/${C}/name`, { name: "Team" }, (api) => api.channels.renameGroup(C, "Team")],
  ["PUT", `/channels/${C}/draft`, any, (api) => api.channels.keepDraft(C, any)],
  ["DELETE", `/channels/${C}/draft`, {}, (api) => api.channels.dropDraft(C)],
  ["GET", `/workspaces/${W}/channels/by-name/study`, null, (api) => api.channels.byName(W, "study")],
  ["GET", `/channels/${C}`, null, (api) => api.channels.get(C)],
  ["PATCH", `/channels/${C}`, any, (api) => api.channels.edit(C, any)],
  ["POST", `/channels/${C}/archive`, {}, (api) => api.channels.archive(C)],
  ["POST", `/channels/${C}/restore`, {}, (api) => api.channels.restore(C)],
  ["POST", `/channels/${C}/join`, {}, (api) => api.channels.join(C)],
  ["POST", `/channels/${C}/leave`, {}, (api) => api.channels.leave(C)],
  ["GET", `/channels/${C}/members`, null, (api) => api.channels.members(C)],
  ["POST", `/channels/${C}/members`, { members: [M] }, (api) => api.channels.addMembers(C, [M])],
  ["DELETE", `/channels/${C}/members/${M}`, {}, (api) => api.channels.removeMember(C, M)],
  ["PATCH", `/channels/${C}/me`, any, (api) => api.channels.editMyMembership(C, any)],
  ["GET", `/workspaces/${W}/emoji`, null, (api) => api.emoji.list(W)],
  ["POST", `/workspaces/${W}/emoji`, any, (api) => api.emoji.add(W, any)],
  ["DELETE", `/workspaces/${W}/emoji/blobcat`, {}, (api) => api.emoji.remove(W, "blobcat")],
  ["GET", `/channels/${C}/messages`, null, (api) => api.messages.page(C)],
  [
    "GET",
    `/channels/${C}/messages?before=7&limit=2&rev=9`,
    null,
    (api) => api.messages.page(C, { before: 7, limit: 2, rev: 9 }),
  ],
  ["POST", `/channels/${C}/messages`, any, (api) => api.messages.post(C, any)],
  ["PATCH", `/channels/${C}/messages/3`, any, (api) => api.messages.edit(C, 3, any)],
  ["DELETE", `/channels/${C}/messages/3`, {}, (api) => api.messages.remove(C, 3)],
  [
    "POST",
    `/channels/${C}/messages/3/acts`,
    { act: { type: "closePoll" } },
    (api) => api.messages.act(C, 3, { type: "closePoll" }),
  ],
  ["GET", `/channels/${C}/messages/3/versions`, null, (api) => api.messages.versions(C, 3)],
  ["GET", `/channels/${C}/messages/3/trace`, null, (api) => api.messages.trace(C, 3)],
  ["GET", `/channels/${C}/landmarks`, null, (api) => api.messages.landmarks(C)],
  ["PUT", `/channels/${C}/messages/3/saved`, { note: "" }, (api) => api.messages.save(C, 3)],
  ["PUT", `/channels/${C}/messages/3/saved`, { note: "n" }, (api) => api.messages.save(C, 3, "n")],
  ["DELETE", `/channels/${C}/messages/3/saved`, {}, (api) => api.messages.unsave(C, 3)],
  ["POST", `/channels/${C}/read`, { seq: 3, back: true }, (api) => api.messages.moveReadBack(C, 3)],
  ["POST", `/channels/${C}/read`, { seq: 3 }, (api) => api.messages.markRead(C, 3)],
  ["POST", `/channels/${C}/messages/3/thread`, {}, (api) => api.threads.start(C, 3)],
  ["PUT", `/channels/${C}/follow`, {}, (api) => api.threads.follow(C)],
  ["DELETE", `/channels/${C}/follow`, {}, (api) => api.threads.unfollow(C)],
  ["GET", `/workspaces/${W}/threads?before=7`, null, (api) => api.threads.list(W, 7)],
  ["POST", `/channels/${C}/scheduled`, any, (api) => api.scheduled.add(C, any as Body)],
  ["GET", `/workspaces/${W}/scheduled`, null, (api) => api.scheduled.list(W)],
  ["PATCH", `/workspaces/${W}/scheduled/s1`, any, (api) => api.scheduled.edit(W, "s1", any)],
  ["DELETE", `/workspaces/${W}/scheduled/s1`, {}, (api) => api.scheduled.cancel(W, "s1")],
  ["POST", `/workspaces/${W}/scheduled/s1/send`, {}, (api) => api.scheduled.sendNow(W, "s1")],
  ["POST", `/workspaces/${W}/import/people`, any, (api) => api.import.people(W, any)],
  ["POST", `/workspaces/${W}/import/channels`, any, (api) => api.import.channel(W, any)],
  ["POST", `/workspaces/${W}/import/channels/${C}/messages`, any, (api) => api.import.messages(W, C, any)],
  ["GET", `/workspaces/${W}/import/channels/${C}/places?after=0`, null, (api) => api.import.places(W, C)],
  ["GET", `/workspaces/${W}/import/channels/${C}/places?after=9`, null, (api) => api.import.places(W, C, 9)],
])("%s %s with %j, and its answer is what was told", async (method, path, body, ask) => {
  const asked: { url: string; method: string | undefined; body: unknown }[] = [];
  const api = createApi({
    baseUrl: "https://place.test",
    fetch: async (url, init) => {
      asked.push({ url: String(url), method: init?.method, body: init?.body });
      return Response.json({ told: path });
    },
  });
  expect(await ask(api)).toEqual({ told: path });
  const sent = body === null ? undefined : JSON.stringify(body);
  expect(asked).toEqual([{ url: `https://place.test/api${path}`, method, body: sent }]);
});

test("addresses that are opened and not asked: sockets and an emoji's picture", () => {
  const api = createApi({ baseUrl: "https://place.test//" });
  expect(api.socketPaths.channel(C)).toBe(`/api/channels/${C}/socket`);
  expect(api.socketPaths.workspace(W)).toBe(`/api/workspaces/${W}/socket`);
  expect(api.emoji.picture(W, { name: "blobcat", version: "v1" })).toBe(
    `https://place.test/api/workspaces/${W}/emoji/blobcat/v1`,
  );
  expect(createApi().baseUrl).toBe("");
  expect(socketUrl({ baseUrl: "https://place.test" }, "/api/x")).toBe("wss://place.test/api/x");
  expect(socketUrl({ baseUrl: "http://localhost:1" }, "/api/x")).toBe("ws://localhost:1/api/x");
  vi.stubGlobal("location", { origin: "https://here.test" });
  expect(socketUrl({ baseUrl: "" }, "/api/x")).toBe("wss://here.test/api/x");
});

test("R8: a program's socket carries its token in a header, and a browser's carries none", () => {
  const made: unknown[][] = [];
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor(...given: unknown[]) {
        made.push(given);
      }
    },
  );
  openWebSocket("wss://place.test/a");
  openWebSocket("wss://place.test/b", "secret");
  expect(made).toEqual([
    ["wss://place.test/a"],
    ["wss://place.test/b", { headers: { authorization: "Bearer secret" } }],
  ]);
});

describe("one request", () => {
  const asking = async (answer: () => Response, options = {}, method: "GET" | "POST" = "GET") => {
    const seen: RequestInit[] = [];
    const request = createRequest({
      fetch: async (_url, init) => (seen.push(init!), answer()),
      ...options,
    });
    const told = await request(method, "/api/x").catch((cause: unknown) => cause);
    return { told, init: seen[0]! };
  };

  test("says what it takes, and what it sends where it writes", async () => {
    const { told, init } = await asking(() => Response.json({ a: 1 }, { status: 201, headers: { "x-a": "b" } }));
    expect(told).toMatchObject({ status: 201, value: { a: 1 } });
    expect((told as { headers: Headers }).headers.get("x-a")).toBe("b");
    expect(init).toMatchObject({ method: "GET", credentials: "same-origin" });
    expect(init.headers).toEqual({ accept: "application/json" });
    expect("body" in init).toBe(false);
    const write = await asking(() => new Response(null, { status: 204 }), { token: "t" }, "POST");
    expect(write.told).toMatchObject({ status: 204, value: undefined });
    expect(write.init.headers).toEqual({
      accept: "application/json",
      authorization: "Bearer t",
      "content-type": "application/json",
    });
    expect(write.init.body).toBe("{}");
  });

  test.each<[number, RefusalCode, number?]>([
    [401, "not_signed_in"],
    [403, "forbidden"],
    [404, "not_found"],
    [413, "too_large"],
    [429, "too_fast", 5_000],
  ])("I9: a refusal of status %d without our words is %s", async (status, code, retryAfter) => {
    for (const value of [{}, null, [], "x", 7, { code: 7 }, { code: "of another program" }, { code: "toString" }]) {
      const { told } = await asking(() => Response.json(value, { status }));
      expect(told).toBeInstanceOf(RefusedError);
      const more = retryAfter === undefined ? {} : { retryAfter };
      expect(told).toMatchObject({ status, refusal: refusal(code, more), message: refusal(code).sentence });
      expect((told as RefusedError).refusal).toEqual(refusal(code, more));
    }
  });

  test("R74: of another status without our words it is not reached, and says of what", async () => {
    for (const status of [400, 402, 405, 409, 500, 502, 503]) {
      const { told } = await asking(() => Response.json({}, { status }));
      expect(told).toBeInstanceOf(UnreachableError);
      expect(told).toMatchObject({
        name: "UnreachableError",
        message: "PLACE cannot be reached right now.",
        cause: `status ${status}`,
      });
    }
    const mine = await asking(() => Response.json(refusal("unavailable"), { status: 503 }));
    expect(mine.told).toMatchObject({ name: "RefusedError", status: 503, refusal: refusal("unavailable") });
  });

  test("R74: that nobody answers says why", async () => {
    const lost = await asking(() => {
      throw new TypeError("fetch failed");
    });
    expect(lost.told).toMatchObject({ name: "UnreachableError", cause: { message: "fetch failed" } });
    const portal = await asking(() => new Response("<html>"));
    expect((portal.told as Error).cause).toBeInstanceOf(SyntaxError);
  });

  test("a query leaves out what is not known", () => {
    expect(withQuery("/x")).toBe("/x");
    expect(withQuery("/x", { a: undefined })).toBe("/x");
    expect(withQuery("/x", { a: 1, b: undefined, c: "ü&" })).toBe("/x?a=1&c=%C3%BC%26");
  });
});

describe("an entry of the outbox by HTTP", () => {
  const message: Message = { id: "m1", seq: 3, rev: 9, author: M, at: 5, body: "words" };
  const entry = (more: object) =>
    ({ id: "m1", channel: C, owner: "tab", createdAt: 1, attempts: 1, ...more }) as OutboxEntry;
  const poll = { question: "?", options: ["a", "b"] };

  test.each<[object, string, string, object]>([
    [{ kind: "post", body: "words" }, "POST", "messages", { id: "m1", body: "words" }],
    [
      { kind: "post", body: "words", replyTo: 2, poll, alsoToChannel: true },
      "POST",
      "messages",
      { id: "m1", body: "words", replyTo: 2, poll, alsoToChannel: true },
    ],
    [{ kind: "post", body: "words", alsoToChannel: false }, "POST", "messages", { id: "m1", body: "words" }],
    [{ kind: "edit", seq: 3, body: "new" }, "PATCH", "messages/3", { body: "new" }],
    [{ kind: "edit", seq: 3, body: "new", rev: 8 }, "PATCH", "messages/3", { body: "new", rev: 8 }],
    [{ kind: "delete", seq: 3 }, "DELETE", "messages/3", {}],
    [{ kind: "act", seq: 3, act: { type: "closePoll" } }, "POST", "messages/3/acts", { act: { type: "closePoll" } }],
  ])("%j is asked for as it is, and told as it was carried out", async (more, method, path, body) => {
    const { api, asked } = fakeApi(() => ({ message }));
    expect(await requestByHttp(api, entry(more))).toEqual({ seq: 3, rev: 9, at: 5, message });
    expect(asked).toMatchObject([{ method, path: `/api/channels/${C}/${path}`, body }]);
    expect(asked[0]!.body).toEqual(body);
  });

  test("that is refused, or not answered, throws what was heard", async () => {
    const refused = fakeApi(() => new Refusing(refusal("muted")));
    await expect(requestByHttp(refused.api, entry({ kind: "post", body: "x" }))).rejects.toMatchObject({
      refusal: { code: "muted" },
    });
    expect(refused.asked).toHaveLength(1);
    const lost = fakeApi(unreachable);
    await expect(requestByHttp(lost.api, entry({ kind: "post", body: "x" }))).rejects.toBeInstanceOf(UnreachableError);
  });

  describe("whose first answer was lost", () => {
    const edit = { kind: "edit", seq: 3, body: "new", attempts: 2 };
    const remove = { kind: "delete", seq: 3, attempts: 2 };
    const before = async (more: object, code: RefusalCode, stored: object | null) => {
      const there =
        stored === null
          ? []
          : [
              { ...message, seq: 2 },
              { ...message, ...stored },
            ];
      const { api, asked } = fakeApi(() => ({ messages: there, reachedStart: true, reachedEnd: true, rev: 9 }));
      return { told: await carriedBefore(api, entry(more), refusal(code)), asked };
    };

    test("is done where the room says so by what is there", async () => {
      const { told, asked } = await before(edit, "stale", { body: "new" });
      expect(told).toMatchObject({ seq: 3, rev: 9, at: 5, message: { body: "new" } });
      expect(asked).toHaveLength(1);
      expect(asked[0]!.path).toBe(`/api/channels/${C}/messages`);
      expect(Object.fromEntries(asked[0]!.query)).toEqual({ before: "4", limit: "1", rev: "999999999999999" });
      expect((await before(remove, "deleted", { body: "", deletedAt: 6 })).told).toMatchObject({ seq: 3 });
    });

    test("is not, where something else is there, or nothing", async () => {
      expect((await before(edit, "stale", { body: "somebody's" })).told).toBeNull();
      expect((await before(remove, "deleted", { body: "new" })).told).toBeNull();
      expect((await before(edit, "stale", null)).told).toBeNull();
    });

    test.each<[object, RefusalCode]>([
      [{ ...edit, attempts: 1 }, "stale"],
      [{ ...remove, attempts: 1 }, "deleted"],
      [edit, "deleted"],
      [edit, "muted"],
      [remove, "stale"],
      [remove, "forbidden"],
      [{ kind: "post", body: "new", attempts: 2 }, "stale"],
      [{ kind: "act", seq: 3, act: { type: "closePoll" }, attempts: 2 }, "deleted"],
    ])("%j refused as %s asks nobody", async (more, code) => {
      const { told, asked } = await before(more, code, { body: "new", deletedAt: 1 });
      expect([told, asked.length]).toEqual([null, 0]);
    });
  });
});
