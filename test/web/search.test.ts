/** The page's side of a search: the chips of its filters, what is completed, what was found by channel, and its marks. */
import { describe, expect, test } from "vitest";
import { t as chips } from "#texts/search";
import { refusal } from "../../protocol/refusals.ts";
import type { SearchHit } from "../../protocol/search/contract.ts";
import type { Marks } from "../../protocol/search/marks.ts";
import { askedIn, searchAddress, within } from "../../web/src/lib/features/search/address.ts";
import { askable, chipsOf, mended, noDayIn, nothingIn, without } from "../../web/src/lib/features/search/chips.ts";
import { offersAt, wordAt, type KnownToComplete } from "../../web/src/lib/features/search/complete.ts";
import { groupsOf, piecesOf } from "../../web/src/lib/features/search/hits.ts";
import { Searching } from "../../web/src/lib/features/search/searching.svelte.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";

const ada = memberOf("ada");
const known: KnownToComplete = {
  me: ada,
  people: [ada, memberOf("ben", { name: "Ben Baker" }), memberOf("cyd", { name: "Zoë Álvarez" })],
  channels: [
    channelOf("general", { lastAt: 2 }),
    channelOf("lab", { name: "lab-two" }),
    channelOf("dm", { kind: "dm", name: "", members: ["ada", "ben"] }),
  ],
  titleOf: ({ name }) => name,
  begun: new Date(2026, 9, 7).getTime(),
  now: new Date(2026, 9, 20).getTime(),
  recent: [],
  words: [],
  checkpoints: [],
};

describe("R121: the filters of a query", () => {
  const shown = (text: string) => chipsOf(text, known, null).map(({ name, value }) => `${name} ${value}`);

  test("each is a chip that says it as people do: by names, in words; words and phrases are none", () => {
    expect(shown('heap from:ben "in order" in:#lab-two has:code is:mine during:week-2')).toEqual([
      "from Ben Baker",
      "in #lab-two",
      "has code",
      "is mine",
      "during week-2",
    ]);
    expect(shown("from:me mentions:cyd in:@ben")).toEqual(["from Ada", "names Zoë Álvarez", "in Ben Baker"]);
    expect(shown("std::vector note: a:b")).toEqual([]);
  });

  test("whom the page does not know stands there as written, and one without a value is no chip yet", () => {
    expect(shown("from:nobody in:elsewhere on:2026-10-31 from:")).toEqual([
      "from nobody",
      "in elsewhere",
      "on 2026-10-31",
    ]);
  });

  test("taking one away leaves the rest of the query as it was", () => {
    const text = 'heap  from:ben -in:"the lab" "in order"';
    const [from, place] = chipsOf(text, known, null);
    expect(from && without(text, from.part)).toBe('heap -in:"the lab" "in order"');
    expect(place && without(text, place.part)).toBe('heap  from:ben "in order"');
    expect(place?.part.isNot).toBe(true);
  });

  test("a filter that is still being written is not asked for, and punctuation alone is nothing", () => {
    expect(askable("heap from:")).toBe("heap");
    expect(askable("from: ")).toBe("");
    expect(askable("heap from:@")).toBe("heap");
    expect(askable("?! …")).toBe("");
    expect(askable("has:code ")).toBe("has:code ");
  });

  test("what was refused is marked, and is put right by what the refusal offers", () => {
    const text = "heap -has:cod from:ben";
    const refused = refusal("invalid", { reason: "search_has", values: { possible: "code" }, suggestion: "code" });
    expect(chipsOf(text, known, refused).map(({ isWrong }) => isWrong)).toEqual([true, false]);
    expect(mended(text, refused)).toBe("heap -has:code from:ben");
    const person = refusal("invalid", { reason: "search_from", values: { name: "bne" }, suggestion: "ben" });
    expect(mended("from:me from:@bne", person)).toBe("from:me from:ben");
    expect(mended(text, refusal("unavailable", { reason: "search_away" }))).toBeUndefined();
  });
});

describe("R119: a filter is completed while it is typed", () => {
  const offered = (text: string, caret = text.length) => offersAt(text, caret, known);
  const inserts = (text: string) => offered(text)?.offers.map(({ insert }) => insert);

  test("a word by what stands where I may read, by channels, people and what I searched for, in one list", () => {
    const now = {
      ...known,
      words: ["generator", "generic", "benchmark"],
      recent: ["general questions", "heap", "general questions about ben"],
    };
    const list = (text: string) =>
      offersAt(text, text.length, now)?.offers.map(({ insert, isRecent }) => (isRecent ? `[${insert}]` : insert));
    expect(list("gen")).toEqual([
      "[general questions]",
      "[general questions about ben]",
      "in:#general ",
      "generator ",
      "generic ",
    ]);
    expect(list("heap ben")).toEqual(["from:ben ", "benchmark "]);
    expect(list("-be")).toEqual(["-from:ben ", "-benchmark "]);
    // By each word of a name, without its accents, and by the sign alone one of the two.
    expect(list("alv")).toEqual(["from:cyd "]);
    expect(list("#ge")).toEqual(["in:#general "]);
    expect(list("@be")).toEqual(["from:ben "]);
    // What stands there already is no suggestion.
    expect(list("Heap")).toBeUndefined();
    expect(list("generator")).toBeUndefined();
    expect(offersAt("gen", 3, now)?.isChosen).toBe(false);
  });

  test("the word that goes on is the last one, where it is one", () => {
    const begun = (text: string, caret = text.length) => wordAt(text, caret);
    expect([begun("heap Gén"), begun("-gen"), begun("gen heap", 3)]).toEqual(["gen", "gen", "gen"]);
    for (const text of ["", "gen ", "from:gen", "@gen", "#gen", '"gen', "get_us", "课", "?!"])
      expect(begun(text), text).toBeUndefined();
    expect(begun("generator", 3)).toBeUndefined();
  });

  test("its name from two letters on, and Enter stays for the search", () => {
    expect(inserts("heap fr")).toEqual(["from:"]);
    expect(offered("heap fr")?.isChosen).toBe(false);
    expect(inserts("-ha")).toEqual(["-has:"]);
    expect(offered("h")).toBeNull();
    expect(offered("from the")).toBeNull();
  });

  test("people by name and handle, myself by me, with its sign kept", () => {
    expect(inserts("from:zo")).toEqual(["from:cyd "]);
    expect(inserts("-from:@b")).toEqual(["-from:ben "]);
    expect(inserts("from:m")?.[0]).toBe("from:me ");
    expect(inserts("from:")?.[0]).toBe("from:me ");
  });

  test("channels of mine and people I have a direct message with", () => {
    expect(inserts("in:la")).toEqual(["in:#lab-two "]);
    expect(inserts("in:@")).toEqual(["in:@ben "]);
    expect(inserts("in:z")).toBeUndefined();
  });

  test("what can be had, and weeks and months of the class, the last first", () => {
    expect(inserts("has:l")).toEqual(["has:link "]);
    expect(inserts("is:un")).toEqual(["is:unanswered "]);
    expect(inserts("is:ch")).toEqual(["is:checkpoint "]);
    expect(inserts("during:w")).toEqual(["during:week-3 ", "during:week-2 ", "during:week-1 "]);
    const withCheckpoints = { ...known, checkpoints: ["lecture-5-heaps", "midterm"] };
    const spans = (text: string) => offersAt(text, text.length, withCheckpoints)?.offers.map(({ insert }) => insert);
    expect(spans("during:lec")).toEqual(["during:lecture-5-heaps "]);
    expect(spans("during:hea")).toEqual(["during:lecture-5-heaps "]);
    expect(spans("during:")).toEqual(
      ["today", "yesterday", "week-3", "week-2", "lecture-5-heaps", "midterm", "week-1", "2026-10"].map(
        (each) => `during:${each} `,
      ),
    );
    expect(inserts("before:2")).toEqual(["before:2026-10 ", "before:2026-09 "]);
  });

  test("what is complete is left alone, and in the middle of a text only that filter is replaced", () => {
    expect(offered("has:code")).toBeNull();
    expect(offered("heap ")).toBeNull();
    expect(offered("from:be heap", 7)).toMatchObject({ from: 0, to: 7 });
  });
});

describe("R14: what was found", () => {
  const hit = (channel: string, seq: number, more: Partial<SearchHit> = {}): SearchHit =>
    ({ channel, message: { seq, body: "" }, marks: [], previous: null, next: null, ...more }) as unknown as SearchHit;
  const grouped = (pages: SearchHit[][], mayRead = (_id: string) => true) =>
    groupsOf(pages, mayRead).map(({ channel, hits }) => `${channel}: ${hits.map(({ message }) => message.seq).join()}`);

  test("stands by channel in the order of the first of each, threads with their channel, page below page", () => {
    const inThread = hit("t", 2, { parent: { channel: "b", seq: 4 } });
    expect(grouped([[hit("a", 9), hit("b", 7), hit("a", 3), inThread], [hit("a", 1)]])).toEqual([
      "a: 9,3",
      "b: 7,2",
      "a: 1",
    ]);
  });

  test("I5: of a channel that I am no longer in nothing stays, and nothing stands there twice", () => {
    const pages = [
      [hit("a", 9), hit("b", 7)],
      [hit("a", 9), hit("t", 1, { parent: { channel: "b", seq: 4 } })],
    ];
    expect(grouped(pages, (id) => id !== "b")).toEqual(["a: 9"]);
  });

  const drawn = (body: string, marks: Marks) =>
    piecesOf(body, marks, "hidden")
      .map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
      .join("");

  test("its marks are those of the answer, in the words without their markup", () => {
    expect(
      drawn("Is **heapq** a `heapq.heappush`?", [
        [5, 10],
        [15, 20],
      ]),
    ).toBe("Is [heapq] a [heapq].heappush?");
    expect(drawn("first one first", [[0, 5]])).toBe("[first] one [first]");
    expect(drawn("a binary search, a search", [[2, 15]])).toBe("a [binary search], a search");
    expect(drawn("寿司の作り方", [[3, 5]])).toBe("寿司の[作り]方");
    // What is shown without its marks, and what is shown as it was typed.
    expect(
      drawn("a re`curs`ion, **bo**ld and 1,000,000", [
        [2, 13],
        [17, 23],
        [30, 39],
      ]),
    ).toBe("a [recursion], **[bo**ld] and [1,000,000]");
  });

  test("what is hidden stays hidden, and where the word was in markup alone nothing is marked", () => {
    expect(drawn("It is ||Snape||.", [[8, 13]])).toBe("It is hidden.");
  });

  test("code keeps what its lines are set in by, and prose none of its double blanks and empty lines", () => {
    expect(drawn("so:\n```python\nwhile n:\n    if x:\n\tn  -= 1\n\n\ndone\n```\n\nok   then", [])).toBe(
      "so:\nwhile n:\n    if x:\n    n -= 1\ndone\nok then",
    );
  });

  test("of a long message the lines around the first mark are shown, without cutting a word or a sign", () => {
    const body = `${"lorem ipsum ".repeat(50)}needle ${"dolor 👩‍🚀 ".repeat(80)}`;
    const at = body.indexOf("needle");
    const shown = drawn(body, [[at, at + 6]]);
    expect(shown).toMatch(/^…(?:lorem|ipsum) /u);
    expect(shown).toContain("[needle]");
    expect(shown.indexOf("[needle]")).toBeLessThan(90);
    expect(shown.length).toBeLessThan(360);
    expect(shown.isWellFormed()).toBe(true);
  });
});

test("R121: what holds nothing to look for says what is lacking", () => {
  for (const text of ["!!!", '"', "*", "-", "🙂".slice(0, 1)]) expect(nothingIn(text), text).toBe(chips.noWords);
  expect(nothingIn("from:")).toBe(chips.noValue({ filter: "from:" }));
  expect(nothingIn("in:#")).toBe(chips.noValue({ filter: "in:" }));
  for (const text of ["", "  ", "heap", "has:code", "from: heap"]) expect(nothingIn(text), text).toBeUndefined();
});

test("R121: filters that leave no day between them say so", () => {
  const said = (text: string) => noDayIn(text, "UTC", Date.parse("2026-11-30T12:00:00Z"));
  for (const text of [
    "before:2026-01-01 after:2026-12-01",
    "on:2026-10 after:2026-10-31",
    "during:october on:november",
  ])
    expect(said(text), text).toBe(chips.noDay);
  for (const text of [
    "loop",
    "before:2026-12-01 after:2026-01-01",
    "on:2026-10 before:2026-10-31",
    "on:oct -on:nov",
    "during:week-6 on:2020",
  ])
    expect(said(text), text).toBeUndefined();
});

test("R121: days of a search begin where its reader is", async () => {
  const asked: unknown[] = [];
  const found = { hits: [], next: null, relaxed: false, didYouMean: null };
  const call = async (_route: string, _params: object, query: object) => (asked.push(query), found);
  const workspace = { id: "w", session: { onEvent: () => undefined }, api: { call } } as never;
  await new Searching(workspace).show({ q: "on:today", order: "newest", channel: null }, false);
  expect(asked).toMatchObject([{ q: "on:today", zone: new Intl.DateTimeFormat().resolvedOptions().timeZone }]);
});

test("R119: an answer that comes after the next question is told of, though it is not shown", async () => {
  const found = { hits: [], next: null, relaxed: false, didYouMean: null };
  const slow = Promise.withResolvers<typeof found>();
  const call = (_route: string, _params: object, { q }: { q: string }) =>
    q === "recursion" ? slow.promise : Promise.resolve(found);
  const searching = new Searching({ id: "w", session: { onEvent: () => undefined }, api: { call } } as never);
  const answered: string[] = [];
  searching.onanswer = ({ asked }) => answered.push(asked.q);
  const first = searching.show({ q: "recursion", order: "newest", channel: null }, false);
  await searching.show({ q: "recu", order: "newest", channel: null }, false);
  slow.resolve(found);
  await first;
  expect(answered).toEqual(["recu", "recursion"]);
  expect(searching.results?.asked.q).toBe("recu");
});

describe("R126: the address of a search", () => {
  test("has all that was asked, and what is as usual is left out", () => {
    const asked = { q: 'c++ "a & b" #5', order: "best", channel: "g1" } as const;
    expect(askedIn(new URL(searchAddress("w", asked), "http://place.test"))).toEqual(asked);
    expect(searchAddress("w", {})).toBe("/w/w/search");
    expect(askedIn(new URL("http://place.test/w/w/search?order=sideways"))).toMatchObject({ q: "", order: "newest" });
  });

  test("a channel is named in it as one would write it, a group without a name by its id", () => {
    const group = channelOf("group", { kind: "group", name: "", members: ["ada", "ben", "cyd"] });
    const { workspace } = classroom({
      channels: mapOf(...known.channels, group),
      members: mapOf(...known.people),
    });
    const scope = (id: string) => within(workspace, workspace.channel(id) ?? group);
    expect(scope("lab")).toEqual({ q: "in:#lab-two " });
    expect(scope("dm")).toEqual({ q: "in:@ben " });
    expect(scope("group")).toEqual({ channel: "group" });
  });
});
