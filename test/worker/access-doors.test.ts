/** Every door to a channel, tried by those who may not pass: what they hear must not tell whether there is anything behind. */
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { MyChannel, Refusal } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { openClassroom, ORIGIN, request, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { sendBytes } from "./support/files.ts";

/** A body that the route would accept from somebody who may. `:channel` and `:workspace` are filled in by the test. */
const CHANNEL_ROUTES: Record<string, { path?: string; body?: unknown; bytes?: true; upgrade?: true }> = {
  "GET /api/channels/:channel": {},
  "PATCH /api/channels/:channel": { body: { topic: "Mine now" } },
  "POST /api/channels/:channel/archive": {},
  "POST /api/channels/:channel/restore": {},
  "POST /api/channels/:channel/join": {},
  "POST /api/channels/:channel/leave": {},
  "GET /api/channels/:channel/members": {},
  "POST /api/channels/:channel/members": { body: { members: [":me"] } },
  "DELETE /api/channels/:channel/members/:member": { path: "/channels/:channel/members/:me" },
  "PATCH /api/channels/:channel/me": { body: { muted: true } },
  "GET /api/channels/:channel/places": { path: "/channels/:channel/places?times=1&samples=2" },
  "GET /api/channels/:channel/proof": { path: "/channels/:channel/proof?from=1" },
  "GET /api/channels/:channel/messages": {},
  "POST /api/channels/:channel/messages": { body: { body: "Hello?" } },
  "PATCH /api/channels/:channel/messages/:seq": { path: "/channels/:channel/messages/1", body: { body: "Not yours" } },
  "DELETE /api/channels/:channel/messages/:seq": { path: "/channels/:channel/messages/1" },
  "POST /api/channels/:channel/messages/:seq/thread": { path: "/channels/:channel/messages/1/thread" },
  "PUT /api/channels/:channel/lock": { body: { locked: true } },
  "PUT /api/channels/:channel/follow": {},
  "DELETE /api/channels/:channel/follow": {},
  "POST /api/channels/:channel/scheduled": { body: { body: "Later", at: Date.now() + 3_600_000, zone: "UTC" } },
  "POST /api/channels/:channel/moves": { body: { from: 1, to: 1, target: "none" } },
  "POST /api/channels/:channel/moves/:move/undo": { path: "/channels/:channel/moves/none/undo" },
  "POST /api/channels/:channel/messages/:seq/acts": {
    path: "/channels/:channel/messages/1/acts",
    body: { act: { type: "pin", on: true } },
  },
  "GET /api/channels/:channel/messages/:seq/versions": { path: "/channels/:channel/messages/1/versions" },
  "GET /api/channels/:channel/messages/:seq/trace": { path: "/channels/:channel/messages/1/trace" },
  "GET /api/channels/:channel/landmarks": {},
  "POST /api/channels/:channel/read": { body: { seq: 1 } },
  "PUT /api/channels/:channel/name": { body: { name: "Ours now" } },
  "PUT /api/channels/:channel/draft": { body: { body: "Not sent" } },
  "DELETE /api/channels/:channel/draft": {},
  "PUT /api/channels/:channel/messages/:seq/saved": {
    path: "/channels/:channel/messages/1/saved",
    body: { note: "Look" },
  },
  "DELETE /api/channels/:channel/messages/:seq/saved": { path: "/channels/:channel/messages/1/saved" },
  "GET /api/channels/:channel/widget": {},
  "PUT /api/channels/:channel/widget": { body: { on: true, sites: ["https://mine.example"] } },
  "DELETE /api/channels/:channel/widget": {},
  "PUT /api/channels/:channel/web": { body: { names: "team", confirmed: true } },
  "DELETE /api/channels/:channel/web": {},
  "PUT /api/channels/:channel/keeping": { body: { days: 30 } },
  "GET /api/channels/:channel/people": { path: "/channels/:channel/people?from=1&to=3" },
  "GET /api/channels/:channel/threads": {},
  "GET /api/channels/:channel/plain/:format": { path: "/channels/:channel/plain/txt" },
  "POST /api/channels/:channel/files": {
    path: "/channels/:channel/files?message=01890000-0000-7000-8000-000000000002&size=3",
    bytes: true,
  },
  "POST /api/channels/:channel/files/uploads": {
    body: { message: "01890000-0000-7000-8000-000000000002", size: 9_000_000 },
  },
  "PUT /api/channels/:channel/files/uploads/:part": {
    path: "/channels/:channel/files/uploads/1?upload=a.b",
    bytes: true,
  },
  "POST /api/channels/:channel/files/finished": { body: { upload: "a.b", parts: ["a"] } },
  "GET /api/channels/:channel/messages/:seq/files/:file/:name": {
    path: "/channels/:channel/messages/1/files/nosuchfile123456/notes.pdf",
  },
  "POST /api/channels/:channel/incoming-hooks": { body: { name: "CI" } },
  "PATCH /api/channels/:channel/incoming-hooks/:hook": {
    path: "/channels/:channel/incoming-hooks/nosuchhook123456",
    body: { name: "CI" },
  },
  "PATCH /api/channels/:channel/outgoing-hooks/:hook": {
    path: "/channels/:channel/outgoing-hooks/nosuchhook123456",
    body: { name: "CI" },
  },
  "DELETE /api/channels/:channel/incoming-hooks/:hook": { path: "/channels/:channel/incoming-hooks/nosuchhook123456" },
  "POST /api/channels/:channel/outgoing-hooks": {
    body: { name: "CI", url: "https://ci.example/place", rules: { events: ["message.posted"] } },
  },
  "DELETE /api/channels/:channel/outgoing-hooks/:hook": { path: "/channels/:channel/outgoing-hooks/nosuchhook123456" },
  "GET /api/channels/:channel/outgoing-hooks/:hook/deliveries": {
    path: "/channels/:channel/outgoing-hooks/nosuchhook123456/deliveries",
  },
  "POST /api/channels/:channel/outgoing-hooks/:hook/deliveries/:delivery": {
    path: "/channels/:channel/outgoing-hooks/nosuchhook123456/deliveries/1",
  },
  "GET /api/channels/:channel/commands": {},
  "POST /api/channels/:channel/commands/:command": {
    path: "/channels/:channel/commands/grade",
    body: { id: "01890000-0000-7000-8000-000000000003" },
  },
  "GET /api/channels/:channel/stream": {},
  "GET /api/channels/:channel/socket": { upgrade: true },
  "GET /api/workspaces/:workspace/import/channels/:channel/places": {},
  "PUT /api/workspaces/:workspace/import/channels/:channel/files/:file": {
    path: "/workspaces/:workspace/import/channels/:channel/files/0mgxk2a1bAbCdEfGhIjKlMnOp?message=01890000-0000-7000-8000-000000000001&size=4",
    bytes: true,
  },
  "POST /api/workspaces/:workspace/import/channels/:channel/messages": {
    path: "/workspaces/:workspace/import/channels/:channel/messages",
    body: { messages: [{ id: "01890000-0000-7000-8000-000000000001", author: ":me", at: 1, body: "Forged" }] },
  },
};

describe("I5: a channel that one may not see is not there, on every path", () => {
  let classroom: Classroom;
  let owner: Somebody;
  let student: Somebody;
  let removed: Somebody;
  let stranger: Somebody;
  let signedOut: Somebody;
  let secret: MyChannel;

  beforeAll(async () => {
    classroom = await openClassroom();
    owner = await classroom.person("owner");
    student = await classroom.person("student");
    removed = await classroom.person("student");
    signedOut = await classroom.person("student");
    stranger = await (await openClassroom("Another class")).person("owner");
    const made = await student.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/channels`, {
      name: "secret",
      kind: "private",
    });
    expect(made.status).toBe(201);
    secret = made.body.channel;
    await writeHistory(secret.id, student, 3);
    for (const member of [removed, signedOut]) {
      expect((await student.post(`/channels/${secret.id}/members`, { members: [member.id] })).status).toBe(204);
    }
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(removed.no).run();
    await env.DB.prepare("delete from sessions where user_no = ?").bind(signedOut.userNo).run();
  });

  const routes = app.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/") && path.includes(":channel"))
    .map(({ method, path }) => `${method} ${path}`);

  test("every route to a channel is tried here: a new one has to be added to this list", () => {
    expect(new Set(routes)).toEqual(new Set(Object.keys(CHANNEL_ROUTES)));
  });

  /** What comes back for one channel id, without the mark that finds the request in the log. */
  async function knock(route: string, channelId: string, who?: Somebody) {
    const { path, body, bytes, upgrade } = CHANNEL_ROUTES[route]!;
    const [method = "", template = ""] = route.split(" ");
    const fill = (text: string) =>
      text
        .replace(/^\/api/u, "")
        .replace(":workspace", classroom.id)
        .replace(":channel", channelId)
        .replaceAll(":me", who?.id ?? "nobody");
    if (upgrade) return knockSocket(fill(path ?? template), who);
    if (bytes) return knockWithBytes(method, fill(path ?? template), who);
    const sent = body === undefined ? undefined : (JSON.parse(fill(JSON.stringify(body))) as unknown);
    const answer = await request<Refusal>(method, fill(path ?? template), sent, who);
    const { trace: _trace, ...rest } = answer.body;
    return { status: answer.status, body: rest };
  }
  async function knockWithBytes(method: string, path: string, who?: Somebody) {
    const { status, body } = await sendBytes(method, path, "abc", who ?? null);
    const { trace: _trace, ...rest } = body;
    return { status, body: rest };
  }
  async function knockSocket(path: string, who?: Somebody) {
    const headers = {
      upgrade: "websocket",
      origin: ORIGIN,
      ...(who && { authorization: `Bearer ${who.token}` }),
    };
    const response = await exports.default.fetch(`${ORIGIN}/api${path}`, { headers });
    expect(response.webSocket).toBeNull();
    const { trace: _trace, ...rest } = (await response.json()) as Refusal;
    return { status: response.status, body: rest };
  }

  const isImport = (route: string) => route.includes("/import/");

  test.each(Object.keys(CHANNEL_ROUTES))(
    "the class's owner, who is not in it, hears the same as for no channel at all: %s",
    async (route) => {
      const answer = await knock(route, secret.id, owner);
      expect(answer).toEqual({ status: 404, body: { code: "not_found", sentence: expect.any(String) as string } });
      expect(answer).toEqual(await knock(route, "nosuchchannel123", owner));
    },
  );

  test.each(Object.keys(CHANNEL_ROUTES))("the owner of another class hears the same: %s", async (route) => {
    const answer = await knock(route, secret.id, stranger);
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await knock(route, "nosuchchannel123", stranger));
  });

  test.each(Object.keys(CHANNEL_ROUTES))(
    "R47: somebody who was removed from the class hears the same: %s",
    async (route) => {
      const answer = await knock(route, secret.id, removed);
      expect(answer.status).toBe(404);
      expect(answer).toEqual(await knock(route, "nosuchchannel123", removed));
    },
  );

  test.each(Object.keys(CHANNEL_ROUTES))(
    "nobody signed in, and an ended session, are asked to sign in: %s",
    async (route) => {
      for (const who of [undefined, signedOut]) {
        const answer = await knock(route, secret.id, who);
        expect(answer.status).toBe(401);
        expect(answer.body.code).toBe("not_signed_in");
        expect(answer).toEqual(await knock(route, "nosuchchannel123", who));
      }
    },
  );

  test.each(Object.keys(CHANNEL_ROUTES).filter((route) => !isImport(route)))(
    "a public channel of another class is not there either: %s",
    async (route) => {
      const other = await openClassroom("Third class");
      const teacher = await other.person("owner");
      const open = await teacher.post<{ channel: MyChannel }>(`/workspaces/${other.id}/channels`, { name: "open" });
      expect(await knock(route, open.body.channel.id, owner)).toEqual(await knock(route, "nosuchchannel123", owner));
    },
  );

  test.each(["%00", "%ED%A0%80", "%zz", "1%27%20or%201=1", "x".repeat(2000)])(
    "I9: an address that can be no channel's is not found: %s",
    async (id) => {
      for (const path of ["", "/messages", "/members"]) {
        expect(await owner.get(`/channels/${id}${path}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
      }
      expect(await owner.post(`/channels/${id}/join`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    },
  );

  test("its name is in no list, and in no address by name, for those who are not in it", async () => {
    for (const who of [owner, stranger, removed]) {
      const listed = await who.get<{ channels?: { id: string }[] }>(`/workspaces/${classroom.id}/channels`);
      expect(JSON.stringify(listed.body)).not.toContain(secret.id);
      const named = await who.get(`/workspaces/${classroom.id}/channels/by-name/secret`);
      expect(named).toMatchObject({ status: 404, body: { code: "not_found" } });
      const first = await who.get(`/workspaces/${classroom.id}/bootstrap`);
      expect(JSON.stringify(first.body)).not.toContain(secret.id);
    }
  });

  test("nothing that was refused changed anything", async () => {
    const { body } = await student.get<{ channel: MyChannel }>(`/channels/${secret.id}`);
    expect(body.channel).toMatchObject({ name: "secret", topic: "", archivedAt: null });
    const people = await student.get<{ members: { id: string }[] }>(`/channels/${secret.id}/members`);
    expect(people.body.members.map(({ id }) => id).sort()).toEqual([student.id, signedOut.id].sort());
  });
});
