/** What goes to and fro between a channel's session and its room: settling by what is told, pages, marks, resuming, reading pages instead. */
import { afterEach, describe, expect, test } from "vitest";
import { refusalOfClose } from "../../client/endings.ts";
import { FALLBACK_AFTER_MS } from "../../client/outbox-lane.ts";
import { CLOSE, READ_MARK_EVERY_MS, refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { channelOpened, logOf, type ChannelSetup } from "./support/open-channel.ts";

const tearDowns: (() => unknown)[] = [];
afterEach(() => {
  for (const tearDown of tearDowns.splice(0)) tearDown();
});
async function opened(setup: ChannelSetup = {}) {
  const all = await channelOpened(setup);
  tearDowns.push(all.end);
  return all;
}
const POLL_MS = 5_000;

describe("a message of mine is stored", () => {
  test("I2 when it is among what the room tells, though its acknowledgement never came", async () => {
    const { session, log, sockets, welcome } = await opened();
    welcome();
    const { id, settled: ended } = session.send("hello");
    const message = log.post("hello", id);
    sockets.last().says({ type: "changed", changes: [message] });
    expect(await ended).toEqual({ ok: true, seq: 4, rev: 4, at: message.at });
    expect(session.snapshot().pending).toEqual([]);
  });

  test("I2 when it is in a page that was read, though its request was never answered", async () => {
    let isFirst = true;
    const { session, log, clock, asked } = await opened({
      answer: ({ method, body }) => {
        if (method !== "POST" || !isFirst) return undefined;
        isFirst = false;
        log.post(String(body["body"]), String(body["id"]));
        throw new TypeError("the answer is lost");
      },
    });
    const { settled: ended } = session.send("hello");
    // The first page is read before it is stored, the second after.
    await clock.pass(FALLBACK_AFTER_MS);
    session.loadOlder().catch(() => undefined);
    await clock.pass(900);
    await clock.pass(POLL_MS);
    expect(await ended).toMatchObject({ ok: true, seq: 4 });
    expect(asked.filter(({ method }) => method === "POST").length).toBeLessThanOrEqual(2);
    expect(session.snapshot().pending).toEqual([]);
  });

  test("I2 a page that holds it is enough: it is not sent again", async () => {
    const { session, log, welcome, sockets } = await opened({ log: logOf(80) });
    welcome();
    const { id, settled: ended } = session.send("hello");
    // Its place is far up by now, the room's word was lost, and the page of that place comes into view.
    log.post("hello", id);
    for (let n = 0; n < 200; n += 1) log.post("meanwhile");
    await session.jumpTo(81);
    expect(await ended).toMatchObject({ ok: true, seq: 81 });
    expect(sockets.all).toHaveLength(1);
  });

  test("R111 and what I wrote makes what is in view count as read again", async () => {
    const { session, sockets, log, welcome } = await opened({ log: logOf(9) });
    welcome(9);
    await session.markUnread(4);
    session.markRead(9);
    expect(session.snapshot().readSeq).toBe(3);
    const { id } = session.send("hello");
    sockets.last().says({ type: "stored", messages: [{ id, seq: 10, rev: 10, at: 1 }] });
    log.post("hello", id);
    session.markRead(10);
    expect(session.snapshot().readSeq).toBe(10);
  });

  test("and an edit that HTTP answered is shown with the answer, before the room tells of it", async () => {
    const { session, log, network, clock, sockets, welcome } = await opened({
      answer: ({ method }) => (method === "PATCH" ? { message: log.edit(2, "better") } : undefined),
    });
    welcome();
    sockets.last().drops();
    session.edit(2, "better");
    await clock.pass(FALLBACK_AFTER_MS);
    expect(network.reachable).toBe(true);
    expect(session.snapshot().messages[1]).toMatchObject({ body: "better", rev: 4 });
    expect(session.snapshot().changes).toEqual([]);
  });
});

describe("pages", () => {
  test("are asked for on the socket of a room that answers them, and by HTTP when the socket goes", async () => {
    const { session, log, sockets, asked, welcome } = await opened({ log: logOf(200), session: { pageSize: 30 } });
    welcome(0, { pages: true });
    const first = session.loadOlder();
    const [request] = sockets.last().frames;
    expect(request).toEqual({ type: "page", ref: expect.any(String) as string, before: 151, limit: 30 });
    expect(session.snapshot().loading).toEqual(new Set(["older"]));
    sockets.last().says({ type: "page", ref: request?.["ref"], page: log.page({ before: 151 }, 30) });
    expect(await first).toBe(true);
    expect(session.snapshot().messages[0]?.seq).toBe(121);
    expect(asked).toEqual([]);
    const second = session.loadOlder();
    await settled();
    sockets.last().drops();
    expect(await second).toBe(true);
    expect(asked.map(({ query }) => query.get("before"))).toEqual(["121"]);
    expect(session.snapshot().messages[0]?.seq).toBe(91);
  });

  test("are asked for by HTTP where the room does not know them", async () => {
    const { session, sockets, asked, welcome } = await opened({ log: logOf(200) });
    welcome();
    expect(await session.loadOlder()).toBe(true);
    expect(sockets.last().frames).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("newer ones join on to where a permalink led", async () => {
    const { session, welcome } = await opened({ log: logOf(300) });
    welcome();
    await session.jumpTo(100);
    expect(await session.loadNewer()).toBe(true);
    expect(session.snapshot().messages.at(-1)?.seq).toBe(174);
  });
});

describe("how far I read", () => {
  test("R12 while I was cut off is told with the next greeting, without waiting", async () => {
    const { session, sockets, clock, welcome } = await opened({ log: logOf(9) });
    welcome(2);
    sockets.last().drops();
    session.markRead(5);
    await clock.pass(250);
    sockets.last().opens();
    expect(sockets.last().frames).toEqual([]);
    welcome(2);
    expect(sockets.last().frames).toStrictEqual([{ type: "markRead", seq: 5 }]);
  });

  test("R12 is not told by HTTP while a socket is to be had, and not twice where it was told by HTTP", async () => {
    const { session, clock, asked, log } = await opened({ log: logOf(9) });
    session.markRead(3);
    await clock.pass(FALLBACK_AFTER_MS - 1);
    const marks = () => asked.filter(({ path }) => path.endsWith("/read")).map(({ body }) => body["seq"]);
    expect(marks()).toEqual([]);
    // The newest page is read, since there is no socket: the mark goes with it.
    await clock.pass(1);
    expect(marks()).toEqual([3]);
    await clock.pass(READ_MARK_EVERY_MS + POLL_MS);
    expect(marks()).toEqual([3]);
    session.markRead(log.head.seq);
    expect(marks()).toEqual([3, 9]);
    await clock.pass(READ_MARK_EVERY_MS + POLL_MS);
    expect(marks()).toEqual([3, 9]);
  });

  test("R12 is told once on the socket", async () => {
    const { session, sockets, clock, welcome } = await opened({ log: logOf(9) });
    welcome(2);
    session.markRead(3);
    await clock.pass(3 * READ_MARK_EVERY_MS);
    expect(sockets.last().frames).toHaveLength(1);
  });

  test("R60 is told when pages are read, though nobody waits for it", async () => {
    const { session, clock, asked } = await opened({ log: logOf(9), session: { isReadAwaited: () => false } });
    session.markRead(3);
    await clock.pass(FALLBACK_AFTER_MS);
    expect(asked.filter(({ path }) => path.endsWith("/read")).map(({ body }) => body["seq"])).toEqual([3]);
  });

  test("R60 a server that does not take it harms nothing", async () => {
    const { session, clock, network } = await opened({ log: logOf(9) });
    await clock.pass(FALLBACK_AFTER_MS);
    network.reachable = false;
    session.markRead(3);
    await settled();
    expect(session.snapshot()).toMatchObject({ readSeq: 3, ended: null });
  });

  test("R12 waits for its pause, whatever the browser tells, until the page is hidden", async () => {
    const { session, sockets, signals, welcome } = await opened({ log: logOf(9) });
    welcome(2);
    session.markRead(3);
    session.markRead(5);
    const marks = () => sockets.last().frames.map(({ seq }) => seq);
    signals.give("visible");
    signals.give("online");
    expect(marks()).toEqual([3]);
    signals.give("hidden");
    expect(marks()).toEqual([3, 5]);
  });
});

describe("it is over", () => {
  test("I6 with the room's last frame, though nobody answers by HTTP", async () => {
    const { session, network, sockets, welcome } = await opened();
    welcome();
    network.reachable = false;
    sockets.last().says({ type: "ended", code: CLOSE.removed });
    expect(session.snapshot()).toMatchObject({ connection: "closed", ended: refusalOfClose(CLOSE.removed, "channel") });
  });

  test("I6 with a final close, though nobody answers by HTTP", async () => {
    const { session, network, sockets, clock, welcome } = await opened();
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
    const { session, network, clock } = await opened();
    network.refuse = refusal("too_fast", { retryAfter: 100 });
    await clock.pass(FALLBACK_AFTER_MS);
    expect(session.snapshot()).toMatchObject({ ended: null, loadFailed: true });
  });
});

describe("R60 reading pages", () => {
  test("begins after four seconds without a greeting, goes on every five, and ends with the greeting", async () => {
    const { session, clock, sockets, asked, welcome } = await opened();
    await clock.pass(FALLBACK_AFTER_MS - 1);
    expect(asked).toHaveLength(0);
    await clock.pass(1);
    expect(asked).toHaveLength(1);
    await clock.pass(POLL_MS - 1);
    expect(asked).toHaveLength(1);
    await clock.pass(1);
    expect(asked).toHaveLength(2);
    sockets.last().opens();
    await clock.pass(0);
    expect(session.snapshot().connection).toBe("open");
    welcome();
    await clock.pass(3 * POLL_MS);
    expect(asked).toHaveLength(2);
  });

  test("begins again four seconds after a cut, once, however often a socket fails meanwhile", async () => {
    const { clock, sockets, asked, welcome } = await opened();
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
    const { session, log, clock, asked } = await opened({
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
    const { log, sockets, welcome } = await opened();
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    expect(sockets.last().frames).toEqual([]);
  });

  test("is given ten seconds; then everything is fetched anew, on a new socket that names no rev", async () => {
    const { log, session, sockets, clock, welcome } = await opened();
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
    const { log, session, sockets, clock, welcome } = await opened();
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
    const { log, session, sockets, clock, welcome } = await opened();
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
    const { log, session, sockets, clock, welcome } = await opened();
    welcome();
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    session.close();
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(1);
    expect(session.snapshot().connection).toBe("closed");
  });

  test("a second greeting on one socket is no second opening", async () => {
    const { log, session, sockets, clock, welcome } = await opened({ log: logOf(9) });
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
