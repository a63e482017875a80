/** Posts on their way into the log: one commit for all that come together, one acknowledgement for each sender. */
import { v7 as uuidv7 } from "uuid";
import { afterEach, expect, test, vi } from "vitest";
import { GATHER_MS, type Message } from "../../../protocol/index.ts";
import { Posts } from "../../../worker/room/commit/posts.ts";
import { RateLimiter } from "../../../worker/room/commit/rate-limiter.ts";
import { RoomLog } from "../../../worker/room/log/room-log.ts";
import { FileTickets } from "../../../worker/room/files/tickets.ts";
import { MessageRules } from "../../../worker/room/commit/rules.ts";
import { inObject, somebody, threadFacts } from "../support/in-room.ts";
import type { PostRequest, Written } from "../../../worker/room/contract.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
const [ada, bo] = [somebody("ada"), somebody("bo")];

function postingIn(state: DurableObjectState, limits: object = {}) {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["Date", "setTimeout"] });
  const log = new RoomLog(state.storage.sql);
  log.begin({ seq: 0, rev: 0, lastAt: 0 }, []);
  const sent: [WebSocket, unknown][] = [];
  const told: [Message[], number][] = [];
  const traced: [number, number, number][] = [];
  const copied: [number, string][] = [];
  const away = { ids: false, message: false, stored: undefined as Message | undefined, storage: false };
  const asked: string[] = [];
  const posting = new Posts({
    facts: () => threadFacts(),
    log,
    rules: new MessageRules(log, new RateLimiter(JSON.stringify(limits)), new FileTickets(state.storage)),
    held: { hold: () => Promise.reject(new Error("nobody's words wait here")) },
    sockets: {
      send: (socket: WebSocket, event: unknown) => sent.push([socket, event]),
      refuse: (socket: WebSocket, ref: unknown, { code, retryAfter }: Record<string, unknown>) =>
        sent.push([socket, { ref, code, retryAfter }]),
    } as never,
    storage: {
      transactionSync: (work: () => unknown) =>
        state.storage.transactionSync(() => {
          const done = work();
          if (away.storage) throw new Error("SQLITE_FULL");
          return done;
        }),
    } as never,
    fetch: async (seq) => {
      asked.push(`message ${seq}`);
      if (away.message) throw new Error("D1_ERROR: away");
      return away.stored;
    },
    readOlderIds: async () => {
      asked.push("ids");
      if (away.ids) throw new Error("D1_ERROR: away");
    },
    copies: { add: (seq: number, { member }: { member: string }) => copied.push([seq, member]) } as never,
    trace: {
      committed: (messages: Message[], afterRev: number, at: number) => traced.push([messages.length, afterRev, at]),
    } as never,
    posted: (messages, afterRev) => told.push([messages, afterRev]),
  });
  const socket = () => new WebSocketPair()[1];
  const post = (who: typeof ada, answer: WebSocket | ((written: Written) => void), more: Partial<PostRequest> = {}) => {
    const request = { id: uuidv7({ msecs: Date.now() }), body: "words", ...more };
    return { id: request.id, done: posting.post(who, request, answer) };
  };
  const windowEnds = () => vi.advanceTimersByTime(GATHER_MS);
  return { log, posting, sent, told, traced, copied, away, asked, socket, post, windowEnds };
}

test("I1: the first goes out at once, what comes within the window in one commit, each sender has one answer", async () => {
  await inObject((state) => {
    const { post, socket, sent, told, traced, windowEnds } = postingIn(state);
    const [a, b] = [socket(), socket()];
    const first = post(ada, a).id;
    expect(sent).toEqual([[a, { type: "stored", messages: [{ id: first, seq: 1, rev: 1, at: 1_000_000 }] }]]);
    vi.setSystemTime(1_000_001);
    const ids = [post(ada, a).id, post(bo, b).id, post(ada, a).id];
    const called: Written[] = [];
    post(bo, (written) => called.push(written));
    expect(sent).toHaveLength(1);
    windowEnds();
    const at = 1_000_001 + GATHER_MS;
    expect(sent.slice(1)).toEqual([
      [
        a,
        {
          type: "stored",
          messages: [
            { id: ids[0], seq: 2, rev: 2, at },
            { id: ids[2], seq: 4, rev: 4, at },
          ],
        },
      ],
      [b, { type: "stored", messages: [{ id: ids[1], seq: 3, rev: 3, at }] }],
    ]);
    expect(called).toMatchObject([{ ok: true, isNew: true, message: { seq: 5 } }]);
    expect(told.map(([messages, afterRev]) => [messages.map(({ seq }) => seq), afterRev])).toEqual([
      [[1], 0],
      [[2, 3, 4, 5], 1],
    ]);
    expect(traced).toEqual([
      [1, 0, 1_000_000],
      [4, 1, 1_000_001],
    ]);
  });
});

test("I2: what is sent again is answered with what is stored, at once or in the commit that stored it, and told to nobody", async () => {
  await inObject((state) => {
    const { post, socket, sent, told, windowEnds } = postingIn(state);
    const a = socket();
    const { id } = post(ada, a);
    post(ada, a, { id });
    expect(sent[1]).toEqual(sent[0]);
    const called: Written[] = [];
    post(ada, (written) => called.push(written), { id });
    expect(called).toMatchObject([{ ok: true, isNew: false, message: { id } }]);
    const twice = post(ada, a).id;
    post(ada, a, { id: twice });
    post(bo, a, { id: twice });
    windowEnds();
    expect(sent.slice(2)).toEqual([
      [a, { ref: twice, code: "invalid", retryAfter: undefined }],
      [a, { type: "stored", messages: [expect.objectContaining({ seq: 2 }), expect.objectContaining({ seq: 2 })] }],
    ]);
    expect(told.map(([messages]) => messages.length)).toEqual([1, 1]);
    windowEnds();
    post(ada, a, { id: twice });
    expect(told).toHaveLength(2);
  });
});

test("a refused post takes no place, and is told to its sender with its id", async () => {
  await inObject((state) => {
    const { post, socket, sent, told, log, copied } = postingIn(state, { post: { burst: 2, perSecond: 1 } });
    const a = socket();
    post(ada, a, { alsoToChannel: true });
    vi.advanceTimersByTime(2 * GATHER_MS);
    post(ada, a, { replyTo: 9 });
    expect(sent[1]![1]).toMatchObject({ code: "invalid" });
    expect([told.length, log.head.seq]).toEqual([1, 1]);
    // What goes to the channel as well is due from its own commit on.
    expect(copied).toEqual([[1, "ada"]]);
  });
});

test("I1: where the storage does not take it nothing is stored, and the sender may try again", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject((state) => {
    const { post, socket, sent, told, log, away, copied, windowEnds } = postingIn(state);
    const a = socket();
    away.storage = true;
    const { id } = post(ada, a);
    expect(sent).toEqual([[a, { ref: id, code: "unavailable", retryAfter: 1_000 }]]);
    expect([told, log.head.seq, log.seqOf(id), copied]).toEqual([[], 0, undefined, []]);
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "commit", channel: "thread-8" });
    away.storage = false;
    windowEnds();
    post(ada, a, { id });
    expect(sent[1]![1]).toMatchObject({ type: "stored", messages: [{ seq: 1 }] });
  });
});

/** A log that has let go of its first messages, of which D1 has the ids. */
function withOldIds(part: ReturnType<typeof postingIn>) {
  const ids = Array.from({ length: 320 }, (_, i) => uuidv7({ msecs: 900_000 + i }));
  for (const id of ids) part.log.append({ id, author: "ada", at: 900_000, body: "old" });
  part.log.confirm(part.log.head.rev);
  expect(part.log.at(1)).toBeUndefined();
  return ids;
}

test("I2: what was stored and trimmed is answered from D1, at a pace; where D1 is away, that is said", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const part = postingIn(state, { lookUp: { burst: 3, perSecond: 0.001 } });
    const { post, socket, sent, away, asked, told } = part;
    const ids = withOldIds(part);
    const a = socket();
    away.stored = { id: ids[0]!, seq: 1, rev: 1, author: "ada", at: 900_000, body: "old" };
    await post(ada, a, { id: ids[0]! }).done;
    expect(sent).toEqual([[a, { type: "stored", messages: [{ id: ids[0], seq: 1, rev: 1, at: 900_000 }] }]]);
    expect(asked).toEqual(["message 1"]);
    away.stored = undefined;
    await post(ada, a, { id: ids[0]! }).done;
    expect(sent[1]).toEqual([a, { ref: ids[0], code: "invalid", retryAfter: undefined }]);
    away.message = true;
    await post(ada, a, { id: ids[0]! }).done;
    expect(sent[2]).toEqual([a, { ref: ids[0], code: "unavailable", retryAfter: 5_000 }]);
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "oldMessage", channel: "thread-8" });
    await post(ada, a, { id: ids[0]! }).done;
    expect(sent[3]![1]).toMatchObject({ code: "too_fast" });
    expect([asked.length, told]).toEqual([3, []]);
  });
});

test("I2: an id that only D1 may know is asked for before anything is stored", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await inObject(async (state) => {
    const { post, socket, sent, away, asked, told, log } = postingIn(state);
    const lacksIds = vi.spyOn(log, "lacksIds", "get").mockReturnValue(true);
    const a = socket();
    away.ids = true;
    const { id, done } = post(ada, a);
    await done;
    expect(sent).toEqual([[a, { ref: id, code: "unavailable", retryAfter: 5_000 }]]);
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "olderIds", channel: "thread-8" });
    away.ids = false;
    await post(ada, a, { id }).done;
    expect([asked, told.length]).toEqual([["ids", "ids"], 1]);
    // D1 knew it.
    const known = uuidv7();
    vi.spyOn(log, "seqOf").mockReturnValueOnce(undefined).mockReturnValueOnce(1);
    await post(ada, a, { id: known }).done;
    expect(sent.at(-1)![1]).toMatchObject({ type: "stored", messages: [{ id, seq: 1 }] });
    expect(asked).toHaveLength(3);
    lacksIds.mockReturnValue(false);
    post(ada, a);
    expect(asked).toHaveLength(3);
  });
});

test("I2: what was stored, carried over and trimmed while it waited in the window is answered all the same", async () => {
  await inObject(async (state) => {
    const part = postingIn(state);
    const { post, socket, sent, away, told, windowEnds } = part;
    const a = socket();
    post(bo, a);
    const waiting = uuidv7({ msecs: 900_000 });
    post(ada, a, { id: waiting });
    const fresh = post(ada, a).id;
    part.log.append({ id: waiting, author: "ada", at: 1, body: "by another way" });
    withOldIds(part);
    expect(part.log.at(2)).toBeUndefined();
    away.stored = { id: waiting, seq: 2, rev: 2, author: "ada", at: 1, body: "by another way" };
    windowEnds();
    await Promise.resolve();
    expect(
      sent.slice(1).map(([, event]) => (event as { messages: { id: string }[] }).messages.map(({ id }) => id)),
    ).toEqual(expect.arrayContaining([[waiting], [fresh]]));
    expect(told.map(([messages]) => messages.length)).toEqual([1, 1]);
  });
});

test("I2: by a key, what is sent before midnight and again after it is one, also where both wait in the window", async () => {
  await inObject((state) => {
    const { post, socket, sent, told, windowEnds } = postingIn(state);
    const a = socket();
    post(bo, a);
    const [yesterday, today, dayBefore] = [uuidv7(), uuidv7(), uuidv7()];
    post(ada, a, { id: yesterday, keyed: { dayBefore } });
    post(ada, a, { id: today, keyed: { dayBefore: yesterday } });
    windowEnds();
    const stored = expect.objectContaining({ id: yesterday, seq: 2 }) as unknown;
    expect(sent.slice(1)).toEqual([[a, { type: "stored", messages: [stored, stored] }]]);
    expect(told.map(([messages]) => messages.length)).toEqual([1, 1]);
  });
});
