/** A channel that was cut off, or is over: pages read by HTTP, resumes, the end. */
import { describe, expect, test } from "vitest";
import { refusalOfClose } from "../../client/endings.ts";
import { FALLBACK_AFTER_MS } from "../../client/detour.ts";
import { CLOSE, refusal } from "../../protocol/index.ts";
import { channelOpened } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";

const POLL_MS = 5_000;

describe("it is over", () => {
  test("I6 with the room's last frame, though nobody answers by HTTP", async () => {
    const { session, network, sockets, welcome } = await channelOpened();
    welcome();
    network.reachable = false;
    sockets.last().says({ type: "ended", code: CLOSE.removed });
    expect(session.snapshot()).toMatchObject({ connection: "closed", ended: refusalOfClose(CLOSE.removed, "channel") });
  });

  test("I6 with a final close, though nobody answers by HTTP", async () => {
    const { session, network, sockets, clock, welcome } = await channelOpened();
    welcome();
    network.reachable = false;
    sockets.last().drops(CLOSE.removed);
    expect(session.snapshot().ended).toMatchObject(refusalOfClose(CLOSE.removed, "channel"));
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
    // Opened again, it asks anew.
    session.open();
    expect(session.snapshot()).toMatchObject({ ended: null, connection: "connecting" });
  });

  test("but not with a refusal that waiting mends", async () => {
    const { session, network, clock } = await channelOpened();
    network.refuse = refusal("too_fast", { retryAfter: 100 });
    await clock.pass(FALLBACK_AFTER_MS);
    expect(session.snapshot()).toMatchObject({ ended: null, loadFailed: true });
  });
});

describe("R60 reading pages", () => {
  test("begins after four seconds without a greeting, goes on every five, and ends with the greeting", async () => {
    const { session, clock, sockets, asked, welcome } = await channelOpened();
    const pages = () => asked.filter(({ path }) => path.endsWith("/messages"));
    await clock.pass(FALLBACK_AFTER_MS - 1);
    expect(asked).toHaveLength(0);
    await clock.pass(1);
    expect(pages()).toHaveLength(1);
    await clock.pass(POLL_MS - 1);
    expect(pages()).toHaveLength(1);
    await clock.pass(1);
    expect(pages()).toHaveLength(2);
    expect(session.snapshot().way).toBe("pages");
    while (sockets.last().closedWith !== null) await clock.pass(1);
    const before = pages().length;
    sockets.last().opens();
    await clock.pass(0);
    expect(session.snapshot().connection).toBe("open");
    welcome();
    expect(session.snapshot().way).toBe("socket");
    await clock.pass(3 * POLL_MS);
    expect(pages()).toHaveLength(before);
  });

  test("begins again four seconds after a cut, once, however often a socket fails meanwhile", async () => {
    const { clock, sockets, asked, welcome } = await channelOpened();
    welcome();
    await clock.pass(10_000);
    expect(asked).toEqual([]);
    sockets.last().drops();
    for (let n = 0; n < 7; n += 1) {
      await clock.pass(500);
      if (sockets.last().closedWith === null) sockets.last().drops();
    }
    await clock.pass(499);
    expect(asked).toEqual([]);
    await clock.pass(1);
    expect(asked).toHaveLength(1);
  });

  test("ends when the channel is closed, also while a page is on its way", async () => {
    let let_: (page: unknown) => void = () => undefined;
    const { session, log, clock, asked } = await channelOpened({
      answer: ({ method }) => (method === "GET" ? new Promise((resolve) => (let_ = resolve)) : undefined),
    });
    await clock.pass(FALLBACK_AFTER_MS);
    session.close();
    let_(log.page());
    await clock.pass(3 * POLL_MS);
    expect(asked).toHaveLength(1);
    session.open();
    session.close();
    await clock.pass(3 * POLL_MS);
    expect(asked).toHaveLength(1);
  });
});

describe("I3 resuming", () => {
  test("what is whole is not asked for again", async () => {
    const { log, sockets, welcome } = await channelOpened();
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    expect(sockets.last().frames).toEqual([]);
  });

  test("is given ten seconds; then everything is fetched anew, on a new socket that names no rev", async () => {
    const { log, session, sockets, clock, welcome } = await channelOpened();
    welcome();
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    await clock.pass(9_999);
    expect(sockets.all).toHaveLength(1);
    await clock.pass(1);
    expect(sockets.all).toHaveLength(2);
    expect(sockets.last().rev).toBeNull();
    welcome();
    expect(session.snapshot().messages).toHaveLength(5);
    // That was for once: the next socket names what is held.
    sockets.last().drops();
    await clock.pass(250);
    expect(sockets.last().rev).toBe(5);
  });

  test("that was answered is over: nothing is fetched anew, and the next hole is asked for again", async () => {
    const { log, session, sockets, clock, welcome } = await channelOpened();
    welcome();
    const posted: number[] = [];
    session.onPosted(({ seq }) => posted.push(seq));
    const lose = () => {
      log.post("lost");
      sockets.last().says({ type: "changed", changes: [log.post("seen")] });
    };
    const resumed = (rev: number) =>
      sockets.last().says({ type: "resumed", now: clock.now(), head: log.head, changes: log.since(rev), readSeq: 0 });
    lose();
    resumed(3);
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(1);
    lose();
    expect(sockets.last().frames).toEqual([
      { type: "resume", rev: 3 },
      { type: "resume", rev: 5 },
    ]);
    resumed(5);
    expect(posted).toEqual([4, 5, 6, 7]);
    expect(session.snapshot().hasHole).toBe(false);
  });

  test("that was under way when the socket went is done by the next one", async () => {
    const { log, session, sockets, clock, welcome } = await channelOpened();
    welcome();
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    sockets.last().drops();
    await clock.pass(250);
    expect(sockets.last().rev).toBe(3);
    welcome();
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(2);
    expect(session.snapshot().hasHole).toBe(false);
  });

  test("that was under way when the channel was closed harms nothing", async () => {
    const { log, session, sockets, clock, welcome } = await channelOpened();
    welcome();
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    session.close();
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(1);
    expect(session.snapshot().connection).toBe("closed");
  });

  test("a second greeting on one socket is no second opening", async () => {
    const { log, session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
    welcome(2);
    session.markRead(3);
    session.markRead(5);
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("eleven")] });
    sockets.last().says({ type: "resumed", now: clock.now(), head: log.head, changes: log.since(9), readSeq: 0 });
    expect(sockets.last().frames.map(({ type, seq }) => [type, seq])).toEqual([
      ["markRead", 3],
      ["resume", undefined],
    ]);
  });
});
