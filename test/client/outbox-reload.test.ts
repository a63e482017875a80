/** What an earlier page left, and what another tab holds. */
import "fake-indexeddb/auto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { OutboxStore } from "../../client/outbox-entry.ts";
import { createFileOutboxStore } from "../../client/outbox-store-file.ts";
import { createIndexedDbOutboxStore } from "../../client/outbox-store-indexeddb.ts";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { Outbox } from "../../client/outbox.ts";
import type { Locks } from "../../client/ownership.ts";
import { refusal } from "../../protocol/index.ts";
import { fakeApi, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { bodies, CHANNEL, entry, socketOf, started } from "./support/started-outbox.ts";

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

describe("over a reload", () => {
  const stores: [string, () => Promise<() => OutboxStore>][] = [
    ["IndexedDB", async () => () => createIndexedDbOutboxStore("ada-1234")],
    [
      "a file",
      async () => {
        const folder = await mkdtemp(join(tmpdir(), "place-outbox-"));
        onTestFinished(() => rm(folder, { recursive: true }));
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
    onTestFinished(() => outbox.stop());
    void outbox.start();
    const socket = socketOf(outbox);
    outbox.post(CHANNEL, "hello");
    expect(socket.sent).toEqual([]);
    await clock.pass(2_500);
    expect(bodies(socket.sent)).toEqual(["hello"]);
  });

  test("a journal that broke off in the middle of a line keeps what stands before it", async () => {
    const folder = await mkdtemp(join(tmpdir(), "place-outbox-"));
    onTestFinished(() => rm(folder, { recursive: true }));
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
