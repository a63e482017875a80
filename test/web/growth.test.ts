import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { Growth } from "../../web/src/lib/conversation/window/growth.ts";
import { unopened } from "../../web/src/lib/conversation/window/list-window.ts";
import { Pace } from "../../web/src/lib/conversation/window/pace.ts";

const lines = (count: number, body = "") => Array.from({ length: count }, () => ({ body }));

describe("how many messages come into the page at once", () => {
  test("few before anything is known of the device, and never none of some", () => {
    const pace = new Pace();
    expect(pace.next([])).toBe(0);
    expect(pace.next(lines(50))).toBe(8);
    expect(pace.next(lines(2))).toBe(2);
    expect(pace.next(lines(50, "x".repeat(10_000)))).toBe(1);
  });

  test("fewer at once where they took long, more by and by where they were quick", () => {
    const pace = new Pace();
    pace.next(lines(50));
    pace.took(60);
    expect(pace.next(lines(50))).toBe(8);
    const counts: number[] = [];
    for (let turn = 0; turn < 30; turn += 1) {
      const count = pace.next(lines(50));
      counts.push(count);
      pace.took(count * 0.5);
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[1]).toBe(8);
    expect(counts.at(-1)).toBe(20);
  });

  test("a long message counts for several", () => {
    const pace = new Pace();
    const short = pace.next(lines(50));
    expect(pace.next([...lines(1, "x".repeat(1_500)), ...lines(50)])).toBeLessThan(short);
  });

  test("a message whose words are none, by a fault of the data, is a row all the same", () => {
    const pace = new Pace();
    expect(pace.next([{ body: null as unknown as string }, ...lines(1)])).toBe(2);
    pace.took(Number.EPSILON);
    expect(pace.next(lines(2))).toBe(2);
  });

  test("a measure without a message changes nothing", () => {
    const pace = new Pace();
    pace.next([]);
    pace.took(1_000);
    expect(pace.next(lines(50))).toBe(8);
  });
});

describe("turns in which they come", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** The reader is near to so many messages above the page. */
  function list(count: number) {
    const all = { reachedStart: true, reachedEnd: true, ready: true, epoch: 1, head: { seq: 99, rev: 99 } };
    const messages = Array.from({ length: count + 10 }, (_, index) => ({ seq: index + 1, body: "" }) as Message);
    const seen = { first: 1, last: 1, nearFirst: 1, nearLast: count + 10, nearTop: true, nearBottom: false };
    const state = { left: count, grown: [] as number[] };
    const growth = new Growth({
      get sight() {
        const window = { ...unopened("me"), slice: { first: state.left + 1, last: count + 10 } };
        return { window, known: { ...all, messages }, seen: { ...seen, following: false } };
      },
      grown({ slice }) {
        state.grown.push(state.left + 1 - slice.first);
        state.left = slice.first - 1;
      },
    });
    return { growth, state };
  }

  test("nothing comes in the frame that says that it is wanted; one turn for all that it says meanwhile", async () => {
    const { growth, state } = list(12);
    growth.look();
    growth.look();
    expect(state.grown).toEqual([]);
    await vi.runAllTimersAsync();
    expect(state.grown).toEqual([8]);
    growth.look();
    await vi.runAllTimersAsync();
    expect(state.grown).toEqual([8, 4]);
    growth.look();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("who has gone elsewhere before the turn gets nothing more", async () => {
    const { growth, state } = list(6);
    growth.look();
    state.left = 0;
    await vi.runAllTimersAsync();
    expect(state.grown).toEqual([]);
  });
});
