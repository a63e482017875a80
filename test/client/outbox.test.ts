/** What is written goes out: on the socket, by HTTP, again, in order. */
import { describe, expect, test } from "vitest";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { mintedAt, refusal } from "../../protocol/index.ts";
import { Refusing, unreachable, type Answering } from "./support/fake-api.ts";
import { settled } from "./support/fake-clock.ts";
import { RoomLog } from "./support/room-log.ts";
import { bodies, CHANNEL, socketOf, started } from "./support/started-outbox.ts";

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
    const edit = outbox.edit(CHANNEL, 3, { body: "better", rev: 12 });
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
    const edit = outbox.edit(CHANNEL, 1, { body: "better", rev: 1 });
    log.edit(1, "better");
    socket.lane.lost();
    socket.open();
    socket.lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toMatchObject({ ok: true, seq: 1, rev: 2 });
  });

  test("I7 an edit of what another changed meanwhile is refused, kept, and stands when the person insists", async () => {
    const { outbox } = await started();
    const socket = socketOf(outbox);
    const edit = outbox.edit(CHANNEL, 1, { body: "mine", rev: 1 });
    socket.take();
    socket.lane.refused(edit.id, refusal("stale"));
    expect(await edit.settled).toMatchObject({ ok: false, refusal: { code: "stale" } });
    outbox.retry(edit.id);
    expect(socket.sent).toEqual([{ type: "edit", ref: edit.id, seq: 1, body: "mine" }]);
  });
});
