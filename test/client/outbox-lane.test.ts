/** One channel's queue: what goes out when, what waits for how long, and what an answer does to the rest. */
import { describe, expect, test } from "vitest";
import { refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { done, laneOf, open, post, slow } from "./support/outbox-lane.ts";

const edit = (id: string, seq: number, more: object = {}) => post(id, { kind: "edit", seq, ...more });

const removal = (id: string, seq: number) => post(id, { kind: "delete", seq });

const act = (id: string, seq: number) => post(id, { kind: "act", seq, act: { type: "pin", on: true } });

describe("the order", () => {
  test("is that of the writing, whichever is added first, and of the ids where two were written at once", () => {
    const { lane, send, sent } = laneOf();
    lane.expectSocket();
    const at = 5_000;
    for (const id of ["b", "c", "a"]) lane.add(post(id, { createdAt: at }));
    lane.add(post("later", { createdAt: at + 1 }));
    lane.add(post("earlier", { createdAt: at - 1 }));
    lane.socketOpened(send);
    expect(sent).toEqual(["earlier", "a", "b", "c", "later"]);
  });

  test("holds each entry once, however often it is added", () => {
    const { lane, sent } = open();
    const one = post("one");
    lane.add(one);
    lane.add(one);
    lane.add(post("two"));
    expect(lane.entries).toHaveLength(2);
    expect(sent).toEqual(["one", "two"]);
  });

  test("a frame that the socket does not take stays first in line, and is sent again as what it is", () => {
    const { lane, send, sent, frames } = laneOf();
    lane.expectSocket();
    lane.socketOpened(() => false);
    lane.add(post("one"));
    lane.add(post("two"));
    expect(lane.entries.map(({ id }) => id)).toEqual(["one", "two"]);
    lane.socketLost();
    lane.socketOpened(send);
    expect(sent).toEqual(["one", "two"]);
    expect(frames[0]).toMatchObject({ id: "one", retry: true });
  });
});

describe("changes of one message", () => {
  test("wait for one another; other messages, posts and acts do not wait for them", () => {
    const { lane, sent, take, over } = open();
    lane.add(post("post-1"));
    lane.add(act("act-1", 3));
    lane.add(edit("edit-1", 3, { rev: 2 }));
    lane.add(edit("other", 4, { rev: 2 }));
    expect(take()).toEqual(["post-1", "act-1", "edit-1", "other"]);
    lane.add(edit("edit-2", 3, { rev: 2 }));
    lane.add(removal("delete-1", 3));
    expect(sent).toEqual([]);
    lane.carried("edit-1", { seq: 3, rev: 9 });
    expect(over).toEqual([["edit-2", 9]]);
    expect(take()).toEqual(["edit-2"]);
    lane.carried("edit-2", { seq: 3, rev: 12 });
    expect(take()).toEqual(["delete-1"]);
    lane.carried("delete-1", { seq: 3, rev: 13 });
    expect(lane.entries.map(({ id }) => id)).toEqual(["post-1", "act-1", "other"]);
  });

  test("an edit that waits stands on what the earlier one made of the message, never on something older than it saw", () => {
    const { lane, over, frames } = open();
    lane.add(edit("first", 3, { rev: 2 }));
    lane.add(edit("blind", 3));
    lane.add(edit("newer", 3, { rev: 40 }));
    lane.add(edit("elsewhere", 5, { rev: 2 }));
    lane.add(removal("delete", 3));
    lane.carried("first", { seq: 3, rev: 9 });
    expect(over).toEqual([
      ["blind", 9],
      ["newer", 40],
    ]);
    expect(frames.at(-1)).toEqual({ type: "edit", ref: "blind", seq: 3, body: "blind", rev: 9 });
  });

  test("what is not an edit writes nothing over", () => {
    const { lane, over } = open();
    lane.add(act("act-1", 3));
    lane.add(edit("edit-1", 3, { rev: 2 }));
    lane.carried("act-1", { seq: 3, rev: 9 });
    expect(over).toEqual([]);
  });

  test("by HTTP it is the same, one after the other", async () => {
    const { lane, http, over } = laneOf();
    lane.add(edit("edit-1", 3, { rev: 2 }));
    lane.add(edit("edit-2", 3, { rev: 2 }));
    http[0]?.answer({ seq: 3, rev: 9 });
    await settled();
    expect(over).toEqual([["edit-2", 9]]);
    expect(http.map(({ id }) => id)).toEqual(["edit-1", "edit-2"]);
  });
});

describe("a refusal that time mends", () => {
  test("is waited for as long as it says, is told, and then one goes out at a time until nothing waits", async () => {
    const { lane, clock, told, take, frames } = open();
    for (const id of ["one", "two", "three"]) lane.add(post(id));
    take();
    lane.refused("one", slow(2_000));
    expect(told).toEqual([["held", "one", "too_fast"]]);
    await clock.pass(1_999);
    expect(take()).toEqual([]);
    await clock.pass(1);
    // Two and three are without an answer still: nothing slips in between.
    expect(take()).toEqual([]);
    lane.refused("two", slow(0));
    lane.refused("three", slow(0));
    expect(take()).toEqual(["one"]);
    expect(frames.at(-1)).toMatchObject({ retry: true });
    lane.carried("one", done());
    expect(take()).toEqual(["two"]);
    lane.carried("two", done());
    lane.carried("three", done());
    expect(lane.entries).toEqual([]);
    for (const id of ["four", "five"]) lane.add(post(id));
    expect(take(), "all at once again").toEqual(["three", "four", "five"]);
  });

  test("without a time is waited for longer and longer: one second, two, four, at most fifteen", async () => {
    const { lane, clock, take } = open();
    lane.add(post("one"));
    take();
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      lane.refused("one", slow());
      let waited = 0;
      for (; take().length === 0; waited += 500) await clock.pass(500);
      waits.push(waited);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, ...Array<number>(8).fill(15_000)]);
    lane.carried("one", done());
    lane.add(post("two"));
    take();
    lane.refused("two", slow());
    await clock.pass(1_000);
    expect(take(), "what was carried out begins the count anew").toEqual(["two"]);
  });

  test("is not waited for any more on a new socket, nor when the network is back", async () => {
    const { lane, send, take, clock } = open();
    lane.add(post("one"));
    take();
    lane.refused("one", slow(60_000));
    lane.wake();
    expect(take()).toEqual(["one"]);
    lane.refused("one", slow(60_000));
    lane.socketLost();
    lane.socketOpened(send);
    expect(take()).toEqual(["one"]);
    await clock.pass(0);
  });

  test("wakes once, however often it was asked to", async () => {
    const { lane, clock } = open();
    lane.add(post("one"));
    lane.refused("one", slow(1_000));
    for (let n = 0; n < 5; n += 1) lane.pump();
    expect(clock.waiting).toBe(1);
    await clock.pass(1_000);
  });
});

describe("other refusals", () => {
  test("end the entry and tell why; what follows goes on", () => {
    const { lane, told, sent } = open({ window: 1 });
    lane.add(post("one"));
    lane.add(post("two"));
    lane.refused("one", refusal("muted"));
    expect(told).toEqual([["refused", "one", "muted"]]);
    expect(sent).toEqual(["one", "two"]);
  });

  test("of what is not there change nothing", () => {
    const { lane, told } = open();
    lane.refused("nobody", refusal("muted"));
    lane.carried("nobody", done());
    expect(told).toEqual([]);
  });

  test.each(["not_signed_in", "session_ended"] as const)("%s is told, and the entry is kept as it is", (code) => {
    const { lane, told } = open();
    lane.add(post("one"));
    lane.refused("one", refusal(code));
    expect(told).toEqual([["signed out", code]]);
    expect(lane.entries.map(({ id }) => id)).toEqual(["one"]);
  });
});

describe("taking back", () => {
  test("works for what waits and for that alone, and not for what is on its way", () => {
    const { lane, sent } = open({ window: 1 });
    for (const id of ["one", "two", "three"]) lane.add(post(id));
    expect(lane.take("one")).toBe(false);
    expect(lane.take("two")).toBe(true);
    expect(lane.entries.map(({ id }) => id)).toEqual(["one", "three"]);
    lane.carried("one", done());
    expect(sent).toEqual(["one", "three"]);
  });

  test("does not work for what is on its way by HTTP", () => {
    const { lane, http } = laneOf();
    lane.add(post("one"));
    expect(http).toHaveLength(1);
    expect(lane.take("one")).toBe(false);
  });
});
