/** The checker of the crowd sees what it is there to see: each history here is forged in one way. */
import { describe, expect, test } from "vitest";
import { brokenIn } from "../crowd/check.ts";
import { storyOf, type Entry } from "../crowd/diary.ts";
import type { Evidence, Kept } from "../crowd/evidence.ts";
import { LINE_TROUBLES, planOf, SERVER_TROUBLES, type PlanOptions } from "../crowd/plan.ts";
import { Traffic } from "../crowd/traffic.ts";

const kept = (seq: number, more: Partial<Kept> = {}): Kept => ({
  ...{ seq, id: `m${seq}`, rev: seq, body: `words w${seq}z`, isDeleted: false, marks: "" },
  ...more,
});
const HISTORY = [1, 2, 3, 4].map((seq) => kept(seq));

/** Ada said 1 and 3, Ben 2 and 4; Ada changed 1; Ben stayed, and saw all of it. */
const honest = (): Evidence => ({
  said: HISTORY.map(({ seq, id }) => ({
    student: seq % 2 === 1 ? "ada" : "ben",
    channel: "c",
    id,
    word: `w${seq}z`,
    seq,
  })),
  changed: [{ student: "ada", channel: "c", seq: 1, body: "words w1z" }],
  views: [{ student: "ben", channel: "c", posted: [1, 2, 3, 4], messages: HISTORY, waiting: 0 }],
  history: new Map([["c", HISTORY]]),
  from: new Map([["c", 0]]),
  rows: new Map([["c", HISTORY]]),
  found: [{ channel: "c", seq: 2, word: "w2z", isThere: true, hits: [2] }],
  files: [{ channel: "c", seq: 3, isWhole: true }],
  refusals: { too_fast: 3 },
  http: { "429 too_fast": 3, "503 unavailable": 2 },
});
const history = (messages: Kept[]): Partial<Evidence> => ({
  ...{ history: new Map([["c", messages]]), rows: new Map([["c", messages]]) },
  views: [{ student: "ben", channel: "c", posted: [], messages, waiting: 0 }],
});
const view = (more: Partial<Evidence["views"][number]>): Partial<Evidence> => ({
  views: [{ student: "ben", channel: "c", posted: [1, 2, 3, 4], messages: HISTORY, waiting: 0, ...more }],
});
const without = (seq: number) => HISTORY.filter((message) => message.seq !== seq);
const changed = (seq: number, more: Partial<Kept>) =>
  HISTORY.map((each) => (each.seq === seq ? { ...each, ...more } : each));

describe("R104: what a crowd was promised is held against what is there", () => {
  test("an honest history has nothing broken in it", () => {
    expect(brokenIn(honest())).toEqual([]);
  });

  test("a class that talked before the crowd came is no fault of it", () => {
    const later = HISTORY.slice(2);
    const evidence = { ...honest(), ...history(later), from: new Map([["c", 2]]), changed: [] };
    expect(brokenIn({ ...evidence, said: evidence.said.slice(2) })).toEqual([]);
  });

  test.each<[what: string, forged: Partial<Evidence>, promise: string, kind: string]>([
    ["an acknowledged message is nowhere", history([kept(1), kept(2), kept(3)]), "I1", "lost"],
    [
      "an acknowledged message stands elsewhere",
      { said: honest().said.map((s) => (s.seq === 4 ? { ...s, seq: 9 } : s)) },
      "I1",
      "out of order",
    ],
    ["a message stands twice under its id", history([...HISTORY, kept(5, { id: "m4" })]), "I2", "doubled"],
    [
      "a message stands again under another id",
      history([...HISTORY, kept(5, { id: "m4b", body: "words w4z" })]),
      "I2",
      "doubled",
    ],
    ["a place is left out", history([...HISTORY.slice(0, 3), kept(5, { id: "m4" })]), "I3", "hole"],
    ["what one person said first stands second", { said: honest().said.toReversed() }, "I3", "out of order"],
    ["somebody was told of a message twice", view({ posted: [1, 2, 2, 3, 4] }), "I3", "doubled"],
    ["somebody was told of messages in another order", view({ posted: [1, 3, 2, 4] }), "I3", "out of order"],
    ["a screen ends before the history does", view({ messages: HISTORY.slice(0, 3) }), "I4", "lost"],
    ["a screen lacks one in the middle", view({ messages: without(3) }), "I4", "not the same"],
    ["a screen has earlier words", view({ messages: changed(2, { body: "before" }) }), "I4", "not the same"],
    [
      "a screen still shows what was removed",
      { ...history(changed(2, { isDeleted: true, body: "" })), ...view({}) },
      "I4",
      "not the same",
    ],
    ["a screen lacks a reaction", view({ messages: changed(2, { marks: "🎉: ada" }) }), "I4", "not the same"],
    ["a screen has missed the last change", view({ messages: changed(2, { rev: 1 }) }), "I4", "not the same"],
    ["a message stands as not sent for good", view({ waiting: 1 }), "I1", "lost"],
    ["D1 lacks a row", { rows: new Map([["c", without(2)]]) }, "I8", "lost"],
    ["D1 has other words", { rows: new Map([["c", changed(2, { body: "before" })]]) }, "I8", "not the same"],
    ["D1 has a row more", { rows: new Map([["c", [...HISTORY, kept(5)]]]) }, "I8", "doubled"],
    [
      "an edit that was acknowledged is not there",
      { changed: [{ student: "ada", channel: "c", seq: 1, body: "after" }] },
      "I7",
      "not the same",
    ],
    [
      "a removal that was acknowledged is not there",
      { changed: [{ student: "ada", channel: "c", seq: 1, body: null }] },
      "I7",
      "not the same",
    ],
    [
      "search does not find what stands there",
      { found: [{ channel: "c", seq: 2, word: "w2z", isThere: true, hits: [] }] },
      "I7",
      "not found",
    ],
    [
      "search finds what was removed",
      { found: [{ channel: "c", seq: 2, word: "w2z", isThere: false, hits: [2] }] },
      "I7",
      "not the same",
    ],
    [
      "search finds it in two places",
      { found: [{ channel: "c", seq: 2, word: "w2z", isThere: true, hits: [2, 3] }] },
      "I7",
      "doubled",
    ],
    ["a file comes back as something else", { files: [{ channel: "c", seq: 3, isWhole: false }] }, "I1", "lost"],
    ["the server answered with a fault of its own", { refusals: { internal: 1 } }, "I9", "our fault"],
    ["one request of many was answered by a fault", { http: { "500 internal": 1 } }, "I9", "our fault"],
    ["an answer had no code", { http: { "502 without a code": 1 } }, "I9", "our fault"],
  ])("%s", (_, forged, promise, kind) => {
    expect(brokenIn({ ...honest(), ...forged }).map((each) => `${each.promise} ${each.kind}`)).toContain(
      `${promise} ${kind}`,
    );
  });

  test("the story of a message has its own entries and the troubles shortly before them, and nothing else", () => {
    const entries: Entry[] = [
      { atMs: 0, says: "kill of the server", isOfAll: true },
      { atMs: 20_000, says: "ben: cut", student: "ben" },
      { atMs: 20_100, says: "ada: cut", student: "ada" },
      { atMs: 21_000, says: "ada says w1z", student: "ada", channel: "c", id: "m1" },
      { atMs: 21_001, says: "ben says w2z", student: "ben", channel: "c", id: "m2" },
      { atMs: 22_000, says: "ada is told 1", student: "ada", channel: "c", id: "m1", seq: 1 },
    ];
    const story = storyOf(entries, { channel: "c", id: "m1", student: "ada" });
    expect(story.map(({ says }) => says)).toEqual(["ada: cut", "ada says w1z", "ada is told 1"]);
  });
});

describe("what passed is counted", () => {
  test("bytes of requests, answers and frames, and each refusal by status and code, of all together", async () => {
    const one = new Traffic();
    one.asked("äb");
    const answer = await one.answered(new Response('{"code":"too_fast"}', { status: 429 }));
    expect(await answer.json()).toEqual({ code: "too_fast" });
    one.frame("in", "12345");
    const other = new Traffic();
    await other.answered(new Response("<h1>Bad gateway</h1>", { status: 502 }));
    expect(Traffic.sum([one, other])).toMatchObject({
      requests: 1,
      frames: { in: 1, out: 0 },
      bytes: { in: 44, out: 3 },
      refused: { "429 too_fast": 1, "502 without a code": 1 },
    });
  });
});

describe("R104: a plan is known by its seed", () => {
  const options: PlanOptions = {
    seed: 7,
    users: 20,
    forMs: 60_000,
    channels: 3,
    pace: 30,
    chaos: true,
    ownServer: true,
  };

  test("the same seed is the same plan, and another is another", () => {
    expect(planOf(options)).toEqual(planOf(options));
    expect(planOf({ ...options, seed: 8 })).not.toEqual(planOf(options));
  });

  test("steps come in the order of their times, all of them before the end, with every trouble among them", () => {
    const plan = planOf(options);
    const times = plan.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(options.forMs);
    const troubles = new Set(
      plan.flatMap((step) => ("trouble" in step ? step.trouble : "server" in step ? step.server : [])),
    );
    expect([...troubles].toSorted()).toEqual([...LINE_TROUBLES, ...SERVER_TROUBLES].toSorted());
  });

  test("without chaos nothing befalls anybody, and a server of somebody else is left in peace", () => {
    expect(planOf({ ...options, chaos: false }).filter((step) => !("deed" in step))).toEqual([]);
    expect(planOf({ ...options, ownServer: false }).filter((step) => "server" in step)).toEqual([]);
  });

  test("the server meets each trouble once before any comes again", () => {
    const plan = planOf({ ...options, forMs: 120_000 });
    const met = plan.flatMap((step) => ("server" in step ? [step.server] : []));
    expect(met.slice(0, SERVER_TROUBLES.length).toSorted()).toEqual([...SERVER_TROUBLES].toSorted());
    expect(met.length).toBeGreaterThan(SERVER_TROUBLES.length);
  });

  test("no word is part of another, so that search finds one message by it", () => {
    const words = planOf(options).flatMap((step) => ("deed" in step && "word" in step.deed ? [step.deed.word] : []));
    expect(new Set(words).size).toBe(words.length);
    expect(words.filter((word) => words.some((other) => other !== word && other.includes(word)))).toEqual([]);
  });
});
