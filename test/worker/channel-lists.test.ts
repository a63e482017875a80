/** What is not words is found: links, files, polls and checkpoints of a channel, and what a list of them reads. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { MyChannel } from "../../protocol/index.ts";
import { SEARCH_PAGE, type SearchPage } from "../../protocol/search/contract.ts";
import { indexedOf } from "../../protocol/search/indexed.ts";
import { permitInWorkspace } from "../../worker/access.ts";
import { findMessages } from "../../worker/search/find.ts";
import { writeFound } from "../../worker/search/found.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { writeHistory } from "./support/classroom.ts";
import { ada, bo, bring, classroom, say, search, secret, tess, searchClassForAll } from "./support/search-class.ts";
import { asked, contextIn, rowsRead } from "./support/statement-costs.ts";

searchClassForAll();

let place: { id: string; no: number };
let thread: { id: string; no: number };
const listed = async (q: string, who = ada, channel = place.id) =>
  (await search(who, q, { channel })).hits.map(({ message }) => message.body);

beforeAll(async () => {
  place = await channelOf([ada, bo, tess], { kind: "public" });
  await bring(place, [
    { body: "The notes of week 6", at: 1_700_000_000_000, author: bo, meta: { files: [{ name: "week6-heaps.pdf" }] } },
  ]);
  await say(bo, place, "Read https://docs.example.org/heapq-theory first");
  await say(bo, place, "Choose a day", { poll: { question: "Choose a day", options: ["Wednesday", "Thursday"] } });
  await say(tess, place, "Here begins what was said in class");
  await tess.post(`/channels/${place.id}/messages/4/acts`, {
    act: { type: "checkpoint", name: "Lecture 5: Quaternions" },
  });
  const { body } = await bo.post<{ channel: MyChannel }>(`/channels/${place.id}/messages/2/thread`);
  thread = { id: body.channel.id, no: (await factsFor(body.channel.id)).channelNo };
  await say(ada, thread, "Or [the video](https://video.example.net/watch?v=1)");
  await say(bo, secret, "Others see https://secret.example.org/heapq");
  // The index follows.
  await vi.waitFor(async () => expect(await listed("has:link")).toHaveLength(2), { timeout: 10_000 });
  await vi.waitFor(async () => expect(await listed("quaternions")).toHaveLength(1), { timeout: 10_000 });
});

describe("R80: what is no words is found by", () => {
  test("its kind: the links of a channel and its threads, my own included, the newest first, and no others", async () => {
    expect(await listed("has:link")).toEqual([
      "Or [the video](https://video.example.net/watch?v=1)",
      "Read https://docs.example.org/heapq-theory first",
    ]);
    expect(await listed("has:link", ada, thread.id)).toEqual(["Or [the video](https://video.example.net/watch?v=1)"]);
    expect(await listed("has:poll")).toEqual(["Choose a day"]);
    expect(await listed("has:file")).toEqual(["The notes of week 6"]);
    expect((await search(ada, "has:link", { channel: secret.id })).status).toBe(404);
  });

  test.each([
    ["a part of an address", "has:link docs example", "Read https://docs.example.org/heapq-theory first"],
    ["the beginning of one", "has:link theo", "Read https://docs.example.org/heapq-theory first"],
    ["what a link is called", "has:link video", "Or [the video](https://video.example.net/watch?v=1)"],
    ["an option of a poll", "has:poll thursday", "Choose a day"],
    ["a part of a file's name", "has:file heaps", "The notes of week 6"],
    ["the title of a checkpoint", "quaternions", "Here begins what was said in class"],
  ])("%s", async (_title, q, body) => {
    expect(await listed(q)).toEqual([body]);
  });

  test("I7: an edit that takes the link out, and a deletion, take it off the list", async () => {
    const { seq } = await say(bo, place, "Soon gone: https://gone.example.org");
    await expect.poll(() => listed("has:link gone"), { timeout: 5_000 }).toHaveLength(1);
    await bo.patch(`/channels/${place.id}/messages/${seq}`, { body: "Gone" });
    await expect.poll(() => listed("has:link gone"), { timeout: 5_000 }).toEqual([]);
  });
});

test("R80: a page of a channel's links reads as much as a page of a search, however long the channel is and however far back it goes", async () => {
  const long = await channelOf([ada, bo], { kind: "public" });
  const [home, count] = [long.no, 3_000];
  await writeHistory(long.id, bo, count);
  const body = "See https://docs.example.org/page";
  await writeFound(
    env.SEARCH,
    Array.from({ length: count }, (_, i) => {
      const at = 1_700_000_000_000 + (i + 1) * 1_000;
      const message = { id: "m", seq: i + 1, rev: i + 1, author: bo.id, at, body: i % 2 === 0 ? body : "Words" };
      return { channelNo: home, seq: i + 1, at, indexed: indexedOf(message, { channelNo: home, homeNo: home }) };
    }),
  );
  const permit = permitInWorkspace("readWorkspace", await contextIn(classroom, ada));
  let before: string | undefined;
  for (let i = 0; i < 5; i++) {
    let page: SearchPage | undefined;
    const query = {
      q: "has:link",
      order: "newest" as const,
      channel: long.id,
      ...(before !== undefined && { before }),
    };
    const statements = await asked(async () => (page = await findMessages(env.DB, env.SEARCH, permit, query)));
    expect(page?.hits).toHaveLength(SEARCH_PAGE);
    // The page and one more in the index, five rows for each with its neighbours, and two for each of my channels.
    expect(rowsRead(statements)).toBeLessThanOrEqual(21 + 5 * 21 + 60);
    before = page?.next ?? undefined;
    expect(before).toBeDefined();
  }
});
