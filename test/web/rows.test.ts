import { describe, expect, test } from "vitest";
import type { PendingMessage } from "../../client/index.ts";
import type { Message } from "../../protocol/index.ts";
import {
  buildRows,
  reuseRows,
  type MessageRow,
  type Row,
  type RowsInput,
} from "../../web/src/lib/conversation/window/rows.ts";

const MINUTE = 60_000;
const NOON = new Date(2026, 9, 12, 12, 0).getTime();
const ME = "member-ada";
const BEN = "member-ben";

function message(seq: number, author: string, at: number, more: Partial<Message> = {}): Message {
  return { id: `id-${seq}`, seq, rev: seq, author, at, body: `words ${seq}`, ...more };
}
function rowsOf(messages: Message[], more: Partial<RowsInput> = {}): Row[] {
  return buildRows({
    messages,
    previous: undefined,
    fromStart: false,
    pending: [],
    me: ME,
    newSince: null,
    leaving: new Set(),
    changes: [],
    ...more,
  });
}
const kinds = (rows: Row[]) => rows.map((row) => row.kind);
const messagesIn = (rows: Row[]) => rows.filter((row): row is MessageRow => row.kind === "message");
const grouped = (rows: Row[]) => messagesIn(rows).map((row) => row.grouped);

describe("what stands in a conversation, line by line", () => {
  test("R33: the first message ever has the beginning of the channel above it", () => {
    expect(kinds(rowsOf([message(1, BEN, NOON)], { fromStart: true }))).toEqual(["beginning", "day", "message"]);
    expect(kinds(rowsOf([message(2, BEN, NOON)]))).toEqual(["day", "message"]);
  });

  test("an empty channel shows its beginning and nothing else", () => {
    expect(kinds(rowsOf([], { fromStart: true }))).toEqual(["beginning"]);
  });

  test("the same author within five minutes is one group, and a pause, another author or an answer ends it", () => {
    const rows = rowsOf([
      message(1, BEN, NOON),
      message(2, BEN, NOON + 4 * MINUTE),
      message(3, BEN, NOON + 9 * MINUTE),
      message(4, ME, NOON + 10 * MINUTE),
      message(5, ME, NOON + 10 * MINUTE, { replyTo: 1 }),
    ]);
    expect(grouped(rows)).toEqual([false, true, false, false, false]);
  });

  test("R40: a checkpoint has its line above the message, ends the group, and goes with a deleted message", () => {
    const checkpoint = { name: "Lecture 5", by: BEN, at: NOON };
    const messages = [message(1, BEN, NOON), message(2, BEN, NOON, { meta: { checkpoint } }), message(3, BEN, NOON)];
    const rows = rowsOf(messages);
    expect(kinds(rows)).toEqual(["day", "message", "checkpoint", "message", "message"]);
    expect(grouped(rows)).toEqual([false, false, true]);
    const renamed = rowsOf([
      message(1, BEN, NOON),
      message(2, BEN, NOON, { meta: { checkpoint: { ...checkpoint, name: "L5" } } }),
    ]);
    expect(reuseRows(rows, renamed)[2]).toMatchObject({ name: "L5" });
    expect(kinds(rowsOf(messages, { leaving: new Set([2]) }))).not.toContain("checkpoint");
  });

  test("a day begins with its line, and a group does not reach over midnight", () => {
    const midnight = new Date(2026, 9, 13).getTime();
    const rows = rowsOf([message(1, BEN, midnight - MINUTE), message(2, BEN, midnight + MINUTE)]);
    expect(kinds(rows)).toEqual(["day", "message", "day", "message"]);
    expect(grouped(rows)).toEqual([false, false]);
  });

  test("the page's first message is grouped with the one above it, which is not in the page", () => {
    const rows = rowsOf([message(2, BEN, NOON + MINUTE)], { previous: message(1, BEN, NOON) });
    expect(kinds(rows)).toEqual(["message"]);
    expect(grouped(rows)).toEqual([true]);
  });

  test("R111: the new-since line stands before the first unread message of somebody else, once", () => {
    const three = [message(1, BEN, NOON), message(2, BEN, NOON), message(3, BEN, NOON)];
    expect(kinds(rowsOf(three, { newSince: 1 }))).toEqual(["day", "message", "new", "message", "message"]);
    expect(grouped(rowsOf(three, { newSince: 1 }))).toEqual([false, false, true]);
    const mineFirst = [message(1, BEN, NOON), message(2, ME, NOON), message(3, BEN, NOON)];
    expect(kinds(rowsOf(mineFirst, { newSince: 1 }))).toEqual(["day", "message", "message", "new", "message"]);
    expect(kinds(rowsOf([message(1, BEN, NOON), message(2, ME, NOON)], { newSince: 1 }))).not.toContain("new");
  });

  test("there is no new-since line in a page that begins after it", () => {
    const rows = rowsOf([message(8, BEN, NOON)], { previous: message(7, BEN, NOON), newSince: 3 });
    expect(kinds(rows)).toEqual(["message"]);
  });

  test("R64: a message that is on its way stands below the others and keeps its row when it is stored", () => {
    const pending: PendingMessage = { id: "id-2", body: "mine", createdAt: NOON, state: "sending" };
    const before = rowsOf([message(1, BEN, NOON)], { pending: [pending] });
    const both = rowsOf([message(1, BEN, NOON), message(2, ME, NOON)], { pending: [pending] });
    expect(messagesIn(before).map((row) => row.key)).toEqual(["id-1", "id-2"]);
    expect(messagesIn(both).map((row) => row.key)).toEqual(["id-1", "id-2"]);
    expect(messagesIn(both)[1]?.pending).toBeUndefined();
  });

  test("what I write with a clock that is behind does not stand before what is there", () => {
    const pending: PendingMessage = { id: "p", body: "mine", createdAt: NOON - 3 * 24 * 60 * MINUTE, state: "sending" };
    expect(kinds(rowsOf([message(1, BEN, NOON)], { pending: [pending] }))).toEqual(["day", "message", "message"]);
  });

  test("I7: a deleted message, one whose delete can be undone and one whose delete is on its way look alike", () => {
    const four = [1, 2, 3, 4].map((seq) => message(seq, BEN, NOON, seq === 1 ? { deletedAt: NOON } : {}));
    const rows = rowsOf(four, {
      leaving: new Set([2]),
      changes: [
        { id: "c", kind: "delete", seq: 3, state: "sending" },
        { id: "d", kind: "delete", seq: 4, state: "failed" },
      ],
    });
    expect(messagesIn(rows).map((row) => row.gone)).toEqual([true, true, true, false]);
  });

  test("an edit of mine shows the new words while it is on its way and when it was refused", () => {
    for (const state of ["sending", "failed"] as const) {
      const rows = rowsOf([message(1, ME, NOON)], {
        changes: [{ id: "c", kind: "edit", seq: 1, body: "better", state }],
      });
      expect(messagesIn(rows)[0]).toMatchObject({ body: "better", edit: { state } });
    }
  });

  test("rows that did not change are the same objects, so that nothing is drawn anew", () => {
    const first = message(1, BEN, NOON);
    const before = rowsOf([first]);
    const after = reuseRows(before, rowsOf([first, message(2, BEN, NOON)]));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    const edited = reuseRows(after, rowsOf([{ ...first, body: "other", rev: 9 }, message(2, BEN, NOON)]));
    expect(edited[1]).not.toBe(before[1]);
  });
});
