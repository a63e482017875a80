/** Filters of a search: each of them alone and with others. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { MyChannel } from "../../protocol/index.ts";
import { channelOf, factsFor } from "./support/channel.ts";
import { expectFound } from "./support/found.ts";
import { classroom, ada, bo, tess, search, found, say, bring, searchClassForAll } from "./support/search-class.ts";

searchClassForAll();

describe("R121: filters", () => {
  let talk: { id: string; no: number };
  let names: Record<string, string>;
  beforeAll(async () => {
    talk = await channelOf([ada, bo, tess], { kind: "public" });
    await env.DB.prepare("update members set name = 'Ada Lovelace' where id = ?").bind(ada.id).run();
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
    await tess.post(`/channels/${talk.id}/messages/2/acts`, { act: { type: "checkpoint", name: "Lecture 2" } });
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
    ["is:checkpoint", [2]],
    ["-is:checkpoint is:question", [5]],
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

  test("a channel that is written wrongly is named as it is called, one that is not mine never", async () => {
    const hidden = await channelOf([bo, tess]);
    const rename = (no: number, name: string) =>
      env.DB.prepare("update channels set name = ? where no = ?").bind(name, no).run();
    await rename(hidden.no, "zugzwang");
    const open = await channelOf([ada, bo], { kind: "public" });
    await rename(open.no, "zugzwong");
    for (const q of ["in:zugzwan", "in:#zugzwnag", "in:zugzwang"])
      expect((await search(ada, `${q} zebra`)).suggestion, q).toBe("zugzwong");
    await env.DB.prepare("delete from memberships where channel_no = ? and member_no = ?").bind(open.no, ada.no).run();
    for (const q of ["in:zugzwan", "in:#zugzwang"])
      expect((await search(ada, `${q} zebra`)).suggestion, q).toBeUndefined();
  });

  test("a hit in a thread says what the thread hangs on, as it is now", async () => {
    const root = async () => (await search(ada, "zebra eight is:thread")).hits[0]?.root;
    expect(await root()).toMatchObject({ seq: 5, author: ada.id, body: "zebra five $e^x$?" });
    expect((await search(ada, "zebra six")).hits[0]?.root).toBeUndefined();
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
    expect(await search(bo, "zebra in:#ada")).toMatchObject({ reason: "search_in", suggestion: "@ada" });
    // Of whom one does not talk to, it is not told that there is somebody.
    expect((await search(bo, "zebra in:#tess")).suggestion).toBeUndefined();
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
    // A week that has not begun says which one it is.
    const { status, reason, suggestion = "" } = await search(ada, "during:week-999");
    expect([status, reason]).toEqual([400, "search_week"]);
    expect(suggestion).toMatch(/^week-\d+$/u);
    expect((await search(ada, `during:${suggestion} zebra`)).status, "this very week").toBe(200);
    const next = `week-${Number(suggestion.slice("week-".length)) + 1}`;
    expect((await search(ada, `during:${next}`)).reason).toBe("search_week");
    expect(await numbers("during:october-2026")).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await search(ada, "during:lectur-5")).suggestion).toBe("lecture-5");
  });

  test.each([
    ["has:cake", "search_has", undefined],
    ["has:imag", "search_has", "image"],
    ["has:cdoe", "search_has", "code"],
    ["is:late", "search_is", undefined],
    ["is:unanswred", "search_is", "unanswered"],
    ["is:pined", "search_is", "pinned"],
    ["from:nobodyhere", "search_from", undefined],
    ["from:adda", "search_from", "ada"],
    // The nearest of those who are near, by a word of a name too.
    ["from:bobb", "search_from", "bob"],
    ["from:lovelase", "search_from", "ada"],
    ["mentions:tesss", "search_from", "tess"],
    ["from:", "search_unnamed", undefined],
    // A blank behind the colon makes two things of it.
    ["from: ada", "search_unnamed", undefined],
    ["-mentions:@", "search_unnamed", undefined],
    ["in:#nowhere", "search_in", undefined],
    ["in:", "search_unnamed", undefined],
    ["in:#", "search_unnamed", undefined],
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

  test.each([
    ["frm:ada zebra", "from:ada zebra"],
    ["author:ada", "from:ada"],
    ["hsa:math", "has:math"],
    ["since:2026-10-04 zebra", "after:2026-10-04 zebra"],
    ["metions:ada", "mentions:ada"],
    ["with:picture", "has:picture"],
    // Words of code, an address, and what would name nobody, are words.
    ["std::vector", null],
    ["https://example.com", null],
    ["author:nobodyhere", null],
  ])("a filter that is misspelt or called as elsewhere is offered as what was meant: %s", async (q, meant) => {
    expect((await search(ada, q)).didYouMean ?? null).toBe(meant);
  });
});
