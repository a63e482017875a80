/** What a thread's room carries to its channel: copies of replies, and the summary on the root. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Message, RefusalCode } from "../../../protocol/index.ts";
import { refusal } from "../../../protocol/index.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import type { RoomStub } from "../../../worker/room/stubs.ts";
import { copyIdOf, ThreadCopies } from "../../../worker/room/followers/thread-copies.ts";
import { ThreadSummaryFollower } from "../../../worker/room/followers/thread-summary.ts";
import { AsThread } from "../../../worker/room/threads/as-thread.ts";
import { channelFacts, inObject, roomsOf, somebody, threadFacts } from "../support/in-room.ts";

const ID = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
const facts = threadFacts();
type Taken = Parameters<RoomStub["takeCopy"]>;

function copiesIn(state: DurableObjectState, answer: (...taken: Taken) => RefusalCode | null | Promise<null>) {
  const taken: Taken[] = [];
  const names: string[] = [];
  const notTaken: number[] = [];
  const stored: Message[] = [];
  const log = new RoomLog(state.storage.sql);
  const rooms = roomsOf(
    {
      takeCopy: async (...given: Taken) => {
        taken.push(given);
        const said = await answer(...given);
        return typeof said === "string" ? refusal(said) : null;
      },
    },
    names,
  );
  const room = {
    fetch: async (seq: number) => stored.find((message) => message.seq === seq),
    notTaken: async (seq: number) => void notTaken.push(seq),
  };
  const begin = () => new ThreadCopies(state.storage.sql, log, rooms, room);
  const due = () =>
    state.storage.sql.exec("SELECT seq, who IS NULL AS follows, version, tries FROM copies ORDER BY seq").toArray();
  const reply = (body: string) => log.append({ id: uuidv7(), author: "ada", at: 1, body });
  return { copies: begin(), begin, taken, names, notTaken, stored, log, due, reply };
}

afterEach(() => vi.restoreAllMocks());

test("the id of a copy is the reply's with the last twelve digits turned round: same time, always the same", () => {
  expect(copyIdOf(ID)).toBe("0193e4a1-7b2c-7d3e-8f40-edcba9876543");
  expect(copyIdOf(copyIdOf(ID))).toBe(ID);
  expect(copyIdOf("0193e4a1-7b2c-7d3e-8f40-0000000fffff")).toBe("0193e4a1-7b2c-7d3e-8f40-fffffff00000");
});

describe("I1: the copy of a reply", () => {
  test("goes to the channel with its place in the thread, in its author's name and without their session", async () => {
    await inObject(async (state) => {
      const { copies, taken, names, due, reply } = copiesIn(state, () => null);
      const message = reply("for all");
      copies.add(1, somebody("ada"));
      expect(await copies.run(facts)).toBe(true);
      expect(names).toEqual(["channel-7"]);
      expect(taken).toEqual([
        [
          channelFacts(),
          {
            id: copyIdOf(message.id),
            author: "ada",
            body: "for all",
            deleted: false,
            fromThread: { channel: "thread-8", seq: 1, root: 5 },
          },
          { ...somebody("ada"), session: "", tokenHash: "" },
          false,
        ],
      ]);
      expect(due()).toEqual([]);
      expect(await copies.run(facts)).toBe(true);
      expect(taken).toHaveLength(1);
    });
  });

  test.each<RefusalCode>(["too_fast", "unavailable", "internal"])(
    "whose refusal may be tried again (%s) is kept, and goes again as a second try, also after a sleep",
    async (code) => {
      await inObject(async (state) => {
        let answer: RefusalCode | null = code;
        const { copies, begin, taken, notTaken, due, reply } = copiesIn(state, () => answer);
        reply("one");
        reply("two");
        copies.add(1, somebody("ada"));
        copies.add(2, somebody("ada"));
        await copies.run(facts);
        // What failed has a time of its own.
        expect(copies.next).toBeGreaterThan(Date.now());
        // In their order: the second does not overtake the first.
        expect(taken.map(([, { body }]) => body)).toEqual(["one"]);
        expect(due()).toEqual([
          { seq: 1, follows: 0, version: 1, tries: 1 },
          { seq: 2, follows: 0, version: 1, tries: 0 },
        ]);
        expect(notTaken).toEqual([]);
        answer = null;
        expect(await begin().run(facts)).toBe(true);
        expect(taken.map(([, { body }, , retry]) => [body, retry])).toEqual([
          ["one", false],
          ["one", true],
          ["two", false],
        ]);
        expect(due()).toEqual([]);
      });
    },
  );

  test.each<RefusalCode>(["archived", "read_only", "muted", "forbidden", "not_found"])(
    "that is refused for good (%s) is given up, and its reply says so",
    async (code) => {
      await inObject(async (state) => {
        const { copies, notTaken, due, reply } = copiesIn(state, () => code);
        reply("one");
        copies.add(1, somebody("ada"));
        expect(await copies.run(facts)).toBe(true);
        expect(notTaken).toEqual([1]);
        expect(due()).toEqual([]);
      });
    },
  );

  test("whose channel could not be reached is kept, and the fault is noted", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { copies, due, reply } = copiesIn(state, () => Promise.reject(new Error("Network connection lost.")));
      reply("one");
      copies.add(1, somebody("ada"));
      await copies.run(facts);
      expect(copies.next).toBeGreaterThan(Date.now());
      expect(due()).toEqual([{ seq: 1, follows: 0, version: 1, tries: 1 }]);
    });
    expect(said.mock.calls.flat().join()).toContain("threadCopies");
  });

  test("follows what became of the reply: a change on its way goes after it, without an author", async () => {
    await inObject(async (state) => {
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<null>();
      let isFirst = true;
      const { copies, taken, due, log, reply } = copiesIn(state, () => {
        asked.resolve();
        if (!isFirst) return null;
        isFirst = false;
        return answered.promise;
      });
      const message = reply("first wording");
      copies.add(1, somebody("ada"));
      const first = copies.run(facts);
      await asked.promise;
      log.change({ ...message, body: "second wording" });
      copies.add(1, null);
      const second = copies.run(facts);
      expect(taken).toHaveLength(1);
      answered.resolve(null);
      expect(await first).toBe(false);
      expect(await second).toBe(false);
      expect(due()).toEqual([{ seq: 1, follows: 1, version: 2, tries: 1 }]);
      expect(await copies.run(facts)).toBe(true);
      expect(taken.map(([, { body }, who, retry]) => [body, who?.member, retry])).toEqual([
        ["first wording", "ada", false],
        ["second wording", undefined, true],
      ]);
      expect(due()).toEqual([]);
    });
  });

  test("of a deleted reply says that it was deleted", async () => {
    await inObject(async (state) => {
      const { copies, taken, log, reply } = copiesIn(state, () => null);
      const message = reply("gone");
      log.change({ ...message, body: "", deletedAt: 9 });
      copies.add(1, null);
      await copies.run(facts);
      expect(taken[0]![1]).toMatchObject({ body: "", deleted: true });
      expect(taken[0]![2]).toBeNull();
    });
  });

  test("of a reply that the log has trimmed is made of what D1 has, and of one that is nowhere none", async () => {
    await inObject(async (state) => {
      const { copies, taken, stored, due } = copiesIn(state, () => null);
      stored.push({ id: ID, seq: 3, rev: 3, author: "bo", at: 1, body: "trimmed" });
      copies.add(3, somebody("bo"));
      copies.add(4, somebody("bo"));
      expect(await copies.run(facts)).toBe(true);
      expect(taken.map(([, { body }]) => body)).toEqual(["trimmed"]);
      expect(due()).toEqual([]);
    });
  });

  test("is nobody's business in a channel", async () => {
    await inObject(async (state) => {
      const { copies, taken, due } = copiesIn(state, () => null);
      copies.add(1, somebody("ada"));
      expect(await copies.run(channelFacts())).toBe(true);
      expect(taken).toEqual([]);
      expect(due()).toHaveLength(1);
    });
  });
});

describe("the summary on the root of a thread", () => {
  type Told = Parameters<RoomStub["threadChanged"]>;
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
        expect(root.next).toBeNull();
        root.posted(facts, [post("cy", 12)]);
        vi.setSystemTime(1_003_000);
        root.posted(facts, [post("di", 13)]);
        expect(summaries().map(({ count }) => count)).toEqual([1, 2]);
        expect(root.next).toBe(1_008_000);
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
    const side = new AsThread(state.storage.sql, log, rooms, room);
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
      expect(heard).toEqual(["changed", "changed", "copy"]);
    });
  });

  test("lets the channel follow a change of words of what went there, and of nothing else", async () => {
    await inObject(async (state) => {
      const { side, log, heard, reply } = sideIn(state);
      const plain = reply();
      const shared = reply({ alsoToChannel: true });
      const edited = (message: Message, body: string) => log.change({ ...message, body });
      expect(side.changed(facts, plain, edited(plain, "y"))).toBeUndefined();
      expect(side.changed(facts, shared, log.change({ ...shared }))).toBeUndefined();
      expect(side.changed(channelFacts(), shared, edited(shared, "z"))).toBeUndefined();
      expect(heard).toEqual([]);
      await side.changed(facts, shared, edited(shared, "w"));
      expect(heard).toEqual(["copy"]);
      const gone = log.change({ ...shared, body: "", deletedAt: 3 });
      await side.changed(facts, shared, gone);
      expect(heard).toEqual(["copy", "changed", "copy"]);
    });
  });

  test("is up to date when the root is told and every copy has gone", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { side, heard, reply, failing } = sideIn(state);
      expect(await side.catchUp(channelFacts())).toBe(true);
      expect(heard).toEqual([]);
      reply({ alsoToChannel: true });
      side.copies.add(1, somebody("ada"));
      failing(true);
      await side.catchUp(facts);
      const again = side.next ?? 0;
      expect(again).toBeGreaterThan(Date.now());
      failing(false);
      const now = vi.spyOn(Date, "now").mockReturnValue(again + 60_000);
      expect(await side.catchUp(facts)).toBe(true);
      now.mockRestore();
      expect(heard).toEqual(["changed", "copy"]);
    });
  });
});
