/** What one may not read is not found, offered or told of. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { MyChannel, Refusal } from "../../protocol/index.ts";
import type { SearchPage } from "../../protocol/search/contract.ts";
import { indexedOf, tokens } from "../../protocol/search/indexed.ts";
import { writeFound } from "../../worker/search/found.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { expectFound, foundIn } from "./support/found.ts";
import {
  classroom,
  ada,
  bo,
  tess,
  course,
  secret,
  search,
  found,
  say,
  searchClassForAll,
} from "./support/search-class.ts";

searchClassForAll();

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

  test("what others say elsewhere takes no place from what is mine, however much and however new it is", async () => {
    const [mine, theirs] = [await channelOf([ada, bo], { kind: "public" }), await channelOf([bo, tess])];
    await say(bo, mine, "numbat for all");
    await expectFound(mine.no, "numbat", [1]);
    const at = Date.now() + 60_000;
    const rows = Array.from({ length: 1_200 }, (_, i) => ({ seq: i + 1, at: at + i * 1_000 }));
    const row = ({ seq, at: when }: { seq: number; at: number }) => {
      const message = { id: "m", seq, rev: seq, author: bo.id, at: when, body: "numbat elsewhere" };
      const place = { channelNo: theirs.no, homeNo: theirs.no };
      return { channelNo: theirs.no, seq, at: when, indexed: indexedOf(message, place) };
    };
    await writeFound(env.SEARCH, rows.map(row));
    for (const order of ["newest", "best"]) expect(await found(ada, "numbat", { order })).toEqual(["numbat for all"]);
  });

  test("a row of the index that says otherwise tells nothing: where a message stands is asked of the history", async () => {
    const theirs = await channelOf([bo, tess]);
    const { seq, at } = await say(bo, theirs, "dugong elsewhere");
    await expectFound(theirs.no, "dugong", [seq]);
    const message = { id: "m", seq, rev: 1, author: bo.id, at, body: "dugong elsewhere" };
    const indexed = indexedOf(message, { channelNo: theirs.no, homeNo: course.no });
    await writeFound(env.SEARCH, [{ channelNo: theirs.no, seq, at, indexed }]);
    expect(await foundIn(theirs.no, `dugong AND tokens : "${tokens.home(course.no)}"`)).toEqual([seq]);
    for (const order of ["newest", "best"]) expect(await found(ada, "dugong", { order })).toEqual([]);
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

describe("I5: who is in many channels finds what is in them, and nothing else", () => {
  /** Words of others that are newer than anything: more than are looked at anywhere. */
  const ELSEWHERE = 60;
  let home: { id: string; no: number };
  beforeAll(async () => {
    for (let i = 0; i < 8; i++) await channelOf([ada, bo], { kind: "public" });
    home = await channelOf([ada, bo], { kind: "public" });
    const theirs = await channelOf([bo, tess]);
    for (const channel of [home, theirs]) {
      const root = await say(bo, channel, "quokka wombat, who knows?");
      const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${channel.id}/messages/${root.seq}/thread`);
      const thread = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
      await say(bo, thread, channel === home ? "quokka wombat in a thread" : "quokka wombat in their thread");
      await expectFound(thread.no, "quokka", [1]);
      await expectFound(channel.no, "quokka", [1]);
    }
    const at = Date.now() + 60_000;
    const rows = Array.from({ length: ELSEWHERE }, (_, i) => {
      const message = {
        id: "m",
        seq: 100 + i,
        rev: 1,
        author: bo.id,
        at: at + i * 1_000,
        body: "quokka bilby elsewhere",
      };
      const indexed = indexedOf(message, { channelNo: theirs.no, homeNo: theirs.no });
      return { channelNo: theirs.no, seq: message.seq, at: message.at, indexed };
    });
    await writeFound(env.SEARCH, rows);
  });

  test("its threads included, however much newer what others say elsewhere is", async () => {
    for (const q of ["quokka", "quok", "wombat", "wombat in:#" + (await nameOf(home))])
      expect((await found(ada, q)).sort(), q).toEqual(["quokka wombat in a thread", "quokka wombat, who knows?"]);
    expect((await found(bo, "quokka thread")).sort()).toEqual([
      "quokka wombat in a thread",
      "quokka wombat in their thread",
    ]);
    expect(await found(ada, "bilby")).toEqual([]);
    expect(JSON.stringify(await search(ada, "bilby"))).toBe(JSON.stringify(await search(ada, "bilbybilby")));
  });

  test("and not what is left out, in its threads neither", async () => {
    for (const word of ["quokka", "wombat"]) expect(await found(ada, `${word} -in:#${await nameOf(home)}`)).toEqual([]);
  });

  const nameOf = async ({ no }: { no: number }) =>
    (await env.DB.prepare("select name from channels where no = ?").bind(no).first<string>("name"))!;
});
