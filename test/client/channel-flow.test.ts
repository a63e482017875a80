/** What comes in while a channel is open: answers to what I wrote, pages, marks. */
import { describe, expect, test } from "vitest";
import { FALLBACK_AFTER_MS } from "../../client/detour.ts";
import { READ_MARK_EVERY_MS } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { channelOpened } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";

const POLL_MS = 5_000;

describe("a message of mine is stored", () => {
  test("I2 when it is among what the room tells, though its acknowledgement never came", async () => {
    const { session, log, sockets, welcome } = await channelOpened();
    welcome();
    const { id, settled: ended } = session.send("hello");
    const message = log.post("hello", id);
    sockets.last().says({ type: "changed", changes: [message] });
    expect(await ended).toEqual({ ok: true, seq: 4, rev: 4, at: message.at });
    expect(session.snapshot().pending).toEqual([]);
  });

  test("I2 when it is in a page that was read, though its request was never answered", async () => {
    let isFirst = true;
    const { session, log, clock, asked } = await channelOpened({
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
    const { session, log, welcome, sockets } = await channelOpened({ log: logOf(80) });
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
    const { session, sockets, log, welcome } = await channelOpened({ log: logOf(9) });
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
    const { session, log, network, clock, sockets, welcome } = await channelOpened({
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
    const { session, log, sockets, asked, welcome } = await channelOpened({
      log: logOf(200),
      session: { pageSize: 30 },
    });
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
    const { session, sockets, asked, welcome } = await channelOpened({ log: logOf(200) });
    welcome();
    expect(await session.loadOlder()).toBe(true);
    expect(sockets.last().frames).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test("newer ones join on to where a permalink led", async () => {
    const { session, welcome } = await channelOpened({ log: logOf(300) });
    welcome();
    await session.jumpTo(100);
    expect(await session.loadNewer()).toBe(true);
    expect(session.snapshot().messages.at(-1)?.seq).toBe(174);
  });
});

describe("how far I read", () => {
  test("R12 while I was cut off is told with the next greeting, without waiting", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
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
    const { session, clock, asked, log } = await channelOpened({ log: logOf(9) });
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
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(9) });
    welcome(2);
    session.markRead(3);
    await clock.pass(3 * READ_MARK_EVERY_MS);
    expect(sockets.last().frames).toHaveLength(1);
  });

  test("R60 is told when pages are read, though nobody waits for it", async () => {
    const { session, clock, asked } = await channelOpened({ log: logOf(9), session: { isReadAwaited: () => false } });
    session.markRead(3);
    await clock.pass(FALLBACK_AFTER_MS);
    expect(asked.filter(({ path }) => path.endsWith("/read")).map(({ body }) => body["seq"])).toEqual([3]);
  });

  test("R60 a server that does not take it harms nothing", async () => {
    const { session, clock, network } = await channelOpened({ log: logOf(9) });
    await clock.pass(FALLBACK_AFTER_MS);
    network.reachable = false;
    session.markRead(3);
    await settled();
    expect(session.snapshot()).toMatchObject({ readSeq: 3, ended: null });
  });

  test("R12 waits for its pause, whatever the browser tells, until the page is hidden", async () => {
    const { session, sockets, signals, welcome } = await channelOpened({ log: logOf(9) });
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
