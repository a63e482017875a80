/** Stretches of messages: what joins, what stays apart, and which view of a message stands. */
import { describe, expect, test } from "vitest";
import { lastOf, Ranges, type Range } from "../../client/ranges.ts";
import type { Message } from "../../protocol/index.ts";

const message = (seq: number, rev = seq): Message => ({
  ...{ id: `id-${seq}`, seq, rev, author: "ben-01", at: seq, body: `${seq} at ${rev}` },
});
const run = (first: number, last: number, rev?: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => message(first + n, rev ?? first + n));
const shape = (range: Range | null) => (range === null ? null : [range.first, lastOf(range)]);
/** Which stretches there are, found by asking for each place. */
const shapes = (ranges: Ranges) => {
  const found = new Map<number, [number, number]>();
  for (let seq = 0; seq <= 60; seq += 1) {
    const range = ranges.at(seq);
    if (range) found.set(range.first, [range.first, lastOf(range)]);
  }
  return [...found.values()];
};
const with_ = (...stretches: [number, number][]) => {
  const ranges = new Ranges();
  for (const [first, last] of stretches) ranges.add(run(first, last));
  return ranges;
};

describe("adding", () => {
  test("nothing adds nothing, and nothing is there at first", () => {
    const ranges = new Ranges();
    expect([ranges.add([]), ranges.newest, ranges.at(1), ranges.get(1), ranges.has("id-1")]).toEqual([
      ...[null, null, null, null, false],
    ]);
  });

  test.each<[string, [number, number][], [number, number], [number, number][]]>([
    ["stands alone", [], [5, 9], [[5, 9]]],
    [
      "stays apart where one place is missing between them, on either side",
      [
        [1, 3],
        [11, 13],
      ],
      [5, 9],
      [
        [1, 3],
        [5, 9],
        [11, 13],
      ],
    ],
    ["joins what ends right before it", [[1, 4]], [5, 9], [[1, 9]]],
    ["joins what begins right after it", [[10, 13]], [5, 9], [[5, 13]]],
    [
      "joins both sides",
      [
        [1, 4],
        [10, 13],
      ],
      [5, 9],
      [[1, 13]],
    ],
    [
      "joins what it overlaps",
      [
        [1, 6],
        [8, 13],
      ],
      [5, 9],
      [[1, 13]],
    ],
    ["lies within another", [[1, 13]], [5, 9], [[1, 13]]],
    [
      "takes in what lies within it",
      [
        [6, 7],
        [20, 22],
      ],
      [5, 9],
      [
        [5, 9],
        [20, 22],
      ],
    ],
    [
      "takes in several that lie within it",
      [
        [5, 5],
        [7, 7],
        [9, 9],
      ],
      [5, 9],
      [[5, 9]],
    ],
    ["is the very same", [[5, 9]], [5, 9], [[5, 9]]],
    ["begins with another and reaches further", [[5, 6]], [5, 9], [[5, 9]]],
    ["begins with another that reaches further", [[5, 12]], [5, 9], [[5, 12]]],
    ["ends with another that begins earlier", [[3, 9]], [5, 9], [[3, 9]]],
    [
      "takes in one and joins the next",
      [
        [6, 7],
        [10, 12],
      ],
      [5, 9],
      [[5, 12]],
    ],
    [
      "leaves those further off as they are",
      [
        [1, 2],
        [12, 13],
        [30, 31],
      ],
      [5, 9],
      [
        [1, 2],
        [5, 9],
        [12, 13],
        [30, 31],
      ],
    ],
  ])("a stretch that %s", (_what, before, [first, last], after) => {
    const ranges = with_(...before);
    const range = ranges.add(run(first, last));
    expect(shapes(ranges)).toEqual(after);
    expect(range).toBe(ranges.at(first));
    expect(shape(ranges.newest)).toEqual(after.at(-1));
    // Each place holds its own message, and each message once.
    for (const [from, to] of after) {
      expect(ranges.at(from)?.messages.map(({ seq }) => seq)).toEqual(run(from, to).map(({ seq }) => seq));
      expect(ranges.get(to)?.seq).toBe(to);
      expect(ranges.get(to + 1)).toBeNull();
      expect(ranges.has(`id-${from}`)).toBe(true);
    }
    expect(ranges.has("id-50")).toBe(false);
  });

  test("keeps of each message the newer view, and of two equal ones the one that is there", () => {
    const ranges = new Ranges();
    ranges.add([message(1, 5), message(2, 5), message(3, 5)]);
    const there = ranges.get(2);
    ranges.add([message(1, 4), message(2, 5), message(3, 6)]);
    expect([ranges.get(1)?.rev, ranges.get(3)?.rev]).toEqual([5, 6]);
    expect(ranges.get(2)).toBe(there);
  });

  test("leaves an array that was handed out before as it was", () => {
    const ranges = with_([1, 9]);
    const before = ranges.at(1)?.messages.slice();
    ranges.add(run(3, 4, 99));
    expect(before?.map(({ rev }) => rev)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shapes(ranges)).toEqual([[1, 9]]);
  });
});

describe("placing one message", () => {
  test("within a stretch takes the newer view and says which stretch changed; an older or equal one changes nothing", () => {
    const ranges = with_([1, 5], [8, 9]);
    expect(shape(ranges.place(message(3, 99)))).toEqual([1, 5]);
    expect(ranges.get(3)?.rev).toBe(99);
    expect([ranges.place(message(3, 98)), ranges.place(message(3, 99))]).toEqual([null, null]);
  });

  test("right after a stretch makes it longer, and joins it to the next where that begins there", () => {
    const ranges = with_([1, 5], [8, 9], [20, 21]);
    expect(shape(ranges.place(message(6)))).toEqual([1, 6]);
    expect(shape(ranges.place(message(7)))).toEqual([1, 9]);
    expect(shapes(ranges)).toEqual([
      [1, 9],
      [20, 21],
    ]);
    expect(ranges.at(9)?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shape(ranges.place(message(22)))).toEqual([20, 22]);
  });

  test("that stands apart, or right before a stretch, is not taken", () => {
    const ranges = with_([5, 9]);
    expect([ranges.place(message(4)), ranges.place(message(11)), new Ranges().place(message(1))]).toEqual([
      ...[null, null, null],
    ]);
    expect(shapes(ranges)).toEqual([[5, 9]]);
  });
});

test("cleared, nothing is there", () => {
  const ranges = with_([1, 5], [8, 9]);
  ranges.clear();
  expect([shapes(ranges), ranges.newest]).toEqual([[], null]);
});
