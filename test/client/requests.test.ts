/** Every route as the client asks for it, and what comes back. */
import { afterEach, expect, test, vi } from "vitest";
import { createApi, type Api, type AskedFrom } from "../../client/api.ts";
import { openWebSocket, socketUrl } from "../../client/socket.ts";

const W = "class-1";

const C = "channel-1";

const M = "member-1";

type Body = AskedFrom<"scheduled.add">;

const any = { some: "body" } as never;

afterEach(() => vi.unstubAllGlobals());

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
