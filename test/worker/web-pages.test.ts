/** A channel that anyone on the web can read: what is shown, to whom, and what never is. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, describe, expect, test } from "vitest";
import type { Channel, MyChannel } from "../../protocol/index.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { channelOf, factsFor, fill } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";
import { fromTheWeb as get, isTheApp, openWebClass, type OpenedClass } from "./support/web-readers.ts";

let classroom: OpenedClass["classroom"];
let teacher: Somebody;
let student: Somebody;
let id: string;
let read: OpenedClass["read"];
let say: OpenedClass["say"];
let open: OpenedClass["open"];
beforeEach(async () => {
  ({ classroom, teacher, student, id, read, say, open } = await openWebClass());
});

describe("who opens it", () => {
  test.each(["student", "guest", "ta"] as const)("a %s does not", async (role) => {
    const who = await classroom.person(role);
    await teacher.post(`/channels/${id}/members`, { members: [who.id] });
    expect((await who.put(`/channels/${id}/web`, { confirmed: true })).status).toBe(403);
    expect((await who.delete(`/channels/${id}/web`)).status).toBe(403);
  });

  test("nor does a teacher of another class, who is told that there is no such channel", async () => {
    const stranger = await (await openClassroom()).person("owner");
    expect((await stranger.put(`/channels/${id}/web`, { confirmed: true })).status).toBe(404);
  });

  test.each(["private", "dm", "group"])("a %s one is never opened, whoever asks", async (kind) => {
    const { id: other } = await channelOf([teacher, student], { kind });
    expect((await teacher.put(`/channels/${other}/web`, { confirmed: true })).status).toBe(403);
    // Nor where a row says that it was.
    await say(teacher, "Among us", {}, other);
    await env.DB.prepare("update channels set web = ? where id = ?")
      .bind(JSON.stringify({ names: "everybody", from: 1, at: 1, by: 1 }), other)
      .run();
    await isTheApp(await get(`/c/${other}`));
    expect((await get(`/c/${other}.html`)).status).toBe(404);
    expect((await get(`/c/${other}.txt`)).status).toBe(401);
    expect(await read("/sitemap.xml")).not.toContain(other);
  });

  test("it asks once more, saying how many are in it, and again where more is shown than before", async () => {
    await say(student, "Among us");
    const asked = await teacher.put<{ code: string; reason: string; values: unknown }>(`/channels/${id}/web`, {});
    expect([asked.status, asked.body.reason, asked.body.values]).toEqual([400, "web_page", { people: 2 }]);
    await open({ from: "now" });
    const put = async (body: object) => (await teacher.put(`/channels/${id}/web`, body)).status;
    expect(await put({})).toBe(200);
    expect(await put({ names: "everybody" })).toBe(400);
    expect(await put({ from: "start" })).toBe(400);
    expect(await put({ names: "everybody", from: "start", confirmed: true })).toBe(200);
    expect(await put({ names: "team" })).toBe(200);
    expect((await teacher.put(`/channels/${id}/web`, { names: "nobody" })).status).toBe(400);
  });

  test("everybody in the channel sees that it is open, and that it is not any more", async () => {
    expect(await open({ from: "start" })).toMatchObject({ web: { names: "team", from: 1 } });
    const mine = async () => (await student.get<{ channel: MyChannel }>(`/channels/${id}`)).body.channel.web;
    expect(await mine()).toEqual({ names: "team", from: 1, at: expect.any(Number) as number });
    const closed = await teacher.delete<{ channel: Channel }>(`/channels/${id}/web`);
    const audit = await teacher.get<{ entries: { act: string; details?: object }[] }>(
      `/workspaces/${classroom.id}/audit`,
    );
    expect(audit.body.entries.map(({ act, details }) => [act, details])).toEqual([
      ["channelOffWeb", undefined],
      ["channelOnWeb", { names: "team", from: 1 }],
    ]);
    expect(closed.body.channel.web).toBeNull();
    expect(await mine()).toBeUndefined();
  });
});

describe("who reads it", () => {
  test("R132: anybody does, without an account and without a script; until it is closed, and then at once", async () => {
    await say(teacher, "Good *morning*");
    await isTheApp(await get(`/c/${id}`));
    await open();
    const answer = await get(`/c/${id}`);
    const text = await answer.text();
    expect(text).toContain("Good <em>morning</em>");
    expect(text).not.toMatch(/<script|javascript:| on\w+=/iu);
    expect(answer.headers.get("x-robots-tag")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/u,
    );
    await teacher.delete(`/channels/${id}/web`);
    const etag = answer.headers.get("etag") ?? "";
    await isTheApp(await get(`/c/${id}`, { "if-none-match": etag }));
    expect((await get(`/c/${id}.html`, { "if-none-match": etag })).status).toBe(404);
    expect((await get(`/c/${id}.atom`)).status).toBe(401);
  });

  test("who has a session has the app there, and what the web sees at .html", async () => {
    await say(teacher, "Hello");
    await open();
    await isTheApp(await get(`/c/${id}`, { cookie: `__Host-place=${student.token}` }));
    await isTheApp(await get(`/c/${id}?app`));
    expect(await read(`/c/${id}.html`, { cookie: `__Host-place=${student.token}` })).toContain("Hello");
  });

  test("what it holds has a mark, is 304 for who has it, and is kept by no cache unasked", async () => {
    await say(teacher, "Hello");
    await open();
    const first = await get(`/c/${id}`);
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("public, no-cache");
    expect((await get(`/c/${id}`, { "if-none-match": etag })).status).toBe(304);
    expect((await get(`/c/${id}`, {}, "HEAD")).status).toBe(200);
    await say(teacher, "More");
    expect((await get(`/c/${id}`, { "if-none-match": etag })).status).toBe(200);
  });

  test("in the reader's language and direction", async () => {
    await open();
    const arabic = await read(`/c/${id}`, { "accept-language": "de;q=0.4, ar-EG;q=0.9, en;q=0.5" });
    expect(arabic).toContain('<html lang="ar" dir="rtl">');
    expect(await read(`/c/${id}`, { "accept-language": ";;,q=x,*" })).toContain('<html lang="en" dir="ltr">');
  });
});

describe("what is shown of people", () => {
  test("the names of the teaching team; students have numbers, and no handle and no id of anybody is there", async () => {
    await say(student, "I am stuck, @ada too, `@ada` in code, [@ada](https://example.org/) and \\@ada");
    await say(teacher, "Look at week 2, @ada");
    await open();
    const text = await read();
    expect(text).toContain("Student 1");
    expect(text).toContain("Miriam Okafor");
    expect(text).toContain('Look at week 2, <span class="mention">@Student 1</span>');
    for (const secret of ["Ada Lovelace", "@ada", student.id, teacher.id, teacher.handle])
      expect(text).not.toContain(secret);
    for (const format of ["json", "txt", "md", "atom"]) {
      const plain = await read(`/c/${id}.${format}`);
      expect(plain).toContain("Student 1");
      for (const secret of ["Ada", "@ada", student.id, teacher.id, teacher.handle])
        expect({ format, plain, has: plain.includes(secret) }).toEqual({ format, plain, has: false });
    }
  });

  test("everybody's names where the teachers said so, and still no handles", async () => {
    await say(student, "Hello, @ada");
    await open({ names: "everybody" });
    const text = await read();
    expect(text).toContain("Ada Lovelace");
    expect(text).not.toContain("@ada");
  });

  test("whoever an import brought, or who came as a guest, is no more named than a student", async () => {
    const guest = await classroom.person("guest");
    await env.DB.prepare("update members set user_no = null, source_key = 'slack:U1' where no = ?")
      .bind(student.no)
      .run();
    const at = Date.now() - 60_000;
    const messages = [student, guest].map((who, i) => ({
      id: uuidv7({ msecs: at }),
      author: who.id,
      at,
      body: `B${i}`,
    }));
    await roomOf(env, id).importMessages(await factsFor(id), messages);
    await open();
    const text = await read();
    expect(text).toMatch(/Student 1[\s\S]*B0[\s\S]*Guest 1[\s\S]*B1/u);
    expect(text).not.toContain(guest.handle);
  });

  test("files, and who reacted or voted, stay in the class; how many is told", async () => {
    const seq = await say(teacher, "Which?", { poll: { question: "Which?", options: ["Red", "Blue"] } });
    await student.post(`/channels/${id}/messages/${seq}/acts`, { act: { type: "react", emoji: "🎉", on: true } });
    await student.post(`/channels/${id}/messages/${seq}/acts`, { act: { type: "vote", choices: [1] } });
    await open({ names: "everybody" });
    const text = await read();
    expect(text).toContain("🎉 1");
    expect(text).toContain("Blue · 1 vote");
    expect(text).not.toContain("Ada Lovelace");
  });
});

describe("what is shown of messages", () => {
  test("I7: what was deleted is gone, and what was edited stands as it now is", async () => {
    await say(teacher, "A secret");
    await say(teacher, "Firts");
    await open();
    await teacher.delete(`/channels/${id}/messages/1`);
    await teacher.patch(`/channels/${id}/messages/2`, { body: "First" });
    for (const path of [`/c/${id}`, `/c/${id}.atom`]) {
      const text = await read(path);
      expect(text).toContain("First");
      expect(text).not.toMatch(/secret|Firts/u);
    }
  });

  test("only what is said from then on, where the class was not asked before; nobody gets around it by an address", async () => {
    const before = await say(student, "Among us");
    await open({ from: "now" });
    await say(teacher, "To everybody", { replyTo: before });
    for (const path of [
      `/c/${id}`,
      `/c/${id}.json`,
      `/c/${id}.json?around=1`,
      `/c/${id}.txt?before=2`,
      `/c/${id}.md?after=0`,
    ])
      expect(await read(path)).not.toContain("Among us");
    expect(await read()).toContain("To everybody");
    expect(await read()).not.toContain(`#${before}"`);
    // Changing whose names are shown does not open what was said before.
    await open({ names: "everybody", from: undefined });
    expect(await read()).not.toContain("Among us");
  });

  test("a thread is as open as the message it hangs on", async () => {
    const early = await say(teacher, "Early");
    const start = async (seq: number) =>
      (await teacher.post<{ channel: MyChannel }>(`/channels/${id}/messages/${seq}/thread`)).body.channel.id;
    const closed = await start(early);
    await say(student, "Between us", {}, closed);
    await open({ from: "now" });
    const opened = await start(await say(teacher, "Late"));
    await say(student, "An answer", {}, opened);
    await isTheApp(await get(`/c/${closed}`));
    expect((await get(`/c/${closed}.txt`)).status).toBe(401);
    const text = await read(`/c/${opened}`);
    expect(text).toContain("An answer");
    expect(text).not.toContain("Ada Lovelace");
    expect(await read()).toContain(`<a href="/c/${opened}">1 reply</a>`);
    await teacher.delete(`/channels/${id}/web`);
    await isTheApp(await get(`/c/${opened}`));
  });

  test("I9: whatever somebody writes is words: no element, no attribute and no address of theirs is taken for one of ours", async () => {
    const attacks = [
      "<script>alert(1)</script><img src=x onerror=alert(1)>",
      "[x](javascript:alert(1)) [y](data:text/html,<script>)",
      '```"><script>alert(1)</script>\n</code></pre><script>\n```',
      "$</code><script>alert(1)</script>$ ||<b onmouseover=alert(1)>||",
      '[a" onmouseover="alert(1)](https://example.org/"onmouseover="x)',
      "\u{E000}0\u{E001} @ada\u{E000}7\u{E001}",
    ];
    for (const body of attacks) await say(teacher, body);
    await env.DB.prepare("update members set name = ? where no = ?").bind("</b><script>", teacher.no).run();
    await env.DB.prepare("update channels set topic = ?, name = ? where id = ?")
      .bind('"><script>', "</title><script>", id)
      .run();
    await open();
    const text = await read();
    expect(text).not.toMatch(/<script|<img|<b [^d]|\son\w+="|href="(?:javascript|data)/iu);
    expect(text.match(/<article/gu)).toHaveLength(attacks.length);
    for (const [, href] of text.matchAll(/ href="([^"]*)"/gu)) expect(href).toMatch(/^(?:https?:|mailto:|\/c\/|#)/u);
    expect(text).toContain('rel="nofollow ugc noopener noreferrer"');
  });

  test("I9: a page that would take too long to write has its last messages as they were typed, and no word less", async () => {
    await open();
    for (let i = 0; i < 4; i += 1) await say(teacher, `${"*a* `b` ".repeat(1_100)}the end`);
    const text = await read();
    expect(text.match(/the end/gu)).toHaveLength(4);
    expect(text.match(/<p class="typed"/gu)).toHaveLength(2);
  });

  test("a row that nobody can read keeps neither the page from opening nor the others from being read", async () => {
    await fill(id, teacher, 260);
    await open();
    const no = (await env.DB.prepare("select no from channels where id = ?").bind(id).first<{ no: number }>())!.no;
    await env.DB.prepare("update messages set at = 9e15, meta = ? where key = ?")
      .bind(JSON.stringify({ reactions: [{}], poll: {}, files: 3, thread: "x" }), no * 2 ** 32 + 3)
      .run();
    const text = await read(`/c/${id}?page=1`);
    expect(text).toContain("line 2");
    expect(text).toContain("line 4");
    expect(text).toContain("can&#39;t be shown");
  });
});

test.each(["/", "/sign-in", "/c/no-such-channel", "/docs/teacher"])(
  "everything else, as %s, is not to be found",
  async (path) => {
    await isTheApp(await get(path));
  },
);
