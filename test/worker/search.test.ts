/** Searching over HTTP: what is found, in which order, page by page, and what is told where nothing can be. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { SearchPage } from "../../protocol/search/contract.ts";
import { statementsFor } from "../../protocol/search/index-rows.ts";
import { tokens } from "../../protocol/search/indexed.ts";
import { channelOf } from "./support/channel.ts";
import { type Somebody } from "./support/classroom.ts";
import { expectFound } from "./support/found.ts";
import { ada, bo, bring, found, marked, say, search, secret, tess, searchClassForAll } from "./support/search-class.ts";

searchClassForAll();

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
      "a table of 1,000,000 rows",
      "2500000 rows more",
      "in **bo**ld and `re`curs`ive` letters",
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
    ["1000000", "a table"],
    ["1,000,000", "a table"],
    ["2,500,000", "2500000 rows"],
    ["2500000", "2500000 rows"],
    ["bold", "in **bo**ld"],
    ["recursive", "in **bo**ld"],
    ['"recursive letters"', "in **bo**ld"],
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

  test("go on behind any number of places where nothing stands any more, in both orders", async () => {
    const far = await channelOf([ada], { kind: "public" });
    await bring(far, [{ body: "the only pangolin", at: Date.UTC(2026, 8, 1), author: ada }]);
    await expectFound(far.no, "pangolin", [1]);
    // An index that is behind has what the history has not.
    const gone = Array.from({ length: 900 }, (_, i) => ({
      ...{ channelNo: far.no, seq: i + 2, at: Date.UTC(2026, 8, 2) + i * 60_000 },
      indexed: { words: "pangolin", parts: "", tokens: tokens.home(far.no) },
    }));
    await env.SEARCH.batch(statementsFor(gone).map(({ sql, json }) => env.SEARCH.prepare(sql).bind(json)));
    for (const order of ["newest", "best"]) {
      const pages = await allPages(ada, "pangolin", { order });
      expect(pages[0]).toMatchObject({ hits: [], next: expect.any(String) });
      expect(pages.flatMap(({ hits }) => hits.map(({ message }) => message.body))).toEqual(["the only pangolin"]);
    }
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
