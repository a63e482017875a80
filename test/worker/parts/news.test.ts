/** What a hub makes of a room's notice: the frames of each reader, and what a tab that opens hears of the last minute. */
import { expect, test } from "vitest";
import type { WorkspaceEvent } from "../../../protocol/index.ts";
import { deletedFrame, FramePerReader, newsOf, RecentNews } from "../../../worker/room/followers/news.ts";
import type { Attachments, HubAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import type { RoomNotice } from "../../../worker/room/contract.ts";

const notice = (seq: number, more: Partial<RoomNotice> = {}): RoomNotice => ({
  channel: "c1",
  seq,
  at: seq * 10,
  author: "ada",
  ...more,
});
const news = (seq: number) => ({ type: "news", channel: "c1", seq, at: seq * 10, author: "ada" });
const deletion = (...seqs: number[]) => seqs.map((seq) => ({ seq, author: "ada", handles: [], reach: [] }));

test("news say the place, the time and the author of the newest message, and where its thread hangs", () => {
  expect(newsOf(notice(3, { own: { ada: [3] }, named: deletion(3) }))).toEqual(news(3));
  const parent = { channel: "c0", seq: 7 };
  expect(newsOf(notice(3, { parent }))).toEqual({ ...news(3), parent });
  const { seq: _seq, ...placeless } = notice(3);
  const { at: _at, ...timeless } = notice(3);
  const { author: _author, ...authorless } = notice(3);
  expect([placeless, timeless, authorless, { channel: "c1", reads: { ada: 1 } }].map(newsOf)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test("a deletion says which, and which of them named the reader", () => {
  expect(deletedFrame("c1", deletion(4, 5))).toEqual({ type: "deleted", channel: "c1", seqs: [4, 5] });
  expect(deletedFrame("c1", deletion(4, 5), deletion(5))).toEqual({
    ...{ type: "deleted", channel: "c1", seqs: [4, 5] },
    mentions: [5],
  });
});

test("I10: each reader gets their own frame, and those whose frames say the same share one", () => {
  const sent: [string[], WorkspaceEvent][] = [];
  const attachments = {
    of: (socket: unknown) => ({ member: socket }),
  } as unknown as Attachments<HubAttachment>;
  const frames = new FramePerReader(attachments, (sockets, event) =>
    sent.push([sockets as unknown as string[], event]),
  );
  const send = (frameOf: (member: string) => object, ...members: string[]) => {
    sent.length = 0;
    frames.send(members as unknown as WebSocket[], ({ member }, socket) => {
      expect(socket).toBe(member);
      return frameOf(member) as WorkspaceEvent;
    });
    return sent;
  };
  const newsTo: Record<string, object> = {
    ada: news(1),
    bo: news(1),
    cy: { ...news(1), mentions: 1 },
    di: { ...news(1), mentions: 2 },
    eve: { ...news(1), uncounted: [1] },
    fay: { ...news(1), uncounted: [1, 2] },
    gus: { ...news(1), mentions: 1, uncounted: [1] },
    hal: { ...news(1), uncounted: [12] },
  };
  expect(send((member) => newsTo[member]!, ...Object.keys(newsTo))).toEqual([
    [["ada", "bo"], newsTo["ada"]],
    ...["cy", "di", "eve", "fay", "gus", "hal"].map((member) => [[member], newsTo[member]]),
  ]);
  const gone: Record<string, object> = {
    ada: deletedFrame("c1", deletion(4, 5)),
    bo: deletedFrame("c1", deletion(4, 5), deletion(4)),
    cy: deletedFrame("c1", deletion(4, 5), deletion(4, 5)),
    di: deletedFrame("c1", deletion(4, 5)),
  };
  expect(send((member) => gone[member]!, ...Object.keys(gone))).toEqual([
    [["ada", "di"], gone["ada"]],
    [["bo"], gone["bo"]],
    [["cy"], gone["cy"]],
  ]);
  const count = { type: "devices", count: 1, mentions: [1] };
  expect(send((member) => (member === "ada" ? { ...count, uncounted: [9] } : count), "ada", "bo")).toHaveLength(1);
});

test("who opens a tab hears the newest of each channel, what of it they wrote themselves, and what was deleted", () => {
  const recent = new RecentNews();
  recent.add(notice(1, { own: { ada: [1] } }), 1_000);
  recent.add(notice(3, { own: { ada: [2], bo: [3] }, deleted: deletion(1) }), 2_000);
  recent.add(notice(9, { channel: "c2" }), 2_000);
  recent.add({ channel: "c3", deleted: deletion(5) }, 2_000);
  expect(recent.of("ada", 3_000)).toEqual([
    { channel: "c1", events: [{ ...news(3), uncounted: [1, 2] }, deletedFrame("c1", deletion(1))] },
    { channel: "c2", events: [{ ...news(9), channel: "c2" }] },
    { channel: "c3", events: [deletedFrame("c3", deletion(5))] },
  ]);
  expect(recent.of("cy", 3_000)[0]).toEqual({ channel: "c1", events: [news(3), deletedFrame("c1", deletion(1))] });
  // A notice in which nothing was posted takes nothing away.
  recent.add({ channel: "c1", deleted: deletion(2) }, 3_000);
  expect(recent.of("bo", 3_000)[0]).toEqual({
    channel: "c1",
    events: [{ ...news(3), uncounted: [3] }, deletedFrame("c1", deletion(1, 2))],
  });
});

test("what is older than a minute is in D1 by then, and not told any more", () => {
  const recent = new RecentNews();
  recent.add(notice(1, { own: { ada: [1] }, deleted: deletion(1) }), 1_000);
  expect(recent.of("ada", 61_000)).toHaveLength(1);
  // Longer ago than that, it does not go on with what comes next.
  recent.add(notice(2, { own: { ada: [2] } }), 61_001);
  expect(recent.of("ada", 61_001)).toEqual([{ channel: "c1", events: [{ ...news(2), uncounted: [2] }] }]);
  expect(recent.of("ada", 121_002)).toEqual([]);
  recent.add({ channel: "c1", deleted: deletion(2) }, 121_003);
  expect(recent.of("ada", 121_003)).toEqual([{ channel: "c1", events: [deletedFrame("c1", deletion(2))] }]);
  const older = new RecentNews();
  older.add(notice(1, { own: { ada: [1] } }), 1_000);
  older.add(notice(2, { own: { ada: [2] } }), 61_000);
  expect(older.of("ada", 61_000)[0]!.events).toEqual([{ ...news(2), uncounted: [1, 2] }]);
});

test("a badge counts to a hundred: of what a reader wrote and of what was deleted no more is kept", () => {
  const recent = new RecentNews();
  const seqs = Array.from({ length: 70 }, (_, i) => i + 1);
  for (const from of [0, 70])
    recent.add(
      notice(from + 70, {
        own: { ada: seqs.map((seq) => from + seq) },
        deleted: deletion(...seqs.map((s) => from + s)),
      }),
      1_000,
    );
  const [told] = recent.of("ada", 1_000);
  const expected = Array.from({ length: 100 }, (_, i) => i + 41);
  expect(told!.events).toEqual([
    { ...news(140), uncounted: expected },
    { type: "deleted", channel: "c1", seqs: expected },
  ]);
});
