/** What the outbox keeps and tells: entries in the store, events for who listens, and what later words make pointless. */
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Outbox } from "../../client/outbox.ts";
import { refusal, type PollDraft } from "../../protocol/index.ts";
import { fakeApi, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { CHANNEL, left, made, OTHER, started } from "./support/made-outbox.ts";

const poll: PollDraft = {
  ...{ question: "When?", options: ["Mon", "Tue"], multiple: false, secret: false, sealed: false, open: false },
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("what is kept", () => {
  test("is what was written with what belongs to it, and nothing that was not given", async () => {
    const { outbox, store, socket } = await started();
    const { sent } = socket();
    const ids = [
      outbox.post(CHANNEL, "plain"),
      outbox.post(CHANNEL, { body: "all of it", replyTo: 7, poll, alsoToChannel: true }),
      outbox.edit(CHANNEL, 3, { body: "blind" }),
      outbox.edit(CHANNEL, 4, { body: "seen", rev: 12 }),
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
    const first = outbox.edit(CHANNEL, 3, { body: "first", rev: 2 });
    const second = outbox.edit(CHANNEL, 3, { body: "second", rev: 90 });
    const third = outbox.edit(CHANNEL, 3, { body: "third" });
    outbox.edit(CHANNEL, 4, { body: "elsewhere", rev: 5 });
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
    const other = outbox.edit(CHANNEL, 4, { body: "of another message" });
    const post = outbox.post(CHANNEL, "a message");
    const removal = outbox.remove(CHANNEL, 3);
    const edit = outbox.edit(CHANNEL, 3, { body: "refused" });
    for (const { id } of [other, post, removal, edit]) await refuse(id);
    const elsewhere = outbox.attach(OTHER);
    const there = outbox.edit(OTHER, 3, { body: "in another channel" });
    elsewhere.refused(there.id, refusal("forbidden"));
    await settled();
    const later = outbox.edit(CHANNEL, 3, { body: "later" });
    lane.carried(later.id, { seq: 3, rev: 9 });
    expect((await kept()).sort()).toEqual(["a message", "delete", "in another channel", "of another message"]);
  });

  test("a refused edit goes when the message is deleted, and not with a mere act on it", async () => {
    const { outbox, lane, refuse, kept } = await refusedEdit();
    await refuse(outbox.edit(CHANNEL, 3, { body: "refused" }).id);
    const act = outbox.act(CHANNEL, 3, { type: "pin", on: true });
    lane.carried(act.id, { seq: 3, rev: 9 });
    expect(await kept()).toEqual(["refused"]);
    const removal = outbox.remove(CHANNEL, 3);
    lane.carried(removal.id, { seq: 3, rev: 10 });
    expect(await kept()).toEqual([]);
  });

  test("an edit that is refused while a later one waits is let go of: the later one is told of instead", async () => {
    const { outbox, refuse, kept, take, told, listen } = await refusedEdit();
    const first = outbox.edit(CHANNEL, 3, { body: "first" });
    outbox.edit(CHANNEL, 3, { body: "second" });
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
    const edit = outbox.edit(CHANNEL, 3, { body: "kept" });
    outbox.edit(CHANNEL, 4, { body: "another" });
    outbox.edit(CHANNEL, 4, { body: "and its second" });
    outbox.post(CHANNEL, "a message");
    outbox.remove(CHANNEL, 3);
    await refuse(edit.id);
    expect(await kept()).toContain("kept");
    expect(outbox.entries(CHANNEL).find(({ id }) => id === edit.id)?.refusal?.code).toBe("forbidden");
  });

  test("a delete that is refused while an edit waits is kept", async () => {
    const { outbox, refuse, kept } = await refusedEdit();
    const removal = outbox.remove(CHANNEL, 3);
    outbox.edit(CHANNEL, 3, { body: "later" });
    await refuse(removal.id);
    expect(await kept()).toContain("delete");
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
  onTestFinished(() => outbox.stop());
  await outbox.start();
  expect(requests).toHaveLength(1);
  const own = made();
  await own.outbox.start();
  expect(requests, "null: no other tab can be there").toHaveLength(1);
  for (const navigator of [undefined, {}]) {
    vi.stubGlobal("navigator", navigator);
    const alone = new Outbox({ api: fakeApi(unreachable).api, clock, signals: new FakeSignals() });
    onTestFinished(() => alone.stop());
    await alone.start();
  }
  expect(requests).toHaveLength(1);
});
