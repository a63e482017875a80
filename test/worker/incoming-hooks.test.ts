/** Addresses that post: what tools send becomes a message, once, and nothing that anybody sends is more than a refusal. */
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { IncomingHook, Member, Message, Refusal } from "../../protocol/index.ts";
import { log } from "../../worker/log.ts";
import { channelOf } from "./support/channel.ts";
import { dataUrl, PNG } from "./support/pictures.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let owner: Somebody;
let student: Somebody;
let channel: { id: string; no: number };

beforeAll(async () => {
  classroom = await openClassroom();
  [owner, student] = await Promise.all([classroom.person("owner"), classroom.person("student")]);
  channel = await channelOf([owner, student], { kind: "private" });
});

async function newHook(name = "CI", where = channel.id) {
  const told = await owner.post<{ hook: IncomingHook; path: string }>(`/channels/${where}/incoming-hooks`, { name });
  expect(told.status).toBe(201);
  return told.body;
}
const send = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
  exports.default.fetch(`${ORIGIN}${path}`, { method: "POST", body, headers });
const sendJson = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(path, JSON.stringify(body), { "content-type": "application/json", ...headers });
async function newest(where = channel.id): Promise<Message> {
  const { body } = await student.get<{ messages: Message[] }>(`/channels/${where}/messages?limit=1`);
  return body.messages.at(-1)!;
}
const codeOf = async (answer: Response) => ((await answer.json()) as Refusal).code;

describe("an address that posts", () => {
  test("is given a picture and another name by the teaching team, in every message that came by it; nobody else finds it", async () => {
    const { hook } = await newHook();
    const at = `/channels/${channel.id}/incoming-hooks/${hook.id}`;
    expect(await student.patch(at, { name: "Mine" })).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect((await (await classroom.person("ta")).patch(at, { name: "Mine" })).status).toBe(404);
    expect((await owner.patch(`${at}x`, { name: "Other" })).status).toBe(404);
    expect(await owner.patch(at, { picture: "data:image/png;base64,AAAA" })).toMatchObject({
      body: { field: "picture" },
    });
    const { body } = await owner.patch<{ hook: IncomingHook }>(at, {
      name: "Builds",
      picture: dataUrl(PNG),
    });
    expect(body.hook).toEqual({
      ...hook,
      name: "Builds",
      picture: expect.stringMatching(/^\/api\/pictures\//u) as string,
    });
    const { members } = (
      await student.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${hook.member}`)
    ).body;
    expect(members[0]).toMatchObject({ name: "Builds", picture: body.hook.picture });
    const { incoming } = (await owner.get<{ incoming: IncomingHook[] }>(`/workspaces/${classroom.id}/hooks`)).body;
    expect(incoming.find(({ id }) => id === hook.id)).toEqual(body.hook);
    expect((await owner.patch<{ hook: IncomingHook }>(at, { picture: null })).body.hook).not.toHaveProperty("picture");
  });

  test("takes Slack's form, and answers as Slack does", async () => {
    const { hook, path } = await newHook();
    const answer = await sendJson(path, {
      text: "*Build* <https://ci.example/7|#7> passed &amp; deployed",
      username: "Jenkins",
    });
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    const message = await newest();
    expect(message).toMatchObject({ author: hook.member, meta: { hook: true, as: "Jenkins" } });
    expect(message.body).toBe("**Build** [#7](https://ci.example/7) passed & deployed");
    const { body } = await student.get<{ members: Member[] }>(`/workspaces/${classroom.id}/members?ids=${hook.member}`);
    expect(body.members[0]).toMatchObject({ name: "CI", bot: true });
  });

  test("takes Discord's form, and tells the message to who waits for it", async () => {
    const { hook, path } = await newHook();
    const payload = {
      content: "Deployed",
      username: "Spidey",
      embeds: [{ title: "v2", url: "https://example.org/v2" }],
    };
    expect((await sendJson(path, payload)).status).toBe(204);
    const waited = await sendJson(`${path}?wait=true`, payload);
    expect(await waited.json()).toMatchObject({
      content: (await newest()).body,
      author: { username: "Spidey", bot: true },
      webhook_id: hook.id,
    });
    const form = new FormData();
    form.set("payload_json", JSON.stringify({ content: "With a file" }));
    form.set("files[0]", new File(["x"], "report.pdf"));
    expect((await exports.default.fetch(`${ORIGIN}${path}`, { method: "POST", body: form })).status).toBe(204);
    expect((await newest()).body).toContain("report.pdf");
  });

  test("takes GitHub's events, once each however often they are delivered", async () => {
    const { path } = await newHook("GitHub");
    const payload = {
      action: "opened",
      issue: { number: 4, title: "It *breaks*", html_url: "https://github.com/o/r/issues/4", body: "Always." },
      repository: { full_name: "o/r", html_url: "https://github.com/o/r" },
      sender: { login: "octocat" },
    };
    const headers = { "x-github-event": "issues", "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" };
    expect((await sendJson(path, payload, headers)).status).toBe(200);
    const first = await newest();
    expect(first.body).toContain("opened issue");
    expect(first.body).toContain("(https://github.com/o/r/issues/4)");
    expect((await sendJson(path, payload, headers)).status).toBe(200);
    expect((await newest()).seq).toBe(first.seq);
  });

  test("takes words as they are, also where curl says that they are a form", async () => {
    const { path } = await newHook();
    await send(path, "Backup *done*", { "content-type": "text/plain" });
    expect((await newest()).body).toBe("Backup *done*");
    await send(path, "Backup done again", { "content-type": "application/x-www-form-urlencoded" });
    expect((await newest()).body).toBe("Backup done again");
    await send(path, new URLSearchParams({ payload: JSON.stringify({ text: "As a form" }) }));
    expect((await newest()).body).toBe("As a form");
  });

  test("says in the last of several messages what did not fit", async () => {
    const { path } = await newHook();
    await send(path, "word ".repeat(20_000), { "content-type": "text/plain" });
    const { body } = await student.get<{ messages: Message[] }>(`/channels/${channel.id}/messages?limit=5`);
    expect(body.messages.every(({ body: words }) => words.startsWith("word"))).toBe(true);
    expect(body.messages.at(-1)!.body).toMatch(/… \(\d+ more characters\)$/u);
  });

  test("never names a crowd, and stops with its address", async () => {
    const { hook, path } = await newHook();
    await sendJson(path, { text: "<!channel> everybody, <!here> too" });
    expect((await newest()).meta?.reach).toBeUndefined();
    const gone = await owner.delete(`/channels/${channel.id}/incoming-hooks/${hook.id}`);
    expect(gone.status).toBe(204);
    expect(await codeOf(await sendJson(path, { text: "Still?" }))).toBe("not_found");
  });

  test("belongs to the teaching team of that channel: others neither make nor see one", async () => {
    const secret = await channelOf([owner], { kind: "private" });
    await newHook("Hidden", secret.id);
    const ta = await classroom.person("ta");
    expect((await student.post<Refusal>(`/channels/${channel.id}/incoming-hooks`, { name: "X" })).body.code).toBe(
      "forbidden",
    );
    expect((await ta.post<Refusal>(`/channels/${secret.id}/incoming-hooks`, { name: "X" })).body.code).toBe(
      "not_found",
    );
    const list = await ta.get<{ incoming: IncomingHook[] }>(`/workspaces/${classroom.id}/hooks`);
    expect(list.body.incoming.map(({ name }) => name)).not.toContain("Hidden");
    const all = await owner.get<{ incoming: IncomingHook[] }>(`/workspaces/${classroom.id}/hooks`);
    expect(all.body.incoming.find(({ name }) => name === "Hidden")).toBeDefined();
    expect(JSON.stringify(all.body)).not.toMatch(/secret/iu);
  });
});

describe("bad input", () => {
  test.each<[string, BodyInit, Record<string, string>, string]>([
    ["nothing", "", {}, "empty"],
    ["blanks", "  \n", { "content-type": "text/plain" }, "empty"],
    ["half an object", '{"text": "a', { "content-type": "application/json" }, "malformed"],
    ["a list", "[1, 2]", { "content-type": "application/json" }, "malformed"],
    ["a number", "7", { "content-type": "application/json" }, "malformed"],
    ["an object without anything", "{}", { "content-type": "application/json" }, "empty"],
    [
      "wrong kinds of everything",
      '{"text": 7, "blocks": "x", "attachments": {"a": 1}}',
      { "content-type": "application/json" },
      "empty",
    ],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x00]), { "content-type": "text/plain" }, "not_text"],
    ["a form that is none", "x", { "content-type": "multipart/form-data; boundary=x" }, "malformed"],
    ["too much", "x".repeat(1024 * 1024 + 1), { "content-type": "text/plain" }, "too_large"],
  ])("of %s is told so", async (_what, body, headers, code) => {
    const { path } = await newHook();
    expect(await codeOf(await send(path, body, headers))).toBe(code);
  });

  test("of blocks within blocks without end is read as far as it goes", async () => {
    const { path } = await newHook();
    const deep = `${'{"type":"x","elements":['.repeat(2_000)}${"]}".repeat(2_000)}`;
    const answer = await send(path, `{"text":"Deep","blocks":[${deep}]}`, { "content-type": "application/json" });
    expect(answer.status).toBeLessThan(500);
  });

  test("a guessed secret finds nothing, is slowed down, and stands in no line of the log", async () => {
    const { hook, path } = await newHook();
    const said: unknown[] = [];
    const { error } = console;
    console.error = (line: unknown) => void said.push(line);
    try {
      const from = { "cf-connecting-ip": "198.51.100.9" };
      const codes = new Set<string>();
      for (let i = 0; i < 240; i += 1)
        codes.add(await codeOf(await sendJson(`/api/hooks/${hook.id}x${i}/guess`, { text: "x" }, from)));
      expect([...codes].toSorted()).toEqual(["not_found", "too_fast"]);
      // From elsewhere the right one is taken all the while.
      expect((await sendJson(path, { text: "Right" }, { "cf-connecting-ip": "203.0.113.4" })).status).toBe(200);
    } finally {
      console.error = error;
    }
    expect(said.join("\n")).not.toContain(path.split("/").at(-1));
    expect(log.counts["request.internal"]).toBeUndefined();
  });

  test("a flood at one address is told to wait, and others post on", async () => {
    const [{ path }, other] = await Promise.all([newHook("Flood"), newHook("Other")]);
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => sendJson(path, { text: `Flood ${i}` })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(200);
    expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 429)).toBe(true);
    expect((await sendJson(other.path, { text: "In between" })).status).toBe(200);
    expect((await student.post(`/channels/${channel.id}/messages`, { body: "Me too" })).status).toBe(201);
  });
});
