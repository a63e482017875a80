/** What the outbox keeps and tells: entries in the store, events for who listens, what later words make pointless, and whose entries are whose. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import type { OutboxEntry, OutboxStore } from "../../client/outbox-entry.ts";
import { Outbox, type OutboxEvent, type OutboxOptions } from "../../client/outbox.ts";
import { refusal, type PollDraft } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable, type Answering } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";

const CHANNEL = "channel-1";
const OTHER = "channel-2";
const tearDowns: (() => unknown)[] = [];
afterEach(() => {
  for (const tearDown of tearDowns.splice(0)) tearDown();
  vi.unstubAllGlobals();
});

function made(more: Partial<OutboxOptions> & { answer?: Answering } = {}) {
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const store = createMemoryOutboxStore();
  const { answer = unreachable, ...options } = more;
  const { api, asked } = fakeApi(answer);
  const outbox = new Outbox({ api, clock, signals, store, locks: null, random: () => 1, ...options });
  tearDowns.push(() => outbox.stop());
  const told: string[] = [];
  const events: OutboxEvent[] = [];
  const listen = (channel = CHANNEL) =>
    outbox.subscribe(channel, (event) => {
      events.push(event);
      told.push(`${event.type} ${"body" in event.entry ? event.entry.body : event.entry.kind}`);
    });
  const socket = (channel = CHANNEL) => {
    const lane = outbox.attach(channel);
    const sent: Record<string, unknown>[] = [];
    lane.opened((text) => sent.push(JSON.parse(text) as Record<string, unknown>) > 0);
    return { lane, sent, take: () => sent.splice(0) };
  };
  return { outbox, clock, signals, store: options.store ?? store, asked, told, events, listen, socket };
}
async function started(more: Parameters<typeof made>[0] = {}) {
  const all = made(more);
  await all.outbox.start();
  return all;
}
const left = (id: string, more: object = {}): OutboxEntry =>
  ({ kind: "post", id, body: id, channel: CHANNEL, owner: "gone", createdAt: 1, attempts: 0, ...more }) as OutboxEntry;
const poll: PollDraft = {
  ...{ question: "When?", options: ["Mon", "Tue"], multiple: false, secret: false, sealed: false, open: false },
};

describe("what is kept", () => {
  test("is what was written with what belongs to it, and nothing that was not given", async () => {
    const { outbox, store, socket } = await started();
    const { sent } = socket();
    const ids = [
      outbox.post(CHANNEL, "plain"),
      outbox.post(CHANNEL, { body: "all of it", replyTo: 7, poll, alsoToChannel: true }),
      outbox.edit(CHANNEL, 3, "blind"),
      outbox.edit(CHANNEL, 4, "seen", 12),
      outbox.remove(CHANNEL, 5),
      outbox.act(CHANNEL, 6, { type: "pin", on: true }),
    ].map(({ id }) => id);
    const kept = (await store.all()).map(({ id, owner, createdAt, ...rest }) => {
      expect([ids.includes(id), typeof owner, typeof createdAt]).toEqual([true, "string", "number"]);
      return rest;
    });
    const same = { channel: CHANNEL, attempts: 0 };
    expect(kept).toStrictEqual([
      { ...same, kind: "post", body: "plain" },
      { ...same, kind: "post", body: "all of it", replyTo: 7, poll, alsoToChannel: true },
      { ...same, kind: "edit", seq: 3, body: "blind" },
      { ...same, kind: "edit", seq: 4, body: "seen", rev: 12 },
      { ...same, kind: "delete", seq: 5 },
      { ...same, kind: "act", seq: 6, act: { type: "pin", on: true } },
    ]);
    expect(sent).toStrictEqual([
      { type: "post", id: ids[0], body: "plain" },
      { type: "post", id: ids[1], body: "all of it", replyTo: 7, poll, alsoToChannel: true },
      { type: "edit", ref: ids[2], seq: 3, body: "blind" },
      { type: "edit", ref: ids[3], seq: 4, body: "seen", rev: 12 },
      { type: "delete", ref: ids[4], seq: 5 },
      { type: "act", ref: ids[5], seq: 6, act: { type: "pin", on: true } },
    ]);
  });

  test("is in the order of the writing, though the server's clock stands still or goes back", async () => {
    const { outbox, clock } = await started();
    outbox.serverClock.observe(clock.now() + 60_000);
    for (const body of ["one", "two"]) outbox.post(CHANNEL, body);
    outbox.serverClock.observe(clock.now() - 60_000);
    outbox.post(CHANNEL, "three");
    const entries = outbox.entries(CHANNEL);
    expect(entries.map((entry) => entry.kind === "post" && entry.body)).toEqual(["one", "two", "three"]);
    expect(new Set(entries.map(({ createdAt }) => createdAt)).size).toBe(3);
    expect(entries[0]?.createdAt).toBe(clock.now() + 60_000);
  });

  test("of each channel is its own: what failed and what waits, in the order it was written", async () => {
    const { outbox, socket } = await started();
    const here = socket();
    const there = socket(OTHER);
    const first = outbox.post(CHANNEL, "one");
    outbox.post(OTHER, "elsewhere");
    outbox.post(CHANNEL, "two");
    const lost = outbox.post(OTHER, "refused elsewhere");
    there.lane.refused(lost.id, refusal("muted"));
    here.lane.refused(first.id, refusal("muted"));
    await settled();
    const bodies = (channel: string) => outbox.entries(channel).map((entry) => "body" in entry && entry.body);
    expect(bodies(CHANNEL)).toEqual(["one", "two"]);
    expect(bodies(OTHER)).toEqual(["elsewhere", "refused elsewhere"]);
    expect(outbox.entries("channel-3")).toEqual([]);
  });

  test("names, of an edit that waits, what the earlier one made of the message: a reload does not forget it", async () => {
    const { outbox, store, socket } = await started();
    const { lane } = socket();
    const first = outbox.edit(CHANNEL, 3, "first", 2);
    const second = outbox.edit(CHANNEL, 3, "second", 90);
    const third = outbox.edit(CHANNEL, 3, "third");
    outbox.edit(CHANNEL, 4, "elsewhere", 5);
    const revs = async () =>
      Object.fromEntries(
        (await store.all()).flatMap((entry) => (entry.kind === "edit" ? [[entry.body, entry.rev]] : [])),
      );
    expect(await revs()).toEqual({ first: 2, second: 2, third: 2, elsewhere: 5 });
    lane.carried(first.id, { seq: 3, rev: 9 });
    expect(await revs()).toEqual({ second: 9, third: 9, elsewhere: 5 });
    lane.carried(second.id, { seq: 3, rev: 11 });
    expect(await revs()).toEqual({ third: 11, elsewhere: 5 });
    lane.carried(third.id, { seq: 3, rev: 12 });
    expect(await revs()).toEqual({ elsewhere: 5 });
  });
});

describe("who listens to a channel", () => {
  test("hears what becomes of each entry, until they stop", async () => {
    const { outbox, socket, told, listen } = await started();
    const stop = listen();
    const { lane } = socket();
    const one = outbox.post(CHANNEL, "one");
    const two = outbox.post(CHANNEL, "two");
    outbox.post(OTHER, "not here");
    lane.refused(one.id, refusal("too_fast", { retryAfter: 1_000 }));
    await settled();
    lane.refused(two.id, refusal("muted"));
    await settled();
    lane.carried(one.id, { seq: 1, rev: 1, at: 1 });
    outbox.discard(two.id);
    expect(told).toEqual(["queued one", "queued two", "held one", "failed two", "carried one", "discarded two"]);
    stop();
    outbox.post(CHANNEL, "three");
    expect(told).toHaveLength(6);
  });

  test("hears the reason with it", async () => {
    const { outbox, socket, events, listen } = await started();
    listen();
    const { lane } = socket();
    const { id } = outbox.post(CHANNEL, "one");
    lane.refused(id, refusal("too_fast", { retryAfter: 1 }));
    await settled();
    lane.refused(id, refusal("muted"));
    await settled();
    expect(events.slice(1)).toMatchObject([
      { type: "held", refusal: { code: "too_fast" } },
      { type: "failed", refusal: { code: "muted" }, entry: { id, refusal: { code: "muted" } } },
    ]);
  });

  test("hears of what an earlier tab left: what goes out again, and what was refused with its reason", async () => {
    const { outbox, store, events, listen } = made();
    await store.put(left("refused", { refusal: refusal("muted"), createdAt: 5 }));
    await store.put(left("waiting", { createdAt: 9 }));
    listen();
    await outbox.start();
    expect(events).toMatchObject([
      { type: "failed", entry: { id: "refused" }, refusal: { code: "muted" } },
      { type: "queued", entry: { id: "waiting", attempts: 1 } },
    ]);
    expect(outbox.entries(CHANNEL).map(({ id }) => id)).toEqual(["refused", "waiting"]);
    // They are this tab's now.
    const owners = new Set((await store.all()).map(({ owner }) => owner));
    expect([owners.size, owners.has("gone")]).toEqual([1, false]);
  });
});

describe("taking back and trying again", () => {
  test("what waits is taken back, and whoever waits for its end hears that", async () => {
    const { outbox, store, told, listen } = await started();
    outbox.attach(CHANNEL);
    listen();
    const one = outbox.post(CHANNEL, "one");
    const two = outbox.post(CHANNEL, "two");
    expect(outbox.discard(two.id)).toBe(true);
    expect(await two.settled).toEqual({ ok: false, refusal: null });
    expect(outbox.entries(CHANNEL).map(({ id }) => id)).toEqual([one.id]);
    expect((await store.all()).map(({ id }) => id)).toEqual([one.id]);
    expect(told).toEqual(["queued one", "queued two", "discarded two"]);
  });

  test("what is on its way, or nobody knows, is not: nothing is told", async () => {
    const { outbox, socket, told, listen } = await started();
    socket();
    const { id } = outbox.post(CHANNEL, "one");
    outbox.post(OTHER, "elsewhere");
    listen();
    expect([outbox.discard(id), outbox.discard("nobody")]).toEqual([false, false]);
    expect(told).toEqual([]);
  });

  test("what failed goes out once more for each time that the person says so", async () => {
    const { outbox, store, socket } = await started();
    const { lane, take } = socket();
    const { id } = outbox.post(CHANNEL, "one");
    lane.refused(id, refusal("muted"));
    await settled();
    take();
    const again = outbox.retry(id);
    expect(take()).toMatchObject([{ id, retry: true }]);
    expect((await store.all())[0]).not.toHaveProperty("refusal");
    expect(outbox.retry(id), "it is on its way").toBeNull();
    expect(outbox.entries(CHANNEL)).toHaveLength(1);
    lane.carried(id, { seq: 1, rev: 1, at: 1 });
    expect(await again?.settled).toEqual({ ok: true, seq: 1, rev: 1, at: 1 });
  });
});

describe("words that later ones made pointless", () => {
  async function refusedEdit() {
    const all = await started();
    const { lane, take } = all.socket();
    const refuse = async (id: string) => {
      lane.refused(id, refusal("forbidden"));
      await settled();
    };
    const kept = async () => (await all.store.all()).map((entry) => ("body" in entry ? entry.body : entry.kind));
    return { ...all, lane, take, refuse, kept };
  }

  test("a refused edit goes when a later edit of that message is carried out; others stay", async () => {
    const { outbox, lane, refuse, kept } = await refusedEdit();
    const other = outbox.edit(CHANNEL, 4, "of another message");
    const post = outbox.post(CHANNEL, "a message");
    const removal = outbox.remove(CHANNEL, 3);
    const edit = outbox.edit(CHANNEL, 3, "refused");
    for (const { id } of [other, post, removal, edit]) await refuse(id);
    const elsewhere = outbox.attach(OTHER);
    const there = outbox.edit(OTHER, 3, "in another channel");
    elsewhere.refused(there.id, refusal("forbidden"));
    await settled();
    const later = outbox.edit(CHANNEL, 3, "later");
    lane.carried(later.id, { seq: 3, rev: 9 });
    expect((await kept()).sort()).toEqual(["a message", "delete", "in another channel", "of another message"]);
  });

  test("a refused edit goes when the message is deleted, and not with a mere act on it", async () => {
    const { outbox, lane, refuse, kept } = await refusedEdit();
    await refuse(outbox.edit(CHANNEL, 3, "refused").id);
    const act = outbox.act(CHANNEL, 3, { type: "pin", on: true });
    lane.carried(act.id, { seq: 3, rev: 9 });
    expect(await kept()).toEqual(["refused"]);
    const removal = outbox.remove(CHANNEL, 3);
    lane.carried(removal.id, { seq: 3, rev: 10 });
    expect(await kept()).toEqual([]);
  });

  test("an edit that is refused while a later one waits is let go of: the later one is told of instead", async () => {
    const { outbox, refuse, kept, take, told, listen } = await refusedEdit();
    const first = outbox.edit(CHANNEL, 3, "first");
    outbox.edit(CHANNEL, 3, "second");
    listen();
    take();
    await refuse(first.id);
    expect(await first.settled).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(await kept()).toEqual(["second"]);
    expect(told).toEqual(["failed first", "discarded first"]);
    expect(take()).toMatchObject([{ body: "second" }]);
  });

  test("an edit that is refused while only edits of other messages, or a delete, wait is kept", async () => {
    const { outbox, refuse, kept } = await refusedEdit();
    const edit = outbox.edit(CHANNEL, 3, "kept");
    outbox.edit(CHANNEL, 4, "another");
    outbox.edit(CHANNEL, 4, "and its second");
    outbox.post(CHANNEL, "a message");
    outbox.remove(CHANNEL, 3);
    await refuse(edit.id);
    expect(await kept()).toContain("kept");
    expect(outbox.entries(CHANNEL).find(({ id }) => id === edit.id)?.refusal?.code).toBe("forbidden");
  });

  test("a delete that is refused while an edit waits is kept", async () => {
    const { outbox, refuse, kept } = await refusedEdit();
    const removal = outbox.remove(CHANNEL, 3);
    outbox.edit(CHANNEL, 3, "later");
    await refuse(removal.id);
    expect(await kept()).toContain("delete");
  });
});

describe("a refusal on the socket", () => {
  test("of a change that was tried before is looked into: what is as it should be was done", async () => {
    const message = { id: "m", seq: 3, rev: 8, author: "me", at: 1, body: "better" };
    const { outbox, socket, asked } = await started({
      answer: () => ({ messages: [message], reachedStart: false, reachedEnd: false, rev: 8 }),
    });
    const { lane } = socket();
    outbox.post(CHANNEL, "before it");
    const edit = outbox.edit(CHANNEL, 3, "better", 2);
    lane.lost();
    lane.opened(() => true);
    lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toEqual({ ok: true, seq: 3, rev: 8, at: 1, message });
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("stands where nobody can be asked, and where there is nothing to ask about", async () => {
    const { outbox, socket, asked } = await started();
    const { lane } = socket();
    const edit = outbox.edit(CHANNEL, 3, "better", 2);
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

test("without a window of one's own eight are without an answer at a time", async () => {
  const { outbox, socket } = await started();
  const { sent } = socket();
  for (let n = 0; n < 12; n += 1) outbox.post(CHANNEL, String(n));
  expect(sent).toHaveLength(8);
});

test("I2 the browser's own locks are used where it has any, and none where it has not", async () => {
  const requests: string[] = [];
  const request = (name: string) => (requests.push(name), new Promise(() => undefined));
  vi.stubGlobal("navigator", { locks: { request } });
  const clock = new FakeClock();
  const outbox = new Outbox({ api: fakeApi(unreachable).api, clock, signals: new FakeSignals() });
  tearDowns.push(() => outbox.stop());
  await outbox.start();
  expect(requests).toHaveLength(1);
  const own = made();
  await own.outbox.start();
  expect(requests, "null: no other tab can be there").toHaveLength(1);
  for (const navigator of [undefined, {}]) {
    vi.stubGlobal("navigator", navigator);
    const alone = new Outbox({ api: fakeApi(unreachable).api, clock, signals: new FakeSignals() });
    tearDowns.push(() => alone.stop());
    await alone.start();
  }
  expect(requests).toHaveLength(1);
});
