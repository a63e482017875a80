import "fake-indexeddb/auto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mintMessageId } from "../../client/message-id.ts";
import type { OutboxEntry, OutboxStore } from "../../client/outbox-entry.ts";
import { createFileOutboxStore } from "../../client/outbox-store-file.ts";
import { createIndexedDbOutboxStore } from "../../client/outbox-store-indexeddb.ts";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { Outbox, type OutboxOptions } from "../../client/outbox.ts";
import type { Locks } from "../../client/ownership.ts";
import { mintedAt, refusal } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable, type Answering } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { RoomLog } from "./support/room-log.ts";

const CHANNEL = "channel-1";
const tearDowns: (() => unknown)[] = [];
afterEach(async () => {
  for (const tearDown of tearDowns.splice(0)) await tearDown();
});

/** A lock manager of one browser, shared by its tabs. */
function browserLocks(): Locks {
  const held = new Map<string, Promise<unknown>>();
  return {
    request: async (name, options, callback) => {
      while (held.has(name)) {
        if (options.ifAvailable === true) return callback(null);
        await held.get(name);
      }
      const running = Promise.resolve(callback({ name, mode: "exclusive" }));
      held.set(name, running);
      return running.finally(() => held.delete(name));
    },
  };
}

async function started(more: Partial<OutboxOptions> & { answer?: Answering } = {}) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const { answer = unreachable, ...options } = more;
  const { api, asked } = fakeApi(answer);
  const outbox = new Outbox({ api, clock, signals, locks: null, random: () => 1, ...options });
  tearDowns.push(() => outbox.stop());
  await outbox.start();
  return { outbox, clock, signals, asked };
}

/** A socket of the channel's session, with what went over it. */
function socketOf(outbox: Outbox, open = true) {
  const lane = outbox.attach(CHANNEL);
  const sent: Record<string, unknown>[] = [];
  const send = (text: string) => sent.push(JSON.parse(text) as Record<string, unknown>) > 0;
  if (open) lane.opened(send);
  return { lane, sent, open: () => lane.opened(send), ids: () => sent.map(({ id }) => id), take: () => sent.splice(0) };
}

const bodies = (entries: readonly Record<string, unknown>[]) => entries.map(({ body }) => body);

describe("sending", () => {
  test("R62 a message goes out on the open socket at once, without waiting for the store", async () => {
    const { outbox, asked } = await started({
      store: { ...createMemoryOutboxStore(), put: () => new Promise(() => undefined) },
    });
    const socket = socketOf(outbox);
    const { id } = outbox.post(CHANNEL, { body: "hello", replyTo: 7 });
    expect(socket.sent).toEqual([{ type: "post", id, body: "hello", replyTo: 7 }]);
    expect(asked).toEqual([]);
  });

  test("I1 it is waiting until the server says stored, and only then it is over", async () => {
    const store = createMemoryOutboxStore();
    const { outbox } = await started({ store });
    const socket = socketOf(outbox);
    const { id, settled: ended } = outbox.post(CHANNEL, "hello");
    await settled();
    expect(await store.all()).toHaveLength(1);
    socket.lane.carried(id, { seq: 4, rev: 9, at: 1 });
    expect(await ended).toEqual({ ok: true, seq: 4, rev: 9, at: 1 });
    expect(await store.all()).toEqual([]);
    expect(outbox.entries(CHANNEL)).toEqual([]);
  });

  test("I2 what had no answer when the socket went goes out again in order, under the same ids, as a retry", async () => {
    const { outbox } = await started();
    const socket = socketOf(outbox);
    const ids = ["one", "two", "three"].map((body) => outbox.post(CHANNEL, body).id);
    socket.lane.carried(ids[0] ?? "", { seq: 1, rev: 1, at: 1 });
    socket.lane.lost();
    outbox.post(CHANNEL, "four");
    socket.take();
    socket.open();
    expect(bodies(socket.sent)).toEqual(["two", "three", "four"]);
    expect(socket.sent.map(({ retry }) => retry)).toEqual([true, true, undefined]);
    expect(socket.ids().slice(0, 2)).toEqual(ids.slice(1));
  });

  test("R61 no more are without an answer than the window allows", async () => {
    const { outbox } = await started({ window: 2 });
    const socket = socketOf(outbox);
    const ids = ["one", "two", "three"].map((body) => outbox.post(CHANNEL, body).id);
    expect(bodies(socket.take())).toEqual(["one", "two"]);
    socket.lane.carried(ids[0] ?? "", { seq: 1, rev: 1, at: 1 });
    expect(bodies(socket.sent)).toEqual(["three"]);
  });

  test("R64 an answer that never comes is asked for again", async () => {
    const { outbox, clock } = await started();
    const socket = socketOf(outbox);
    const { id } = outbox.post(CHANNEL, "hello");
    socket.take();
    await clock.pass(21_000);
    expect(socket.sent).toEqual([{ type: "post", id, body: "hello", retry: true }]);
  });

  test("the id carries the server's time even where this machine's clock is wrong", async () => {
    const { outbox, clock } = await started();
    outbox.serverClock.observe(clock.now() + 3_600_000);
    expect(mintedAt(outbox.post(CHANNEL, "hello").id)).toBe(clock.now() + 3_600_000);
  });
});

describe("refused", () => {
  test("R61 too fast: it waits as long as it was told and goes out by itself, the later ones behind it", async () => {
    const { outbox, clock } = await started();
    const socket = socketOf(outbox);
    const [first, second] = ["one", "two", "three"].map((body) => outbox.post(CHANNEL, body));
    socket.take();
    for (const { id } of outbox.entries(CHANNEL)) socket.lane.refused(id, refusal("too_fast", { retryAfter: 3_000 }));
    await clock.pass(2_900);
    expect(socket.sent).toEqual([]);
    await clock.pass(200);
    expect(bodies(socket.take())).toEqual(["one"]);
    socket.lane.carried(first?.id ?? "", { seq: 1, rev: 1, at: 1 });
    await settled();
    expect(bodies(socket.take())).toEqual(["two"]);
    socket.lane.carried(second?.id ?? "", { seq: 2, rev: 2, at: 1 });
    await settled();
    expect(bodies(socket.sent)).toEqual(["three"]);
  });

  test("R64 for good: it is kept with the reason until the person tries again, and what follows goes on", async () => {
    const store = createMemoryOutboxStore();
    const { outbox } = await started({ store });
    const socket = socketOf(outbox);
    const { id, settled: ended } = outbox.post(CHANNEL, "hello");
    outbox.post(CHANNEL, "next");
    socket.lane.refused(id, refusal("muted"));
    expect(await ended).toEqual({ ok: false, refusal: refusal("muted") });
    expect(outbox.entries(CHANNEL).map((entry) => entry.refusal?.code)).toEqual(["muted", undefined]);
    expect((await store.all()).find((entry) => entry.id === id)?.refusal?.code).toBe("muted");
    socket.take();
    const again = outbox.retry(id);
    expect(socket.sent).toEqual([{ type: "post", id, body: "hello", retry: true }]);
    socket.lane.carried(id, { seq: 2, rev: 2, at: 1 });
    expect(await again?.settled).toMatchObject({ ok: true, seq: 2 });
  });

  test("R64 what failed can be let go of", async () => {
    const store = createMemoryOutboxStore();
    const { outbox } = await started({ store });
    const socket = socketOf(outbox);
    const { id } = outbox.post(CHANNEL, "hello");
    expect(outbox.discard(id)).toBe(false);
    socket.lane.refused(id, refusal("muted"));
    await settled();
    expect(outbox.discard(id)).toBe(true);
    await settled();
    expect(await store.all()).toEqual([]);
    expect(outbox.retry(id)).toBeNull();
  });

  test("signed out: nothing more is sent, nothing is lost", async () => {
    const store = createMemoryOutboxStore();
    let told = "";
    const { outbox } = await started({ store, onSignedOut: ({ code }) => (told = code) });
    const socket = socketOf(outbox);
    const { id } = outbox.post(CHANNEL, "hello");
    socket.lane.refused(id, refusal("session_ended"));
    await settled();
    outbox.post(CHANNEL, "and this");
    await settled();
    expect(told).toBe("session_ended");
    expect(socket.sent).toHaveLength(1);
    expect((await store.all()).map((entry) => entry.refusal)).toEqual([undefined, undefined]);
  });
});

describe("without a socket", () => {
  const room = () => {
    const log = new RoomLog();
    const answer: Answering = ({ body }) => ({ message: log.post(String(body["body"]), String(body["id"])) });
    return { log, answer };
  };

  test("R60 after some seconds without a socket, messages go by HTTP, in order, under their ids", async () => {
    const { log, answer } = room();
    const { outbox, clock, asked } = await started({ answer });
    socketOf(outbox, false);
    const sent = ["one", "two"].map((body) => outbox.post(CHANNEL, body));
    await clock.pass(3_000);
    expect(asked).toEqual([]);
    await clock.pass(2_000);
    expect(log.messages.map(({ body, id }) => [body, id])).toEqual(sent.map(({ id }, n) => [["one", "two"][n], id]));
    expect(await sent[1]?.settled).toMatchObject({ ok: true, seq: 2, message: { body: "two" } });
  });

  test("R64 a channel that is not open any more sends what is left at once", async () => {
    const { log, answer } = room();
    const { outbox } = await started({ answer });
    const socket = socketOf(outbox);
    outbox.post(CHANNEL, "hello");
    socket.lane.detach();
    await settled();
    expect(log.messages.map(({ body }) => body)).toEqual(["hello"]);
  });

  test("R64 with nobody there it tries again, later and later, and at once when the network is back", async () => {
    const { log, answer } = room();
    let online = false;
    const { outbox, clock, signals, asked } = await started({
      answer: (request) => (online ? answer(request) : unreachable()),
    });
    outbox.post(CHANNEL, "hello");
    await clock.pass(60_000);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(12);
    online = true;
    signals.give("online");
    await settled();
    expect(log.messages.map(({ body }) => body)).toEqual(["hello"]);
    expect(outbox.entries(CHANNEL)).toEqual([]);
  });

  test("I3 a socket that opens while a request is under way waits for its answer, so that nothing overtakes", async () => {
    let release: (value: unknown) => void = () => undefined;
    const log = new RoomLog();
    const { outbox } = await started({
      answer: ({ body }) =>
        new Promise((resolve) => (release = () => resolve({ message: log.post("one", String(body["id"])) }))),
    });
    outbox.post(CHANNEL, "one");
    outbox.post(CHANNEL, "two");
    await settled();
    const socket = socketOf(outbox);
    expect(socket.sent).toEqual([]);
    release(null);
    await settled();
    expect(bodies(socket.sent)).toEqual(["two"]);
  });

  test("a refusal by HTTP fails the message, with the reason", async () => {
    const { outbox } = await started({ answer: () => new Refusing(refusal("archived")) });
    expect(await outbox.post(CHANNEL, "hello").settled).toEqual({ ok: false, refusal: refusal("archived") });
  });
});

describe("edits and deletes", () => {
  test("I7 go out with their reference, and end in done or a refusal", async () => {
    const { outbox } = await started();
    const socket = socketOf(outbox);
    const edit = outbox.edit(CHANNEL, 3, "better", 12);
    const removal = outbox.remove(CHANNEL, 4);
    expect(socket.sent).toEqual([
      { type: "edit", ref: edit.id, seq: 3, body: "better", rev: 12 },
      { type: "delete", ref: removal.id, seq: 4 },
    ]);
    socket.lane.carried(edit.id, { seq: 3, rev: 20 });
    socket.lane.refused(removal.id, refusal("forbidden"));
    expect(await edit.settled).toMatchObject({ ok: true, rev: 20 });
    expect(await removal.settled).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
  });

  test("I7 an edit whose answer was lost counts as done when the message reads as it should", async () => {
    const log = new RoomLog();
    log.post("worse");
    const { outbox } = await started({ answer: () => log.page({ before: 2 }, 1) });
    const socket = socketOf(outbox);
    const edit = outbox.edit(CHANNEL, 1, "better", 1);
    log.edit(1, "better");
    socket.lane.lost();
    socket.open();
    socket.lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toMatchObject({ ok: true, seq: 1, rev: 2 });
  });

  test("I7 an edit of what another changed meanwhile is refused, kept, and stands when the person insists", async () => {
    const { outbox } = await started();
    const socket = socketOf(outbox);
    const edit = outbox.edit(CHANNEL, 1, "mine", 1);
    socket.take();
    socket.lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toMatchObject({ ok: false, refusal: { code: "stale" } });
    outbox.retry(edit.id);
    expect(socket.sent).toEqual([{ type: "edit", ref: edit.id, seq: 1, body: "mine" }]);
  });
});

const entry = (body: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  kind: "post",
  id: mintMessageId(Date.now()),
  channel: CHANNEL,
  owner: "an-earlier-tab",
  createdAt: Date.now(),
  attempts: 0,
  body,
  ...(more as object),
});

describe("over a reload", () => {
  const stores: [string, () => Promise<() => OutboxStore>][] = [
    ["IndexedDB", async () => () => createIndexedDbOutboxStore("ada-1234")],
    [
      "a file",
      async () => {
        const folder = await mkdtemp(join(tmpdir(), "place-outbox-"));
        tearDowns.push(() => rm(folder, { recursive: true }));
        return () => createFileOutboxStore(join(folder, "state", "outbox"));
      },
    ],
  ];
  test.each(stores)(
    "I1 what was written and not acknowledged is in %s, and goes out in order as a retry",
    async (_, make) => {
      const open = await make();
      const before = await started({ store: open() });
      socketOf(before.outbox);
      const written = ["one", "two"].map((body) => before.outbox.post(CHANNEL, body).id);
      const lost = before.outbox.post(CHANNEL, "refused").id;
      before.outbox.attach(CHANNEL).refused(lost, refusal("muted"));
      await vi.waitFor(async () => expect((await open().all()).filter((kept) => kept.refusal)).toHaveLength(1));
      before.outbox.stop();

      const after = await started({ store: open() });
      expect(after.outbox.entries(CHANNEL).map(({ id, refusal: why }) => [id, why?.code])).toEqual([
        [written[0], undefined],
        [written[1], undefined],
        [lost, "muted"],
      ]);
      const { sent, lane } = socketOf(after.outbox);
      await vi.waitFor(() => expect(sent).toHaveLength(2));
      expect(sent.map(({ id, retry }) => [id, retry])).toEqual(written.map((id) => [id, true]));
      for (const id of written) lane.carried(id, { seq: 1, rev: 1, at: 1 });
      after.outbox.discard(lost);
      await vi.waitFor(async () => expect(await open().all()).toEqual([]));
    },
  );

  test("another person on the same browser does not send it", async () => {
    await createIndexedDbOutboxStore("ada-5678").put(entry("Ada's"));
    expect(await createIndexedDbOutboxStore("ben-5678").all()).toEqual([]);
  });

  test("a store that fails is told of, and sending goes on", async () => {
    const told: unknown[] = [];
    const broken = () => Promise.reject(new Error("quota"));
    const { outbox } = await started({
      store: { all: broken, put: broken, remove: broken },
      onStoreError: (cause) => told.push(cause),
    });
    const socket = socketOf(outbox);
    const { id, settled: ended } = outbox.post(CHANNEL, "hello");
    socket.lane.carried(id, { seq: 1, rev: 1, at: 1 });
    expect(await ended).toMatchObject({ ok: true });
    await settled();
    expect(told.length).toBeGreaterThan(0);
  });

  test("a store that hangs holds nothing up for long", async () => {
    const clock = new FakeClock();
    const { api } = fakeApi(unreachable);
    const store = { ...createMemoryOutboxStore(), all: () => new Promise<never>(() => undefined) };
    const outbox = new Outbox({ api, clock, store, locks: null });
    tearDowns.push(() => outbox.stop());
    void outbox.start();
    const socket = socketOf(outbox);
    outbox.post(CHANNEL, "hello");
    expect(socket.sent).toEqual([]);
    await clock.pass(2_500);
    expect(bodies(socket.sent)).toEqual(["hello"]);
  });

  test("a journal that broke off in the middle of a line keeps what stands before it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "place-outbox-"));
    tearDowns.push(() => rm(folder, { recursive: true }));
    const path = join(folder, "outbox");
    await createFileOutboxStore(path).put(entry("whole"));
    await writeFile(path, `${await readFile(path, "utf8")}{"put":{"id":"half`);
    const after = createFileOutboxStore(path);
    expect((await after.all()).map((kept) => kept.kind === "post" && kept.body)).toEqual(["whole"]);
    await after.put(entry("next"));
    expect(await createFileOutboxStore(path).all()).toHaveLength(2);
  });
});

describe("two tabs", () => {
  test("I2 each sends what was written in it, and nothing of the other's while that one lives", async () => {
    const locks = browserLocks();
    const store = createMemoryOutboxStore();
    const first = await started({ store, locks });
    socketOf(first.outbox);
    first.outbox.post(CHANNEL, "from the first tab");
    const second = await started({ store, locks });
    const socket = socketOf(second.outbox);
    second.outbox.post(CHANNEL, "from the second tab");
    expect(bodies(socket.sent)).toEqual(["from the second tab"]);
  });

  test("R64 a tab that is closed leaves what it could not send to the other", async () => {
    const locks = browserLocks();
    const store = createMemoryOutboxStore();
    const first = await started({ store, locks });
    first.outbox.attach(CHANNEL);
    const { id } = first.outbox.post(CHANNEL, "from the first tab");
    const second = await started({ store, locks });
    const socket = socketOf(second.outbox);
    expect(socket.sent).toEqual([]);
    first.outbox.stop();
    second.signals.give("visible");
    await settled();
    expect(socket.sent).toEqual([{ type: "post", id, body: "from the first tab", retry: true }]);
  });
});
