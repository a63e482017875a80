/// <reference types="vite/types/importMeta.d.ts" />
/** What a search reads, in the index and in D1. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { indexedOf } from "../../protocol/search/indexed.ts";
import type { SearchPage, SearchQueryOutput } from "../../protocol/search/contract.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { refreshDictionary } from "../../worker/search/dictionary.ts";
import { suggest } from "../../worker/search/suggest.ts";
import { findMessages } from "../../worker/search/find.ts";
import { writeFound } from "../../worker/search/found.ts";
import { readSessionWithHomes } from "../../worker/store/session-with-readable.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, writeHistory, type Classroom, type Somebody } from "./support/classroom.ts";
import { asked, contextIn, jsonStatementsIn, rowsRead, tokenHashOf } from "./support/statement-costs.ts";

const PEOPLE = 60;
const HISTORY = 5000;
let classroom: Classroom;
let people: Somebody[];
let channel: { id: string; no: number };
let thread: { id: string; no: number };

beforeAll(async () => {
  classroom = await openClassroom();
  people = [];
  for (let i = 0; i < PEOPLE; i++)
    people.push(await classroom.person(i === 0 ? "owner" : "student", { handle: `p${i}` }));
  channel = await channelOf(people, { kind: "public" });
  thread = await channelOf(people.slice(0, 1));
  await env.DB.batch([
    env.DB.prepare("delete from memberships where channel_no = ?").bind(thread.no),
    env.DB.prepare(
      "update channels set kind = 'thread', name = null, parent_no = ?, parent_seq = 1, created_by = ? where no = ?",
    ).bind(channel.no, people[5]?.no, thread.no),
  ]);
  await writeHistory(channel.id, people[0]!, HISTORY);
});

describe("a search", () => {
  /** What it reads to know my channels: two rows for each, of which other tests made some. */
  const MINE = 60;
  /** Who it is, twice: beside my channels as well. */
  const LOOKED_UP = 12;
  /** What a key reads: who types it, the numbers of my channels, some people, and three rows for each word that stands in a channel of mine. */
  const KEY = MINE / 2 + LOOKED_UP + 4 + 3 * 8;
  const SAID = ["Words about the heap?", "A heap of words", "Words `code`"];
  beforeAll(async () => {
    const { results } = await env.DB.prepare("select key - ? as seq, at from messages where key between ? and ?")
      .bind(channel.no * 2 ** 32, channel.no * 2 ** 32, channel.no * 2 ** 32 + 2 ** 32 - 1)
      .all<{ seq: number; at: number }>();
    const rows = results.map(({ seq, at }) => {
      const message = { id: "m", seq, rev: seq, author: people[seq % 2]!.id, at, body: SAID[seq % 3]! };
      return {
        channelNo: channel.no,
        seq,
        at,
        indexed: indexedOf(message, { channelNo: channel.no, homeNo: channel.no }),
      };
    });
    await asked(() => writeFound(env.SEARCH, rows));
    const at = 1_700_000_000_000;
    const reply = { id: "r", seq: 900, rev: 900, author: people[2]!.id, at, body: "Words in a thread" };
    await env.DB.prepare("insert into messages (key, id, rev, author, at, body) values (?, 'reply', 900, ?, ?, ?)")
      .bind(thread.no * 2 ** 32 + 900, reply.author, at, reply.body)
      .run();
    const homeNo = channel.no;
    await writeFound(env.SEARCH, [
      { channelNo: thread.no, seq: 900, at, indexed: indexedOf(reply, { channelNo: thread.no, homeNo }) },
      { channelNo: thread.no, seq: 901, at, indexed: null },
    ]);
    await env.DB.batch([
      env.DB.prepare("insert into saved (member_no, channel_no, seq, at) select ?, ?, value, 1 from json_each(?)").bind(
        people[0]!.no,
        channel.no,
        JSON.stringify(Array.from({ length: 200 }, (_, i) => i + 1)),
      ),
      env.DB.prepare("insert or ignore into landmarks (channel_no, seq, kind) values (?, 7, 'checkpoint')").bind(
        channel.no,
      ),
      env.DB.prepare(`update messages set meta = '{"checkpoint":{"name":"Lecture 5"}}' where key = ?`).bind(
        channel.no * 2 ** 32 + 7,
      ),
    ]);
  });
  const me = async () => permitInWorkspace("readWorkspace", await contextIn(classroom, people[0]!));
  const ask = async (q: string, more: Partial<SearchQueryOutput> = {}) => {
    const permit = await me();
    let page: SearchPage | undefined;
    const statements = await asked(async () => {
      page = await findMessages(env.DB, env.SEARCH, permit, { q, order: "newest", ...more });
    });
    return {
      page: page!,
      rows: rowsRead(statements),
      inIndex: rowsRead(statements.filter(({ sql }) => /\bfound\b/u.test(sql))),
    };
  };

  test("reads the page's messages, their neighbours and my channels, however many there are and however far back", async () => {
    const costs: Record<string, number> = {};
    for (const q of [
      "words",
      "heap",
      '"words about"',
      "wor",
      "heap words",
      "words from:p1",
      "words has:code",
      "words on:2023-11-14",
    ]) {
      const { page, rows, inIndex } = await ask(q);
      expect(page.hits.length, q).toBe(20);
      expect(inIndex, q).toBeLessThanOrEqual(21);
      expect(rows, q).toBeLessThanOrEqual(21 + 5 * 21 + MINE);
      costs[q] = rows;
    }
    let before: string | undefined;
    for (let i = 0; i < 20; i++) {
      const { page, rows } = await ask("words", before === undefined ? {} : { before });
      expect(rows).toBeLessThanOrEqual(21 + 5 * 21 + MINE);
      before = page.next ?? undefined;
      costs["words, page 20"] = rows;
    }
    const ranked = await ask("words", { order: "best" });
    expect(ranked.rows).toBeLessThanOrEqual(100 + 2 * 100 + 5 * 20 + MINE);
    costs["words, best first"] = ranked.rows;
    console.info(`rows read by a search: ${JSON.stringify(costs)}`);
  });

  test("I5: asks the same of the index and of the history whether a word stands where the asker may not read, or nowhere", async () => {
    const [, ada, bo] = people;
    for (let i = 0; i < 8; i++) await channelOf([ada!]);
    const theirs = await channelOf([bo!]);
    await writeHistory(theirs.id, bo!, 1);
    const { at } = (await env.DB.prepare("select at from messages where key = ?")
      .bind(theirs.no * 2 ** 32 + 1)
      .first<{ at: number }>())!;
    const said = { id: "m", seq: 1, rev: 1, author: bo!.id, at, body: "zyzzyva" };
    const indexed = indexedOf(said, { channelNo: theirs.no, homeNo: theirs.no });
    await writeFound(env.SEARCH, [{ channelNo: theirs.no, seq: 1, at, indexed }]);
    const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, ada!));
    const askedFor = async (q: string) => {
      const statements = await asked(() => findMessages(env.DB, env.SEARCH, permit, { q, order: "newest" }));
      return statements.map(({ sql }) => sql);
    };
    expect(await askedFor("zyzzyva")).toEqual(await askedFor("qoppaqoppa"));
  });

  test("for what I saved, for questions that nobody answered, during a lecture and in threads reads a little more", async () => {
    const saved = await ask("words is:saved");
    expect(saved.page.hits).toHaveLength(20);
    expect(saved.rows).toBeLessThanOrEqual(6 * 200 + 5 * 21 + MINE);
    const open = await ask("heap is:unanswered");
    expect(open.page.hits).toHaveLength(20);
    expect(open.rows).toBeLessThanOrEqual(4 * 21 + 5 * 21 + MINE);
    expect((await ask("words during:lecture-5")).rows).toBeLessThanOrEqual(21 + 5 * 21 + 2 * MINE);
    const threads = await ask("is:thread");
    expect(threads.page.hits.map(({ message, parent }) => [message.body, parent])).toEqual([
      ["Words in a thread", { channel: channel.id, seq: 1 }],
    ]);
  });

  test("R119: a key reads some words of the dictionary, whether they stand where I may read, and my channels", async () => {
    await asked(() => refreshDictionary(env.SEARCH, Date.now()));
    const costs: Record<string, number> = {};
    for (const q of ["w", "wo", "wor", "heap wo", "in:#st", "from:p1"]) {
      const arriving = { tokenHash: await tokenHashOf(people[0]!), placeId: classroom.id };
      const permit = await me();
      const statements = await asked(async () => {
        const { homes } = await readSessionWithHomes(env.DB, arriving);
        await suggest(env.DB, env.SEARCH, permit, homes, q);
      });
      costs[q] = rowsRead(statements);
      expect(costs[q], q).toBeLessThanOrEqual(KEY + (q.startsWith("from:") ? PEOPLE : q.startsWith("in:") ? MINE : 0));
    }
    const typo = await ask("wrods");
    expect(typo.page.didYouMean).toBe("words");
    expect(typo.rows).toBeLessThanOrEqual(2 * 30 + 10 + 2 * 21 + 2 * MINE);
    console.info(`rows read by a key: ${JSON.stringify(costs)}, by what was misspelt: ${typo.rows}`);
  });
});

test("a key of somebody in thirty channels reads at most sixty rows, where words stand in threads and in few of them too", async () => {
  const [who, other] = [people[7]!, people[8]!];
  const homes: { id: string; no: number }[] = [];
  for (let i = 0; i < 29; i++) homes.push(await channelOf([who], { kind: "public" }));
  const elsewhere = await channelOf([other]);
  const at = 1_650_000_000_000;
  const rows = Array.from({ length: 8 }, (_, i) => `quagga${"abcdefgh"[i]!}`).flatMap((word, i) => {
    const indexed = (channelNo: number, homeNo: number, seq: number) => {
      const message = { id: "m", seq, rev: 1, author: who.id, at: at + seq * 60_000, body: word };
      return { channelNo, seq, at: message.at, indexed: indexedOf(message, { channelNo, homeNo }) };
    };
    return [
      indexed(homes[i]!.no, homes[i]!.no, 1),
      ...[2, 3].map((seq) => indexed(i % 2 ? elsewhere.no : 99_000, i % 2 ? elsewhere.no : homes[0]!.no, seq + 10 * i)),
    ];
  });
  await writeFound(env.SEARCH, rows);
  await refreshDictionary(env.SEARCH, Date.now());
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, who));
  const arriving = { tokenHash: await tokenHashOf(who), placeId: classroom.id };
  let words: string[] = [];
  const statements = await asked(async () => {
    const mine = await readSessionWithHomes(env.DB, arriving);
    words = (await suggest(env.DB, env.SEARCH, permit, mine.homes, "quagg")).words;
  });
  expect(words).toHaveLength(5);
  expect(rowsRead(statements)).toBeLessThanOrEqual(60);
});

describe("who finds nothing", () => {
  /** As much as a search that finds something, at most. */
  const MOST = 300;
  const letters = (n: number) =>
    Array.from({ length: 4 }, (_, i) => String.fromCharCode(97 + (Math.floor(n / 26 ** i) % 26))).join("");
  beforeAll(async () => {
    // Words that look like what is asked for, that it stands within, and that differ from it by a letter.
    const words = Array.from({ length: 2_000 }, (_, n) => [
      `${letters(n)}mergesort`,
      `quicksor${letters(n)}`,
      `${["heapsor", "bubblesor", "quicksor", "mergesor"][n % 4]}${letters(n)[0]}${n < 1_000 ? "" : letters(n)[1]}`,
    ]);
    const rows = Array.from({ length: 20 }, (_, i) => {
      const body = words
        .slice(i * 100, (i + 1) * 100)
        .flat()
        .join(" ");
      const message = { id: "m", seq: 10_000 + i, rev: 1, author: people[0]!.id, at: 1_600_000_000_000, body };
      // In a channel that is not the asker's: the dictionary knows its words, and none of them may be told.
      return {
        channelNo: 99_999,
        seq: message.seq,
        at: message.at,
        indexed: indexedOf(message, { channelNo: 99_999, homeNo: 99_999 }),
      };
    });
    await writeFound(env.SEARCH, rows);
    await refreshDictionary(env.SEARCH, Date.now());
  });
  const costs = async (q: string) => {
    const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, people[0]!));
    let page: SearchPage | undefined;
    const statements = await asked(async () => {
      page = await findMessages(
        env.DB,
        env.SEARCH,
        permit,
        { q, order: "newest" },
        { learnWords: () => Promise.resolve(false) },
      );
    });
    expect(page, q).toMatchObject({ hits: [], didYouMean: null });
    return rowsRead(statements);
  };

  test.each([
    ["a word", "mergesort"],
    ["a word that is typed", "quicksor"],
    ["eight words", "mergesorts quicksorts heapsorts mergesord quicksord heapsord bubblesort bubblesord"],
    ["a pasted text", Array.from({ length: 60 }, (_, i) => `quicksor${letters(i + 5_000)}`).join(" ")],
    ["a phrase", '"mergesort quicksort heapsort"'],
    ["words and filters", "mergesort quicksort from:p1 has:code before:2020-01-01"],
  ])("reads so many rows and no more, whatever the dictionary holds: %s", async (_, q) => {
    const rows = await costs(q);
    console.info(`rows read by who finds nothing: ${rows}`);
    expect(rows).toBeLessThanOrEqual(MOST);
  });
});

test("no statement of the search that takes its rows as JSON is left out here", () => {
  const sources = import.meta.glob<string>(["../../worker/search/**/*.ts", "../../worker/store/readable-channels.ts"], {
    query: "?raw",
    import: "default",
    eager: true,
  });
  expect(jsonStatementsIn(sources).missing).toEqual([]);
});
