/** I7: lists that show messages elsewhere than in their channel follow what is edited and deleted, or say that they may have missed it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { Message, Missed, WorkspaceEvent } from "../../protocol/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import type { SearchHit } from "../../protocol/search/contract.ts";
import { followMessages } from "../../web/src/lib/conversation/followed-messages.ts";
import { ChannelList } from "../../web/src/lib/features/channel-lists/channel-list.svelte.ts";
import { isInMissed, missedWith } from "../../web/src/lib/features/missed/groups.ts";
import { hitsWith, shows } from "../../web/src/lib/features/search/hits.ts";
import { Searching } from "../../web/src/lib/features/search/searching.svelte.ts";

const messageOf = (seq: number, body: string, more: Partial<Message> = {}): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author: "ben-01", at: seq, body },
  ...more,
});
const lineOf = (seq: number, body: string) => ({ seq, author: "ben-01", at: seq, body });
const hitOf = (seq: number, body: string, marks: [number, number][] = []): SearchHit => ({
  ...{ channel: "c", message: messageOf(seq, body), marks },
  ...{ previous: lineOf(seq - 1, "before"), next: lineOf(seq + 1, "after") },
});

/** A class whose socket says what a test says, and whose server has what it has. */
function classThat() {
  const told = new Set<(event: WorkspaceEvent) => void>();
  const there = new Map<string, Message>();
  const asked: unknown[] = [];
  const state: { refused: RefusedError | null; found: SearchHit[]; better: string | null } = {
    ...{ refused: null, found: [], better: null },
  };
  const call = async (name: string, { channel }: { channel: string }, query: { around: number; rev: number }) => {
    if (name === "search.find") return { hits: state.found, next: null, relaxed: false, didYouMean: state.better };
    asked.push([channel, query.around, query.rev]);
    if (state.refused) throw state.refused;
    const message = there.get(`${channel} ${query.around}`);
    return { messages: message ? [message] : [] };
  };
  const session = { onEvent: (hear: (event: WorkspaceEvent) => void) => (told.add(hear), () => told.delete(hear)) };
  const tell = (event: object) => told.forEach((hear) => hear(event as WorkspaceEvent));
  const change = async (channel: string, ...changes: { seq: number; rev: number }[]) => {
    tell({ type: "messagesChanged", channel, changes });
    await vi.advanceTimersByTimeAsync(500);
  };
  return { workspace: { id: "w", session, api: { call } } as never, there, asked, state, tell, change, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a list", () => {
  function listed() {
    const place = classThat();
    const taken: [string, string][] = [];
    const missed = vi.fn();
    const stop = followMessages(place.workspace, {
      has: (channel, seq) => channel === "c" && seq < 50,
      take: (channel, { body }) => taken.push([channel, body]),
      miss: missed,
    });
    return { ...place, taken, missed, stop };
  }

  test("asks for what it shows alone, once for several changes, no older than it was told of", async () => {
    const { there, asked, taken, missed, tell, change } = listed();
    there.set("c 7", messageOf(7, "new words"));
    tell({ type: "messagesChanged", channel: "c", changes: [{ seq: 7, rev: 20 }] });
    tell({ type: "messagesChanged", channel: "c", changes: [{ seq: 7, rev: 21 }] });
    tell({ type: "messagesChanged", channel: "elsewhere", changes: [{ seq: 7, rev: 3 }] });
    await change("c", { seq: 60, rev: 22 });
    expect(asked).toEqual([["c", 7, 21]]);
    expect(taken).toEqual([["c", "new words"]]);
    expect(missed).not.toHaveBeenCalled();
  });

  test("is told that it may have missed something: after a new connection, of very many, of what could not be asked for", async () => {
    const { state, asked, missed, tell, change } = listed();
    tell({ type: "hello" });
    expect(missed).toHaveBeenCalledTimes(1);
    await change("c", ...Array.from({ length: 13 }, (_, i) => ({ seq: i + 1, rev: 90 + i })));
    expect([missed.mock.calls.length, asked.length]).toEqual([2, 0]);
    state.refused = new RefusedError(refusal("unavailable"), 503);
    await change("c", { seq: 2, rev: 200 });
    expect(missed).toHaveBeenCalledTimes(3);
    // A channel that I was taken out of leaves lists in another way.
    state.refused = new RefusedError(refusal("not_found"), 404);
    await change("c", { seq: 2, rev: 201 });
    expect(missed).toHaveBeenCalledTimes(3);
  });

  test("that is gone asks for nothing more", async () => {
    const { asked, tell, change, stop, told } = listed();
    tell({ type: "messagesChanged", channel: "c", changes: [{ seq: 7, rev: 20 }] });
    stop();
    await change("c", { seq: 7, rev: 21 });
    expect([asked, told.size]).toEqual([[], 0]);
  });
});

describe("what was found", () => {
  const first = hitOf(4, "a heap here", [[2, 6]]);

  test("has the new words with the marks where they stand now, and is gone where they do not or it is deleted", () => {
    const now = (body: string, more: Partial<Message> = {}) => hitsWith([first], "c", messageOf(4, body, more));
    expect(now("well, a Heap")[0]).toMatchObject({ message: { body: "well, a Heap" }, marks: [[8, 12]] });
    expect(now("a stack here")).toEqual([]);
    expect(now("", { deletedAt: 9 })).toEqual([]);
    // By a filter alone nothing is marked.
    expect(hitsWith([hitOf(4, "x")], "c", messageOf(4, "y"))).toMatchObject([{ message: { body: "y" } }]);
    expect(hitsWith([first], "d", messageOf(4, "", { deletedAt: 9 }))).toEqual([first]);
  });

  test("so have the lines around it, and what its thread hangs on", () => {
    expect(hitsWith([first], "c", messageOf(3, "other"))[0]).toMatchObject({
      previous: { body: "other" },
      next: { body: "after" },
    });
    expect(hitsWith([first], "c", messageOf(5, "", { deletedAt: 9 }))[0]?.next).toBeNull();
    const reply = { ...first, channel: "t", parent: { channel: "c", seq: 9 }, root: lineOf(9, "root") };
    expect(hitsWith([reply], "c", messageOf(9, "new root"))[0]?.root?.body).toBe("new root");
    const shown = (channel: string, seq: number) => shows(reply, channel, seq);
    expect([shown("t", 4), shown("t", 5), shown("c", 9), shown("t", 6), shown("c", 4)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test("before is followed as well: Back leads to what is there now", async () => {
    const place = classThat();
    place.state.found = [first];
    const asked = { q: "heap", order: "newest" as const, channel: null };
    await new Searching(place.workspace).show(asked, false);
    place.there.set("c 4", messageOf(4, "", { deletedAt: 9 }));
    await place.change("c", { seq: 4, rev: 30 });
    const back = new Searching(place.workspace);
    await back.show(asked, true);
    expect(back.results?.pages).toEqual([[]]);
    expect(back.results?.isStale).toBe(false);
    place.tell({ type: "hello" });
    expect(back.results?.isStale).toBe(true);
    await back.again();
    expect(back.results?.isStale).toBe(false);
    expect(place.told.size, "no more for a second page").toBe(2);
  });
});

test("I5: what was meant is not told any more once I left a channel, nor where the answer comes after that", async () => {
  const place = classThat();
  place.state.better = "secretword";
  const asked = { q: "secretwrd", order: "newest" as const, channel: null };
  const searching = new Searching(place.workspace);
  await searching.show(asked, false);
  expect(searching.results?.didYouMean).toBe("secretword");
  place.tell({ type: "channelLeft", channel: "c" });
  expect(searching.results?.didYouMean).toBeNull();
  const late = searching.again();
  place.tell({ type: "channelLeft", channel: "d" });
  await late;
  expect(searching.results?.didYouMean).toBeNull();
  await searching.again();
  expect(searching.results?.didYouMean).toBe("secretword");
});

test("of what was missed, a mention has its new words and is gone when it is deleted; a thread says so of its root", () => {
  const mention = (seq: number) => ({ channel: "c", message: messageOf(seq, "words") });
  const missed = {
    ...{ mentions: [mention(1)], reacted: [mention(2)], landmarks: [mention(1), mention(3)] },
    threads: [{ channel: { id: "t", parent: { channel: "c", seq: 5 } }, root: messageOf(5, "root") }],
  } as unknown as Missed;
  const edited = missedWith(missed, "c", messageOf(1, "new"));
  expect([edited.mentions, edited.landmarks].map(([each]) => each?.message.body)).toEqual(["new", "new"]);
  const deleted = missedWith(missed, "c", messageOf(1, "", { deletedAt: 9 }));
  expect([deleted.mentions.length, deleted.reacted.length, deleted.landmarks.length]).toEqual([0, 1, 1]);
  expect(missedWith(missed, "c", messageOf(5, "", { deletedAt: 9 })).threads[0]?.root.deletedAt).toBe(9);
  expect([1, 2, 3, 5, 6].map((seq) => isInMissed(missed, "c", seq))).toEqual([true, true, true, true, false]);
  expect(isInMissed(missed, "d", 1)).toBe(false);
});

test("a list of links loses a message whose link was taken out, and shows another one", async () => {
  const place = classThat();
  place.state.found = [hitOf(3, "https://a.example"), hitOf(2, "https://b.example")];
  const list = new ChannelList(place.workspace, "c");
  list.show("link");
  const stop = list.follow();
  await vi.advanceTimersByTimeAsync(10);
  place.there.set("c 3", messageOf(3, "no link any more"));
  place.there.set("c 2", messageOf(2, "https://new.example"));
  await place.change("c", { seq: 3, rev: 30 }, { seq: 2, rev: 31 });
  expect(list.hits?.map(({ message }) => message.body)).toEqual(["https://new.example"]);
  place.tell({ type: "hello" });
  expect(list.isStale).toBe(true);
  await list.load();
  expect(list.isStale).toBe(false);
  stop();
  expect(place.told.size).toBe(0);
});
