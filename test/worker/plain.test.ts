/** A channel's own address, as other programs read it: JSON, text, Markdown, a feed. */
import { env, exports } from "cloudflare:workers";
import { parseAtomFeed } from "feedsmith";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../client/clock.ts";
import { Gather } from "../../client/transcript/gather.ts";
import type { Page } from "../../protocol/index.ts";
import { channelOf, fill } from "./support/channel.ts";
import { apiOf } from "./support/client.ts";
import { openClassroom, ORIGIN, type Classroom, type Somebody } from "./support/classroom.ts";

let classroom: Classroom;
let teacher: Somebody;
let student: Somebody;
let id: string;
beforeEach(async () => {
  classroom = await openClassroom("Maths & <Logic>");
  [teacher, student] = await Promise.all([classroom.person("teacher"), classroom.person("student")]);
  ({ id } = await channelOf([teacher, student]));
});

const read = (address: string, as?: Somebody, headers: Record<string, string> = {}) =>
  exports.default.fetch(`${ORIGIN}${address}`, {
    headers: { ...(as && { authorization: `Bearer ${as.token}` }), ...headers },
  });
const say = async (body: string) => {
  const { status } = await teacher.post(`/channels/${id}/messages`, { body });
  expect(status).toBe(201);
};
const FORMATS = ["json", "txt", "md", "atom"];

test.each(FORMATS)("R132: /c/:channel.%s is there for who is in the channel, and for nobody else", async (format) => {
  await say("Good morning");
  const answer = await read(`/c/${id}.${format}`, student);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain("Good morning");
  expect(answer.headers.get("x-robots-tag")).toBe("noindex");
  const stranger = await (await openClassroom()).person("owner");
  const refused = await read(`/c/${id}.${format}`, stranger);
  expect([refused.status, (await refused.json<{ code: string }>()).code]).toEqual([404, "not_found"]);
  expect((await read(`/c/${id}.${format}`)).status).toBe(401);
  expect((await read(`/c/no-such-channel.${format}`, student)).status).toBe(404);
});

test("there is no other format, and the page of the channel is still the page", async () => {
  expect((await read(`/c/${id}.exe`, student)).status).toBe(404);
  expect((await student.get(`/channels/${id}/plain/exe`)).status).toBe(404);
});

test("I7: what was deleted is gone in every format, and what was edited stands as it now is", async () => {
  await say("A secret");
  await say("Firts");
  await teacher.delete(`/channels/${id}/messages/1`);
  await teacher.patch(`/channels/${id}/messages/2`, { body: "First" });
  for (const format of FORMATS) {
    const text = await (await read(`/c/${id}.${format}`, student)).text();
    expect(text).not.toContain("secret");
    expect(text).not.toContain("Firts");
    expect(text).toContain("First");
  }
});

test("I5: who was taken out reads nothing more", async () => {
  await say("Among us");
  expect((await read(`/c/${id}.txt`, student)).status).toBe(200);
  await teacher.delete(`/channels/${id}/members/${student.id}`);
  expect((await read(`/c/${id}.txt`, student)).status).toBe(404);
});

describe("pages", () => {
  test("every format leads from page to page until the first message ever, by its Link header", async () => {
    await fill(id, teacher, 120);
    let address: string | undefined = `${ORIGIN}/c/${id}.json?limit=50`;
    const seen: number[] = [];
    while (address !== undefined) {
      const answer: Response = await exports.default.fetch(address, {
        headers: { authorization: `Bearer ${student.token}` },
      });
      const { messages } = await answer.json<Page>();
      seen.unshift(...messages.map(({ seq }) => seq));
      address = /<([^>]+)>; rel="prev"/u.exec(answer.headers.get("link") ?? "")?.[1];
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
  });

  test.each([
    ["", '</api/channels/ID/messages?before=71&limit=50>; rel="prev"'],
    [
      "?before=71&limit=30",
      '</api/channels/ID/messages?before=41&limit=30>; rel="prev", </api/channels/ID/messages?after=70&limit=30>; rel="next"',
    ],
    ["?after=0&limit=30", '</api/channels/ID/messages?after=30&limit=30>; rel="next"'],
    ["?after=100", '</api/channels/ID/messages?before=101&limit=50>; rel="prev"'],
  ])("a page of history asked with '%s' names those beside it", async (query, links) => {
    await fill(id, teacher, 120);
    for (let again = 0; again < 2; again++) {
      const answer = await read(`/api/channels/${id}/messages${query}`, student);
      expect(answer.headers.get("link")).toBe(links.replaceAll("ID", id));
    }
  });
});

describe("etag", () => {
  test.each(["/c/ID.txt", "/c/ID.atom", "/api/channels/ID/messages", "/api/channels/ID/landmarks"])(
    "%s is 304 for who has it, until something changes",
    async (path) => {
      await say("One");
      await teacher.post(`/channels/${id}/messages/1/acts`, { act: { type: "pin", on: true } });
      // What stands in D1 comes there after its answer.
      const landmarks = async () => (await read(`/api/channels/${id}/landmarks`, student)).text();
      await expect.poll(landmarks).toContain("pinned");
      const address = path.replace("ID", id);
      const first = await read(address, student);
      const etag = first.headers.get("etag")!;
      expect(etag).toMatch(/^W\/"[\w-]{16}"$/u);
      const same = await read(address, student, { "if-none-match": `"other", ${etag}` });
      expect([same.status, await same.text(), same.headers.get("etag")]).toEqual([304, "", etag]);
      await teacher.patch(`/channels/${id}/messages/1`, { body: "One, better" });
      await expect.poll(async () => (await read(address, student, { "if-none-match": etag })).status).toBe(200);
    },
  );

  test("lists that programs ask for again and again are 304 too, until something changes", async () => {
    const lists = [
      ...["channels", "members", "emoji"].map((noun) => `/api/workspaces/${classroom.id}/${noun}`),
      ...["", "/members", "/threads"].map((of) => `/api/channels/${id}${of}`),
    ];
    for (const address of lists) {
      const etag = (await read(address, student)).headers.get("etag") ?? "";
      expect([address, (await read(address, student, { "if-none-match": etag })).status]).toEqual([address, 304]);
    }
    const etag = (await read(`/api/channels/${id}`, student)).headers.get("etag") ?? "";
    expect((await teacher.patch(`/channels/${id}`, { topic: "Another one" })).status).toBe(200);
    expect((await read(`/api/channels/${id}`, student, { "if-none-match": etag })).status).toBe(200);
  });

  test("I5: who may not read is not told that nothing changed", async () => {
    const etag = (await read(`/c/${id}.txt`, student)).headers.get("etag")!;
    await teacher.delete(`/channels/${id}/members/${student.id}`);
    expect((await read(`/c/${id}.txt`, student, { "if-none-match": etag })).status).toBe(404);
  });
});

describe("the feed", () => {
  test("is read by a reader of feeds as it was said, newest first, each entry by the message's own id", async () => {
    await say("Is 1 < 2 & 3 > 2? \"Yes\" 'so'\n\n```\n<b>x</b>]]>\n```");
    await say("Second\u0001 👋");
    const answer = await read(`/c/${id}.atom`, student);
    expect(answer.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const feed = parseAtomFeed(await answer.text());
    const { messages } = await (await read(`/c/${id}.json`, student)).json<Page>();
    expect(feed.title).toMatchObject({ value: expect.stringContaining("Maths & <Logic>") });
    expect(feed.id).toBe(`${ORIGIN}/c/${id}`);
    expect(feed.links?.map(({ rel, href }) => [rel, href])).toEqual([
      ["self", `${ORIGIN}/c/${id}.atom`],
      ["alternate", `${ORIGIN}/c/${id}`],
    ]);
    const [newest, oldest] = feed.entries ?? [];
    expect(newest?.id).toBe(`urn:uuid:${messages[1]?.id}`);
    expect(newest?.content).toMatchObject({ value: "Second 👋" });
    expect(oldest?.content).toMatchObject({ type: "text", value: messages[0]?.body });
    expect(oldest?.authors).toEqual([{ name: teacher.handle }]);
    expect(oldest?.links).toMatchObject([{ href: `${ORIGIN}/c/${id}#1` }]);
    expect(feed.updated).toBe(newest?.updated);
  });

  test("of an empty channel is a feed all the same", async () => {
    const feed = parseAtomFeed(await (await read(`/c/${id}.atom`, student)).text());
    expect([feed.entries ?? [], feed.updated]).toEqual([[], "1970-01-01T00:00:00Z"]);
  });
});

test("a line of somebody's cannot pass for another message in the text", async () => {
  await env.DB.prepare("update members set name = ? where no = ?").bind("Ada\n7  2026", teacher.no).run();
  await say("one\n2  2026-01-01T00:00:00Z  Somebody: forged");
  const text = await (await read(`/c/${id}.txt`, student)).text();
  expect(text.split("\n").filter((line) => /^\d/u.test(line))).toHaveLength(1);
});

test("what a poll asks, and how many chose what, stands in text and Markdown", async () => {
  await say("First");
  const poll = { question: "When?", options: ["Now", "Later"] };
  expect((await teacher.post(`/channels/${id}/messages`, { body: "Please vote", poll })).status).toBe(201);
  const text = await (await read(`/c/${id}.txt`, student)).text();
  expect(text).toMatch(/Please vote\n {4}When\?\n {4}- Now \(0\)\n {4}- Later/u);
  expect(await (await read(`/c/${id}.md`, student)).text()).toMatch(/Please vote\n\nWhen\?\n- Now \(0\)\n- Later/u);
});

test("I5: the client gathers a channel with its threads from the plain address, and nothing of one that it may not read", async () => {
  await say("A question");
  const started = await student.post<{ channel: { id: string } }>(`/channels/${id}/messages/1/thread`);
  await student.post(`/channels/${started.body.channel.id}/messages`, { body: "An answer" });
  const saved = (who: Somebody) =>
    new Gather({
      ...{ api: apiOf(who), clock: systemClock, channel: id, withThreads: true },
      onProgress: () => undefined,
    }).read(new AbortController().signal);
  const said: string[] = [];
  await vi.waitFor(async () => {
    said.length = 0;
    for await (const { message, author, replies } of saved(student))
      said.push(`${author}: ${message.body}`, ...(replies?.entries.map((reply) => `> ${reply.message.body}`) ?? []));
    expect(said).toHaveLength(2);
  });
  expect(said).toEqual([expect.stringMatching(/^.+: A question$/u), "> An answer"]);
  const stranger = await (await openClassroom()).person("owner");
  await expect(saved(stranger).next()).rejects.toMatchObject({ refusal: { code: "not_found" } });
});
