/** R40, R111: what is new to a reader, and where it begins: of others, and there. */
import { describe, expect, test } from "vitest";
import { countNew, firstNew } from "../../web/src/lib/conversation/window/new-since.ts";
import { buildRows } from "../../web/src/lib/conversation/window/rows.ts";
import type { Message } from "../../protocol/index.ts";

const ME = "me";
/** One letter a message: o of another, m mine, x deleted. */
const channel = (letters: string, first = 1): Message[] =>
  [...letters].map((letter, i) => ({
    id: `m${first + i}`,
    seq: first + i,
    rev: first + i,
    author: letter === "m" ? ME : "other",
    at: 1_700_000_000_000 + i,
    body: letter === "x" ? "" : "words",
    ...(letter === "x" && { deletedAt: 1 }),
  }));
const input = (letters: string, since: number, first = 1, head = first + letters.length - 1) => ({
  messages: channel(letters, first),
  since,
  head,
  me: ME,
});

describe("how many are new", () => {
  test("those of others that are there, after the place, to the newest", () => {
    expect(countNew(input("oomxo", 1))).toBe(2);
    expect(countNew(input("oomxo", 2))).toBe(1);
    expect(countNew(input("oomxo", 5))).toBe(0);
    expect(countNew(input("ommx", 1))).toBe(0);
    expect(countNew(input("", 0, 1, 0))).toBe(0);
    expect(countNew({ ...input("o", 5), head: 3 })).toBe(0);
  });

  test("places that are not known may be new, before and after what is known", () => {
    expect(countNew(input("mxo", 4, 8))).toBe(3 + 1);
    expect(countNew(input("mxo", 4, 5, 9))).toBe(1 + 2);
    expect(countNew(input("mxo", 9, 1, 12))).toBe(3);
    expect(countNew({ ...input("omm", 0), head: 2 })).toBe(1);
  });
});

describe("where the new begins", () => {
  test("at the first of others that is there", () => {
    expect(firstNew(input("oomxo", 1))).toBe(2);
    expect(firstNew(input("oomxo", 2))).toBe(5);
    expect(firstNew(input("omxm", 1))).toBeNull();
    expect(firstNew(input("ooo", 3))).toBeNull();
    expect(firstNew(input("o", 0))).toBe(1);
  });

  test("at a place that is not known yet, where one stands before or after", () => {
    expect(firstNew(input("ooo", 4, 8))).toBe(5);
    expect(firstNew(input("ooo", 6, 8))).toBe(7);
    expect(firstNew(input("ooo", 7, 8))).toBe(8);
    expect(firstNew(input("omm", 1, 1, 5))).toBe(4);
    expect(firstNew(input("", 0, 1, 2))).toBe(1);
    expect(firstNew(input("omm", 9, 1, 12))).toBe(10);
  });
});

describe("the line in the list", () => {
  const lines = (letters: string, newSince: number) => {
    const rows = buildRows({
      messages: channel(letters),
      previous: undefined,
      fromStart: true,
      pending: [],
      me: ME,
      newSince,
      leaving: new Set(),
      changes: [],
    });
    const at = rows.findIndex(({ kind }) => kind === "new");
    const next = rows[at + 1];
    return at < 0 || next?.kind !== "message" ? null : next.message?.seq;
  };

  test("R111: it stands before the first new message of others that is there, and nowhere where there is none", () => {
    expect(lines("oomxo", 1)).toBe(2);
    expect(lines("omxo", 1)).toBe(4);
    expect(lines("omxm", 1)).toBeNull();
    expect(lines("oxx", 1)).toBeNull();
    expect(lines("oo", 2)).toBeNull();
  });
});
