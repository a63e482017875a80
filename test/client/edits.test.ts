/** More than one edit of a message of mine: the later wording wins, in order, and is never held against my own earlier one. */
import { describe, expect, onTestFinished, test } from "vitest";
import { ChannelSession } from "../../client/channel-session.ts";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { Outbox } from "../../client/outbox.ts";
import { refusal, type Message } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable, type Answering } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { RoomLog } from "./support/room-log.ts";

const CHANNEL = "channel-1";
const ME = "member-ada";

interface Frame {
  type: string;
  ref: string;
  seq: number;
  body?: string;
  rev?: number;
}

/**
 * A channel of two messages of mine, and a room that judges edits as the real one does: what names an older `rev` than the words'
 * own is stale.
 */
async function opened(answer: Answering = unreachable, store = createMemoryOutboxStore()) {
  const log = new RoomLog();
  for (const body of ["one", "two"]) log.post(body, undefined, ME);
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const { api, asked } = fakeApi(answer);
  const outbox = new Outbox({ api, clock, signals, store, random: () => 1, locks: null });
  await outbox.start();
  const options = { api, outbox, clock, signals, random: () => 1, openSocket: sockets.open };
  const session = new ChannelSession({ ...options, channel: CHANNEL, member: ME, schedule: (run) => run() });
  session.open();
  onTestFinished(() => (session.close(), outbox.stop()));
  const wordsRev = new Map<number, number>();
  const edited = (seq: number, body: string): Message => {
    const message = log.edit(seq, body);
    wordsRev.set(seq, message.rev);
    return message;
  };
  const says = (frame: object) => sockets.last().says(frame);
  let judged = 0;
  const room = {
    greet() {
      sockets.last().opens();
      judged = 0;
      says({ type: "welcome", now: clock.now(), head: log.head, readSeq: 2, page: log.page() });
    },
    /** Edits and deletes that came in and were not answered. */
    waiting: () => (sockets.last().frames as unknown as Frame[]).slice(judged),
    /** Answers the next of them. `broadcasts`: tells all readers too. */
    judge(broadcasts = true): string {
      const frame = room.waiting()[0];
      if (!frame) throw new Error("nothing came in");
      judged += 1;
      if (frame.type === "edit" && frame.rev !== undefined && frame.rev < (wordsRev.get(frame.seq) ?? 0)) {
        says({ type: "refused", ref: frame.ref, refusal: refusal("stale") });
        return "stale";
      }
      const message = frame.type === "edit" ? edited(frame.seq, frame.body ?? "") : log.remove(frame.seq);
      says({ type: "done", ref: frame.ref, seq: frame.seq, rev: message.rev });
      if (broadcasts) says({ type: "changed", changes: [message] });
      return "done";
    },
    edited,
    says,
  };
  const shown = (seq: number) =>
    session.snapshot().changes.findLast((change) => change.seq === seq)?.body ?? session.message(seq)?.body;
  return { log, clock, sockets, session, outbox, store, asked, room, shown };
}

describe("I7: a second edit before the first is carried out", () => {
  test("waits for the first one's answer, names what that one made of the message, and wins", async () => {
    const { session, room, log, shown } = await opened();
    room.greet();
    const first = session.edit(1, "better");
    const second = session.edit(1, "best");
    const third = session.edit(1, "the very best");
    expect(shown(1)).toBe("the very best");
    expect(room.waiting()).toEqual([{ type: "edit", ref: first.id, seq: 1, body: "better", rev: 1 }]);
    expect(room.judge()).toBe("done");
    expect(room.waiting()).toEqual([{ type: "edit", ref: second.id, seq: 1, body: "best", rev: 3 }]);
    expect(shown(1)).toBe("the very best");
    expect(room.judge()).toBe("done");
    expect(room.waiting()).toEqual([{ type: "edit", ref: third.id, seq: 1, body: "the very best", rev: 4 }]);
    expect(room.judge()).toBe("done");
    for (const sent of [first, second, third]) expect(await sent.settled).toMatchObject({ ok: true, seq: 1 });
    expect(log.messages[0]?.body).toBe("the very best");
    expect(session.snapshot().changes).toEqual([]);
    expect(shown(1)).toBe("the very best");
  });

  test("between the answer to the first and its broadcast, its words stand there and the next edit is written over them", async () => {
    const { session, room, log, shown } = await opened();
    room.greet();
    session.edit(1, "better");
    room.judge(false);
    expect(session.snapshot().changes).toEqual([]);
    expect(shown(1)).toBe("better");
    expect(session.snapshot().messages.map(({ body }) => body)).toEqual(["better", "two"]);
    session.edit(1, "best");
    expect(room.waiting()).toMatchObject([{ body: "best", rev: 3 }]);
    expect(room.judge(false)).toBe("done");
    expect(shown(1)).toBe("best");
    room.says({ type: "changed", changes: [log.messages[0]] });
    expect(session.message(1)).toEqual(log.messages[0]);
    expect(session.message(1)?.rev).toBe(4);
  });

  test("two that wait while the network is away go out in order, the second over the first", async () => {
    const { session, room, log, sockets, clock } = await opened();
    room.greet();
    sockets.last().drops();
    session.edit(2, "second");
    session.edit(2, "second, better");
    session.edit(1, "first");
    await clock.pass(1_000);
    room.greet();
    // What must wait makes everything behind it wait.
    expect(room.waiting().map(({ body, rev }) => [body, rev])).toEqual([["second", 2]]);
    room.judge();
    expect(room.waiting().map(({ body, rev }) => [body, rev])).toEqual([
      ["second, better", 3],
      ["first", 1],
    ]);
    expect([room.judge(), room.judge()]).toEqual(["done", "done"]);
    expect(log.messages.map(({ body }) => body)).toEqual(["first", "second, better"]);
  });

  test("by HTTP it is the same: each names what the one before it made of the message", async () => {
    const bodies: unknown[] = [];
    let rev = 6;
    const { session, clock } = await opened(({ method, body }) => {
      if (method !== "PATCH" && method !== "PUT") return unreachable();
      bodies.push(body);
      return { message: { id: "m", seq: 1, rev: (rev += 1), author: ME, at: 1, body: body["body"] } };
    });
    session.edit(1, "better");
    session.edit(1, "best");
    await clock.pass(30_000);
    expect(bodies).toEqual([{ body: "better" }, { body: "best", rev: 7 }]);
  });

  test("after a reload in between, the second still stands on the first", async () => {
    const before = await opened();
    before.room.greet();
    before.session.edit(1, "better");
    before.session.edit(1, "best");
    before.room.judge();
    await settled();
    before.session.close();
    before.outbox.stop();
    expect(await before.store.all()).toMatchObject([{ kind: "edit", seq: 1, body: "best", rev: 3 }]);
    const after = await opened(unreachable, before.store);
    after.room.edited(1, "better");
    after.room.greet();
    await settled();
    expect(after.room.waiting()).toMatchObject([{ type: "edit", seq: 1, body: "best", rev: 3 }]);
    expect(after.room.judge()).toBe("done");
  });

  test("what another device wrote in between is told as stale, once, and the latest words are kept", async () => {
    const { session, room, outbox, shown } = await opened();
    room.greet();
    room.edited(1, "from the phone");
    const first = session.edit(1, "better");
    const second = session.edit(1, "best");
    expect(room.judge()).toBe("stale");
    await settled();
    expect(await first.settled).toMatchObject({ ok: false, refusal: { code: "stale" } });
    // It was never written over the phone's words, so it says so too.
    expect(room.waiting()).toEqual([{ type: "edit", ref: second.id, seq: 1, body: "best", rev: 1 }]);
    expect(room.judge()).toBe("stale");
    await settled();
    expect(session.snapshot().changes).toMatchObject([
      { id: second.id, body: "best", state: "failed", refusal: { code: "stale" } },
    ]);
    expect(outbox.entries(CHANNEL).map(({ id }) => id)).toEqual([second.id]);
    expect(shown(1)).toBe("best");
    outbox.retry(second.id);
    expect(room.waiting()).toEqual([{ type: "edit", ref: second.id, seq: 1, body: "best" }]);
  });

  test("what another device wrote between the two is stale for the second alone", async () => {
    const { session, room, log } = await opened();
    room.greet();
    session.edit(1, "better");
    const second = session.edit(1, "best");
    room.judge();
    room.edited(1, "from the phone");
    expect(room.judge()).toBe("stale");
    await settled();
    expect(session.snapshot().changes).toMatchObject([{ id: second.id, body: "best", state: "failed" }]);
    expect(log.messages[0]?.body).toBe("from the phone");
  });

  test("what another device wrote is seen before the second is written, but under the first: it is not written over unseen", async () => {
    const { session, room } = await opened();
    room.greet();
    const first = session.edit(1, "better");
    room.says({ type: "changed", changes: [room.edited(1, "from the phone")] });
    session.edit(1, "best");
    expect(room.judge()).toBe("stale");
    await settled();
    expect(room.waiting()).toMatchObject([{ body: "best", rev: 1 }]);
    expect(await first.settled).toMatchObject({ refusal: { code: "stale" } });
  });

  test("when the first is refused for another reason, the second goes out as it was meant", async () => {
    const { session, room, outbox } = await opened();
    room.greet();
    const first = session.edit(1, "x");
    const second = session.edit(1, "best");
    room.says({ type: "refused", ref: first.id, refusal: refusal("too_long") });
    await settled();
    const again = room.waiting().at(-1);
    expect(again).toEqual({ type: "edit", ref: second.id, seq: 1, body: "best", rev: 1 });
    expect(outbox.entries(CHANNEL).map(({ id }) => id)).toEqual([second.id]);
  });

  test("when the first has to wait because it came too fast, the second waits behind it", async () => {
    const { session, room, clock } = await opened();
    room.greet();
    const first = session.edit(1, "better");
    const second = session.edit(1, "best");
    room.says({ type: "refused", ref: first.id, refusal: refusal("too_fast", { retryAfter: 2_000 }) });
    await clock.pass(1_999);
    expect(room.waiting()).toHaveLength(1);
    await clock.pass(1);
    expect(room.waiting().map(({ ref }) => ref)).toEqual([first.id, first.id]);
    room.says({ type: "done", ref: first.id, seq: 1, rev: 9 });
    expect(room.waiting().at(-1)).toMatchObject({ ref: second.id, rev: 9 });
  });

  test("the first is taken back before it went out: the second is written over what the first was written over", async () => {
    const { session, room, sockets, clock } = await opened();
    room.greet();
    sockets.last().drops();
    const first = session.edit(1, "better");
    session.edit(1, "best");
    expect(session.discard(first.id)).toBe(true);
    await clock.pass(1_000);
    room.greet();
    expect(room.waiting()).toMatchObject([{ body: "best", rev: 1 }]);
  });

  test("edits of different messages do not wait for one another, nor do posts behind a single edit", async () => {
    const { session, room } = await opened();
    room.greet();
    session.edit(1, "first");
    session.edit(2, "second");
    session.send("third");
    expect(room.waiting().map(({ type, body }) => [type, body])).toEqual([
      ["edit", "first"],
      ["edit", "second"],
      ["post", "third"],
    ]);
  });
});

describe("I7: an edit and then a delete", () => {
  test("the delete waits for the edit, and both are carried out", async () => {
    const { session, room, log } = await opened();
    room.greet();
    session.edit(1, "better");
    const gone = session.remove(1);
    expect(room.waiting().map(({ type }) => type)).toEqual(["edit"]);
    room.judge();
    expect(room.waiting()).toEqual([{ type: "delete", ref: gone.id, seq: 1 }]);
    room.judge();
    expect(await gone.settled).toMatchObject({ ok: true, seq: 1 });
    expect(log.messages[0]?.deletedAt).toBeDefined();
    expect(session.snapshot().changes).toEqual([]);
  });

  test("offline too; where the edit is refused, the delete goes out all the same and nothing of the edit is left", async () => {
    const { session, room, sockets, clock, outbox } = await opened();
    room.greet();
    sockets.last().drops();
    room.edited(1, "from the phone");
    session.edit(1, "better");
    const gone = session.remove(1);
    await clock.pass(1_000);
    sockets.last().opens();
    room.says({ type: "resumed", now: clock.now(), head: { seq: 2, rev: 2 }, readSeq: 2, changes: [] });
    const [edit] = sockets.last().frames as unknown as Frame[];
    room.says({ type: "refused", ref: edit?.ref, refusal: refusal("stale") });
    await settled();
    expect(session.snapshot().changes.map(({ kind, state }) => [kind, state])).toEqual([
      ["edit", "failed"],
      ["delete", "sending"],
    ]);
    room.says({ type: "done", ref: gone.id, seq: 1, rev: 9 });
    expect(session.snapshot().changes).toEqual([]);
    expect(outbox.entries(CHANNEL)).toEqual([]);
  });

  test("where the delete is refused as well, the words of the edit are kept", async () => {
    const { session, room } = await opened();
    room.greet();
    const edit = session.edit(1, "better");
    const gone = session.remove(1);
    room.says({ type: "refused", ref: edit.id, refusal: refusal("archived") });
    await settled();
    room.says({ type: "refused", ref: gone.id, refusal: refusal("archived") });
    await settled();
    expect(session.snapshot().changes).toMatchObject([
      { kind: "edit", body: "better", state: "failed", refusal: { code: "archived" } },
      { kind: "delete", state: "failed" },
    ]);
  });
});

test("I7: by HTTP, an edit that another device overtook is refused as stale and kept", async () => {
  const { session, clock } = await opened(({ method }) =>
    method === "PATCH" || method === "PUT" ? new Refusing(refusal("stale")) : unreachable(),
  );
  const { id } = session.edit(1, "mine");
  await clock.pass(30_000);
  expect(session.snapshot().changes).toMatchObject([{ id, body: "mine", state: "failed", refusal: { code: "stale" } }]);
});
