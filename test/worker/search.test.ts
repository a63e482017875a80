/** Searching over HTTP: what is found, in which order, page by page, and what is told where nothing can be. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Message, MyChannel, Refusal } from "../../protocol/index.ts";
import type { SearchPage, Suggestions } from "../../protocol/search/contract.ts";
import { hubOf, roomOf } from "../../worker/room/stubs.ts";
import { isStale, refreshDictionary } from "../../worker/search/dictionary.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { expectFound, foundIn } from "./support/found.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let tess: Somebody;
let course: { id: string; no: number };
let secret: { id: string; no: number };

beforeAll(async () => {
  classroom = await openClassroom();
  ada = await classroom.person("student", { handle: "ada" });
  bo = await classroom.person("student", { handle: "bob" });
  tess = await classroom.person("teacher", { handle: "tess" });
  course = await channelOf([ada, bo, tess], { kind: "public" });
  secret = await channelOf([bo, tess]);
});
afterEach(() => vi.restoreAllMocks());

const search = async (who: Somebody, q: string, more: Record<string, string> = {}) => {
  const { status, body } = await who.get<SearchPage & Refusal>(
    `/workspaces/${classroom.id}/search?${new URLSearchParams({ q, ...more }).toString()}`,
  );
  return { status, ...body };
};
const found = async (who: Somebody, q: string, more: Record<string, string> = {}) => {
  const page = await search(who, q, more);
  expect(page.status, q).toBe(200);
  return page.hits.map(({ message }) => message.body);
};
const say = async (who: Somebody, where: { id: string; no: number }, body: string, more: object = {}) => {
  const { status, body: told } = await who.post<{ message: Message }>(`/channels/${where.id}/messages`, {
    body,
    ...more,
  });
  expect(status).toBe(201);
  return told.message;
};
const marked = (page: SearchPage) =>
  page.hits.map(({ message, marks }) => marks.map(([from, to]) => message.body.slice(from, to)));
/** Written by somebody who was brought, at times of their own. */
const bring = async (
  where: { id: string },
  lines: { body: string; at: number; author: Somebody; meta?: object; replyTo?: number }[],
) => {
  const messages = lines.map(({ author, at, ...rest }) => ({
    ...rest,
    id: uuidv7({ msecs: at }),
    at,
    author: author.id,
  }));
  for (let from = 0; from < messages.length; from += 200)
    await roomOf(env, where.id).importMessages(await factsFor(where.id), messages.slice(from, from + 200) as never);
};

describe("R14, R117: words are found", () => {
  let code: { id: string; no: number };
  beforeAll(async () => {
    code = await channelOf([ada, tess], { kind: "public" });
    const lines = [
      "A min heap keeps its smallest entry on top",
      "push with heapq.heappush(queue, item)",
      "getUserName() answers None",
      "use snake_case here, not camelCase",
      "C++ has templates",
      "C# has generics",
      "C has neither",
      "今天课堂很有意思",
      "مُحَمَّد كتب الواجب",
      "naïve recursion is slow, classes of queries",
      "x² grows",
      "TypeError: cannot unpack non-iterable NoneType object at line 42 in main.py",
      "it rains 👍",
    ];
    await bring(
      code,
      lines.map((body, i) => ({ body, at: Date.UTC(2026, 9, 1, 8, i), author: ada })),
    );
    await expectFound(code.no, "rains", [13]);
  });
  const bodies = (q: string) => found(ada, q, { channel: code.id });

  test.each([
    ["heap", "A min heap keeps its smallest entry on top"],
    ['"min heap"', "A min heap"],
    ["MIN smallest", "A min heap"],
    ["heapp", "push with"],
    ["heapq.heappush", "push with"],
    ["UserName", "getUserName"],
    ["user", "getUserName"],
    ["get_user_name", "getUserName"],
    ["snakecase", "use snake"],
    ["camel", "use snake"],
    ["C++", "C++ has"],
    ["c#", "C# has"],
    ["课", "今天课堂"],
    ["课堂", "今天课堂"],
    ["今天课堂很", "今天课堂"],
    ["محمد", "مُحَمَّد"],
    ["واجب", "مُحَمَّد"],
    ["naive", "naïve"],
    ["class query", "naïve"],
    ["x2", "x²"],
    ["x²", "x²"],
    ["👍", "it rains"],
    ["raining", "it rains"],
    ["TypeError: cannot unpack non-iterable NoneType object at line 42 in main.py", "TypeError"],
    ["TypeError: cannot unpack non-iterable NoneType object at line 99 in other.py", "TypeError"],
  ])("%s", async (q, begins) => {
    const got = await bodies(q);
    expect(got.map((body) => body.startsWith(begins))).toContain(true);
  });

  test("and what is not asked for is not", async () => {
    expect(await bodies("C ")).toEqual(["C has neither"]);
    expect(await bodies('"heap min"')).toEqual([]);
    expect(await bodies("heap -smallest ")).toEqual([]);
    expect(await bodies('has -neither -"has templates" ')).toEqual(["C# has generics"]);
    expect(await bodies("heap templates")).toEqual([]);
    expect(await bodies("课很")).toEqual([]);
  });

  test("marked where they stand, with the lines around them", async () => {
    const page = await search(ada, "heap", { channel: code.id });
    expect(marked(page)).toEqual([["heapq", "heappush"], ["heap"]]);
    const [first, second] = page.hits;
    expect([second?.previous, second?.next?.body]).toEqual([null, "push with heapq.heappush(queue, item)"]);
    expect(first?.previous).toMatchObject({ seq: 1, author: ada.id });
    expect(marked(await search(ada, "课堂", { channel: code.id }))).toEqual([["课堂"]]);
    expect(marked(await search(ada, "class", { channel: code.id }))).toEqual([["classes"]]);
  });
});

describe("R121: filters", () => {
  let talk: { id: string; no: number };
  let names: Record<string, string>;
  beforeAll(async () => {
    talk = await channelOf([ada, bo, tess], { kind: "public" });
    names = {
      talk: (await env.DB.prepare("select name from channels where no = ?").bind(talk.no).first<string>("name"))!,
    };
    const day = (n: number) => Date.UTC(2026, 9, n, 12);
    await bring(talk, [
      { body: "zebra one by ada", at: day(1), author: ada },
      { body: "zebra two, is it so?", at: day(2), author: bo },
      { body: "zebra three `code`", at: day(3), author: bo, replyTo: 2 },
      { body: "zebra four https://example.com/a.png", at: day(4), author: tess },
      { body: "zebra five $e^x$?", at: day(5), author: ada },
      { body: "zebra six", at: day(5), author: ada, meta: { files: [{ name: "week6.pdf" }] } },
    ]);
    await expectFound(talk.no, "zebra", [1, 2, 3, 4, 5, 6]);
    await say(tess, talk, "zebra seven for @ada");
    await bo.post(`/channels/${talk.id}/messages/1/acts`, { act: { type: "react", emoji: "👍", on: true } });
    await tess.post(`/channels/${talk.id}/messages/4/acts`, { act: { type: "pin", on: true } });
    await ada.put(`/channels/${talk.id}/messages/3/saved`, { note: "" });
    const { body } = await ada.post<{ channel: MyChannel }>(`/channels/${talk.id}/messages/5/thread`);
    await say(bo, { id: body.channel.id, no: 0 }, "zebra eight in the thread");
    await expectFound(talk.no, "tokens:ispinned", [4]);
    await expectFound(talk.no, "tokens:hasreaction", [1]);
    await expectFound(talk.no, "tokens:isanswered", [5]);
    await expectFound(talk.no, "seven", [7]);
    const thread = await factsFor(body.channel.id);
    await expectFound(thread.channelNo, "eight", [1]);
  });
  const numbers = async (q: string, who = ada) => {
    const words = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
    const bodies = await found(who, `zebra ${q} `);
    return bodies.map((body) => words.findIndex((word) => body.includes(word)) + 1).sort();
  };

  test.each([
    ["from:ada", [1, 5, 6]],
    ["from:@ada -from:me", []],
    ["-from:ada", [2, 3, 4, 7, 8]],
    ["from:me", [1, 5, 6]],
    ["is:mine", [1, 5, 6]],
    ["has:code", [3]],
    ["has:link", [4]],
    ["has:image", [4]],
    ["has:math", [5]],
    ["has:file", [6]],
    ["has:reaction", [1]],
    ["has:poll", []],
    ["is:question", [2, 5]],
    ["is:unanswered", []],
    ["is:pinned", [4]],
    ["is:saved", [3]],
    ["-is:saved", [1, 2, 4, 5, 6, 7, 8]],
    ["is:thread", [8]],
    ["mentions:me", [7]],
    ["mentions:@ada", [7]],
    ["mentions:bob", []],
    ["on:2026-10-02", [2]],
    ["before:2026-10-03", [1, 2]],
    ["after:2026-10-04 before:2026-10-06", [5, 6]],
    ["after:2026-10-05 on:2026-10-01", []],
    ["on:2099-01-01", []],
    ["on:2026-10 has:code from:bob", [3]],
    ["on:today", [7, 8]],
    ["during:2026-10-05", [5, 6]],
  ] as const)("%s", async (q, wanted) => {
    expect(await numbers(q)).toEqual(wanted);
  });

  test("stand alone, too, and a channel is named by itself, by its sign and by whom one talks to", async () => {
    expect((await search(ada, `in:${names["talk"]} has:math`)).hits).toHaveLength(1);
    expect((await search(ada, `in:#${names["talk"]} zebra`)).hits).toHaveLength(8);
    expect((await search(ada, `-in:#${names["talk"]} zebra`)).hits).toHaveLength(0);
    expect((await search(ada, `is:pinned`, { channel: talk.id })).hits).toHaveLength(1);
    const direct = await channelOf([ada, bo], { kind: "dm" });
    await env.DB.prepare("update channels set name = null, direct_key = ? where no = ?")
      .bind([ada.id, bo.id].sort().join(" "), direct.no)
      .run();
    await say(ada, direct, "zebra between us");
    await expectFound(direct.no, "zebra", [1]);
    expect(await found(ada, "zebra in:@bob")).toEqual(["zebra between us"]);
    expect(await found(bo, "zebra in:ada")).toEqual(["zebra between us"]);
  });

  test("a question that was answered in the channel or in a thread is not unanswered; one that was not, is", async () => {
    const asked = await say(ada, talk, "giraffe, who knows?");
    await expectFound(talk.no, "giraffe", [asked.seq]);
    expect(await found(bo, "giraffe is:unanswered ")).toEqual(["giraffe, who knows?"]);
    const reply = await say(bo, talk, "I do", { replyTo: asked.seq });
    await expectFound(talk.no, `tokens:r${talk.no}x${asked.seq}`, [reply.seq]);
    expect(await found(bo, "giraffe is:unanswered ")).toEqual([]);
  });

  test("a checkpoint lasts until the next one, and a week is counted from the class's first", async () => {
    await tess.post(`/channels/${talk.id}/messages/2/acts`, { act: { type: "checkpoint", name: "Lecture 5" } });
    await tess.post(`/channels/${talk.id}/messages/4/acts`, { act: { type: "checkpoint", name: "Lecture 6" } });
    const checkpoints = async () =>
      await env.DB.prepare("select count(*) as n from landmarks where channel_no = ? and kind = 'checkpoint'")
        .bind(talk.no)
        .first<number>("n");
    await expect.poll(checkpoints).toBe(2);
    expect(await numbers("during:lecture-5")).toEqual([2, 3]);
    await env.DB.prepare("update workspaces set created_at = ? where no = ?")
      .bind(Date.UTC(2026, 8, 22), classroom.no)
      .run();
    expect(await numbers("during:week-2")).toEqual([1, 2, 3, 4]);
    expect(await numbers("during:week-99")).toEqual([]);
  });

  test.each([
    ["has:cake", "search_has", undefined],
    ["has:imag", "search_has", "image"],
    ["is:late", "search_is", undefined],
    ["from:nobodyhere", "search_from", undefined],
    ["from:adda", "search_from", "ada"],
    ["from:", "search_from", undefined],
    ["in:#nowhere", "search_in", undefined],
    ["in:", "search_in", undefined],
    ["on:2026-02-30", "search_day", undefined],
    ["before:soon", "search_day", undefined],
    ["during:x", "search_during", undefined],
    ["-on:2026-10-01", "search_not_day", undefined],
    ["?!", "search_no_words", undefined],
    ["", "search_no_words", undefined],
  ])("one that makes no sense is told what would: %s", async (q, reason, suggestion) => {
    const answer = await search(ada, q);
    expect([answer.status, answer.code, answer.reason, answer.suggestion, answer.field]).toEqual([
      400,
      "invalid",
      reason,
      suggestion,
      "q",
    ]);
  });
});

describe("I9: whatever is asked, there is an answer", () => {
  test.each([
    '"',
    "*",
    "NEAR(",
    "a AND",
    "col:x",
    "^x",
    "-",
    "a OR",
    "NOT",
    '"a" * "b',
    "{words}: a",
    "a + b",
    "''",
    "tokens:c1",
    "('",
    "%",
    "a\u0000b",
    "\uD800",
    "👍👍👍",
    "is:pinned is:pinned -is:pinned",
    "from:me -from:me",
    "\u202Eabc",
    "-x",
    "- -",
    "--",
    "a-",
    "x".repeat(1_999),
    "a ".repeat(999),
    "ab cd ".repeat(300),
    "课".repeat(1_500),
    "((((",
    "after:9999-12-31",
    "before:0001-01-01",
    "on:٢٠٢٦-١٠-٠١",
    '"'.repeat(999),
    "x:".repeat(500),
    "a_".repeat(900),
    "week-6",
    "during:week-0",
  ])("%j", async (q) => {
    for (const order of ["newest", "best"]) {
      const { status, code, sentence, hits } = await search(ada, q, { order });
      expect([200, 400, 413], `${status} ${code}`).toContain(status);
      if (status === 200) expect(Array.isArray(hits)).toBe(true);
      else expect(sentence).toMatch(/\w/u);
    }
  });

  test("what is too long, no place to go on from, or no channel of mine is refused", async () => {
    expect(await search(ada, "x".repeat(10_000))).toMatchObject({ status: 413, code: "too_long" });
    expect(await search(ada, "x", { before: "n.1.x" })).toMatchObject({ status: 400, code: "invalid" });
    expect(await search(ada, "x", { order: "odd" })).toMatchObject({ status: 400 });
    expect(await search(ada, "x", { zone: "Mars/Base" })).toMatchObject({ status: 400, reason: "no_time_zone" });
    expect(await search(ada, "x", { channel: secret.id })).toMatchObject({ status: 404, code: "not_found" });
    expect(await search(ada, "x", { channel: "nosuchchannel000" })).toMatchObject({ status: 404, code: "not_found" });
  });

  test("I8: an index that is away is told as that, and the chat goes on", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(env.SEARCH, "prepare").mockImplementation(() => {
      throw new Error("D1_ERROR: Network connection lost.");
    });
    expect(await search(ada, "words")).toMatchObject({ status: 503, code: "unavailable", reason: "search_away" });
    vi.restoreAllMocks();
    expect((await search(ada, "words")).status).toBe(200);
  });
});

describe("R119, R118: suggestions and what was misspelt", () => {
  let open: { id: string; no: number };
  let closed: { id: string; no: number };
  const suggestions = async (who: Somebody, q: string) => {
    const { status, body } = await who.get<Suggestions>(
      `/workspaces/${classroom.id}/search/suggestions?${new URLSearchParams({ q }).toString()}`,
    );
    expect(status).toBe(200);
    return body;
  };
  const meant = async (who: Somebody, q: string) => (await search(who, q)).didYouMean;
  beforeAll(async () => {
    [open, closed] = [await channelOf([ada, bo], { kind: "public" }), await channelOf([bo, tess])];
    await say(bo, open, "recursion and recursive calls, recursion again, binary search trees");
    await say(bo, open, "quokka debugging with breakpoints");
    await say(bo, closed, "recurrence relations, quokkasecret, marsupilami");
    await expectFound(open.no, "quokka", [2]);
    await expectFound(closed.no, "quokkasecret", [1]);
    await refreshDictionary(env.SEARCH, Date.now());
  });

  test("are people by their handle and my channels, for the last word, with and without a filter's sign", async () => {
    const name = (await env.DB.prepare("select name from channels where no = ?")
      .bind(course.no)
      .first<string>("name"))!;
    for (const q of ["te", "heap te", "from:te", "from:@TE"])
      expect((await suggestions(ada, q)).people.map(({ handle }) => handle)).toEqual(["tess"]);
    expect((await suggestions(ada, `in:#${name}`)).channels).toContain(course.id);
    for (const q of ["", "heap ", "?", "from:"])
      expect(await suggestions(ada, q), q).toEqual({ words: [], people: [], channels: [] });
  });

  test("are words that go on like the last one", async () => {
    expect((await suggestions(ada, "base case recu")).words.toSorted()).toEqual(["recursion", "recursive"]);
    expect((await suggestions(ada, "RECURSI")).words.toSorted()).toEqual(["recursion", "recursive"]);
    expect((await suggestions(ada, "from:recu")).words).toEqual([]);
    expect((await suggestions(ada, "tre")).words).toContain("trees");
  });

  test.each([
    ["recurson", "recursion"],
    ["recurison", "recursion"],
    ["recursionn", "recursion"],
    ["breakpionts", "breakpoints"],
    ["brakpoints", "breakpoints"],
    ["binary serach", "binary search"],
    ['recurson from:bob "binary search"', 'recursion from:bob "binary search"'],
  ])("%s: did you mean %s?", async (q, right) => {
    expect(await meant(ada, q)).toBe(right);
  });

  test("nothing is meant where all is found, where nothing is like it, or where that would not be found", async () => {
    for (const q of ["recursion", "xylophonic", "zzzzzzzz", "is:pinned", "课堂", "recurson debuging"])
      expect(await meant(ada, q), q).toBeNull();
  });

  test("I5: no word of a channel that is not mine is offered, nor meant, also when it is nearer", async () => {
    expect((await suggestions(bo, "recurre")).words).toEqual(["recurrence"]);
    expect((await suggestions(ada, "recurre")).words).toEqual([]);
    expect((await suggestions(ada, "quokka")).words).toEqual([]);
    expect((await suggestions(bo, "quokka")).words).toEqual(["quokkasecret"]);
    expect(await meant(bo, "marsupilam1".replace("1", "ii"))).toBe("marsupilami");
    expect(await meant(ada, "marsupilamii")).toBeNull();
    expect(await meant(ada, "quokkasecrt")).toBeNull();
  });

  test("I5: never a channel that is not mine", async () => {
    const name = (await env.DB.prepare("select name from channels where no = ?")
      .bind(secret.no)
      .first<string>("name"))!;
    expect((await suggestions(bo, name)).channels).toEqual([secret.id]);
    expect((await suggestions(ada, name)).channels).not.toContain(secret.id);
  });

  test("I7: a word whose last message was deleted or edited is offered no more", async () => {
    await say(bo, open, "platypusone");
    await say(bo, open, "platypustwo");
    await expectFound(open.no, "platypustwo", [4]);
    await refreshDictionary(env.SEARCH, Date.now());
    expect((await suggestions(ada, "platypus")).words.toSorted()).toEqual(["platypusone", "platypustwo"]);
    await bo.delete(`/channels/${open.id}/messages/3`);
    await bo.patch(`/channels/${open.id}/messages/4`, { body: "wombat" });
    await expectFound(open.no, "wombat", [4]);
    await expectFound(open.no, "platypusone", []);
    expect((await suggestions(ada, "platypus")).words).toEqual([]);
    expect(await meant(ada, "platypuson")).toBeNull();
  });

  test("whoever asks has new words taken over, in time and once", async () => {
    await env.SEARCH.prepare("UPDATE dictionary_state SET refreshed_at = 0").run();
    expect(await isStale(env.SEARCH, Date.now())).toBe(true);
    await hubOf(env, classroom.id).refreshDictionary();
    expect(await isStale(env.SEARCH, Date.now())).toBe(false);
    const words = () => env.SEARCH.prepare("SELECT count(*) AS n FROM dictionary_words").first<number>("n");
    const before = await words();
    await refreshDictionary(env.SEARCH, Date.now());
    expect(await words()).toBe(before);
    expect(await isStale(env.SEARCH, Date.now() + 11 * 60_000)).toBe(true);
  });
});

describe("R126: questions of before that are like this one", () => {
  let help: { id: string; no: number };
  let staff: { id: string; no: number };
  const similar = async (who: Somebody, q: string) => {
    const { status, body } = await who.get<{ questions: SearchPage["hits"] }>(
      `/workspaces/${classroom.id}/search/similar?${new URLSearchParams({ q }).toString()}`,
    );
    expect(status).toBe(200);
    return body.questions.map(({ message }) => message.body);
  };
  beforeAll(async () => {
    [help, staff] = [await channelOf([ada, bo, tess], { kind: "public" }), await channelOf([bo, tess])];
    await say(bo, help, "How do I reverse a linked list in place?");
    await say(bo, help, "Why does reversing my linked list lose its tail?");
    await say(bo, help, "Reversing a linked list is easy.");
    await say(bo, help, "Where is the lecture room?");
    await say(tess, staff, "Should the exam ask to reverse a linked list?");
    await expectFound(help.no, "lecture", [4]);
    await expectFound(staff.no, "exam", [1]);
  });

  test("are found while it is written, the nearest first, and only questions", async () => {
    expect(await similar(ada, "how can I reverse a linked list without losing the tail?")).toEqual([
      "Why does reversing my linked list lose its tail?",
      "How do I reverse a linked list in place?",
    ]);
    for (const q of [
      "",
      "how?",
      "reverse?",
      "is it raining in Spain today?",
      "How do I reverse a linked list in place?".slice(0, 9),
    ])
      expect(await similar(ada, q), q).toEqual([]);
    expect(await similar(ada, "How do I reverse a linked list in place?")).toEqual([
      "Why does reversing my linked list lose its tail?",
    ]);
  });

  test("I5: never from a channel that is not mine", async () => {
    expect(await similar(tess, "does the exam ask about a linked list?")).toContain(
      "Should the exam ask to reverse a linked list?",
    );
    expect((await similar(ada, "does the exam ask about a linked list?")).join()).not.toContain("exam");
  });
});

describe("R13: pages", () => {
  let long: { id: string; no: number };
  const LINES = 130;
  beforeAll(async () => {
    long = await channelOf([ada, bo], { kind: "public" });
    // Three in each minute.
    await bring(
      long,
      Array.from({ length: LINES }, (_, i) => ({
        body: `panda ${i + 1}`,
        at: Date.UTC(2026, 8, 1) + i * 20_000,
        author: bo,
      })),
    );
    await expectFound(
      long.no,
      "panda",
      Array.from({ length: LINES }, (_, i) => i + 1),
    );
  });
  async function allPages(who: Somebody, q: string, more: Record<string, string> = {}) {
    const pages: SearchPage[] = [];
    for (let before: string | null | undefined; before !== null; before = pages.at(-1)!.next) {
      const page: SearchPage & { status: number } = await search(who, q, { ...more, ...(before && { before }) });
      expect(page.status).toBe(200);
      pages.push(page);
    }
    return pages;
  }

  test("go on without end, each message once, the newest first", async () => {
    const pages = await allPages(ada, "panda");
    expect(pages.length).toBe(7);
    const seqs = pages.flatMap(({ hits }) => hits.map(({ message }) => message.seq));
    expect(seqs).toEqual(Array.from({ length: LINES }, (_, i) => LINES - i));
  });

  test("of the best first have each message once too, and what fits best is at the top", async () => {
    await say(ada, long, "panda panda panda");
    await expectFound(
      long.no,
      "panda",
      Array.from({ length: LINES + 1 }, (_, i) => i + 1),
    );
    const pages = await allPages(ada, "panda", { order: "best" });
    const seqs = pages.flatMap(({ hits }) => hits.map(({ message }) => message.seq));
    expect(new Set(seqs).size).toBe(LINES + 1);
    expect(seqs).toHaveLength(LINES + 1);
    expect(pages[0]?.hits[0]?.message.body).toBe("panda panda panda");
  });

  test("I5: a member who is taken out between two pages finds nothing of it on the next", async () => {
    const first = await search(ada, "panda");
    expect(first.hits).toHaveLength(20);
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(long.no, ada.no).run();
    const second = await search(ada, "panda", { before: first.next! });
    expect([second.status, second.hits, second.next]).toEqual([200, [], null]);
    expect((await search(ada, "panda", { channel: long.id })).status).toBe(404);
  });
});

describe("I5: what one may not read is not found", () => {
  let thread: { id: string; no: number };
  beforeAll(async () => {
    const root = await say(bo, secret, "okapi in secret, who knows?");
    const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${secret.id}/messages/${root.seq}/thread`);
    thread = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
    await say(tess, thread, "okapi in the thread");
    await say(tess, course, "okapi for all");
    await expectFound(thread.no, "okapi", [1]);
    await expectFound(secret.no, "okapi", [1]);
    await expectFound(course.no, "okapi", [1]);
  });

  test("in a channel that one is not in, its threads included, whatever is asked", async () => {
    expect(await found(bo, "okapi")).toHaveLength(3);
    for (const q of [
      "okapi",
      "oka",
      '"okapi in"',
      "okapi from:bob",
      "okapi is:question",
      "okapi is:thread",
      "okapi is:unanswered",
      "from:bob okapi on:today",
    ])
      for (const order of ["newest", "best"])
        expect(
          (await found(ada, q, { order })).filter((body) => body !== "okapi for all"),
          q,
        ).toEqual([]);
    const page = await search(ada, "okapi");
    expect(JSON.stringify(page)).not.toContain("secret");
    expect(JSON.stringify(page)).not.toContain(secret.id);
  });

  test("a channel that is there and not mine is as unknown as one that is not there", async () => {
    const name = (await env.DB.prepare("select name from channels where no = ?")
      .bind(secret.no)
      .first<string>("name"))!;
    const [there, nowhere] = [await search(ada, `in:${name} okapi`), await search(ada, `in:${name}x okapi`)];
    for (const answer of [there, nowhere]) {
      expect([answer.status, answer.reason]).toEqual([400, "search_in"]);
      expect(answer.suggestion).not.toBe(name);
    }
    expect((await search(ada, "okapi", { channel: thread.id })).status).toBe(404);
  });

  test("an open channel of the class that one did not join is not searched, and nothing of another class is", async () => {
    const open = await channelOf([tess], { kind: "public" });
    await say(tess, open, "okapi nearby");
    await expectFound(open.no, "okapi", [1]);
    expect(await found(ada, "okapi nearby")).toEqual([]);
    const elsewhere = await openClassroom("Elsewhere");
    const stranger = await elsewhere.person("owner");
    const answer = await stranger.get<Refusal>(`/workspaces/${classroom.id}/search?q=okapi`);
    expect([answer.status, answer.body.code]).toEqual([404, "not_found"]);
    const own = await stranger.get<SearchPage>(`/workspaces/${elsewhere.id}/search?q=okapi`);
    expect([own.status, own.body.hits]).toEqual([200, []]);
  });

  test("the order of the best is the same whether others talk elsewhere or not", async () => {
    const order = async () => (await search(ada, "okapi all", { order: "best" })).hits.map(({ message }) => message.id);
    const before = await order();
    for (let i = 0; i < 5; i++) await say(bo, secret, "okapi all okapi all");
    await expect.poll(() => foundIn(secret.no, "okapi AND all")).toHaveLength(5);
    expect(await order()).toEqual(before);
  });

  test("I7: a message that is deleted or edited is gone from what is found, its neighbours' lines included", async () => {
    const quiet = await channelOf([ada, bo]);
    await say(bo, quiet, "walrus first");
    await say(bo, quiet, "the line before");
    await say(bo, quiet, "walrus last");
    await expectFound(quiet.no, "walrus", [1, 3]);
    await bo.delete(`/channels/${quiet.id}/messages/2`);
    await bo.patch(`/channels/${quiet.id}/messages/1`, { body: "seal first" });
    await expectFound(quiet.no, "walrus", [3]);
    await expectFound(quiet.no, "line", []);
    const page = await search(ada, "walrus");
    expect(page.hits.map(({ message, previous }) => [message.body, previous])).toEqual([["walrus last", null]]);
    expect(await found(ada, "line before")).toEqual([]);
  });
});
