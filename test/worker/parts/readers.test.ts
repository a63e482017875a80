/** Who has read how far, as the others are told, and what a tab that closed a moment ago had read. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SeenMark } from "../../../protocol/index.ts";
import { furthest, MarksOfClosed } from "../../../worker/room/readers/marks-of-closed.ts";
import type { ChannelSockets } from "../../../worker/room/sockets/channel-sockets.ts";
import { ReadReceipts } from "../../../worker/room/readers/read-receipts.ts";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, somebody } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("R86: who has read how far", () => {
  let ada: Somebody;
  let bo: Somebody;
  let no: number;
  let d1: D1WithFaults;
  beforeEach(async () => {
    const classroom = await openClassroom();
    [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
    ({ no } = await channelOf([ada, bo], { kind: "group" }));
    d1 = new D1WithFaults(env.DB);
  });
  const OFF = { privacy: { readReceipts: false, typing: true, presence: true } };
  const facts = (kind = "group") => channelFacts({ channelNo: no, kind: kind as "group" });
  const read = (who: Somebody, seq: number, at: number) =>
    env.DB.prepare("UPDATE memberships SET read_seq = ?, read_at = ? WHERE channel_no = ? AND member_no = ?")
      .bind(seq, at, no, who.no)
      .run();
  const socketOf = (member: string, more: Partial<RoomAttachment> = {}) => ({
    ...somebody(member),
    leaseAt: 0,
    readSeq: 0,
    savedReadSeq: 0,
    ...more,
  });
  function seenBy(attachments: RoomAttachment[] = []) {
    const told: { from: unknown; event: unknown; hears: string[] }[] = [];
    const sockets = {
      all: () => attachments,
      attachments: { of: (socket: unknown) => socket },
      sendToOthers: (from: unknown, event: unknown, hears: (socket: unknown) => boolean) =>
        told.push({ from, event, hears: attachments.filter(hears).map(({ member }) => member) }),
    } as unknown as ChannelSockets;
    return { seen: new ReadReceipts(sockets, d1.binding), told };
  }

  test("is told in direct and group messages, and not by who has switched it off", () => {
    const { seen } = seenBy();
    const on = { privacy: { readReceipts: true, typing: true, presence: true } };
    const isTold = (kind: string, more = {}) => seen.isShown(facts(kind), somebody("ada", more));
    expect(["dm", "group", "private", "public", "thread"].map((kind) => isTold(kind))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([isTold("dm", on), isTold("dm", OFF), isTold("group", OFF)]).toEqual([true, false, false]);
  });

  test("is what D1 has, and where somebody is further by their socket, that", async () => {
    await read(ada, 4, 40);
    await read(bo, 6, 60);
    const { seen } = seenBy([
      socketOf(ada.id, { readSeq: 9, readAt: 90 }),
      socketOf(ada.id, { readSeq: 2, readAt: 99 }),
      socketOf(bo.id, { readSeq: 6, readAt: 99 }),
      socketOf("new", { readSeq: 3 }),
      socketOf("nothing"),
      // Read up to 8, and moved back to 5 since.
      socketOf("back", { readSeq: 5, readAt: 55, seenSeq: 8 }),
      socketOf("again", { readSeq: 9, readAt: 99, seenSeq: 8 }),
      socketOf("hides", { readSeq: 7, readAt: 70, ...OFF }),
    ]);
    const told = await seen.of(facts(), somebody(ada.id));
    expect(told).toEqual({
      [ada.id]: { seq: 9, at: 90 },
      [bo.id]: { seq: 6, at: 60 },
      new: { seq: 3 },
      nothing: { seq: 0 },
      back: { seq: 8 },
      again: { seq: 9, at: 99 },
    } satisfies Record<string, SeenMark>);
  });

  test("is not asked for by who hears nothing of it", async () => {
    const { seen } = seenBy([socketOf(bo.id, { readSeq: 3 })]);
    expect(await seen.of(facts(), somebody(ada.id, OFF))).toBeUndefined();
    expect(await seen.of(facts("private"), somebody(ada.id))).toBeUndefined();
    expect(d1.calls).toEqual([]);
  });

  test("I8: is left out where D1 cannot be asked, which is noted", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    d1.fail("memberships");
    const { seen } = seenBy([socketOf(bo.id, { readSeq: 3 })]);
    expect(await seen.of(facts(), somebody(ada.id))).toBeUndefined();
    expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "seen", channel: "channel-7" });
  });

  test("is told to all others who tell it themselves", () => {
    const from = {} as WebSocket;
    const { seen, told } = seenBy([
      socketOf("bo"),
      socketOf("cy", OFF),
      socketOf("di", { privacy: { ...OFF.privacy, readReceipts: true } }),
    ]);
    seen.tell(facts(), somebody("ada"), { seq: 7, at: 70 }, from);
    expect(told).toEqual([{ from, event: { type: "seen", member: "ada", seq: 7, at: 70 }, hears: ["bo", "di"] }]);
    seen.tell(facts(), somebody("ada", OFF), { seq: 8, at: 80 }, null);
    seen.tell(facts("private"), somebody("ada"), { seq: 8, at: 80 }, null);
    expect(told).toHaveLength(1);
  });
});

describe("read marks of tabs that closed a moment ago", () => {
  test("are remembered for a minute", () => {
    const marks = new MarksOfClosed();
    expect(marks.of("ada", 0)).toEqual({});
    marks.add("ada", { general: 4 }, 1_000);
    expect([marks.of("ada", 1_000), marks.of("ada", 60_999)]).toEqual([{ general: 4 }, { general: 4 }]);
    expect([marks.of("ada", 61_000), marks.of("bo", 1_000)]).toEqual([{}, {}]);
  });

  test("of one person are one, the furthest in each channel, counted from the last that closed", () => {
    const marks = new MarksOfClosed();
    marks.add("ada", { general: 4, random: 9 }, 0);
    marks.add("ada", { general: 7, random: 2, help: 1 }, 50_000);
    expect(marks.of("ada", 109_999)).toEqual({ general: 7, random: 9, help: 1 });
    // What is too old is not carried on.
    marks.add("ada", { general: 3 }, 110_000);
    expect(marks.of("ada", 110_000)).toEqual({ general: 3 });
  });

  test("go back where their reader says so, there and in no other channel", () => {
    const marks = new MarksOfClosed();
    marks.add("ada", { general: 4, random: 9 }, 0);
    marks.movedBack("ada", "general", 2);
    marks.movedBack("ada", "help", 5);
    marks.movedBack("bo", "general", 1);
    expect([marks.of("ada", 1), marks.of("bo", 1)]).toEqual([{ general: 2, random: 9 }, {}]);
    expect(marks.of("ada", 60_000)).toEqual({});
  });

  test("of many who come and go do not pile up", () => {
    const marks = new MarksOfClosed();
    const deleted = vi.spyOn(Map.prototype, "delete");
    const forgotten = () => deleted.mock.calls.splice(0).flatMap(([key]) => (typeof key === "string" ? key : []));
    marks.add("ada", { general: 1 }, 0);
    marks.add("bo", { general: 1 }, 10);
    marks.add("ada", { general: 2 }, 20);
    marks.add("cy", { general: 1 }, 59_999);
    forgotten();
    // Ada left once more since, so that she comes after Bo.
    marks.add("di", { general: 1 }, 60_010);
    expect(forgotten()).toEqual(["bo", "di"]);
    marks.add("eve", { general: 1 }, 60_020);
    expect(forgotten()).toEqual(["ada", "eve"]);
    expect(marks.of("cy", 60_020)).toEqual({ general: 1 });
  });

  test("of several places are the furthest of each channel", () => {
    expect(furthest([])).toEqual({});
    expect(furthest([{ a: 1, b: 5 }, {}, { a: 3, b: 2, c: 0 }])).toEqual({ a: 3, b: 5, c: 0 });
  });
});
