/** Every route as the client asks for it, what comes back, and what an entry of the outbox becomes by HTTP. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createApi, type Api, type AskedFrom } from "../../client/api.ts";
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
type Body = AskedFrom<"scheduled.add">;
const any = { some: "body" } as never;

test.each<[string, string, object | null, (api: Api) => Promise<unknown>]>([
  ["GET", "/health", null, (api) => api.call("health.read")],
  ["POST", "/join/look", { code: "abc" }, (api) => api.call("entry.look", {}, { code: "abc" })],
  ["POST", "/join", any, (api) => api.call("entry.join", {}, any)],
  ["POST", "/try", {}, (api) => api.call("entry.tryIt")],
  ["POST", "/sign-in", any, (api) => api.call("entry.signIn", {}, any)],
  ["POST", "/sign-out", {}, (api) => api.call("entry.signOut")],
  ["POST", "/passkeys/sign-in/options", {}, (api) => api.call("passkeys.signInOptions")],
  ["POST", "/passkeys/sign-in", any, (api) => api.call("passkeys.signIn", {}, any)],
  ["POST", "/passkeys/register/options", any, (api) => api.call("passkeys.registerOptions", {}, any)],
  ["POST", "/passkeys/register", any, (api) => api.call("passkeys.register", {}, any)],
  ["GET", "/account", null, (api) => api.call("account.get")],
  ["GET", "/session", null, (api) => api.call("account.session")],
  ["PUT", "/account/password", any, (api) => api.call("account.changePassword", {}, any)],
  ["DELETE", "/account/passkeys/k1", {}, (api) => api.call("account.removePasskey", { id: "k1" })],
  ["GET", "/account/devices", null, (api) => api.call("account.devices")],
  ["DELETE", "/account/devices/d1", {}, (api) => api.call("account.signOutDevice", { id: "d1" })],
  ["DELETE", "/account/devices", {}, (api) => api.call("account.signOutEverywhere")],
  ["POST", "/account/tokens", any, (api) => api.call("account.createToken", {}, any)],
  ["POST", "/workspaces", any, (api) => api.call("workspaces.create", {}, any)],
  ["GET", `/workspaces/${W}/bootstrap`, null, (api) => api.call("workspaces.bootstrap", { workspace: W })],
  ["PATCH", `/workspaces/${W}`, any, (api) => api.call("workspaces.edit", { workspace: W }, any)],
  ["POST", `/workspaces/${W}/join-code`, {}, (api) => api.call("workspaces.newJoinCode", { workspace: W })],
  ["DELETE", `/workspaces/${W}/join-code`, {}, (api) => api.call("workspaces.stopJoining", { workspace: W })],
  ["POST", `/workspaces/${W}/leave`, {}, (api) => api.call("workspaces.leave", { workspace: W })],
  ["PATCH", `/workspaces/${W}/me/settings`, any, (api) => api.call("settings.edit", { workspace: W }, any)],
  ["PUT", `/workspaces/${W}/blocks/${M}`, {}, (api) => api.call("settings.block", { workspace: W, member: M })],
  ["DELETE", `/workspaces/${W}/blocks/${M}`, {}, (api) => api.call("settings.unblock", { workspace: W, member: M })],
  ["GET", `/workspaces/${W}/drafts`, null, (api) => api.call("personal.drafts", { workspace: W })],
  ["GET", `/workspaces/${W}/saved`, null, (api) => api.call("personal.saved", { workspace: W })],
  ["GET", `/workspaces/${W}/mentions`, null, (api) => api.call("personal.mentions", { workspace: W })],
  [
    "GET",
    `/workspaces/${W}/mentions?before=7`,
    null,
    (api) => api.call("personal.mentions", { workspace: W }, { before: 7 }),
  ],
  ["POST", `/workspaces/${W}/read-all`, {}, (api) => api.call("personal.readAll", { workspace: W })],
  ["GET", `/workspaces/${W}/members`, null, (api) => api.call("members.list", { workspace: W })],
  [
    "GET",
    `/workspaces/${W}/members?ids=a%2Cb`,
    null,
    (api) => api.call("members.list", { workspace: W }, { ids: ["a", "b"] }),
  ],
  ["PATCH", `/workspaces/${W}/me`, any, (api) => api.call("members.editMe", { workspace: W }, any)],
  ["PATCH", `/workspaces/${W}/members/${M}`, any, (api) => api.call("members.edit", { workspace: W, member: M }, any)],
  ["DELETE", `/workspaces/${W}/members/${M}`, {}, (api) => api.call("members.remove", { workspace: W, member: M })],
  ["GET", `/workspaces/${W}/channels`, null, (api) => api.call("channels.list", { workspace: W })],
  ["POST", `/workspaces/${W}/channels`, any, (api) => api.call("channels.create", { workspace: W }, any)],
  [
    "POST",
    `/workspaces/${W}/direct`,
    { member: M },
    (api) => api.call("channels.direct", { workspace: W }, { member: M }),
  ],
  ["POST", `/workspaces/${W}/groups`, any, (api) => api.call("groups.create", { workspace: W }, any)],
  [
    "PUT",
    `/channels/${C}/name`,
    { name: "Team" },
    (api) => api.call("groups.rename", { channel: C }, { name: "Team" }),
  ],
  ["PUT", `/channels/${C}/draft`, any, (api) => api.call("personal.keepDraft", { channel: C }, any)],
  ["DELETE", `/channels/${C}/draft`, {}, (api) => api.call("personal.dropDraft", { channel: C })],
  [
    "GET",
    `/workspaces/${W}/channels/by-name/study`,
    null,
    (api) => api.call("channels.byName", { workspace: W, name: "study" }),
  ],
  ["GET", `/channels/${C}`, null, (api) => api.call("channels.get", { channel: C })],
  ["PATCH", `/channels/${C}`, any, (api) => api.call("channels.edit", { channel: C }, any)],
  ["POST", `/channels/${C}/archive`, {}, (api) => api.call("channels.archive", { channel: C })],
  ["POST", `/channels/${C}/restore`, {}, (api) => api.call("channels.restore", { channel: C })],
  ["POST", `/channels/${C}/join`, {}, (api) => api.call("memberships.join", { channel: C })],
  ["POST", `/channels/${C}/leave`, {}, (api) => api.call("memberships.leave", { channel: C })],
  ["GET", `/channels/${C}/members`, null, (api) => api.call("memberships.list", { channel: C })],
  [
    "POST",
    `/channels/${C}/members`,
    { members: [M] },
    (api) => api.call("memberships.add", { channel: C }, { members: [M] }),
  ],
  ["DELETE", `/channels/${C}/members/${M}`, {}, (api) => api.call("memberships.remove", { channel: C, member: M })],
  ["PATCH", `/channels/${C}/me`, any, (api) => api.call("memberships.editMine", { channel: C }, any)],
  ["GET", `/workspaces/${W}/emoji`, null, (api) => api.call("emoji.list", { workspace: W })],
  ["POST", `/workspaces/${W}/emoji`, any, (api) => api.call("emoji.add", { workspace: W }, any)],
  [
    "DELETE",
    `/workspaces/${W}/emoji/blobcat`,
    {},
    (api) => api.call("emoji.remove", { workspace: W, name: "blobcat" }),
  ],
  ["GET", `/channels/${C}/messages`, null, (api) => api.call("messages.page", { channel: C })],
  [
    "GET",
    `/channels/${C}/messages?before=7&limit=2&rev=9`,
    null,
    (api) => api.call("messages.page", { channel: C }, { before: 7, limit: 2, rev: 9 }),
  ],
  ["POST", `/channels/${C}/messages`, any, (api) => api.call("messages.post", { channel: C }, any)],
  ["PATCH", `/channels/${C}/messages/3`, any, (api) => api.call("messages.edit", { channel: C, seq: 3 }, any)],
  ["DELETE", `/channels/${C}/messages/3`, {}, (api) => api.call("messages.remove", { channel: C, seq: 3 })],
  [
    "POST",
    `/channels/${C}/messages/3/acts`,
    { act: { type: "closePoll" } },
    (api) => api.call("messages.act", { channel: C, seq: 3 }, { act: { type: "closePoll" } }),
  ],
  ["GET", `/channels/${C}/messages/3/versions`, null, (api) => api.call("messages.versions", { channel: C, seq: 3 })],
  ["GET", `/channels/${C}/messages/3/trace`, null, (api) => api.call("messages.trace", { channel: C, seq: 3 })],
  ["GET", `/channels/${C}/landmarks`, null, (api) => api.call("messages.landmarks", { channel: C })],
  ["PUT", `/channels/${C}/messages/3/saved`, {}, (api) => api.call("personal.save", { channel: C, seq: 3 }, {})],
  [
    "PUT",
    `/channels/${C}/messages/3/saved`,
    { note: "n" },
    (api) => api.call("personal.save", { channel: C, seq: 3 }, { note: "n" }),
  ],
  ["DELETE", `/channels/${C}/messages/3/saved`, {}, (api) => api.call("personal.unsave", { channel: C, seq: 3 })],
  [
    "POST",
    `/channels/${C}/read`,
    { seq: 3, back: true },
    (api) => api.call("messages.read", { channel: C }, { seq: 3, back: true }),
  ],
  ["POST", `/channels/${C}/read`, { seq: 3 }, (api) => api.call("messages.read", { channel: C }, { seq: 3 })],
  ["POST", `/channels/${C}/messages/3/thread`, {}, (api) => api.call("threads.start", { channel: C, seq: 3 })],
  ["PUT", `/channels/${C}/follow`, {}, (api) => api.call("threads.follow", { channel: C })],
  ["DELETE", `/channels/${C}/follow`, {}, (api) => api.call("threads.unfollow", { channel: C })],
  [
    "GET",
    `/workspaces/${W}/threads?before=7`,
    null,
    (api) => api.call("threads.list", { workspace: W }, { before: 7 }),
  ],
  ["POST", `/channels/${C}/scheduled`, any, (api) => api.call("scheduled.add", { channel: C }, any as Body)],
  ["GET", `/workspaces/${W}/scheduled`, null, (api) => api.call("scheduled.list", { workspace: W })],
  [
    "PATCH",
    `/workspaces/${W}/scheduled/s1`,
    any,
    (api) => api.call("scheduled.edit", { workspace: W, scheduled: "s1" }, any),
  ],
  [
    "DELETE",
    `/workspaces/${W}/scheduled/s1`,
    {},
    (api) => api.call("scheduled.cancel", { workspace: W, scheduled: "s1" }),
  ],
  [
    "POST",
    `/workspaces/${W}/scheduled/s1/send`,
    {},
    (api) => api.call("scheduled.sendNow", { workspace: W, scheduled: "s1" }),
  ],
  ["POST", `/workspaces/${W}/import/people`, any, (api) => api.call("import.people", { workspace: W }, any)],
  ["POST", `/workspaces/${W}/import/channels`, any, (api) => api.call("import.channel", { workspace: W }, any)],
  [
    "POST",
    `/workspaces/${W}/import/channels/${C}/messages`,
    any,
    (api) => api.call("import.messages", { workspace: W, channel: C }, any),
  ],
  [
    "GET",
    `/workspaces/${W}/import/channels/${C}/places`,
    null,
    (api) => api.call("import.places", { workspace: W, channel: C }),
  ],
  [
    "GET",
    `/workspaces/${W}/import/channels/${C}/places?after=9`,
    null,
    (api) => api.call("import.places", { workspace: W, channel: C }, { after: 9 }),
  ],
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
  expect(api.pathOf("sockets.channel", { channel: C })).toBe(`/api/channels/${C}/socket`);
  expect(api.pathOf("sockets.workspace", { workspace: W })).toBe(`/api/workspaces/${W}/socket`);
  expect(api.addressOf("emoji.picture", { workspace: W, name: "blobcat", version: "v1" })).toBe(
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
    [{ kind: "post", body: "words", toCome: 1 }, "POST", "messages", { id: "m1", body: "words", toCome: 1 }],
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
