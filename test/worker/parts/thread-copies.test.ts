/** Replies that also go to their channel: the copy, and what becomes of it. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Message, RefusalCode } from "../../../protocol/index.ts";
import { refusal } from "../../../protocol/index.ts";
import type { Room } from "../../../worker/room/contract.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { copyIdOf, ThreadCopies } from "../../../worker/room/followers/thread-copies.ts";
import { channelFacts, inObject, roomsOf, somebody, threadFacts } from "../support/in-room.ts";

const ID = "0193e4a1-7b2c-7d3e-8f40-123456789abc";
const facts = threadFacts();
type Taken = Parameters<Room["takeCopy"]>;

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
        expect(taken.map(([, { body }]) => body)).toEqual(["one", "one", "two"]);
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
      expect(await Promise.all([first, second])).toEqual([true, true]);
      expect(taken.map(([, { body }, who]) => [body, who?.member])).toEqual([
        ["first wording", "ada"],
        ["second wording", undefined],
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
