import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import * as v from "valibot";
import { BootstrapSchema, UNREAD_LOOKED_AT, type Bootstrap, type MyChannel } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
import { readFirstPaint } from "../../worker/store/bootstrap.ts";
import { openDb } from "../../worker/store/db.ts";
import { planOf, walksIn } from "../support/d1-statements.ts";
import { ORIGIN, openClassroom, WatchedD1, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { dataUrl, PNG } from "./support/pictures.ts";

let classroom: Classroom;
let owner: Somebody;
beforeEach(async () => {
  classroom = await openClassroom("Programming I");
  owner = await classroom.person("owner");
});
const first = async (who: Somebody) => (await who.get<Bootstrap>(`/workspaces/${classroom.id}/bootstrap`)).body;
const made = async (who: Somebody, body: object) =>
  (await who.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/channels`, body)).body.channel;

describe("the first paint", () => {
  test("R59: who I am, the class, my channels and the people come in one answer", async () => {
    const student = await classroom.person("student", { handle: "mina" });
    const general = await made(owner, { name: "general", isDefault: true });
    const answer = await first(student);
    expect(v.parse(BootstrapSchema, answer)).toEqual(answer);
    expect(answer.workspace).toMatchObject({ id: classroom.id, name: "Programming I" });
    expect(answer.me).toEqual({ member: student.id, role: "student", guest: false });
    expect(answer.channels).toEqual([general]);
    expect(new Set(answer.members.map(({ id }) => id))).toEqual(new Set([owner.id, student.id]));
    expect(answer.members.find(({ id }) => id === student.id)).toMatchObject({ handle: "mina", role: "student" });
  });

  test("the join code is told to those who may invite and to nobody else", async () => {
    for (const role of ["guest", "student", "ta"] as const) {
      expect((await first(await classroom.person(role))).workspace).not.toHaveProperty("joinCode");
    }
    for (const who of [owner, await classroom.person("teacher")]) {
      expect((await first(who)).workspace.joinCode).toMatch(/^[0-9a-z]{8}$/u);
    }
  });

  test("R30: two people in two channels see only their own channels and counts", async () => {
    const [anna, ben] = [await classroom.person("student"), await classroom.person("student")];
    const [hers, his] = [
      await made(anna, { name: "hers", kind: "private" }),
      await made(ben, { name: "his", kind: "private" }),
    ];
    await writeHistory(hers.id, anna, 7);
    await writeHistory(his.id, ben, 3);
    expect((await first(anna)).channels.map(({ name, lastSeq }) => [name, lastSeq])).toEqual([["hers", 7]]);
    expect((await first(ben)).channels.map(({ name, lastSeq }) => [name, lastSeq])).toEqual([["his", 3]]);
  });

  test("unread and mentions are true: last place, when, what I read, and who named me since", async () => {
    const channel = await made(owner, { name: "busy" });
    await made(owner, { name: "before-it" });
    await writeHistory(channel.id, owner, 60);
    await env.DB.prepare(
      "update memberships set read_seq = 40 where member_no = ? and channel_no = (select no from channels where id = ?)",
    )
      .bind(owner.no, channel.id)
      .run();
    for (const seq of [12, 40, 41, 55]) {
      await env.DB.prepare("insert into mentions select ?, no, ? from channels where id = ?")
        .bind(owner.no, seq, channel.id)
        .run();
    }
    const { channels } = await first(owner);
    expect(channels.find(({ id }) => id === channel.id)).toMatchObject({
      lastSeq: 60,
      lastAt: 1_700_000_060_000,
      readSeq: 40,
      mentions: 2,
    });
    expect(channels.find(({ name }) => name === "before-it")).toMatchObject({ lastSeq: 0, lastAt: 0, mentions: 0 });
  });

  test("people who left, and those whom an import brought, are not among the people, but can be asked for", async () => {
    const gone = await classroom.person("student");
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(gone.no).run();
    const { people } = (
      await owner.post<{ people: { member: string }[] }>(`/workspaces/${classroom.id}/import/people`, {
        people: [{ key: "slack:U1", handle: "old.friend", name: "Old Friend" }],
      })
    ).body;
    const imported = people[0]!.member;
    expect((await first(owner)).members.map(({ id }) => id)).toEqual([owner.id]);
    const asked = await owner.get<{ members: object[] }>(
      `/workspaces/${classroom.id}/members?ids=${gone.id},${imported}`,
    );
    expect(asked.body.members).toHaveLength(2);
    expect(asked.body.members).toContainEqual(
      expect.objectContaining({ id: imported, name: "Old Friend", imported: true }),
    );
    expect(asked.body.members).toContainEqual(expect.objectContaining({ id: gone.id, left: true }));
  });

  test("of a very large class five hundred people are told, and I am one of them", async () => {
    const crowd = JSON.stringify(Array.from({ length: 600 }, (_, i) => i));
    await env.DB.batch([
      env.DB.prepare(
        "insert into users (id, handle, handle_key, created_at) select 'u' || value, 'u' || value, 'crowd' || value, 0 from json_each(?)",
      ).bind(crowd),
      env.DB.prepare(
        `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
         select 'crowd-' || j.value, ?1, u.no, 'c' || j.value, 'c' || j.value, 'C', 'student', 0
         from json_each(?2) j join users u on u.handle_key = 'crowd' || j.value`,
      ).bind(classroom.no, crowd),
    ]);
    const late = await classroom.person("student");
    const { members, me } = await first(late);
    expect(members).toHaveLength(501);
    expect(members.map(({ id }) => id)).toContain(me.member);
  });

  test("a class that is not mine, that I left, or that is not there: not found", async () => {
    const stranger = await (await openClassroom()).person("owner");
    const gone = await classroom.person("owner");
    await env.DB.prepare("update members set left_at = 1 where no = ?").bind(gone.no).run();
    for (const who of [stranger, gone]) {
      expect(await who.get(`/workspaces/${classroom.id}/bootstrap`)).toMatchObject({
        status: 404,
        body: { code: "not_found" },
      });
    }
    expect(await owner.get("/workspaces/nothing-here/bootstrap")).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });
});

describe("R155: what the first paint costs", () => {
  const cost = async (who: Somebody) => {
    const d1 = new WatchedD1(env.DB);
    const paint = await readFirstPaint(openDb(d1.binding), who.userNo, classroom.id);
    return { paint: paint!, rowsRead: d1.rowsRead, roundTrips: d1.roundTrips };
  };

  test("one person in fifty channels: one round trip, a few rows per channel, and the same after ten thousand more messages", async () => {
    const channels = [];
    for (let i = 0; i < 50; i++) channels.push(await made(owner, { name: `topic-${i}` }));
    for (const channel of channels) await writeHistory(channel.id, owner, 2);
    const before = await cost(owner);
    expect(before.paint.channels).toHaveLength(50);
    expect(before.paint.channels.every(({ lastSeq }) => lastSeq === 2)).toBe(true);
    expect(before.roundTrips).toBe(1);
    expect(before.rowsRead).toBeLessThan(50 * 11 + 20);

    for (const channel of channels.slice(0, 5)) await writeHistory(channel.id, owner, 2000, 3);
    const after = await cost(owner);
    expect(after.paint.channels.filter(({ lastSeq }) => lastSeq === 2002)).toHaveLength(5);
    // Of what is new in a channel the newest hundred are looked at, for those that do not count as unread.
    expect(after.rowsRead).toBeLessThanOrEqual(before.rowsRead + 5 * UNREAD_LOOKED_AT);
  });

  test("five hundred people in one channel: the people are read once each, and the list of the channel's people too", async () => {
    const crowd = JSON.stringify(Array.from({ length: 499 }, (_, i) => i));
    await env.DB.batch([
      env.DB.prepare(
        "insert into users (id, handle, handle_key, created_at) select 'p' || value, 'p' || value, 'people' || value, 0 from json_each(?)",
      ).bind(crowd),
      env.DB.prepare(
        `insert into members (id, workspace_no, user_no, handle, handle_key, name, role, joined_at)
         select 'people-' || j.value, ?1, u.no, 'p' || j.value, 'p' || j.value, 'P', 'student', 0
         from json_each(?2) j join users u on u.handle_key = 'people' || j.value`,
      ).bind(classroom.no, crowd),
    ]);
    const channel = await made(owner, { name: "hall", isDefault: true });
    const { paint, rowsRead, roundTrips } = await cost(owner);
    expect(paint.members).toHaveLength(500);
    expect(roundTrips).toBe(1);
    expect(rowsRead).toBeLessThan(500 * 2 + 40);
    const inside = await owner.get<{ members: unknown[] }>(`/channels/${channel.id}/members`);
    expect(inside.body.members).toHaveLength(500);
  });
});

describe("R17: no question about channels walks through a whole table", () => {
  test("every statement behind these routes finds its rows by an index", async () => {
    const student = await classroom.person("student");
    const d1 = new WatchedD1(env.DB);
    const ask = async (who: Somebody, method: string, path: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${who.token}`, "content-type": "application/json" };
      const init = method === "GET" ? { headers } : { method, headers, body: JSON.stringify(body ?? {}) };
      const context = createExecutionContext();
      const response = await app.fetch(new Request(`${ORIGIN}/api${path}`, init), { ...env, DB: d1.binding }, context);
      await waitOnExecutionContext(context);
      expect(response.status, `${method} ${path}`).toBeLessThan(300);
      const text = await response.text();
      return (text === "" ? {} : JSON.parse(text)) as { channel: MyChannel; people: { member: string }[] };
    };
    const w = `/workspaces/${classroom.id}`;
    const { channel } = await ask(owner, "POST", `${w}/channels`, { name: "one" });
    const c = `/channels/${channel.id}`;
    await ask(owner, "POST", `${w}/channels`, { name: "two", isDefault: true });
    await ask(owner, "POST", `${w}/channels`, { name: "three", kind: "private" });
    await ask(owner, "GET", `${w}/bootstrap`);
    await ask(owner, "GET", `${w}/channels`);
    await ask(owner, "GET", `${w}/channels/by-name/one`);
    await ask(owner, "GET", c);
    await ask(owner, "GET", `${c}/members`);
    await ask(owner, "PATCH", c, { name: "uno", topic: "T", posting: "all", isDefault: true });
    await ask(owner, "PATCH", c, { isDefault: false });
    await ask(owner, "POST", `${c}/archive`);
    await ask(owner, "POST", `${c}/restore`);
    await ask(student, "POST", `${c}/leave`);
    await ask(student, "POST", `${c}/join`);
    await ask(owner, "DELETE", `${c}/members/${student.id}`);
    await ask(owner, "POST", `${c}/members`, { members: [student.id] });
    await ask(student, "PATCH", `${c}/me`, { muted: true });
    await ask(student, "POST", `${w}/direct`, { member: owner.id });
    const third = await classroom.person("student");
    const group = await ask(student, "POST", `${w}/groups`, { members: [owner.id, third.id], name: "us" });
    await ask(owner, "PUT", `/channels/${group.channel.id}/name`, { name: "we" });
    await ask(owner, "PATCH", `${w}/me/settings`, { directFrom: "staff" });
    await ask(owner, "PUT", `${w}/blocks/${third.id}`);
    await ask(owner, "DELETE", `${w}/blocks/${third.id}`);
    await ask(owner, "POST", `${c}/messages`, { body: "Words" });
    await ask(owner, "PUT", `${c}/messages/1/saved`, { note: "n" });
    await ask(owner, "DELETE", `${c}/messages/1/saved`);
    await ask(owner, "PUT", `${c}/draft`, { body: "Wor" });
    await ask(owner, "DELETE", `${c}/draft`);
    for (const list of ["drafts", "saved", "mentions"]) await ask(owner, "GET", `${w}/${list}`);
    await ask(owner, "POST", `${w}/read-all`);
    await ask(owner, "POST", `${w}/emoji`, { name: "blobcat", picture: dataUrl(PNG) });
    await ask(owner, "GET", `${w}/emoji`);
    await ask(owner, "DELETE", `${w}/emoji/blobcat`);
    const { people } = await ask(owner, "POST", `${w}/import/people`, {
      people: [{ key: "slack:U1", handle: "ann", name: "Ann" }],
    });
    const ann = people[0]!.member;
    for (const kind of ["public", "dm"]) {
      for (let run = 0; run < 2; run++) {
        const brought = await ask(owner, "POST", `${w}/import/channels`, {
          key: `slack:${kind}`,
          kind,
          name: "uno",
          members: [ann, owner.id],
        });
        const message = { id: "01890000-0000-7000-8000-000000000001", author: ann, at: 1, body: "Hello" };
        await ask(owner, "POST", `${w}/import/channels/${brought.channel.id}/messages`, { messages: [message] });
      }
    }

    const asked = new Map(d1.statements.map((statement) => [statement.sql, statement.values]));
    expect(asked.size).toBeGreaterThan(30);
    const walks: string[] = [];
    for (const [sql, values] of asked) {
      const scans = walksIn(await planOf(env.DB, { sql, values }), sql);
      if (scans.length > 0) walks.push(`${scans.join("; ")} in ${sql}`);
    }
    expect(walks).toEqual([]);
  });

  test("the check itself: a question without an index is seen", async () => {
    const sql = "select * from channels where topic = ?";
    expect(walksIn(await planOf(env.DB, { sql, values: ["x"] }), sql)).toEqual(["SCAN channels"]);
  });
});
