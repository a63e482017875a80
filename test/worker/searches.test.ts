/** What goes by a search: the class's synonyms, and the searches that somebody keeps for themselves. */
import { beforeEach, describe, expect, test } from "vitest";
import type { Refusal } from "../../protocol/index.ts";
import type { SearchPage, Searches, Synonyms } from "../../protocol/search/contract.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { expectFound } from "./support/found.ts";

let classroom: Classroom;
let ada: Somebody;
let bo: Somebody;
let ta: Somebody;
beforeEach(async () => {
  classroom = await openClassroom();
  [ada, bo, ta] = [await classroom.person("student"), await classroom.person("student"), await classroom.person("ta")];
});

describe("R120: synonyms", () => {
  let channel: { id: string; no: number };
  const at = () => `/workspaces/${classroom.id}/search/synonyms`;
  const write = (who: Somebody, groups: unknown) => who.put<{ groups: string[][] } & Refusal>(at(), { groups });
  const found = async (q: string) => {
    const path = `/workspaces/${classroom.id}/search?${new URLSearchParams({ q }).toString()}`;
    const { body } = await ada.get<SearchPage>(path);
    return body.hits.map(({ message, marks }) => marks.map(([from, to]) => message.body.slice(from, to)).join("+"));
  };
  beforeEach(async () => {
    channel = await channelOf([ada, ta], { kind: "public" });
    await ada.post(`/channels/${channel.id}/messages`, { body: "The homework is due" });
    await ada.post(`/channels/${channel.id}/messages`, { body: "Bring paper to the mid term" });
    await expectFound(channel.no, "paper", [2]);
  });

  test("find each other from when the teaching team says so until it takes it back, phrases too, and are marked", async () => {
    expect(await found("hw")).toEqual([]);
    expect(
      (
        await write(ta, [
          ["hw", "Homework", "assignment"],
          ["MT", "mid term"],
        ])
      ).body.groups,
    ).toEqual([
      ["hw", "Homework", "assignment"],
      ["MT", "mid term"],
    ]);
    expect(await found("hw")).toEqual(["homework"]);
    expect(await found("assignment due ")).toEqual(["homework+due"]);
    expect(await found("mt")).toEqual(["mid term"]);
    // The other way round too: by a form of a word, and by all words of a phrase.
    expect(await found("assignments")).toEqual(["homework"]);
    await ada.post(`/channels/${channel.id}/messages`, { body: "The MT was hard" });
    await expectFound(channel.no, "hard", [3]);
    expect(await found("mid term hard ")).toEqual(["MT+hard"]);
    expect(await found("mid hard ")).toEqual([]);
    expect(await found('"hw"')).toEqual([]);
    expect((await ada.get<{ groups: string[][] }>(at())).body.groups).toHaveLength(2);
    await write(ta, []);
    expect(await found("hw")).toEqual([]);
  });

  test("that somebody else changed since are not overwritten: who edits an older version is told so", async () => {
    const edit = (groups: string[][], version: number) => ta.put<Synonyms & Refusal>(at(), { groups, version });
    expect((await ada.get<Synonyms>(at())).body).toEqual({ groups: [], version: 0 });
    expect((await edit([["a", "b"]], 7)).body.code, "there is none yet").toBe("stale");
    const [one, two] = await Promise.all([edit([["hw", "homework"]], 0), edit([["ta", "assistant"]], 0)]);
    const [first, second] = one.status === 200 ? [one, two] : [two, one];
    expect([first.status, second.status, second.body.code, second.body.reason]).toEqual([
      ...[200, 409, "stale", "synonyms_changed"],
    ]);
    expect((await ada.get<Synonyms>(at())).body).toEqual({ groups: first.body.groups, version: first.body.version });
    // In one millisecond, too, each has a version of its own.
    let { version } = first.body;
    for (let i = 0; i < 5; i += 1) {
      const { body } = await edit([["a", `b${i}`]], version);
      expect(body.version).toBeGreaterThan(version);
      expect((await edit([["late", "one"]], version)).body.code).toBe("stale");
      version = body.version;
    }
    expect((await ada.get<Synonyms>(at())).body.groups).toEqual([["a", "b4"]]);
    for (const wrong of [-1, 1.5, "1"]) expect((await edit([], wrong as number)).status).toBe(400);
  });

  test("are edited by the teaching team alone, and hold in their class alone", async () => {
    const muted = await classroom.person("ta", { mutedUntil: Date.now() + 60_000 });
    const groups = [["hw", "homework"]];
    expect((await write(ada, groups)).body.code).toBe("forbidden");
    expect((await write(muted, groups)).body.code).toBe("muted");
    const elsewhere = await openClassroom();
    const teacher = await elsewhere.person("teacher");
    expect((await write(teacher, groups)).body.code).toBe("not_found");
    await teacher.put(`/workspaces/${elsewhere.id}/search/synonyms`, { groups });
    expect(await found("hw")).toEqual([]);
  });

  test("a group of one word, of too many, or of none is refused or left out", async () => {
    for (const groups of [
      [["hw"]],
      [[" ", "x"]],
      "hw",
      [Array.from({ length: 11 }, (_, i) => `w${i}`)],
      Array.from({ length: 201 }, () => ["a", "b"]),
    ])
      expect((await write(ta, groups)).status, JSON.stringify(groups).slice(0, 40)).toBeGreaterThanOrEqual(400);
    expect(
      (
        await write(ta, [
          ["Hw", "HW"],
          ["?!", "hw"],
        ])
      ).body.groups,
    ).toEqual([["?!", "hw"]]);
    expect(await found("hw")).toEqual([]);
  });
});

describe("R119: searches of mine", () => {
  const at = () => `/workspaces/${classroom.id}/searches`;
  const mine = async (who: Somebody) => (await who.get<Searches>(at())).body;
  const keep = (who: Somebody, q: string, saved = false) =>
    who.put<Searches & Refusal>(at(), { q, ...(saved && { saved }) });
  const queries = (list: { q: string }[]) => list.map(({ q }) => q);

  test("are the last twenty, each once, the newest first, and nobody else's", async () => {
    for (let i = 1; i <= 23; i++) await keep(ada, `word ${i}`);
    await keep(ada, "word 10");
    const { recent } = await mine(ada);
    expect(recent).toHaveLength(20);
    expect(queries(recent)[0]).toBe("word 10");
    expect(queries(recent)).toContain("word 23");
    expect(queries(recent)).not.toContain("word 1");
    expect(await mine(bo)).toEqual({ recent: [], saved: [] });
  });

  test("that are saved stay when the others are cleared, and go when they are taken out", async () => {
    await keep(ada, "from:me is:unanswered", true);
    await keep(ada, "lately");
    await keep(ada, "from:me is:unanswered");
    expect(queries((await mine(ada)).saved)).toEqual(["from:me is:unanswered"]);
    const { body: cleared } = await ada.delete<Searches>(at());
    expect([queries(cleared.recent), queries(cleared.saved)]).toEqual([[], ["from:me is:unanswered"]]);
    const path = `${at()}?${new URLSearchParams({ q: "from:me is:unanswered" }).toString()}`;
    expect((await ada.delete<Searches>(path)).body).toEqual({ recent: [], saved: [] });
  });

  test("of fifty that are saved no more are, and what is no line is refused", async () => {
    for (let i = 1; i <= 50; i++) await keep(ada, `saved ${i}`, true);
    const { status, body } = await keep(ada, "one more", true);
    expect([status, body.code, body.reason]).toEqual([409, "too_many", "searches_full"]);
    expect((await keep(ada, "saved 7", true)).status).toBe(200);
    expect((await keep(ada, "lately")).status).toBe(200);
    for (const q of ["", "  ", "a\u0000b", "x".repeat(501)])
      expect((await keep(ada, q)).status, q.slice(0, 5)).toBeGreaterThanOrEqual(400);
  });
});
