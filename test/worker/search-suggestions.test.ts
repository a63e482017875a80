/** What is offered while one types, what was misspelt, and questions that are like this one. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { SearchPage, Suggestions } from "../../protocol/search/contract.ts";
import { hubOf } from "../../worker/room/stubs.ts";
import { isStale, LOOK_MS, refreshDictionary } from "../../worker/search/dictionary.ts";
import { channelOf } from "./support/channel.ts";
import { type Somebody } from "./support/classroom.ts";
import { expectFound } from "./support/found.ts";
import { classroom, ada, bo, tess, course, secret, search, say, searchClassForAll } from "./support/search-class.ts";

searchClassForAll();

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

  test("are people by their handle beside words; behind a sign people by their name too, and my channels", async () => {
    const name = (await env.DB.prepare("select name from channels where no = ?")
      .bind(course.no)
      .first<string>("name"))!;
    for (const q of ["te", "heap te", "from:te", "from:@TE", "mentions:te", "@te"])
      expect((await suggestions(ada, q)).people.map(({ handle }) => handle)).toEqual(["tess"]);
    await env.DB.prepare("update members set name = 'Tessa Ünlü' where id = ?").bind(tess.id).run();
    for (const q of ["from:unl", "@ünlü", "from:tessa"])
      expect((await suggestions(ada, q)).people.map(({ handle }) => handle)).toEqual(["tess"]);
    expect((await suggestions(ada, "from:nlu")).people).toEqual([]);
    for (const q of [`in:#${name}`, `in:${name}`, `heap #${name}`])
      expect((await suggestions(ada, q)).channels).toContain(course.id);
    for (const q of ["", "heap ", "?", "from:"])
      expect(await suggestions(ada, q), q).toEqual({ words: [], people: [], channels: [] });
  });

  test("are words that go on like the last one", async () => {
    expect((await suggestions(ada, "base case recu")).words.toSorted()).toEqual(["recursion", "recursive"]);
    expect((await suggestions(ada, "RECURSI")).words.toSorted()).toEqual(["recursion", "recursive"]);
    expect((await suggestions(ada, "from:recu")).words).toEqual([]);
    expect((await suggestions(ada, "tre")).words).toContain("trees");
    expect((await suggestions(ada, "(recurs")).words.toSorted()).toEqual(["recursion", "recursive"]);
  });

  test("I9: what is typed around a word, or instead of one, is no fault", async () => {
    for (const q of ["$0", "$recurs", "(", "f(recurs", "a$b", '"recurs', "\u{1E922}re", "C#", "re\u{10570}cur", "%_"])
      expect((await suggestions(ada, q)).people, q).toEqual([]);
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
    // Names that are given by number may begin like each other.
    const name = `hideaway-${secret.id.toLowerCase()}`;
    await env.DB.prepare("update channels set name = ? where no = ?").bind(name, secret.no).run();
    for (const q of [`in:${name}`, `in:#${name}`, `#${name}`]) {
      expect((await suggestions(bo, q)).channels).toEqual([secret.id]);
      expect((await suggestions(ada, q)).channels).toEqual([]);
    }
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

  test("new words are taken over in time and once: the more there are, the more seldom", async () => {
    const isStaleAfter = (ms: number, msPerWord: number) => isStale(env.SEARCH, refreshedAt + ms, msPerWord);
    await env.SEARCH.prepare("UPDATE dictionary_state SET refreshed_at = 0").run();
    expect(await isStale(env.SEARCH, Date.now(), LOOK_MS.typing)).toBe(true);
    await hubOf(env, classroom.id).refreshDictionary();
    const words = () => env.SEARCH.prepare("SELECT count(*) AS n FROM dictionary_words").first<number>("n");
    const before = await words();
    const refreshedAt = Date.now();
    await refreshDictionary(env.SEARCH, refreshedAt);
    expect(await words()).toBe(before);
    await env.SEARCH.prepare("UPDATE dictionary_state SET words = 3000").run();
    expect(await isStaleAfter(149_000, LOOK_MS.typing)).toBe(false);
    expect(await isStaleAfter(150_000, LOOK_MS.typing)).toBe(true);
    expect(await isStaleAfter(14_000, LOOK_MS.misspelt)).toBe(false);
    expect(await isStaleAfter(15_000, LOOK_MS.misspelt)).toBe(true);
    await env.SEARCH.prepare("UPDATE dictionary_state SET words = 1").run();
    expect(await isStaleAfter(1_000, LOOK_MS.typing)).toBe(false);
    await env.SEARCH.prepare("UPDATE dictionary_state SET words = 20000").run();
    expect(await isStaleAfter(23 * 3_600_000, LOOK_MS.misspelt)).toBe(false);
    expect(await isStaleAfter(24 * 3_600_000, LOOK_MS.misspelt)).toBe(true);
    await env.SEARCH.prepare("UPDATE dictionary_state SET words = ?").bind(before).run();
  });

  test("who misspells a word that was said a moment ago is told what was meant", async () => {
    await say(bo, open, "The axolotl regenerates");
    await expectFound(open.no, "axolotl", [5]);
    await env.SEARCH.prepare("UPDATE dictionary_state SET refreshed_at = 0").run();
    expect(await meant(ada, "axolotel")).toBe("axolotl");
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
