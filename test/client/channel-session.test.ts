/** A channel as somebody has it open, from the first frame to the last. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { ChannelSession } from "../../client/channel-session.ts";
import { refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { channelOpened, channelSetUp } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";

const texts = (session: ChannelSession) => session.snapshot().messages.map(({ body }) => body);

describe("opening a channel", () => {
  test("is one socket and no other request: the welcome brings the newest page", async () => {
    const { session, sockets, asked, welcome } = await channelOpened({ log: logOf(80) });
    expect(sockets.last().url).toBe("ws://place.test/api/channels/channel-1/socket");
    expect(session.snapshot()).toMatchObject({ ready: false, connection: "connecting", offlineSince: null });
    welcome(60);
    const snapshot = session.snapshot();
    expect(snapshot).toMatchObject({
      ready: true,
      connection: "open",
      readSeq: 60,
      reachedEnd: true,
      reachedStart: false,
    });
    expect(snapshot.messages).toHaveLength(50);
    expect(asked).toEqual([]);
  });

  test("R149 a page that was read by another way is shown before the room answers, which is asked for what came since", async () => {
    const log = logOf(80);
    const newest = log.page();
    log.post("since then");
    log.edit(70, "changed since then");
    const { session, sockets, asked, welcome } = await channelOpened({ log, session: { newest } });
    expect(session.snapshot()).toMatchObject({ ready: true, reachedEnd: true, reachedStart: false });
    expect(texts(session).at(-1)).toBe("message 80");
    expect(sockets.last().rev).toBe(80);
    welcome();
    expect(texts(session).at(-1)).toBe("since then");
    expect(texts(session)).toContain("changed since then");
    expect(asked).toEqual([]);
  });

  test("R6 a page that was read by another way is not shown to who comes for a message that it lacks", async () => {
    const newest = logOf(80).page();
    const { session, sockets } = channelSetUp({ log: logOf(80), session: { newest } });
    onTestFinished(() => session.close());
    session.open(12);
    expect(session.snapshot()).toMatchObject({ ready: false, messages: [] });
    expect(sockets.last().rev).toBeNull();
  });

  test("I4 after a cut it names the rev it has, and gets what changed meanwhile", async () => {
    const { session, log, clock, sockets, welcome } = await channelOpened({ log: logOf(10) });
    welcome();
    sockets.last().drops();
    expect(session.snapshot().offlineSince).toBe(clock.now());
    log.post("while away");
    log.edit(4, "changed while away");
    await clock.pass(250);
    expect(sockets.last().rev).toBe(10);
    welcome();
    expect(texts(session).at(-1)).toBe("while away");
    expect(texts(session)[3]).toBe("changed while away");
    expect(session.snapshot()).toMatchObject({ connection: "open", offlineSince: null });
  });

  test("R42 a server that is newer than this tab says more than it knows: the tab goes on, and what it knows is right", async () => {
    const { session, log, sockets, welcome } = await channelOpened({ log: logOf(3) });
    welcome();
    const { id, author, at, body, seq, rev } = log.post("from tomorrow");
    sockets.last().says({ type: "weather", of: "tomorrow", sunny: true });
    const message = { id, author, at, body, seq, rev, mood: "curious", meta: { lantern: { lit: true } } };
    sockets.last().says({ type: "changed", changes: [message], moon: "full" });
    expect(texts(session)).toEqual(["message 1", "message 2", "message 3", "from tomorrow"]);
    log.edit(2, "and an edit after it");
    sockets.last().says({ type: "changed", changes: log.since(rev) });
    expect(texts(session)[1]).toBe("and an edit after it");
    expect(session.snapshot().connection).toBe("open");
  });

  test("R33 older pages come until the start, and one request at a time is asked", async () => {
    const { session, asked, welcome } = await channelOpened({ log: logOf(120) });
    welcome();
    const loading = session.loadOlder();
    void session.loadOlder();
    expect(session.snapshot().loading.has("older")).toBe(true);
    expect(await loading).toBe(true);
    expect(asked.map(({ query }) => query.toString())).toEqual(["before=71&limit=50&rev=120"]);
    await session.loadOlder();
    expect(session.snapshot()).toMatchObject({ reachedStart: true, loadFailed: false });
    expect(session.snapshot().messages).toHaveLength(120);
    await session.loadOlder();
    expect(asked).toHaveLength(2);
  });

  test("a page that nobody answers says so, and the next call tries again", async () => {
    const { session, network, welcome } = await channelOpened({ log: logOf(120) });
    welcome();
    network.reachable = false;
    expect(await session.loadOlder()).toBe(false);
    expect(session.snapshot().loadFailed).toBe(true);
    network.reachable = true;
    expect(await session.loadOlder()).toBe(true);
    expect(session.snapshot().loadFailed).toBe(false);
  });

  test("R6 a permalink brings its message into view; the last of two jumps decides", async () => {
    const { session, welcome } = await channelOpened({ log: logOf(500) });
    welcome();
    const [first, second] = await Promise.all([session.jumpTo(100), session.jumpTo(300)]);
    expect([first, second]).toEqual([false, true]);
    expect(session.snapshot().messages.some(({ seq }) => seq === 300)).toBe(true);
    expect(session.snapshot().messages.some(({ seq }) => seq === 100)).toBe(false);
    expect(await session.jumpTo(9_999)).toBe(false);
    expect(await session.jumpToLatest()).toBe(true);
    expect(session.snapshot().messages.at(-1)?.seq).toBe(500);
  });
});

describe("talking", () => {
  test("R64 my message is shown at once as sending, then has its place", async () => {
    const { session, log, sockets, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    const { id, settled: ended } = session.send({ body: "hello", replyTo: 1 });
    expect(session.snapshot().pending).toMatchObject([{ id, body: "hello", replyTo: 1, state: "sending" }]);
    const message = log.post("hello", id);
    sockets.last().says({ type: "stored", messages: [{ id, seq: 3, rev: 3, at: 5 }] });
    expect(session.snapshot().pending).toMatchObject([{ state: "stored" }]);
    sockets.last().says({ type: "changed", changes: [message] });
    // What I wrote says nothing of what I read.
    expect(session.snapshot()).toMatchObject({ pending: [], readSeq: 0 });
    expect(texts(session).at(-1)).toBe("hello");
    expect(await ended).toMatchObject({ ok: true, seq: 3 });
  });

  test("I2 a message that was stored before the cut is not sent again: the resume tells", async () => {
    const { session, log, clock, sockets, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    const { id } = session.send("hello");
    log.post("hello", id);
    sockets.last().drops();
    await clock.pass(250);
    welcome();
    expect(sockets.last().frames).toEqual([]);
    expect(session.snapshot().pending).toEqual([]);
  });

  test("R74 what is written offline waits, is shown so, and goes out in order after the greeting", async () => {
    const { session, network, clock, sockets, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    network.reachable = false;
    sockets.last().drops();
    session.send("one");
    session.send("two");
    expect(session.snapshot().pending.map(({ state }) => state)).toEqual(["sending", "sending"]);
    await clock.pass(250);
    sockets.last().opens();
    expect(sockets.last().frames).toEqual([]);
    welcome();
    expect(sockets.last().frames.map(({ body }) => body)).toEqual(["one", "two"]);
  });

  test("R61 a refusal that waiting mends is told while it waits; one that does not is a failure with its reason", async () => {
    const { session, sockets, clock, welcome } = await channelOpened({ log: logOf(0) });
    welcome();
    const { id } = session.send("hello");
    sockets.last().says({ type: "refused", ref: id, refusal: refusal("too_fast", { retryAfter: 2_000 }) });
    await settled();
    expect(session.snapshot().pending).toMatchObject([
      { state: "sending", refusal: { code: "too_fast", retryAfter: 2_000 } },
    ]);
    await clock.pass(2_100);
    sockets.last().says({ type: "refused", ref: id, refusal: refusal("muted") });
    await settled();
    expect(session.snapshot().pending).toMatchObject([{ state: "failed", refusal: { code: "muted" } }]);
    expect(session.discard(id)).toBe(true);
    expect(session.snapshot().pending).toEqual([]);
  });

  test("I7 an edit is pending until it is done, and names the rev that was seen", async () => {
    const { session, log, sockets, welcome } = await channelOpened({ log: logOf(3) });
    welcome();
    const { id } = session.edit(2, "better");
    expect(sockets.last().frames).toEqual([{ type: "edit", ref: id, seq: 2, body: "better", rev: 2 }]);
    expect(session.snapshot().changes).toEqual([{ id, kind: "edit", seq: 2, body: "better", state: "sending" }]);
    sockets.last().says({ type: "changed", changes: [log.edit(2, "better")] });
    sockets.last().says({ type: "done", ref: id, seq: 2, rev: 4 });
    expect(session.snapshot().changes).toEqual([]);
    expect(texts(session)[1]).toBe("better");
  });

  test("a bot hears each message once, in order, and no history", async () => {
    const { session, log, clock, sockets, welcome } = await channelOpened({ log: logOf(3) });
    const heard: number[] = [];
    session.onPosted(({ seq }) => heard.push(seq));
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    sockets.last().says({ type: "changed", changes: [log.edit(2, "edited")] });
    sockets.last().drops();
    log.post("five");
    await clock.pass(250);
    welcome();
    expect(heard).toEqual([4, 5]);
  });
});

describe("closed for a while", () => {
  test("R64 what was being sent goes out without the channel, and is not shown as being sent when it is opened again", async () => {
    const { session, log, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    session.send("hello");
    session.close();
    await settled();
    expect(log.messages.at(-1)?.body).toBe("hello");
    for (let n = 0; n < 200; n += 1) log.post("meanwhile");
    session.open();
    welcome();
    expect(session.snapshot().pending).toEqual([]);
    expect(session.snapshot().reachedEnd).toBe(true);
  });

  test("R64 so it is where the room cannot resume and sends its newest page", async () => {
    const { session, log, clock, sockets, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    session.send("hello");
    session.close();
    await settled();
    for (let n = 0; n < 200; n += 1) log.post("meanwhile");
    session.open();
    sockets.last().opens();
    sockets
      .last()
      .says({ type: "welcome", reset: true, now: clock.now(), head: log.head, page: log.page(), readSeq: 0 });
    expect(session.snapshot()).toMatchObject({ pending: [], hasHole: false, reachedEnd: true });
    expect(session.snapshot().messages).toHaveLength(50);
  });
});

describe("what must not be missed", () => {
  test("I3 a hole is asked for once; where the answer does not fill it, everything is fetched anew", async () => {
    const { session, log, sockets, clock, welcome } = await channelOpened({ log: logOf(5) });
    welcome();
    log.post("lost");
    sockets.last().says({ type: "changed", changes: [log.post("seven")] });
    sockets.last().says({ type: "changed", changes: [log.post("eight")] });
    expect(sockets.last().frames).toEqual([{ type: "resume", rev: 5 }]);
    sockets.last().says({ type: "resumed", now: clock.now(), head: log.head, changes: log.since(6), readSeq: 0 });
    expect(sockets.all).toHaveLength(2);
    expect(sockets.last().rev).toBeNull();
    welcome();
    expect(texts(session)).toHaveLength(8);
    expect(session.snapshot().hasHole).toBe(false);
  });

  test("frames of a newer server, or of no sense at all, do no harm", async () => {
    const { session, sockets, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    sockets.last().says({ type: "confetti", amount: 9 });
    sockets.last().says("{half a fra");
    sockets.last().says({ type: "refused", refusal: refusal("unknown_frame") });
    expect(session.snapshot()).toMatchObject({ connection: "open", ended: null });
  });

  test("I6 removed from the channel: it ends, says why, and what was written is kept with a reason", async () => {
    const { session, network, sockets, clock, welcome } = await channelOpened({ log: logOf(2) });
    welcome();
    session.send("hello");
    network.refuse = refusal("not_found");
    sockets.last().drops(4403);
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
    expect(session.snapshot()).toMatchObject({ connection: "closed", ended: { code: "not_found" } });
  });
});

describe("R60 with sockets blocked", () => {
  test("the newest page is read every few seconds, and messages go by HTTP", async () => {
    const { session, log, clock, asked } = await channelOpened({ log: logOf(3) });
    const block = async (ms: number) => clock.pass(ms);
    await block(4_500);
    expect(texts(session)).toHaveLength(3);
    log.post("from another");
    await block(5_500);
    expect(texts(session).at(-1)).toBe("from another");
    session.send("mine");
    await block(1_000);
    expect(texts(session).at(-1)).toBe("mine");
    expect(session.snapshot().pending).toEqual([]);
    session.markRead(5);
    expect(asked.at(-1)).toMatchObject({ method: "POST", path: "/api/channels/channel-1/read", body: { seq: 5 } });
  });

  test("a channel that is not open to me is found out, and ends it", async () => {
    const { session, network, clock } = await channelOpened({ log: logOf(0) });
    network.refuse = refusal("not_found");
    await clock.pass(4_500);
    expect(session.snapshot()).toMatchObject({ ended: { code: "not_found" }, connection: "closed" });
  });
});
