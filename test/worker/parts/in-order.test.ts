/** What waits its turn: a person's work behind their own, goodbyes of a crowd some at a time, and who left longest ago first. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { LEASE_MS } from "../../../protocol/index.ts";
import type { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { CloseAnswers } from "../../../worker/room/sockets/close-answers.ts";
import { PerMemberQueue } from "../../../worker/room/sockets/per-member-queue.ts";
import { Reconnects } from "../../../worker/room/sockets/reconnects.ts";
import { Attachments, CUT, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { OpenThreads } from "../../../worker/room/threads/open-threads.ts";
import { heldSocket, inObject, somebody } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("I3: one person's work", () => {
  test("that comes while the second piece is under way waits for that, though the first is long done", async () => {
    const queue = new PerMemberQueue();
    const done: string[] = [];
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const over = Promise.withResolvers<void>();
    const isSecond = Promise.withResolvers<void>();
    const onFault = (error: unknown) => over.reject(error);
    queue.take("ada", () => first.promise, onFault);
    queue.take("ada", () => (isSecond.resolve(), second.promise.then(() => void done.push("second"))), onFault);
    first.resolve();
    await isSecond.promise;
    // All that the first leaves behind is done.
    await scheduler.wait(1);
    queue.take("ada", () => (done.push("third"), over.resolve()), onFault);
    expect(done).toEqual([]);
    second.resolve();
    await over.promise;
    expect(done).toEqual(["second", "third"]);
  });

  test("is done at once again when nothing waits any more", async () => {
    const queue = new PerMemberQueue();
    const done: string[] = [];
    queue.take(
      "ada",
      () => Promise.resolve(),
      () => undefined,
    );
    await scheduler.wait(1);
    queue.take(
      "ada",
      () => void done.push("at once"),
      () => undefined,
    );
    expect(done).toEqual(["at once"]);
  });
});

describe("R63: goodbyes", () => {
  /** Sockets that write down when each was answered, and with what. */
  function crowd(count: number) {
    vi.useFakeTimers({ now: 0 });
    const answered: [number, ...unknown[]][] = [];
    const answers = new CloseAnswers();
    const leave = (who: number, code = 1000, reason = "bye") => {
      const socket = { close: (...given: unknown[]) => void answered.push([who, ...given]) } as unknown as WebSocket;
      answers.answer(socket, code, reason);
    };
    for (let who = 1; who <= count; who++) leave(who);
    return { answered, leave };
  }

  test("of a few are answered at once, each with its own words; a line that was cut is only closed", () => {
    const { answered, leave } = crowd(0);
    leave(1, 4001, "done");
    leave(2, CUT, "");
    leave(3, 1005, "");
    expect(answered).toEqual([[1, 4001, "done"], [2], [3]]);
  });

  test("of a crowd are answered eight in a window, in the order in which they were said", () => {
    const { answered } = crowd(20);
    expect(answered.map(([who]) => who)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    vi.advanceTimersByTime(19);
    expect(answered).toHaveLength(8);
    vi.advanceTimersByTime(1);
    expect(answered).toHaveLength(16);
    vi.advanceTimersByTime(20);
    expect(answered.map(([who]) => who)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  test("that are said between two windows wait for the next where this one is full, and no timer is left behind", () => {
    const { answered, leave } = crowd(5);
    for (const who of [6, 7, 8, 9]) leave(who);
    expect(answered).toHaveLength(8);
    vi.advanceTimersByTime(20);
    expect(answered).toHaveLength(9);
    vi.advanceTimersByTime(20);
    expect(vi.getTimerCount()).toBe(0);
    leave(10);
    expect(answered).toHaveLength(10);
  });
});

describe("R63: who may come back without a look-up", () => {
  const NOW = 10_000_000;
  function reconnectsIn(state: DurableObjectState) {
    const attachments = new Attachments<RoomAttachment>();
    const held: WebSocket[] = [];
    let looks = 0;
    const all = () => ((looks += 1), held);
    const reconnects = new Reconnects({ attachments, all } as unknown as ChannelSockets);
    const open = (member: string, more: Partial<RoomAttachment> = {}) => {
      const { socket } = heldSocket(state, { ...somebody(member), leaseAt: NOW, readSeq: 0, savedReadSeq: 0, ...more });
      held.push(socket);
      return socket;
    };
    const find = (member: string, now = NOW) => reconnects.find(`token-${member}`, now);
    const leave = (socket: WebSocket, now: number) => {
      reconnects.left(socket, now);
      socket.close();
    };
    return { reconnects, open, find, leave, looks: () => looks };
  }

  test("is looked for among the sockets once a wake, however many come back", async () => {
    await inObject((state) => {
      const { open, find, looks } = reconnectsIn(state);
      open("ada");
      for (let i = 0; i < 3; i++) expect(find("ada")?.member).toBe("ada");
      expect(find("bo")).toBeNull();
      expect(looks()).toBe(1);
    });
  });

  test("and left twice is remembered from the second time on", async () => {
    await inObject((state) => {
      const { open, find, leave } = reconnectsIn(state);
      find("nobody");
      leave(open("ada", { readSeq: 3 }), NOW);
      leave(open("bo"), NOW + 1_000);
      leave(open("ada", { readSeq: 7 }), NOW + 50_000);
      // Who leaves next has those forgotten who left longer ago than a minute, and nobody else.
      leave(open("cy"), NOW + 61_000);
      expect([find("ada")?.readSeq, find("bo"), find("cy")?.member]).toEqual([7, null, "cy"]);
    });
  });

  test("is known by their newest socket: that an older one of the same session closes takes nothing away", async () => {
    await inObject((state) => {
      const { reconnects, open, find, leave } = reconnectsIn(state);
      find("nobody");
      const [older, newer] = [open("ada", { readSeq: 1 }), open("ada", { readSeq: 2 })];
      for (const socket of [older, newer]) reconnects.came(socket);
      leave(older, NOW);
      expect(find("ada")?.readSeq).toBe(2);
      leave(newer, NOW);
      expect(find("ada")?.readSeq).toBe(2);
    });
  });

  test("is nobody whose socket closes already when it is noticed, and whose lease is over at the same time", async () => {
    await inObject((state) => {
      const { reconnects, open, find, leave } = reconnectsIn(state);
      find("nobody");
      const ada = open("ada");
      ada.close();
      reconnects.came(ada);
      expect(find("ada")).toBeNull();
      const bo = open("bo");
      leave(bo, NOW + LEASE_MS);
      expect(find("bo", NOW)).toBeNull();
    });
  });
});

test("I6: the open threads that a room of an earlier build kept in a table are told, and forgotten with the others", async () => {
  await inObject(async ({ storage }) => {
    storage.sql.exec(`CREATE TABLE open_threads (channel TEXT PRIMARY KEY) WITHOUT ROWID`);
    storage.sql.exec(`INSERT INTO open_threads VALUES ('thread-1'), ('thread-2')`);
    const asked: string[] = [];
    const rooms = {
      getByName: (name: string) => ({ obey: async () => (asked.push(name), name !== "thread-2") }),
    } as unknown as Env["ROOMS"];
    const begin = () => new OpenThreads(storage, rooms);
    const threads = begin();
    threads.add("thread-1");
    threads.add("thread-3");
    const tell = async (by: OpenThreads) => {
      asked.length = 0;
      await by.tell({ type: "sessionEnded", session: "s" });
      return asked.toSorted();
    };
    expect(await tell(threads)).toEqual(["thread-1", "thread-2", "thread-3"]);
    // Nobody is in the second any more.
    expect(await tell(threads)).toEqual(["thread-1", "thread-3"]);
    expect(await tell(begin())).toEqual(["thread-1", "thread-3"]);
  });
});
