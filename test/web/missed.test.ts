/** What was missed, as it is grouped and since when. */
import { describe, expect, test } from "vitest";
import type { Message, Missed, MyChannel } from "../../protocol/index.ts";
import { lastVisit, seenNow } from "../../web/src/lib/features/missed/class-visit.ts";
import { groupsOf } from "../../web/src/lib/features/missed/groups.ts";
import { momentOf, sinceIn } from "../../web/src/lib/features/missed/since.ts";
import { stubStorage } from "../support/browser-stubs.ts";

const channelOf = (id: string, more: Partial<MyChannel> = {}): MyChannel => ({
  ...{ id, workspace: "w", kind: "public", name: id, topic: "", posting: "all", isDefault: false, createdBy: null },
  ...{ createdAt: 0, archivedAt: null, lastSeq: 9, lastAt: 9, readSeq: 9, mentions: 0, muted: false, notify: "all" },
  ...more,
});
const messageOf = (seq: number, more: Partial<Message> = {}): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author: "bo", at: seq, body: `Words ${seq}` },
  ...more,
});
const liked = (count: number) => ({ meta: { reactions: [{ emoji: "👍", members: [], count }] } });
const nothing: Missed = { threads: [], mentions: [], reacted: [], landmarks: [] };
const workspaceOf = (...channels: MyChannel[]) => ({
  channels: channels.filter(({ kind }) => kind !== "thread"),
  channel: (id: string) => channels.find((each) => each.id === id),
});

describe("what was missed", () => {
  test("stands by channel in the order of my channels, each in the order in which it was said", () => {
    const groups = groupsOf(
      {
        ...nothing,
        mentions: [
          { channel: "b", message: messageOf(7) },
          { channel: "a", message: messageOf(5) },
        ],
        reacted: [{ channel: "a", message: messageOf(2, liked(4)) }],
      },
      workspaceOf(channelOf("a"), channelOf("b"), channelOf("c")),
    );
    expect(groups.map(({ channel, items }) => [channel?.id, items.map(({ message }) => message.seq)])).toEqual([
      ["a", [2, 5]],
      ["b", [7]],
    ]);
  });

  test("is one row where it is several things", () => {
    const message = messageOf(3, { meta: { ...liked(5).meta, checkpoint: { name: "L5", by: "t", at: 1 } } });
    const one = { channel: "a", message };
    const groups = groupsOf(
      { ...nothing, mentions: [one], reacted: [one], landmarks: [one] },
      workspaceOf(channelOf("a")),
    );
    expect(groups[0]!.items).toEqual([
      expect.objectContaining({
        ...{ isNamed: true, reactions: 5, checkpoint: "L5", isPinned: false, replies: 0, address: "/c/a#3" },
      }),
    ]);
  });

  test("of a muted channel is only what names me; of one channel the five with the most reactions", () => {
    const reacted = Array.from({ length: 8 }, (_, i) => ({ channel: "a", message: messageOf(i + 1, liked(10 - i)) }));
    const missed = { ...nothing, reacted, mentions: [{ channel: "a", message: messageOf(9) }] };
    const seqs = (muted: boolean) =>
      groupsOf(missed, workspaceOf(channelOf("a", { muted })))[0]!.items.map(({ message }) => message.seq);
    expect(seqs(false)).toEqual([1, 2, 3, 4, 5, 9]);
    expect(seqs(true)).toEqual([9]);
  });

  test("a thread stands in its channel while it is unread, and leads to the first reply that is", () => {
    const parent = { channel: "a", seq: 4 };
    const thread = channelOf("t", { kind: "thread", parent, lastSeq: 6, readSeq: 4, following: true });
    const missed = { ...nothing, threads: [{ channel: thread, root: messageOf(4) }] };
    const [group] = groupsOf(missed, workspaceOf(channelOf("a")));
    expect(group!.items).toMatchObject([{ replies: 2, address: "/c/a?thread=t&reply=5" }]);
    // Read meanwhile, in this tab.
    expect(groupsOf(missed, workspaceOf(channelOf("a"), { ...thread, readSeq: 6 }))).toEqual([]);
  });

  test("in a thread that this tab does not know it is not lost", () => {
    const [group] = groupsOf(
      { ...nothing, mentions: [{ channel: "x", message: messageOf(1) }] },
      workspaceOf(channelOf("a")),
    );
    expect([group!.channel, group!.items[0]!.address]).toEqual([null, "/c/x#1"]);
  });
});

test("since the last visit where one is known, else of three days; the address decides, where it can", () => {
  expect([sinceIn(null, 5), sinceIn(null, null), sinceIn("week", 5), sinceIn("visit", null), sinceIn("x", 5)]).toEqual([
    ...["visit", "3days", "week", "3days", "visit"],
  ]);
  const now = new Date(2026, 10, 20, 15, 30).getTime();
  expect(momentOf("visit", 77, now)).toBe(77);
  expect(momentOf("today", null, now)).toBe(new Date(2026, 10, 20).getTime());
  expect(momentOf("3days", null, now)).toBe(new Date(2026, 10, 17).getTime());
  expect(momentOf("week", null, now)).toBe(new Date(2026, 10, 13).getTime());
});

test("a visit ends when the class was not on the screen for half an hour; what came before it is the last one", () => {
  stubStorage();
  const MINUTE = 60_000;
  seenNow("ada", 0);
  seenNow("ada", 20 * MINUTE);
  expect(lastVisit("ada")).toBeNull();
  seenNow("ada", 60 * MINUTE);
  expect(lastVisit("ada")).toBe(20 * MINUTE);
  seenNow("ada", 80 * MINUTE);
  expect([lastVisit("ada"), lastVisit("bo")]).toEqual([20 * MINUTE, null]);
});
