/** The outbox from its start to its end: whose entries are whose, and a store that fails. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import type { OutboxEntry, OutboxStore } from "../../client/outbox-entry.ts";
import { refusal } from "../../protocol/index.ts";
import { Refusing } from "./support/fake-api.ts";
import { settled } from "./support/fake-clock.ts";
import { CHANNEL, left, made, OTHER, started } from "./support/made-outbox.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a refusal on the socket", () => {
  test("of a change that was tried before is looked into: what is as it should be was done", async () => {
    const message = { id: "m", seq: 3, rev: 8, author: "me", at: 1, body: "better" };
    const { outbox, socket, asked } = await started({
      answer: () => ({ messages: [message], reachedStart: false, reachedEnd: false, rev: 8 }),
    });
    const { lane } = socket();
    outbox.post(CHANNEL, "before it");
    const edit = outbox.edit(CHANNEL, 3, { body: "better", rev: 2 });
    lane.lost();
    lane.opened(() => true);
    lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toEqual({ ok: true, seq: 3, rev: 8, at: 1, message });
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("stands where nobody can be asked, and where there is nothing to ask about", async () => {
    const { outbox, socket, asked } = await started();
    const { lane } = socket();
    const edit = outbox.edit(CHANNEL, 3, { body: "better", rev: 2 });
    lane.lost();
    lane.opened(() => true);
    lane.refused("nobody", refusal("stale"));
    lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toEqual({ ok: false, refusal: refusal("stale") });
    expect(asked).toHaveLength(1);
  });
});

describe("starting and stopping", () => {
  test("nothing is sent before it starts, and starting twice is starting once", async () => {
    const { outbox, socket, signals, store } = made();
    const { sent } = socket();
    outbox.post(CHANNEL, "early");
    expect(sent).toEqual([]);
    await store.put(left("left"));
    await Promise.all([outbox.start(), outbox.start()]);
    await outbox.start();
    expect(sent.map(({ id }) => id)).toHaveLength(2);
    expect(signals.listening).toBe(1);
  });

  test("stopped while the store is read, it takes nothing over and sends nothing", async () => {
    let answer: (entries: OutboxEntry[]) => void = () => undefined;
    const put = vi.fn(() => Promise.resolve());
    const store: OutboxStore = {
      all: () => new Promise((resolve) => (answer = resolve)),
      put,
      remove: () => Promise.resolve(),
    };
    const { outbox, socket, signals } = made({ store });
    const { sent } = socket();
    const starting = outbox.start();
    outbox.post(CHANNEL, "written meanwhile");
    put.mockClear();
    outbox.stop();
    answer([left("left")]);
    await settled();
    answer([left("left")]);
    await starting;
    await settled();
    expect([sent.length, put.mock.calls.length, signals.listening]).toEqual([0, 0, 0]);
    outbox.post(CHANNEL, "after");
    outbox.post(OTHER, "in a new lane");
    expect(sent).toEqual([]);
  });

  test("what is written after a restart stands behind what was left, whatever the clock says", async () => {
    const { outbox, store, clock, socket } = made();
    await store.put(left("left", { createdAt: clock.now() + 90_000 }));
    const { sent } = socket();
    await outbox.start();
    const { id } = outbox.post(CHANNEL, "new");
    expect(outbox.entries(CHANNEL).map((entry) => entry.id)).toEqual(["left", id]);
    expect(sent.map((frame) => frame["id"])).toEqual(["left", id]);
  });

  test("hints of the network and of the reader look for what other tabs left; being hidden or cut off does not", async () => {
    let looks = 0;
    const inner = createMemoryOutboxStore();
    const { signals, outbox } = await started({ store: { ...inner, all: () => ((looks += 1), inner.all()) } });
    const before = looks;
    signals.give("hidden");
    signals.give("offline");
    await settled();
    expect(looks).toBe(before);
    signals.give("online");
    await settled();
    expect(looks).toBe(before + 1);
    signals.give("visible");
    await settled();
    expect(looks).toBe(before + 2);
    outbox.stop();
    signals.give("online");
    expect(looks).toBe(before + 2);
  });

  test("signed out, it stops: nobody listens, nothing is sent, whoever asked to know is told", async () => {
    const { outbox, socket, signals, asked, clock } = await started({ answer: () => new Refusing(refusal("muted")) });
    const { lane, sent, take } = socket();
    const { id } = outbox.post(CHANNEL, "one");
    take();
    // Nobody asked to know.
    lane.refused(id, refusal("not_signed_in"));
    await settled();
    outbox.post(CHANNEL, "two");
    outbox.post(OTHER, "three");
    await clock.pass(60_000);
    expect([sent.length, asked.length, signals.listening]).toEqual([0, 0, 0]);
  });
});

describe("a store that fails", () => {
  const broken = () => Promise.reject(new Error("quota"));
  test("when it is read is told of, and what is written is sent all the same", async () => {
    const told: unknown[] = [];
    const { outbox, socket } = await started({
      store: { ...createMemoryOutboxStore(), all: broken },
      onStoreError: (cause) => told.push(cause),
    });
    expect(told).toEqual([new Error("quota")]);
    const { sent } = socket();
    outbox.post(CHANNEL, "one");
    expect(sent).toHaveLength(1);
  });

  test("when it is written is told of", async () => {
    const told: unknown[] = [];
    const { outbox } = await started({
      store: { ...createMemoryOutboxStore(), put: broken },
      onStoreError: (cause) => told.push(cause),
    });
    outbox.post(CHANNEL, "one");
    await settled();
    expect(told).toEqual([new Error("quota")]);
  });

  test("harms nothing where nobody asked to know", async () => {
    const { outbox, socket } = await started({ store: { all: broken, put: broken, remove: broken } });
    const { lane, sent } = socket();
    const { id, settled: ended } = outbox.post(CHANNEL, "one");
    expect(sent).toHaveLength(1);
    lane.carried(id, { seq: 1, rev: 1, at: 1 });
    expect(await ended).toMatchObject({ ok: true });
  });
});
