/** A channel's session when it opens and closes, and what it asks of the server. */
import { describe, expect, onTestFinished, test } from "vitest";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import type { OutboxEntry } from "../../client/outbox-entry.ts";
import { READ_MARK_EVERY_MS, refusal, type Message } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { CHANNEL, channelOpened, channelSetUp } from "./support/open-channel.ts";
import { logOf } from "./support/room-log.ts";

describe("what the outbox holds when the channel opens", () => {
  const entry = (id: string, more: object): OutboxEntry =>
    ({
      id,
      channel: CHANNEL,
      owner: "gone",
      createdAt: 1,
      attempts: 1,
      kind: "post",
      body: id,
      ...more,
    }) as OutboxEntry;

  test("is shown: what waits as being sent, what was refused with its reason", async () => {
    const store = createMemoryOutboxStore();
    await store.put(entry("refused-1", { refusal: refusal("muted") }));
    await store.put(entry("waiting-1", { createdAt: 2 }));
    await store.put(entry("waiting-2", { createdAt: 3, kind: "edit", seq: 1 }));
    const { session } = await channelOpened({ store });
    expect(session.snapshot().pending).toStrictEqual([
      { id: "refused-1", body: "refused-1", createdAt: 1, state: "failed", refusal: refusal("muted") },
      { id: "waiting-1", body: "waiting-1", createdAt: 2, state: "sending" },
    ]);
    expect(session.snapshot().changes).toMatchObject([{ id: "waiting-2", state: "sending" }]);
  });

  test("and what the outbox finds later, when the channel is open already, is shown as well", async () => {
    const store = createMemoryOutboxStore();
    await store.put(entry("refused-1", { refusal: refusal("muted") }));
    const all = channelSetUp({ store });
    onTestFinished(all.end);
    all.session.open();
    expect(all.session.snapshot().pending).toEqual([]);
    await all.outbox.start();
    expect(all.session.snapshot().pending).toMatchObject([{ id: "refused-1", state: "failed" }]);
    const again = all.session.retry("refused-1");
    expect(again?.id).toBe("refused-1");
    expect(all.session.snapshot().pending).toMatchObject([{ id: "refused-1", state: "sending" }]);
    expect(all.session.retry("no-such")).toBeNull();
  });
});

describe("opening and closing", () => {
  test("a channel that is opened twice is open once, and closing it leaves nobody listening and nothing waiting", async () => {
    const { session, outbox, sockets, signals, clock, welcome, log } = await channelOpened();
    const before = signals.listening;
    session.open();
    expect([signals.listening, sockets.all.length]).toEqual([before, 1]);
    welcome();
    session.markRead(2);
    session.markRead(3);
    session.close();
    // The outbox alone listens on.
    expect([signals.listening, clock.waiting]).toEqual([1, 0]);
    // It does not wait for a socket of a session that is closed.
    outbox.post(CHANNEL, "afterwards");
    await settled();
    expect(log.messages.at(-1)?.body).toBe("afterwards");
    expect(session.snapshot().pending).toEqual([]);
    const sent = sockets.last().sent.length;
    await clock.pass(READ_MARK_EVERY_MS);
    expect(sockets.last().sent).toHaveLength(sent);
    expect(clock.waiting).toBe(0);
  });

  test("what comes for a channel that was closed meanwhile harms nothing", async () => {
    let answer: (page: unknown) => void = () => undefined;
    const held = new Promise((resolve) => (answer = resolve));
    const { session, log, welcome } = await channelOpened({
      log: logOf(80),
      answer: ({ method }) => (method === "GET" ? held : undefined),
    });
    welcome();
    const older = session.loadOlder();
    session.close();
    answer(log.page({ before: 31 }));
    expect(await older).toBe(true);
    expect(session.snapshot().messages).toHaveLength(80);
  });

  test("the server's clock is the one that the greeting tells", async () => {
    const { outbox, clock, welcome } = await channelOpened();
    welcome(0, { now: clock.now() + 60_000 });
    expect(outbox.serverClock.now()).toBe(clock.now() + 60_000);
  });

  test("acts of mine that ended while nobody looked are shown no more after the next greeting", async () => {
    const { session, outbox, network, welcome, clock, sockets } = await channelOpened({
      session: { member: "member-ada" },
    });
    welcome();
    network.reachable = false;
    sockets.last().drops();
    const { id } = session.act(2, { type: "pin", on: true });
    expect(session.message(2)?.meta?.pinned).toBeDefined();
    session.close();
    await clock.pass(5_000);
    outbox.discard(id);
    outbox.stop();
    session.open();
    await clock.pass(0);
    sockets.last().opens();
    welcome();
    expect(session.message(2)?.meta).toBeUndefined();
  });
});

describe("what is asked of the server for it", () => {
  test("are earlier wordings and the list of pins, as the server has them", async () => {
    const told = { versions: [{ body: "first", at: 1 }], messages: [{ seq: 2 }] };
    const { session } = await channelOpened({
      answer: ({ path }) => (path.endsWith("/versions") || path.endsWith("/landmarks") ? told : undefined),
    });
    expect(await session.versions(2)).toEqual(told.versions);
    expect(await session.pinsAndCheckpoints()).toEqual(told.messages);
  });

  test("a message from elsewhere is shown with what I did to it", async () => {
    const { session, log, welcome } = await channelOpened({ session: { member: "member-ada" } });
    welcome();
    session.act(2, { type: "pin", on: true });
    const message = log.messages[1] as Message;
    expect(session.withMyActs(message).meta?.pinned).toMatchObject({ by: "member-ada" });
    expect(session.withMyActs(log.messages[0] as Message)).toBe(log.messages[0]);
    expect(session.message(99)).toBeNull();
  });

  test("a reply in a thread goes to the channel as well where I said so, and only there", async () => {
    const { session, sockets, welcome } = await channelOpened();
    welcome();
    session.send("here");
    session.send({ body: "there too", alsoToChannel: true });
    expect(sockets.last().frames.map(({ body, alsoToChannel }) => [body, alsoToChannel])).toEqual([
      ["here", undefined],
      ["there too", true],
    ]);
  });
});
