/** What a thread's room tells its channel: the summary on the root, and who looks at it. */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Message } from "../../../protocol/index.ts";
import type { Room } from "../../../worker/room/contract.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { ThreadSummaryFollower } from "../../../worker/room/followers/thread-summary.ts";
import { AsThread } from "../../../worker/room/threads/as-thread.ts";
import { channelFacts, inObject, roomsOf, somebody, threadFacts } from "../support/in-room.ts";

const facts = threadFacts();

afterEach(() => vi.restoreAllMocks());

describe("the summary on the root of a thread", () => {
  type Told = Parameters<Room["threadChanged"]>;
  function rootIn(state: DurableObjectState, fails: () => boolean = () => false, isKept: () => boolean = () => true) {
    const told: Told[] = [];
    const log = new RoomLog(state.storage.sql);
    const rooms = roomsOf({
      threadChanged: async (...given: Told) => {
        if (fails()) throw new Error("Network connection lost.");
        told.push(given);
        return isKept();
      },
    });
    const begin = () => new ThreadSummaryFollower(state.storage.sql, log, rooms);
    const post = (author: string, at: number) => log.append({ id: uuidv7(), author, at, body: "x" });
    const remove = (seq: number) => log.change({ ...log.at(seq)!, body: "", deletedAt: 20 });
    return { remove, begin, told, log, post, summaries: () => told.map(([, , summary]) => summary) };
  }

  test("says how many, who first, when last and which state; at most five faces, in their order", async () => {
    await inObject(async (state) => {
      const { begin, told, post } = rootIn(state);
      const root = begin();
      root.posted(facts, [post("ada", 10), post("bo", 11), post("ada", 12)]);
      expect(told).toEqual([
        [channelFacts(), 5, { channel: "thread-8", count: 3, lastAt: 12, people: ["ada", "bo"], rev: 3 }],
      ]);
      root.posted(
        facts,
        ["cy", "di", "eve", "fay"].map((author) => post(author, 13)),
      );
      await root.send(facts);
      expect(told.at(-1)![2]).toMatchObject({ count: 7, people: ["ada", "bo", "cy", "di", "eve"] });
    });
  });

  test("counts no deleted reply, and all of it outlives a sleep", async () => {
    await inObject(async (state) => {
      const { begin, summaries, post, remove } = rootIn(state);
      const root = begin();
      root.posted(facts, [post("ada", 10), post("bo", 11), post("cy", 12)]);
      remove(1);
      root.deleted(facts);
      await vi.waitFor(() => expect(summaries().at(-1)).toMatchObject({ count: 2, people: ["ada", "bo", "cy"] }));
      // A room that woke for it counts what the log says, and no deletion twice.
      const woken = begin();
      remove(2);
      woken.deleted(facts);
      await vi.waitFor(() => expect(summaries().at(-1)).toMatchObject({ count: 1, people: ["ada", "bo", "cy"] }));
    });
  });

  test("knows who began a long thread, of which the log has only the end", async () => {
    await inObject(async (state) => {
      const { begin, summaries, log, post } = rootIn(state);
      const root = begin();
      root.posted(facts, [post("ada", 10)]);
      for (let n = 2; n <= 400; n++) root.posted(facts, [post(n < 100 ? "bo" : "cy", 10)]);
      log.confirm(log.head.rev);
      expect(log.at(1)).toBeUndefined();
      await begin().send(facts);
      expect(summaries().at(-1)).toMatchObject({ count: 400, people: ["ada", "bo", "cy"] });
    });
  });

  test("I10: goes at once; where people answer on and on it waits, without a timer, and is the last state of all", async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout"] });
    try {
      await inObject(async (state) => {
        const { begin, summaries, post } = rootIn(state);
        const root = begin();
        root.posted(facts, [post("ada", 10)]);
        root.posted(facts, [post("bo", 11)]);
        // One at a time: the second is told when the first has arrived.
        expect(summaries()).toHaveLength(1);
        await root.send(facts);
        expect(root.next).toBeNull();
        root.posted(facts, [post("cy", 12)]);
        vi.setSystemTime(1_003_000);
        root.posted(facts, [post("di", 13)]);
        expect(summaries().map(({ count }) => count)).toEqual([1, 2]);
        expect(root.next).toBe(1_030_000);
        expect(vi.getTimerCount()).toBe(0);
        // As the room's alarm does.
        await root.send(facts);
        expect(summaries().map(({ count }) => count)).toEqual([1, 2, 4]);
        expect(root.next).toBeNull();
        // What the channel knows is not told again.
        await root.send(facts);
        expect(summaries()).toHaveLength(3);
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test("I10: waits too where the room slept between two replies that follow each other, and goes at once where nobody wrote for a while", async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    try {
      await inObject(async (state) => {
        const { begin, summaries, post } = rootIn(state);
        const first = begin();
        first.posted(facts, [post("ada", Date.now())]);
        await first.send(facts);
        vi.setSystemTime(1_012_000);
        const woken = begin();
        woken.posted(facts, [post("bo", Date.now())]);
        expect([summaries().map(({ count }) => count), woken.next]).toEqual([[1], 1_042_000]);
        vi.setSystemTime(1_045_000);
        const later = begin();
        later.posted(facts, [post("cy", Date.now())]);
        expect(summaries().map(({ count }) => count)).toEqual([1, 3]);
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test("I8: is told again while D1 does not have it", async () => {
    await inObject(async (state) => {
      let isKept = false;
      const { begin, told, post } = rootIn(
        state,
        () => false,
        () => isKept,
      );
      const root = begin();
      post("ada", 10);
      const now = vi.spyOn(Date, "now").mockReturnValue(1_000_000);
      await root.send(facts);
      expect(root.next).toBe(1_030_000);
      isKept = true;
      now.mockReturnValue(1_030_000);
      await root.send(facts);
      expect(told).toHaveLength(2);
      expect(root.next).toBeNull();
      now.mockRestore();
    });
  });

  test("of a channel, or of an empty thread, is told to nobody; one that was not heard is told again", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      let fails = true;
      const { begin, told, post } = rootIn(state, () => fails);
      const root = begin();
      await root.send(facts);
      expect(told).toEqual([]);
      post("ada", 10);
      await root.send(channelFacts());
      expect(root.next).toBeNull();
      await root.send(facts);
      const again = root.next ?? 0;
      expect(again).toBeGreaterThan(Date.now());
      fails = false;
      const now = vi.spyOn(Date, "now").mockReturnValue(again);
      await root.send(facts);
      now.mockRestore();
      expect(told).toHaveLength(1);
      expect(root.next).toBeNull();
    });
    expect(said.mock.calls.flat().join()).toContain("threadRoot");
  });
});

describe("a thread's side", () => {
  function sideIn(state: DurableObjectState) {
    const log = new RoomLog(state.storage.sql);
    const heard: string[] = [];
    let fails = false;
    const hear = (what: string) => async () => {
      if (fails) throw new Error("Network connection lost.");
      heard.push(what);
    };
    const rooms = roomsOf({
      threadOpened: hear("opened"),
      threadChanged: async () => (await hear("changed")(), true),
      takeCopy: async () => (await hear("copy")(), null),
    });
    const room = { fetch: async () => undefined, notTaken: async () => undefined };
    const side = new AsThread(state.storage.sql, log, { ...env, ROOMS: rooms }, room);
    const reply = (meta?: Message["meta"]) =>
      log.append({ id: uuidv7(), author: "ada", at: 1, body: "x", ...(meta && { meta }) });
    return { side, log, heard, reply, failing: (is: boolean) => (fails = is) };
  }

  test("says once that somebody is here, again after it was emptied, and again where it was not heard", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { side, heard, failing } = sideIn(state);
      await side.opened(channelFacts());
      expect(heard).toEqual([]);
      failing(true);
      await side.opened(facts);
      failing(false);
      await side.opened(facts);
      await side.opened(facts);
      expect(heard).toEqual(["opened"]);
      side.emptied();
      await side.opened(facts);
      expect(heard).toEqual(["opened", "opened"]);
    });
  });

  test("carries what is to go to the channel, and only that", async () => {
    await inObject(async (state) => {
      const { side, heard, reply } = sideIn(state);
      expect(side.posted(channelFacts(), [reply()])).toBeUndefined();
      expect(heard).toEqual([]);
      expect(side.posted(facts, [reply()])).toBeUndefined();
      const both = [reply(), reply({ alsoToChannel: true })];
      side.copies.add(3, somebody("ada"));
      await side.posted(facts, both);
      expect(heard).toEqual(["changed", "copy", "changed"]);
    });
  });

  test("lets the channel follow a change of words of what went there, and of nothing else", async () => {
    await inObject(async (state) => {
      const { side, log, heard, reply } = sideIn(state);
      const plain = reply();
      const shared = reply({ alsoToChannel: true });
      const edited = (message: Message, body: string) => log.change({ ...message, body });
      expect(side.changed(facts, edited(plain, "y"), plain)).toBeUndefined();
      expect(side.changed(facts, log.change({ ...shared }), shared)).toBeUndefined();
      expect(side.changed(channelFacts(), edited(shared, "z"), shared)).toBeUndefined();
      expect(heard).toEqual([]);
      await side.changed(facts, edited(shared, "w"), shared);
      expect(heard).toEqual(["copy"]);
      const gone = log.change({ ...shared, body: "", deletedAt: 3 });
      await side.changed(facts, gone, shared);
      expect(heard).toEqual(["copy", "changed", "copy"]);
    });
  });

  test("is up to date when the root is told and every copy has gone", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { side, heard, reply, failing } = sideIn(state);
      expect(await side.ring(channelFacts())).toBe(true);
      expect(heard).toEqual([]);
      reply({ alsoToChannel: true });
      side.copies.add(1, somebody("ada"));
      failing(true);
      await side.ring(facts);
      const again = side.next ?? 0;
      expect(again).toBeGreaterThan(Date.now());
      failing(false);
      const now = vi.spyOn(Date, "now").mockReturnValue(again + 60_000);
      expect(await side.ring(facts)).toBe(true);
      now.mockRestore();
      expect(heard).toEqual(["changed", "copy"]);
    });
  });
});
