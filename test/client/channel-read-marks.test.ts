/** How far I read, as the room and my other devices hear of it, and how far others did. */
import { describe, expect, test } from "vitest";
import {
  HEARTBEAT_MS,
  HEARTBEAT_TIMEOUT_MS,
  PONG,
  READ_MARK_ALONE_MS,
  READ_MARK_EVERY_MS,
  RECONNECT_SOON_MS,
} from "../../protocol/index.ts";
import { FALLBACK_AFTER_MS } from "../../client/detour.ts";
import type { FakeClock } from "./support/fake-clock.ts";
import type { FakeSocket } from "./support/fake-socket.ts";
import { channelOpened } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";

/** Time passes, and the server answers the heartbeat. */
async function answering(socket: FakeSocket, clock: FakeClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    await clock.pass(Math.min(left, HEARTBEAT_MS));
    socket.says(PONG);
  }
}

describe("read marks", () => {
  test("R12, I10 take longer where nobody waits for them, and are told at once when somebody comes to", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false },
    });
    welcome(2);
    session.markRead(3);
    session.markRead(5);
    const socket = sockets.last();
    const marks = () => socket.frames.map(({ seq }) => seq);
    await clock.pass(READ_MARK_EVERY_MS);
    expect(marks()).toEqual([3]);
    session.hurryRead();
    expect(marks()).toEqual([3, 5]);
    session.markRead(6);
    session.markRead(7);
    await answering(socket, clock, READ_MARK_ALONE_MS);
    expect(marks()).toEqual([3, 5, 6, 7]);
  });

  test("R12, I10 go to my other devices every few seconds, and to the room, where nobody waits for them, once a minute", async () => {
    const shown: number[] = [];
    const devices = { areThere: () => true, sendRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 0 };
    const { session, sockets, clock, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false, devices },
    });
    welcome(2);
    const socket = sockets.last();
    for (const seq of [3, 4, 5]) {
      session.markRead(seq);
      await answering(socket, clock, READ_MARK_EVERY_MS);
    }
    expect(shown).toEqual([3, 4, 5]);
    expect(socket.frames).toEqual([{ type: "markRead", seq: 3, quiet: true }]);
    await answering(socket, clock, READ_MARK_ALONE_MS);
    expect(socket.frames.at(-1)).toEqual({ type: "markRead", seq: 5, quiet: true });
    expect(shown).toEqual([3, 4, 5]);
  });

  test("R12 without another device nobody is told, until one comes or I go out of sight", async () => {
    const shown: number[] = [];
    let areThere = false;
    const devices = { areThere: () => areThere, sendRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 0 };
    const { session, signals, clock, sockets, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false, devices },
    });
    welcome(2);
    session.markRead(3);
    await answering(sockets.last(), clock, READ_MARK_EVERY_MS);
    expect(shown).toEqual([]);
    areThere = true;
    session.hurryRead();
    expect(shown).toEqual([3]);
    areThere = false;
    session.markRead(4);
    expect(shown).toEqual([3]);
    // The lid is closed, and the phone taken up a minute later.
    signals.give("hidden");
    expect(shown).toEqual([3, 4]);
  });

  test("R12 a mark that my devices could not be told is told them after the pause", async () => {
    const shown: number[] = [];
    let isUp = false;
    const devices = { areThere: () => true, sendRead: (seq: number) => isUp && shown.push(seq) > 0, readSeq: () => 0 };
    const { session, sockets, clock, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false, devices },
    });
    welcome(2);
    session.markRead(3);
    isUp = true;
    await answering(sockets.last(), clock, READ_MARK_EVERY_MS);
    expect(shown).toEqual([3]);
  });

  test("R12 what I read on another device is read here when the channel opens, and told to the room all the same", async () => {
    const devices = { areThere: () => true, sendRead: () => true, readSeq: () => 7 };
    const { session, sockets, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false, devices },
    });
    welcome(2);
    expect(session.snapshot().readSeq).toBe(7);
    session.markRead(7);
    expect(sockets.last().frames).toEqual([{ type: "markRead", seq: 7, quiet: true }]);
  });

  test("R111 a mark that went back is not told forward by what my devices were about to hear", async () => {
    const shown: number[] = [];
    const devices = { areThere: () => true, sendRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 9 };
    const { session, sockets, clock, signals, welcome } = await channelOpened({
      log: logOf(9),
      session: { isReadAwaited: () => false, devices },
    });
    welcome(2);
    session.markRead(5);
    session.markRead(8);
    await session.markUnread(4);
    await answering(sockets.last(), clock, READ_MARK_ALONE_MS);
    signals.give("hidden");
    expect(shown).toEqual([5]);
    expect(sockets.last().frames.filter(({ type }) => type === "markRead")).toEqual([
      { type: "markRead", seq: 5, quiet: true },
    ]);
  });

  test("R12 a mark that went with its socket is told on the next one, where the room says that it lacks it", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
    welcome(2);
    session.markRead(5);
    const first = sockets.last();
    expect(first.frames).toEqual([{ type: "markRead", seq: 5 }]);
    // The lid is closed on it: hours pass, and nothing is heard.
    await clock.pass(HEARTBEAT_MS + HEARTBEAT_TIMEOUT_MS + RECONNECT_SOON_MS);
    expect(sockets.last()).not.toBe(first);
    welcome(2);
    expect(sockets.last().frames).toEqual([{ type: "markRead", seq: 5 }]);
    sockets.last().drops();
    await clock.pass(RECONNECT_SOON_MS);
    welcome(5);
    expect(sockets.last().frames).toEqual([]);
  });

  test("R111 a mark that arrived is not told again, so that one that went back on another device stays there", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
    welcome(2);
    session.markRead(5);
    await answering(sockets.last(), clock, HEARTBEAT_MS);
    sockets.last().drops();
    await clock.pass(RECONNECT_SOON_MS);
    welcome(2);
    expect(sockets.last().frames).toEqual([]);
  });

  test("R12, R60 a mark that was lost without a socket is told again with the next page that is read", async () => {
    const { session, network, asked, clock } = await channelOpened({ log: logOf(9) });
    const marks = () => asked.filter(({ path }) => path.endsWith("/read")).map(({ body }) => body["seq"]);
    await clock.pass(FALLBACK_AFTER_MS);
    network.reachable = false;
    session.markRead(5);
    await clock.pass(READ_MARK_EVERY_MS);
    const lost = marks().length;
    expect(lost).toBeGreaterThan(0);
    network.reachable = true;
    await clock.pass(60_000);
    expect(marks()).toEqual(Array.from({ length: lost + 1 }, () => 5));
  });

  test("R12 are told now and then, the highest alone, and the rest on closing", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
    welcome(2);
    session.markRead(2);
    for (const seq of [3, 4, 5, 4]) session.markRead(seq);
    expect(session.snapshot().readSeq).toBe(5);
    const marks = () => sockets.last().frames.map(({ seq }) => seq);
    expect(marks()).toEqual([3]);
    await clock.pass(READ_MARK_EVERY_MS);
    expect(marks()).toEqual([3, 5]);
    session.markRead(8);
    session.close();
    expect(marks()).toEqual([3, 5, 8]);
  });
});

describe("R111: unread from here", () => {
  test("the mark goes back and stays there while I look on, until the channel is opened anew", async () => {
    const { session, asked, sockets, welcome, clock, log } = await channelOpened({ log: logOf(9) });
    welcome(9);
    await session.markUnread(4);
    expect(session.snapshot().readSeq).toBe(3);
    expect(asked.at(-1)).toMatchObject({ path: "/api/channels/channel-1/read", body: { seq: 3, back: true } });
    session.markRead(9);
    await clock.pass(READ_MARK_EVERY_MS);
    expect(session.snapshot().readSeq).toBe(3);
    expect(sockets.last().frames.filter(({ type }) => type === "markRead")).toEqual([]);
    session.close();
    session.open();
    welcome(3);
    session.markRead(log.head.seq);
    expect(session.snapshot().readSeq).toBe(9);
  });

  test("where the server cannot be reached the mark is where it was, and I hear of it", async () => {
    const { session, network, welcome } = await channelOpened({ log: logOf(9) });
    welcome(9);
    network.reachable = false;
    await expect(session.markUnread(4)).rejects.toThrow();
    expect(session.snapshot().readSeq).toBe(9);
  });
});

describe("R86: seen by", () => {
  test("is what the server tells and who wrote, and never goes back", async () => {
    const { session, sockets, clock, log } = await channelOpened({ log: logOf(5) });
    const socket = sockets.last();
    socket.opens();
    const page = log.page();
    socket.says({
      type: "welcome",
      now: clock.now(),
      head: log.head,
      readSeq: 5,
      page,
      seen: { "ben-01": { seq: 3, at: 1_000 }, "cyd-02": { seq: 9 } },
    });
    socket.says({ type: "seen", member: "ben-01", seq: 4, at: 2_000 });
    const { seen } = session.snapshot();
    socket.says({ type: "seen", member: "ben-01", seq: 2, at: 3_000 });
    expect(session.snapshot().seen).toBe(seen);
    // What was read earlier keeps its time, however far the mark moves on.
    expect(seen.get("ben-01")).toMatchObject([
      { seq: 3, at: 1_000 },
      { seq: 4, at: 2_000 },
    ]);
    expect(seen.get("cyd-02")).toEqual([{ seq: 9 }]);
    const posted = log.post("from somebody");
    socket.says({ type: "changed", changes: [posted] });
    expect(session.snapshot().seen.get(posted.author)?.at(-1)).toEqual({ seq: 6, at: posted.at });
  });

  test("where the server does not tell, as in channels, nothing is guessed from what people write", async () => {
    const { session, sockets, log, welcome } = await channelOpened({ log: logOf(5) });
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("hello")] });
    expect(session.snapshot().seen.size).toBe(0);
  });
});
