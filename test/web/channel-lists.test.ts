/** The lists of a channel: what they ask for, and what they show of what was found. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { Message } from "../../protocol/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import type { SearchHit } from "../../protocol/search/contract.ts";
import type { ConversationClass } from "../../web/src/lib/conversation/context.ts";
import { ChannelList } from "../../web/src/lib/features/channel-lists/channel-list.svelte.ts";
import { fileKindOf, isListed, listedLinks, queryOf } from "../../web/src/lib/features/channel-lists/listed.ts";
import { answering } from "../support/web-class.ts";

const hitOf = (seq: number, body: string, meta?: Message["meta"]): SearchHit => ({
  channel: "channel-9",
  message: { id: `m${seq}`, seq, rev: seq, author: "ben-01", at: seq, body, ...(meta && { meta }) },
  ...{ marks: [], previous: null, next: null },
});
const link = (seq: number) => hitOf(seq, `https://example.org/${seq}`);

test.each([
  ["nothing", "", "has:link"],
  ["an address", "https://docs.example.org/a-b", "has:link https docs example org a b"],
  ["what would be a filter", "from:ben -x", "has:link from ben x"],
  ["signs alone", '"*(-', "has:link"],
  ["another script", "ملاحظات 講義", "has:link ملاحظات 講義"],
])("R80: what is typed into a list is words: %s", (_title, typed, query) => {
  expect(queryOf("link", typed)).toBe(query);
});

test("R80: a list has each address of a message once, with what it is called, and none under a cover", () => {
  const body =
    "[Notes](https://www.example.org/notes/) https://www.example.org/notes/ ||https://hidden.example|| mail ada@example.org";
  expect(listedLinks(body)).toEqual([
    { href: "https://www.example.org/notes/", words: "", shown: "example.org/notes" },
    { href: "mailto:ada@example.org", words: "", shown: "ada@example.org" },
  ]);
  expect(isListed("link", hitOf(1, "||https://hidden.example||"))).toBe(false);
});

test.each([
  ["slides.pdf", "application/pdf", "document"],
  ["notes.md", "text/plain", "document"],
  // Of office programs the bytes are a zip, and of old ones nothing that is known.
  ["work.docx", "application/zip", "document"],
  ["points.xls", "application/octet-stream", "document"],
  ["work.zip", "application/zip", "other"],
  ["photo", "image/webp", "picture"],
  // Its bytes are none of a picture, whatever it is called.
  ["photo.png", "text/plain", "document"],
  ["lecture.mp4", "video/mp4", "media"],
  ["a.flac", "audio/flac", "media"],
  // What an import names: its bytes stayed where they were.
  ["board.JPG", undefined, "picture"],
  ["talk.mp3", undefined, "media"],
  ["program.exe", undefined, "other"],
])("the file %s, %s by its bytes, is listed as %s", (name, type, kind) => {
  expect(fileKindOf({ name, ...(type !== undefined && { type }) })).toBe(kind);
});

describe("a list on the screen", () => {
  let asked: { q?: string | undefined; before?: string | undefined; channel?: string | undefined }[];
  let answer: (before: string | undefined) => Promise<unknown>;
  let list: ChannelList;
  const settle = () => vi.advanceTimersByTimeAsync(500);
  const page = (hits: SearchHit[], next: string | null, relaxed = false) =>
    Promise.resolve({ hits, next, relaxed, didYouMean: null });
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { onLine: true });
    asked = [];
    answer = () => page([link(3), link(2)], "n2");
    const api = answering({
      "search.find": (_, query) => {
        asked.push({ q: query.q, before: query.before, channel: query.channel });
        return answer(query.before);
      },
    });
    list = new ChannelList({ id: "w", api } as unknown as ConversationClass, "channel-9");
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const seqs = () => list.hits?.map(({ message }) => message.seq);

  test("goes on behind its last page to its end", async () => {
    list.show("link");
    await settle();
    answer = () => page([link(1)], null);
    await list.more();
    await list.more();
    expect(seqs()).toEqual([3, 2, 1]);
    expect(asked).toEqual([
      { q: "has:link", before: undefined, channel: "channel-9" },
      { q: "has:link", before: "n2", channel: "channel-9" },
    ]);
  });

  test("asks once the words are typed, and shows what has all of them", async () => {
    list.show("poll");
    await settle();
    list.narrow("th");
    list.narrow("thursday night");
    answer = () => page([hitOf(1, "x", { poll: {} } as Message["meta"])], "n1", true);
    await settle();
    expect(asked.map(({ q }) => q)).toEqual(["has:poll", "has:poll thursday night"]);
    expect([seqs(), list.next]).toEqual([[], null]);
  });

  test("an answer to what was asked before is not shown", async () => {
    let late: (value: unknown) => void = () => undefined;
    answer = () => new Promise((resolve) => (late = resolve));
    list.show("link");
    answer = () => page([], null);
    list.show("file");
    await settle();
    late({ hits: [link(1)], next: null, relaxed: false, didYouMean: null });
    await settle();
    expect(seqs()).toEqual([]);
  });

  test("where search is away says so, keeps what it had, and asks again when told to", async () => {
    list.show("link");
    await settle();
    answer = () => Promise.reject(new RefusedError(refusal("unavailable"), 503));
    await list.more();
    expect([list.refusal?.code, seqs()]).toEqual(["unavailable", [3, 2]]);
    answer = () => page([link(1)], null);
    await list.more();
    expect([list.refusal, seqs()]).toEqual([null, [3, 2, 1]]);
  });

  test("files of one kind are those that were found, without asking again, and the others when they are wanted", async () => {
    const files = [{ name: "board.webp", type: "image/webp" }];
    const slides = [{ name: "slides.pdf", type: "application/pdf" }];
    answer = () => page([hitOf(3, "x", { files }), hitOf(2, "y", { files: slides })], null);
    list.show("file");
    await settle();
    const seen = () => list.shown?.map(({ message }) => message.seq);
    list.showOnly("picture");
    expect(seen()).toEqual([3]);
    list.showOnly("media");
    expect(seen()).toEqual([]);
    list.showOnly("all");
    expect(seen()).toEqual([3, 2]);
    expect(asked).toHaveLength(1);
    // Polls have no kinds of files.
    list.showOnly("media");
    answer = () => page([hitOf(1, "x", { poll: {} } as Message["meta"])], null);
    list.show("poll");
    await settle();
    expect(seen()).toEqual([1]);
  });

  test("looks on by itself for a kind that is rare, but not through the whole channel unless told to", async () => {
    const files = [{ name: "board.webp", type: "image/webp" }];
    answer = () => page([hitOf(2, "x", { files })], `n${asked.length}`);
    list.show("file");
    list.showOnly("media");
    await settle();
    // As the list does while its end is in view.
    while (list.goesOn) await list.more();
    expect(asked).toHaveLength(5);
    await list.lookOn();
    expect(list.goesOn).toBe(true);
    while (list.goesOn) await list.more();
    expect(asked.length).toBeLessThan(12);
  });
});
