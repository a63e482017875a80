import { afterEach, describe, expect, test } from "vitest";
import { ChannelSession, type ChannelSessionOptions } from "../../client/channel-session.ts";
import { Outbox } from "../../client/outbox.ts";
import {
  HEARTBEAT_MS,
  PONG,
  READ_MARK_ALONE_MS,
  READ_MARK_EVERY_MS,
  refusal,
  type Message,
} from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable, type Asked } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets, type FakeSocket } from "./support/fake-socket.ts";
import { RoomLog } from "./support/room-log.ts";
import { seeded, seeds } from "./support/seeded.ts";

const CHANNEL = "channel-1";
const tearDowns: (() => unknown)[] = [];
afterEach(() => {
  for (const tearDown of tearDowns.splice(0)) tearDown();
});

const numberOf = (asked: Asked, name: string) =>
  asked.query.has(name) ? { [name]: Number(asked.query.get(name)) } : {};

/** A session whose room is a log and whose HTTP side reads the same log, as long as `reachable` says so. */
async function opened(
  log = new RoomLog(),
  random: () => number = () => 1,
  isReadAwaited = () => true,
  devices?: ChannelSessionOptions["devices"],
) {
  const network = { reachable: true, refuse: null as ReturnType<typeof refusal> | null };
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const { api, asked } = fakeApi((request) => {
    if (!network.reachable) return unreachable();
    if (network.refuse !== null) return new Refusing(network.refuse);
    if (request.method === "GET") {
      const limit = Number(request.query.get("limit"));
      return log.page(
        { ...numberOf(request, "before"), ...numberOf(request, "after"), ...numberOf(request, "around") },
        limit,
      );
    }
    if (request.path.endsWith("/read")) return undefined;
    return { message: log.post(String(request.body["body"]), String(request.body["id"])) };
  });
  const outbox = new Outbox({ api, clock, signals, random, locks: null });
  await outbox.start();
  const session = new ChannelSession({
    isReadAwaited,
    ...(devices && { devices }),
    api,
    channel: CHANNEL,
    outbox,
    clock,
    signals,
    random,
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  session.open();
  tearDowns.push(() => (session.close(), outbox.stop()));
  const welcome = (readSeq = 0) => {
    const socket = sockets.last();
    socket.opens();
    const hello = { now: clock.now(), head: log.head, readSeq };
    if (socket.rev === null) socket.says({ type: "welcome", ...hello, page: log.page() });
    else socket.says({ type: "resumed", ...hello, changes: log.since(socket.rev) });
  };
  return { log, network, clock, signals, sockets, api, asked, outbox, session, welcome };
}

/** Time passes, and the server answers the heartbeat. */
async function answering(socket: FakeSocket, clock: FakeClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HEARTBEAT_MS) {
    await clock.pass(Math.min(left, HEARTBEAT_MS));
    socket.says(PONG);
  }
}

function logOf(count: number): RoomLog {
  const log = new RoomLog();
  for (let n = 1; n <= count; n += 1) log.post(`message ${n}`);
  return log;
}

const texts = (session: ChannelSession) => session.snapshot().messages.map(({ body }) => body);

describe("opening a channel", () => {
  test("is one socket and no other request: the welcome brings the newest page", async () => {
    const { session, sockets, asked, welcome } = await opened(logOf(80));
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

  test("I4 after a cut it names the rev it has, and gets what changed meanwhile", async () => {
    const { session, log, clock, sockets, welcome } = await opened(logOf(10));
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
    const { session, log, sockets, welcome } = await opened(logOf(3));
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
    const { session, asked, welcome } = await opened(logOf(120));
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
    const { session, network, welcome } = await opened(logOf(120));
    welcome();
    network.reachable = false;
    expect(await session.loadOlder()).toBe(false);
    expect(session.snapshot().loadFailed).toBe(true);
    network.reachable = true;
    expect(await session.loadOlder()).toBe(true);
    expect(session.snapshot().loadFailed).toBe(false);
  });

  test("R6 a permalink brings its message into view; the last of two jumps decides", async () => {
    const { session, welcome } = await opened(logOf(500));
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
    const { session, log, sockets, welcome } = await opened(logOf(2));
    welcome();
    const { id, settled: ended } = session.send("hello", 1);
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
    const { session, log, clock, sockets, welcome } = await opened(logOf(2));
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
    const { session, network, clock, sockets, welcome } = await opened(logOf(2));
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
    const { session, sockets, clock, welcome } = await opened();
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
    const { session, log, sockets, welcome } = await opened(logOf(3));
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
    const { session, log, clock, sockets, welcome } = await opened(logOf(3));
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
    const { session, log, welcome } = await opened(logOf(2));
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
    const { session, log, clock, sockets, welcome } = await opened(logOf(2));
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
    const { session, log, sockets, clock, welcome } = await opened(logOf(5));
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
    const { session, sockets, welcome } = await opened(logOf(2));
    welcome();
    sockets.last().says({ type: "confetti", amount: 9 });
    sockets.last().says("{half a fra");
    sockets.last().says({ type: "refused", refusal: refusal("unknown_frame") });
    expect(session.snapshot()).toMatchObject({ connection: "open", ended: null });
  });

  test("I6 removed from the channel: it ends, says why, and what was written is kept with a reason", async () => {
    const { session, network, sockets, clock, welcome } = await opened(logOf(2));
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
    const { session, log, clock, asked } = await opened(logOf(3));
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
    const { session, network, clock } = await opened();
    network.refuse = refusal("not_found");
    await clock.pass(4_500);
    expect(session.snapshot()).toMatchObject({ ended: { code: "not_found" }, connection: "closed" });
  });
});

describe("read marks", () => {
  test("R12, I10 take longer where nobody waits for them, and are told at once when somebody comes to", async () => {
    const { session, sockets, clock, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
    );
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
    const devices = { areThere: () => true, tellRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 0 };
    const { session, sockets, clock, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
      devices,
    );
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
    const devices = { areThere: () => areThere, tellRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 0 };
    const { session, signals, clock, sockets, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
      devices,
    );
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
    const devices = { areThere: () => true, tellRead: (seq: number) => isUp && shown.push(seq) > 0, readSeq: () => 0 };
    const { session, sockets, clock, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
      devices,
    );
    welcome(2);
    session.markRead(3);
    isUp = true;
    await answering(sockets.last(), clock, READ_MARK_EVERY_MS);
    expect(shown).toEqual([3]);
  });

  test("R12 what I read on another device is read here when the channel opens, and told to the room all the same", async () => {
    const devices = { areThere: () => true, tellRead: () => true, readSeq: () => 7 };
    const { session, sockets, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
      devices,
    );
    welcome(2);
    expect(session.snapshot().readSeq).toBe(7);
    session.markRead(7);
    expect(sockets.last().frames).toEqual([{ type: "markRead", seq: 7, quiet: true }]);
  });

  test("R111 a mark that went back is not told forward by what my devices were about to hear", async () => {
    const shown: number[] = [];
    const devices = { areThere: () => true, tellRead: (seq: number) => shown.push(seq) > 0, readSeq: () => 9 };
    const { session, sockets, clock, signals, welcome } = await opened(
      logOf(9),
      () => 1,
      () => false,
      devices,
    );
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

  test("R12 are told now and then, the highest alone, and the rest on closing", async () => {
    const { session, sockets, clock, welcome } = await opened(logOf(9));
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

/** A room and a session with cuts, lost answers and slow pages between them. */
async function throughABadNetwork(seed: number): Promise<void> {
  const random = seeded(seed);
  const { session, log, network, clock, sockets, welcome } = await opened(logOf(random.int(1, 90)), () =>
    random.next(),
  );
  const written: string[] = [];
  let answered = 0;
  const up = () => session.snapshot().connection === "open";
  const greet = () => {
    if (session.snapshot().connection !== "connecting") return;
    answered = 0;
    welcome();
  };
  const serve = () => {
    if (!up()) return;
    const socket = sockets.last();
    for (const frame of socket.frames.slice(answered)) {
      answered += 1;
      const ref = String(frame["id"]);
      if (frame["type"] === "resume") {
        const changes = log.since(Number(frame["rev"]));
        socket.says({ type: "resumed", now: clock.now(), head: log.head, changes, readSeq: 0 });
      } else if (frame["type"] !== "post") continue;
      else if (random.chance(0.1))
        socket.says({ type: "refused", ref, refusal: refusal("too_fast", { retryAfter: 500 }) });
      else {
        const rev = log.rev;
        const message: Message = log.post(String(frame["body"]), ref);
        if (random.chance(0.2)) return socket.drops();
        const stored = () => socket.says({ type: "stored", messages: [{ ...message, body: undefined }] });
        const changed = () => message.rev > rev && socket.says({ type: "changed", changes: [message] });
        for (const say of random.chance(0.5) ? [stored, changed] : [changed, stored]) say();
      }
    }
  };
  for (let step = 0; step < 120; step += 1) {
    const now = random.pick([
      () => written.push(`mine ${written.length}`) > 0 && session.send(written.at(-1) ?? ""),
      () => up() && sockets.last().says({ type: "changed", changes: [log.post("theirs")] }),
      () => up() && sockets.last().says({ type: "changed", changes: [log.edit(1, `e${step}`)] }),
      () => void session.loadOlder(),
      () => up() && sockets.last().drops(),
      () => (network.reachable = !network.reachable),
      greet,
      serve,
      serve,
    ]);
    now();
    await clock.pass(random.int(0, 400));
  }
  network.reachable = true;
  for (let n = 0; n < 200 && session.snapshot().pending.length > 0; n += 1) {
    greet();
    serve();
    await clock.pass(500);
  }
  greet();
  while (!session.snapshot().reachedStart) await session.loadOlder();
  expect(session.snapshot().messages).toEqual(log.messages);
  expect(session.snapshot().pending).toEqual([]);
  const mine = log.messages.map(({ body }) => body).filter((body) => body.startsWith("mine"));
  expect([...mine].sort(), "each once, none lost").toEqual([...written].sort());
}

describe("I1 I2 I4 whatever the network does, what I wrote is there once, and I see what the room has", () => {
  test.each(seeds(25))("seed %i", (seed) => throughABadNetwork(seed), 20_000);
});

describe("R111: unread from here", () => {
  test("the mark goes back and stays there while I look on, until the channel is opened anew", async () => {
    const { session, asked, sockets, welcome, clock, log } = await opened(logOf(9));
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
    const { session, network, welcome } = await opened(logOf(9));
    welcome(9);
    network.reachable = false;
    await expect(session.markUnread(4)).rejects.toThrow();
    expect(session.snapshot().readSeq).toBe(9);
  });
});

describe("R86: seen by", () => {
  test("is what the server tells and who wrote, and never goes back", async () => {
    const { session, sockets, clock, log } = await opened(logOf(5));
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
    const { session, sockets, log, welcome } = await opened(logOf(5));
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("hello")] });
    expect(session.snapshot().seen.size).toBe(0);
  });
});
