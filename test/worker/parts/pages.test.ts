/** Pages of history in a room: which places they hold, what is read for them, what is kept, and what a change makes old. */
import { describe, expect, test, vi } from "vitest";
import {
  PAGE_DEFAULT,
  PAGE_MAX,
  SEQ_MAX,
  type ChannelRequest,
  type Message,
  type Page,
} from "../../../protocol/index.ts";
import { placesOf } from "../../../worker/room/sockets/page-places.ts";
import { BLOCK, Pages } from "../../../worker/room/sockets/pages.ts";
import { channelFacts } from "../support/in-room.ts";

const COUNT = 1_000;
/** The log has what is younger. */
const TRIMMED = 900;

type Rows = { seq: number; json: string }[];
type PageRequest = Extract<ChannelRequest, { type: "page" }>;

/** A room of a thousand messages, and a D1 whose answers a test may hold. */
function roomOf({ bodyChars = 0, isHeld = false, trimmed = TRIMMED } = {}) {
  const message = (seq: number, body: string, rev = seq) => ({ id: `m${seq}`, seq, rev, author: "ada", at: seq, body });
  const inD1 = new Map<number, Message>();
  const inLog = new Map<number, Message>();
  for (let seq = 1; seq <= COUNT; seq++)
    (seq > trimmed ? inLog : inD1).set(seq, message(seq, `line ${seq}${"x".repeat(bodyChars)}`));
  const head = { seq: COUNT, rev: COUNT, lastAt: COUNT };
  let flushedRev = COUNT;
  const asked: [number, number][] = [];
  const waiting: (() => void)[] = [];
  let fault: Error | null = null;
  const rows = (from: number, to: number): Rows =>
    [...inD1.values()]
      .filter(({ seq }) => seq >= from && seq <= to)
      .map((each) => ({ seq: each.seq, json: JSON.stringify(each) }));
  const d1 = {
    prepare: () => ({
      bind: (_base: number, from: number, to: number) => ({
        all: async () => {
          asked.push([from, to]);
          const results = rows(from, to);
          if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
          if (fault) throw fault;
          return { results };
        },
      }),
    }),
  } as unknown as D1Database;
  const heard: Record<string, unknown>[] = [];
  const newest: number[] = [];
  const pages = new Pages({
    log: {
      head,
      get flushedRev() {
        return flushedRev;
      },
      at: (seq) => inLog.get(seq),
      changesWithin: (from, to, rev) =>
        [...inLog.values()].filter((each) => each.rev > rev && each.seq >= from && each.seq <= to),
    },
    d1,
    facts: () => channelFacts(),
    newest: (limit) => (newest.push(limit), { messages: [], reachedStart: true, reachedEnd: true, rev: head.rev }),
    sockets: {
      sendText: (_socket, frame) => void heard.push(JSON.parse(frame) as Record<string, unknown>),
      refuse: (_socket, ref, refusal) => void heard.push({ refused: ref, ...refusal }),
    },
  });
  return {
    pages,
    asked,
    heard,
    newest,
    waiting,
    read: async (asking: Omit<PageRequest, "type" | "ref">) => JSON.parse(await pages.read(asking)) as Page,
    /** As the room does: the change stands in its log, and D1 has it or not. */
    change(seq: number, body: string, { isCarried = true } = {}) {
      head.rev += 1;
      const changed = message(seq, body, head.rev);
      inLog.set(seq, changed);
      if (isCarried) {
        flushedRev = head.rev;
        inD1.set(seq, changed);
      }
      pages.changed([changed]);
    },
    carry: () => (flushedRev = head.rev),
    trim(seq: number) {
      const trimmed = inLog.get(seq);
      if (trimmed) inD1.set(seq, trimmed);
      inLog.delete(seq);
    },
    fails: (error: Error | null) => (fault = error),
    answerNext: async () => {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
      waiting.shift()!();
    },
  };
}
const seqs = ({ messages }: Page) => messages.map(({ seq }) => seq);
const bodies = ({ messages }: Page) => messages.map(({ body }) => body);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("R13: the places of a page", () => {
  test("are those before one, after one or around one, and nowhere below the first or beyond the last that there can be", () => {
    expect(placesOf({ limit: 10 })).toBeNull();
    expect(placesOf({ before: 100, limit: 10 })).toEqual({ from: 90, to: 99 });
    expect(placesOf({ before: 5, limit: 10 })).toEqual({ from: 1, to: 4 });
    expect(placesOf({ before: 1, limit: 10 })).toEqual({ from: 1, to: 0 });
    expect(placesOf({ after: 0, limit: 10 })).toEqual({ from: 1, to: 10 });
    expect(placesOf({ after: 99, limit: 10 })).toEqual({ from: 100, to: 109 });
    expect(placesOf({ after: SEQ_MAX, limit: 10 })).toEqual({ from: SEQ_MAX, to: SEQ_MAX });
    expect(placesOf({ after: SEQ_MAX - 4, limit: 10 })).toEqual({ from: SEQ_MAX - 3, to: SEQ_MAX });
    expect(placesOf({ around: 100, limit: 10 })).toEqual({ from: 95, to: 104 });
    expect(placesOf({ around: 100, limit: 11 })).toEqual({ from: 95, to: 105 });
    expect(placesOf({ around: 3, limit: 10 })).toEqual({ from: 1, to: 10 });
    expect(placesOf({ around: SEQ_MAX, limit: 10 })).toEqual({ from: SEQ_MAX - 5, to: SEQ_MAX });
  });

  test("are told with where the page stands in the channel", async () => {
    const { read } = roomOf();
    const ends = ({ reachedStart, reachedEnd, rev }: Page) => [reachedStart, reachedEnd, rev];
    const page = await read({ before: 31, limit: 10 });
    expect([seqs(page), ends(page)]).toEqual([range(21, 30), [false, false, COUNT]]);
    expect(ends(await read({ before: 11, limit: 10 }))).toEqual([true, false, COUNT]);
    expect(ends(await read({ before: 12, limit: 10 }))).toEqual([false, false, COUNT]);
    const last = await read({ after: 990, limit: 10 });
    expect([seqs(last), ends(last)]).toEqual([range(991, 1_000), [false, true, COUNT]]);
    expect(ends(await read({ after: 989, limit: 10 }))).toEqual([false, false, COUNT]);
    const beyond = await read({ after: 995, limit: 10 });
    expect([seqs(beyond), ends(beyond)]).toEqual([range(996, 1_000), [false, true, COUNT]]);
    const before = await read({ before: 1, limit: 10 });
    expect([seqs(before), ends(before)]).toEqual([[], [true, false, COUNT]]);
    expect(ends(await read({ after: 999, limit: 1 }))).toEqual([false, true, COUNT]);
  });

  test("are as many as one asks for, or fifty, and never more than there may be", async () => {
    const { pages, read, newest } = roomOf();
    expect(seqs(await read({ after: 0 }))).toHaveLength(PAGE_DEFAULT);
    expect(seqs(await read({ after: 0, limit: 7 }))).toHaveLength(7);
    expect(seqs(await read({ after: 0, limit: 5_000 }))).toHaveLength(PAGE_MAX);
    expect(JSON.parse((await pages.read({ limit: 9 })) as string)).toMatchObject({ reachedEnd: true, rev: COUNT });
    await pages.read({ limit: 5_000 });
    expect(newest).toEqual([9, PAGE_MAX]);
  });
});

describe("I10: what is read for a page", () => {
  test("nothing where the log has it all: it is told at once", () => {
    const { pages, asked } = roomOf();
    const page = pages.read({ after: TRIMMED, limit: 50 });
    expect(typeof page).toBe("string");
    expect(seqs(JSON.parse(page as string) as Page)).toEqual(range(901, 950));
    expect(typeof pages.read({ after: TRIMMED + 60, limit: 100 })).toBe("string");
    expect(asked).toEqual([]);
  });

  test("the blocks in which it lies, once for all who ask, and for whoever comes later nothing", async () => {
    const { pages, asked, read, waiting } = roomOf({ isHeld: true });
    const [one, other] = [read({ before: 20, limit: 5 }), read({ after: BLOCK - 5, limit: 10 })];
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    expect(asked).toEqual([
      [1, BLOCK],
      [BLOCK + 1, 2 * BLOCK],
    ]);
    for (const answer of waiting.splice(0)) answer();
    expect(seqs(await one)).toEqual(range(15, 19));
    expect(seqs(await other)).toEqual(range(BLOCK - 4, BLOCK + 5));
    for (const after of [0, 100, BLOCK - 3, BLOCK, 2 * BLOCK - 10])
      expect(typeof pages.read({ after, limit: 10 }), `${after}`).toBe("string");
    expect(typeof pages.read({ after: 2 * BLOCK - 9, limit: 10 })).not.toBe("string");
    expect(asked).toHaveLength(3);
    for (const answer of waiting.splice(0)) answer();
  });

  test("the places that the log lacks alone: a page may lie in both", async () => {
    const { read, asked } = roomOf();
    expect(seqs(await read({ after: TRIMMED - 5, limit: 10 }))).toEqual(range(TRIMMED - 4, TRIMMED + 5));
    expect(asked).toEqual([[3 * BLOCK + 1, 4 * BLOCK]]);
  });

  test("and no more is kept than there is room for: what was used longest ago goes first", async () => {
    // A block is some two megabytes of text.
    const { read, asked } = roomOf({ bodyChars: 6_000 });
    for (const after of [0, BLOCK]) await read({ after, limit: 2 });
    await read({ after: 5, limit: 2 });
    expect(asked).toHaveLength(2);
    await read({ after: 2 * BLOCK, limit: 2 });
    expect(asked).toHaveLength(3);
    // The first was used since the second was.
    await read({ after: 0, limit: 2 });
    expect(asked).toHaveLength(3);
    await read({ after: BLOCK, limit: 2 });
    expect(asked).toHaveLength(4);
    await read({ after: 0, limit: 2 });
    expect(asked).toHaveLength(4);
    await read({ after: 2 * BLOCK, limit: 2 });
    expect(asked).toHaveLength(5);
  });
});

describe("I7: a change", () => {
  test("is in every page from its turn on, also when the log has let go of it", async () => {
    const { read, change, trim, asked } = roomOf();
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "line 101", "line 102"]);
    change(101, "better");
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
    expect(asked).toHaveLength(2);
    trim(101);
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
    expect(asked).toHaveLength(2);
    // A change elsewhere makes nothing of it old.
    change(BLOCK + 1, "elsewhere");
    await read({ after: 99, limit: 3 });
    expect(asked).toHaveLength(2);
  });

  test("that D1 lacks keeps nobody from a page, and the block from being kept", async () => {
    const { read, change, trim, carry, asked } = roomOf();
    change(101, "better", { isCarried: false });
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
    await read({ after: 99, limit: 3 });
    expect(asked).toHaveLength(2);
    carry();
    trim(101);
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
    await read({ after: 99, limit: 3 });
    expect(asked).toHaveLength(3);
  });

  test("that comes while D1 is asked is in the page: the block is read again, and what is older is not kept", async () => {
    const { read, change, trim, asked, answerNext } = roomOf({ isHeld: true });
    const page = read({ after: 99, limit: 3 });
    change(101, "better");
    trim(101);
    await answerNext();
    await answerNext();
    expect(bodies(await page)).toEqual(["line 100", "better", "line 102"]);
    expect(asked).toHaveLength(2);
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
    expect(asked).toHaveLength(2);
  });

  test("that comes while D1 is asked makes whoever asks from then on read anew", async () => {
    const { read, change, trim, asked, waiting, answerNext } = roomOf({ isHeld: true });
    const first = read({ after: 99, limit: 3 });
    change(101, "better");
    trim(101);
    const second = read({ after: 99, limit: 3 });
    expect(asked).toHaveLength(2);
    // The later answer first: it is kept, and the earlier one does not come into its place.
    waiting.splice(1)[0]!();
    expect(bodies(await second)).toEqual(["line 100", "better", "line 102"]);
    waiting.splice(0)[0]!();
    // What it was told is old, so it asks once more.
    await answerNext();
    expect(bodies(await first)).toEqual(["line 100", "better", "line 102"]);
    expect(bodies(await read({ after: 99, limit: 3 }))).toEqual(["line 100", "better", "line 102"]);
  });

  test("after change while D1 is asked ends in a page all the same: after three times with what the log has laid over it", async () => {
    const { read, change, asked, answerNext } = roomOf({ isHeld: true });
    const page = read({ after: 99, limit: 3 });
    for (const n of [1, 2, 3]) {
      await vi.waitFor(() => expect(asked).toHaveLength(n));
      change(101, `better ${n}`);
      await answerNext();
    }
    expect(bodies(await page)).toEqual(["line 100", "better 3", "line 102"]);
    expect(asked).toHaveLength(3);
  });

  test("elsewhere while D1 is asked makes nobody read again", async () => {
    const { read, change, asked, answerNext } = roomOf({ isHeld: true });
    const page = read({ after: 99, limit: 3 });
    change(BLOCK + 1, "elsewhere");
    await answerNext();
    expect(seqs(await page)).toEqual([100, 101, 102]);
    expect(asked).toHaveLength(1);
    await read({ after: 99, limit: 3 });
    expect(asked).toHaveLength(1);
  });

  test("what is trimmed while D1 is asked for the rest is asked for as well", async () => {
    const { read, trim, asked, answerNext } = roomOf({ isHeld: true, trimmed: 3 * BLOCK });
    const page = read({ after: 3 * BLOCK - 5, limit: 10 });
    expect(asked).toHaveLength(1);
    trim(3 * BLOCK + 2);
    await answerNext();
    await answerNext();
    expect(seqs(await page)).toEqual(range(3 * BLOCK - 4, 3 * BLOCK + 5));
    expect(asked).toHaveLength(2);
  });
});

describe("an answer on the socket", () => {
  const open = { readyState: WebSocket.OPEN } as WebSocket;
  const asking = (more: Partial<PageRequest>): PageRequest => ({ type: "page", ref: 'r"1', ...more });

  test("carries the request's reference, at once or when D1 has answered", async () => {
    const { pages, heard } = roomOf();
    expect(pages.answer(open, asking({ after: 990, limit: 2 }))).toBeUndefined();
    expect(heard).toEqual([{ type: "page", ref: 'r"1', page: expect.objectContaining({ rev: COUNT }) as unknown }]);
    expect(seqs(heard[0]!["page"] as Page)).toEqual([991, 992]);
    await pages.answer(open, asking({ after: 5, limit: 2 }));
    expect(seqs(heard[1]!["page"] as Page)).toEqual([6, 7]);
  });

  test("is a refusal where two places were named at once", () => {
    const { pages, heard, asked } = roomOf();
    for (const more of [
      { before: 1, after: 1 },
      { after: 0, around: 1 },
      { before: 9, around: 1 },
    ])
      expect(pages.answer(open, asking(more))).toBeUndefined();
    expect(heard).toEqual(Array(3).fill(expect.objectContaining({ refused: 'r"1', code: "invalid", field: "before" })));
    expect(asked).toEqual([]);
    pages.answer(open, asking({ around: 995, limit: 2 }));
    expect(heard[3]).toMatchObject({ type: "page" });
  });

  test("I5: does not go to who was put out meanwhile", async () => {
    const { pages, heard, answerNext } = roomOf({ isHeld: true });
    const socket = { readyState: WebSocket.OPEN as number };
    const answer = pages.answer(socket as WebSocket, asking({ after: 5, limit: 2 }));
    socket.readyState = WebSocket.CLOSING;
    await answerNext();
    await answer;
    expect(heard).toEqual([]);
  });

  test("I8, I9: is a refusal that says when to ask again where D1 fails, and the next one is answered", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { pages, heard, fails, asked } = roomOf();
    fails(new Error("D1_ERROR: Network connection lost."));
    await pages.answer(open, asking({ after: 5, limit: 2 }));
    expect(heard).toEqual([expect.objectContaining({ refused: 'r"1', code: "unavailable", retryAfter: 5_000 })]);
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "page", channel: "channel-7" });
    said.mockRestore();
    fails(null);
    await pages.answer(open, asking({ after: 5, limit: 2 }));
    expect(seqs(heard[1]!["page"] as Page)).toEqual([6, 7]);
    expect(asked).toHaveLength(2);
  });
});
