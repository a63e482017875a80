/** Small parts of a channel's session, each alone: marks that are told now and then, pages on the socket, who has read how far. */
import { describe, expect, test } from "vitest";
import type { HistoryQuery } from "../../client/api.ts";
import { PacedSender } from "../../client/paced-sender.ts";
import { PageRequests } from "../../client/page-requests.ts";
import { ReadMarks, type ReadMarksOptions } from "../../client/read-marks.ts";
import { SeenMarks } from "../../client/seen-marks.ts";
import { refusal, type ChannelRequest, type Message, type Page } from "../../protocol/index.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";

const EVERY = 1_000;

describe("a number that is told now and then", () => {
  const paced = () => {
    const clock = new FakeClock();
    const told: number[] = [];
    const line = { isUp: true };
    const telling = new PacedSender({
      clock,
      send: (value) => line.isUp && told.push(value) > 0,
      every: () => EVERY,
    });
    return { clock, told, line, telling };
  };

  test("the first at once, the highest of what follows after the pause, and a pause after that again", async () => {
    const { clock, told, telling } = paced();
    for (const value of [3, 5, 4]) telling.want(value);
    expect(told).toEqual([3]);
    await clock.pass(EVERY - 1);
    expect(told).toEqual([3]);
    await clock.pass(1);
    expect(told).toEqual([3, 5]);
    telling.want(6);
    expect(told).toEqual([3, 5]);
    await clock.pass(EVERY);
    expect(told).toEqual([3, 5, 6]);
    await clock.pass(EVERY);
    expect(clock.waiting).toBe(0);
    telling.want(7);
    expect(told).toEqual([3, 5, 6, 7]);
  });

  test("what is known, or smaller, is not told and begins no pause", () => {
    const { clock, told, telling } = paced();
    telling.setSent(5);
    for (const value of [5, 4]) telling.want(value);
    expect([told, clock.waiting]).toEqual([[], 0]);
    telling.setSent(2);
    telling.want(5);
    expect(told).toEqual([]);
    telling.want(6);
    expect(told).toEqual([6]);
  });

  test("what came to be known in the pause is not told after it", async () => {
    const { clock, told, telling } = paced();
    telling.want(3);
    telling.want(5);
    telling.setSent(5);
    await clock.pass(EVERY);
    expect(told).toEqual([3]);
    expect(clock.waiting).toBe(0);
  });

  test("what could not be told is tried again after each pause, and at once when somebody asks", async () => {
    const { clock, told, line, telling } = paced();
    line.isUp = false;
    telling.want(3);
    await clock.pass(3 * EVERY);
    expect(told).toEqual([]);
    line.isUp = true;
    telling.flush();
    expect(told).toEqual([3]);
    telling.flush();
    expect(told).toEqual([3]);
  });

  test("hurrying ends the pause", () => {
    const { told, telling } = paced();
    telling.want(3);
    telling.want(5);
    telling.hurry();
    expect(told).toEqual([3, 5]);
    telling.want(6);
    expect(told).toEqual([3, 5, 6]);
  });

  test("what is only noted is told when somebody asks for it", async () => {
    const { clock, told, telling } = paced();
    telling.note(3);
    await clock.pass(EVERY);
    expect(told).toEqual([]);
    telling.flush();
    expect(told).toEqual([3]);
  });

  test("going back calls off what waits, and what is told next may be smaller than what was", async () => {
    const { clock, told, telling } = paced();
    telling.want(3);
    telling.want(8);
    telling.back(2);
    await clock.pass(EVERY);
    telling.flush();
    expect([told, clock.waiting]).toEqual([[3], 0]);
    telling.want(3);
    expect(told).toEqual([3, 3]);
  });

  test("stopping calls off what waits, whether anything does or not", () => {
    const { clock, telling } = paced();
    telling.stop();
    telling.want(3);
    telling.stop();
    telling.stop();
    expect(clock.waiting).toBe(0);
  });
});

describe("how far I read", () => {
  const marks = (devices?: Partial<NonNullable<ReadMarksOptions["devices"]>>) => {
    const clock = new FakeClock();
    const room: number[] = [];
    const shown: number[] = [];
    const read = new ReadMarks({
      clock,
      send: (seq) => room.push(seq) > 0,
      every: () => EVERY,
      ...(devices && {
        devices: { areThere: () => true, send: (seq) => shown.push(seq) > 0, every: EVERY, ...devices },
      }),
    });
    return { clock, room, shown, read };
  };

  test("counts from the start, is told to the room, and needs no other device", async () => {
    const { room, read, clock } = marks();
    read.mark(3);
    read.mark(2);
    expect([read.seq, room]).toEqual([3, [3]]);
    read.mark(5);
    read.flush();
    expect(room).toEqual([3, 5]);
    read.mark(7);
    read.leave();
    expect(room).toEqual([3, 5, 7]);
    read.mark(8);
    read.hurry();
    expect(room).toEqual([3, 5, 7, 8]);
    read.back(4);
    read.stop();
    await clock.pass(10 * EVERY);
    expect([read.seq, room.length, clock.waiting]).toEqual([4, 4, 0]);
  });

  test("is told my devices where there are any, and only kept for them where there are none", () => {
    let areThere = true;
    const { room, shown, read } = marks({ areThere: () => areThere });
    read.mark(3);
    expect([room, shown]).toEqual([[3], [3]]);
    areThere = false;
    read.hurry();
    read.mark(5);
    read.flush();
    expect([room, shown]).toEqual([[3, 5], [3]]);
    read.leave();
    expect(shown).toEqual([3, 5]);
    areThere = true;
    read.mark(6);
    read.flush();
    expect(shown).toEqual([3, 5, 6]);
  });

  test("R111 stands still after it went back, until the channel is opened anew, whatever my devices say meanwhile", () => {
    const { room, read } = marks();
    read.learn(9, 0);
    read.back(3);
    read.mark(9);
    read.learn(2, 9);
    expect([read.seq, room]).toEqual([3, []]);
    read.release();
    read.learn(2, 7);
    expect(read.seq).toBe(7);
    read.mark(9);
    expect([read.seq, room]).toEqual([9, [9]]);
  });
});

describe("pages on the socket", () => {
  const page = { messages: [], reachedStart: true, reachedEnd: true, rev: 1 } as Page;
  const asking = () => {
    const clock = new FakeClock();
    const sent: ChannelRequest[] = [];
    const http: HistoryQuery[] = [];
    const line = { isUp: true };
    const pages = new PageRequests({
      clock,
      send: (request) => line.isUp && sent.push(request) > 0,
      byHttp: (query) => (http.push(query), Promise.resolve(page)),
    });
    return { clock, sent, http, line, pages };
  };

  test("are asked for under a name of their own, without a rev, and each answer goes to who asked", async () => {
    const { sent, http, pages, clock } = asking();
    pages.opened(true);
    const first = pages.fetch({ before: 9, limit: 5, rev: 3 });
    const second = pages.fetch({ after: 9 });
    expect(sent).toEqual([
      { type: "page", ref: "page-1", before: 9, limit: 5 },
      { type: "page", ref: "page-2", after: 9 },
    ]);
    const [one, two] = [
      { ...page, rev: 1 },
      { ...page, rev: 2 },
    ];
    expect(pages.receive({ type: "page", ref: "page-2", page: two })).toBe(true);
    expect(pages.receive({ type: "page", ref: "page-1", page: one })).toBe(true);
    expect([await first, await second]).toEqual([one, two]);
    expect([http, clock.waiting]).toEqual([[], 0]);
    expect(
      pages.receive({ type: "page", ref: "page-1", page: one }),
      "late: nobody waits for it, and nobody else's",
    ).toBe(true);
  });

  test("that are refused, or not answered within five seconds, are asked for by HTTP, with the rev", async () => {
    const { http, pages, clock } = asking();
    pages.opened(true);
    const refused = pages.fetch({ before: 9, rev: 3 });
    expect(pages.receive({ type: "refused", ref: "page-1", refusal: refusal("too_fast") })).toBe(true);
    expect(await refused).toBe(page);
    const slow = pages.fetch({ before: 5, rev: 3 });
    await clock.pass(4_999);
    expect(http).toHaveLength(1);
    await clock.pass(1);
    expect(await slow).toBe(page);
    expect(http).toEqual([
      { before: 9, rev: 3 },
      { before: 5, rev: 3 },
    ]);
  });

  test("are asked for by HTTP where the socket does not take it, is lost, or was never greeted", async () => {
    const { sent, http, line, pages } = asking();
    await pages.fetch({ before: 1 });
    pages.opened(false);
    await pages.fetch({ before: 2 });
    pages.opened(true);
    line.isUp = false;
    await pages.fetch({ before: 3 });
    line.isUp = true;
    const lost = pages.fetch({ before: 4 });
    await settled();
    expect(http).toHaveLength(3);
    pages.lost();
    await lost;
    await pages.fetch({ before: 5 });
    expect(http.map(({ before }) => before)).toEqual([1, 2, 3, 4, 5]);
    expect(sent).toHaveLength(1);
  });

  test("other frames, and refusals of other requests, are somebody else's", async () => {
    const { pages } = asking();
    pages.opened(true);
    const waiting = pages.fetch({ before: 9 });
    expect(pages.receive({ type: "typed", member: "ben-01" })).toBe(false);
    expect(pages.receive({ type: "stored", messages: [] })).toBe(false);
    expect(pages.receive({ type: "refused", ref: "another", refusal: refusal("muted") })).toBe(false);
    expect(pages.receive({ type: "refused", refusal: refusal("unknown_frame") })).toBe(false);
    expect(pages.receive({ type: "done", ref: "page-1", seq: 1, rev: 1 })).toBe(false);
    pages.receive({ type: "page", ref: "page-1", page });
    expect(await waiting).toBe(page);
  });
});

describe("R86 how far others have read", () => {
  const message = (seq: number, author: string): Message => ({
    id: `id-${seq}`,
    seq,
    rev: seq,
    author,
    at: seq * 10,
    body: "",
  });

  test("is known from when the server first told any, and not guessed before that", () => {
    const seen = new SeenMarks();
    const nothing = seen.marks;
    seen.learn(undefined, [message(3, "ben-01")]);
    expect(seen.marks).toBe(nothing);
    seen.learn({}, [message(4, "ben-01")]);
    expect([...seen.marks]).toEqual([["ben-01", [{ seq: 4, at: 40 }]]]);
    seen.learn(undefined, [message(5, "cyd-02")]);
    expect(seen.marks.get("cyd-02")).toEqual([{ seq: 5, at: 50 }]);
  });

  test("begins at the very start: somebody who has read nothing yet is known to be there", () => {
    const seen = new SeenMarks();
    seen.learn({ "ben-01": { seq: 0 } }, []);
    expect(seen.marks.get("ben-01")).toEqual([{ seq: 0 }]);
  });

  test("never goes back and is the same object until something moved; what was written comes before where the mark stands", () => {
    const seen = new SeenMarks();
    seen.learn({ "ben-01": { seq: 7, at: 99 } }, [message(5, "ben-01")]);
    const { marks } = seen;
    expect(marks.get("ben-01")).toEqual([
      { seq: 5, at: 50 },
      { seq: 7, at: 99 },
    ]);
    seen.learn({ "ben-01": { seq: 7, at: 120 } }, [message(6, "ben-01")]);
    expect(seen.marks).toBe(marks);
  });

  test("keeps the last twenty marks of each", () => {
    const seen = new SeenMarks();
    for (let seq = 1; seq <= 25; seq += 1) seen.learn({ "ben-01": { seq } }, []);
    expect(seen.marks.get("ben-01")?.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 6));
  });
});
