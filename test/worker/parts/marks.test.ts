/** How far people have read: saved in few statements, and never backwards by mistake. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ReadMarks, SAVE_EVERY_MS } from "../../../worker/room/readers/read-marks.ts";
import { Attachments, type RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "../support/channel.ts";
import { openClassroom, type Somebody } from "../support/classroom.ts";
import { D1WithFaults } from "../support/d1-with-faults.ts";
import { channelFacts, heldSocket, inObject, somebody } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("read marks", () => {
  let ada: Somebody;
  let bo: Somebody;
  let no: number;
  let d1: D1WithFaults;
  beforeEach(async () => {
    const classroom = await openClassroom();
    [ada, bo] = [await classroom.person("student"), await classroom.person("student")];
    ({ no } = await channelOf([ada, bo]));
    d1 = new D1WithFaults(env.DB);
  });
  const facts = () => channelFacts({ channelNo: no });
  const attachment = (who: Somebody, readSeq: number, more: Partial<RoomAttachment> = {}): RoomAttachment => ({
    ...somebody(who.id, { memberNo: who.no }),
    leaseAt: Date.now(),
    readSeq,
    savedReadSeq: readSeq,
    ...more,
  });
  const stored = async (who: Somebody) =>
    (await env.DB.prepare(
      "SELECT read_seq AS seq, read_at AS at, seen_seq AS seen FROM memberships WHERE channel_no = ? AND member_no = ?",
    )
      .bind(no, who.no)
      .first<{ seq: number; at: number | null; seen: number }>())!;
  function marksIn(state: DurableObjectState) {
    const attachments = new Attachments<RoomAttachment>();
    const marks = new ReadMarks(attachments, d1.binding, () => state.getWebSockets());
    const socketOf = (who: Somebody, readSeq: number, more?: Partial<RoomAttachment>) =>
      heldSocket(state, attachment(who, readSeq, more)).socket;
    return { marks, attachments, socketOf };
  }

  test("move forward only, say when, and stay with the socket when the object sleeps", async () => {
    await inObject((state) => {
      const { marks, socketOf } = marksIn(state);
      const socket = socketOf(ada, 3);
      vi.spyOn(Date, "now").mockReturnValue(5_000);
      expect(marks.move(socket, 5)).toEqual({ seq: 5, at: 5_000 });
      expect(marks.move(socket, 5)).toBeUndefined();
      expect(marks.move(socket, 4)).toBeUndefined();
      expect(new Attachments<RoomAttachment>().of(socket)).toMatchObject({
        readSeq: 5,
        savedReadSeq: 3,
        readAt: 5_000,
      });
    });
  });

  test("are saved for all in one statement, and what is saved is not saved again", async () => {
    await inObject(async (state) => {
      const { marks, attachments, socketOf } = marksIn(state);
      const [one, other, his] = [socketOf(ada, 0), socketOf(ada, 0), socketOf(bo, 0)];
      const all = [one, other, his];
      expect(marks.isUnsaved(all)).toBe(false);
      marks.move(one, 4);
      marks.move(other, 6);
      marks.move(his, 2);
      expect(marks.isUnsaved(all)).toBe(true);
      await marks.save(facts(), all);
      expect(d1.calls).toHaveLength(1);
      expect([(await stored(ada)).seq, (await stored(bo)).seq]).toEqual([6, 2]);
      expect(marks.isUnsaved(all)).toBe(false);
      expect(all.map((socket) => attachments.of(socket).savedReadSeq)).toEqual([6, 6, 2]);
      await marks.save(facts(), all);
      expect(d1.calls).toHaveLength(1);
    });
  });

  test("of whoever left are saved with the others, the furthest of them, and then forgotten", async () => {
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [tab, phone, idle] = [socketOf(ada, 0), socketOf(ada, 0), socketOf(bo, 3)];
      marks.move(tab, 7);
      marks.move(phone, 5);
      expect([marks.leave(tab), marks.leave(phone), marks.leave(idle)]).toEqual([true, true, false]);
      expect(marks.of(ada.no, 2, [])).toBe(7);
      expect(marks.isUnsaved([])).toBe(true);
      await marks.save(facts(), []);
      expect((await stored(ada)).seq).toBe(7);
      expect(marks.isUnsaved([])).toBe(false);
      expect(marks.of(ada.no, 2, [])).toBe(2);
    });
  });

  test("are by what is known: of D1, of whoever left, of the sockets, whichever is furthest", async () => {
    await inObject((state) => {
      const { marks, socketOf } = marksIn(state);
      const [left, open] = [socketOf(ada, 0), socketOf(ada, 0)];
      expect(marks.of(ada.no, 1, [open])).toBe(1);
      marks.move(open, 3);
      expect(marks.of(ada.no, 1, [open])).toBe(3);
      marks.move(left, 9);
      marks.leave(left);
      expect(marks.of(ada.no, 1, [open])).toBe(9);
      expect(marks.of(bo.no, 1, [])).toBe(1);
      expect(marks.of(ada.no, 12, [open])).toBe(12);
    });
  });

  test("I8: that D1 did not take stay, and go with the next", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [stays, leaves] = [socketOf(ada, 0), socketOf(bo, 0)];
      marks.move(stays, 4);
      marks.move(leaves, 5);
      marks.leave(leaves);
      d1.fail("memberships", { times: 1 });
      await marks.save(facts(), [stays]);
      expect([(await stored(ada)).seq, (await stored(bo)).seq]).toEqual([0, 0]);
      expect(marks.isUnsaved([stays])).toBe(true);
      await marks.save(facts(), [stays]);
      expect([(await stored(ada)).seq, (await stored(bo)).seq]).toEqual([4, 5]);
    });
    expect(said.mock.calls.flat().join()).toContain("readMarks");
  });

  test("that move while a save is on its way go with the next one, and one is on its way at a time", async () => {
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [stays, leaves] = [socketOf(ada, 0), socketOf(bo, 0)];
      marks.move(stays, 4);
      marks.move(leaves, 3);
      marks.leave(leaves);
      const gate = d1.hold("memberships");
      const first = marks.save(facts(), [stays]);
      await gate.arrived(1);
      marks.move(stays, 6);
      marks.move(leaves, 5);
      marks.leave(leaves);
      const second = marks.save(facts(), [stays]);
      const third = marks.save(facts(), [stays]);
      expect(gate.standing).toHaveLength(1);
      await gate.open();
      await Promise.all([first, second, third]);
      expect([(await stored(ada)).seq, (await stored(bo)).seq]).toEqual([6, 5]);
      expect(d1.calls).toHaveLength(2);
      expect(marks.isUnsaved([stays])).toBe(false);
    });
  });

  test("are due four minutes after the first of them moved, also when the room slept and woke in between", async () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [socket, other] = [socketOf(ada, 0), socketOf(bo, 0)];
      expect(marks.next).toBeNull();
      expect(marks.isDue(9_000_000)).toBe(false);
      marks.move(socket, 1);
      vi.setSystemTime(1_100_000);
      marks.move(socket, 2);
      marks.move(other, 2);
      // A room that woke knows it by the sockets alone.
      for (const each of [marks, marksIn(state).marks]) {
        expect(each.next).toBe(1_000_000 + SAVE_EVERY_MS);
        expect(each.isDue(1_000_000 + SAVE_EVERY_MS - 1)).toBe(false);
        expect(each.isDue(1_000_000 + SAVE_EVERY_MS)).toBe(true);
      }
      await marks.save(facts(), [socket, other]);
      expect([marks.next, marksIn(state).marks.next]).toEqual([null, null]);
      vi.setSystemTime(1_500_000);
      marks.move(socket, 3);
      expect(marks.next).toBe(1_500_000 + SAVE_EVERY_MS);
    });
    expect(SAVE_EVERY_MS).toBe(240_000);
  });

  test("I8: that D1 did not take are due again in half a minute, and those that moved meanwhile in four", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const socket = socketOf(ada, 0);
      marks.move(socket, 4);
      d1.fail("memberships", { times: 1 });
      await marks.save(facts(), [socket]);
      expect(marks.next).toBe(1_030_000);
      const gate = d1.hold("memberships");
      const saving = marks.save(facts(), [socket]);
      await gate.arrived(1);
      vi.setSystemTime(1_060_000);
      marks.move(socket, 6);
      await gate.open();
      await saving;
      expect(marks.next).toBe(1_060_000 + SAVE_EVERY_MS);
    });
  });

  test("say when each was reached: when it was saved tells nothing", async () => {
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const socket = socketOf(ada, 0);
      const now = vi.spyOn(Date, "now").mockReturnValue(7_000);
      marks.move(socket, 2);
      now.mockReturnValue(9_000);
      await marks.save(facts(), [socket]);
      now.mockRestore();
      expect(await stored(ada)).toEqual({ seq: 2, at: 7_000, seen: 0 });
    });
  });

  test("go back when their reader says so: on every socket, in D1, and what was seen stays seen", async () => {
    await inObject(async (state) => {
      const { marks, attachments, socketOf } = marksIn(state);
      const [tab, phone] = [socketOf(ada, 0), socketOf(ada, 0, { seenSeq: 9 })];
      marks.move(tab, 6);
      await marks.save(facts(), [tab]);
      await marks.moveBack(facts(), ada.no, 2, [tab, phone]);
      expect(await stored(ada)).toMatchObject({ seq: 2, seen: 6 });
      expect([tab, phone].map((socket) => attachments.of(socket))).toMatchObject([
        { readSeq: 2, savedReadSeq: 2, seenSeq: 6 },
        { readSeq: 2, savedReadSeq: 2, seenSeq: 9 },
      ]);
      expect(marks.isUnsaved([tab, phone])).toBe(false);
    });
  });

  test("that go back wait for the save that is on its way, which would move them forward again", async () => {
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [tab, phone] = [socketOf(ada, 0), socketOf(ada, 0)];
      marks.move(tab, 6);
      marks.move(phone, 8);
      marks.leave(phone);
      const gate = d1.hold("INSERT INTO memberships");
      const saving = marks.save(facts(), [tab]);
      await gate.arrived(1);
      const back = marks.moveBack(facts(), ada.no, 2, [tab]);
      expect(d1.calls).toHaveLength(1);
      await gate.open();
      await Promise.all([saving, back]);
      expect((await stored(ada)).seq).toBe(2);
      // Nor does what was left behind by another socket, or the next save.
      expect(marks.of(ada.no, 0, [tab])).toBe(2);
      await marks.save(facts(), [tab]);
      expect((await stored(ada)).seq).toBe(2);
    });
  });

  test("a save that comes while one goes back waits for it", async () => {
    await inObject(async (state) => {
      const { marks, socketOf } = marksIn(state);
      const [hers, his] = [socketOf(ada, 0), socketOf(bo, 0)];
      marks.move(hers, 6);
      marks.move(his, 3);
      const gate = d1.hold("UPDATE memberships");
      const back = marks.moveBack(facts(), ada.no, 2, [hers]);
      await gate.arrived(1);
      const saving = marks.save(facts(), [hers, his]);
      expect(d1.calls).toHaveLength(1);
      await gate.open();
      await Promise.all([back, saving]);
      expect([(await stored(ada)).seq, (await stored(bo)).seq]).toEqual([2, 3]);
    });
  });

  test("I8: that could not go back stay where they were, and whoever asked hears of it", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const { marks, attachments, socketOf } = marksIn(state);
      const socket = socketOf(ada, 0);
      marks.move(socket, 6);
      d1.fail("UPDATE memberships", { times: 1 });
      await expect(marks.moveBack(facts(), ada.no, 2, [socket])).rejects.toThrow("D1_ERROR");
      expect(attachments.of(socket).readSeq).toBe(6);
      await marks.moveBack(facts(), ada.no, 3, [socket]);
      expect((await stored(ada)).seq).toBe(3);
    });
  });
});
