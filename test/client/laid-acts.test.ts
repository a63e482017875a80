/** My acts and edits as they lie over the messages: how long, which of them, and whose object is shown. */
import { afterEach, describe, expect, test } from "vitest";
import { createApi } from "../../client/api.ts";
import type { ActEntry, EditEntry, OutboxEntry } from "../../client/outbox-entry.ts";
import { Outbox, type OutboxEvent } from "../../client/outbox.ts";
import { PendingActions } from "../../client/pending-actions.ts";
import { refusal, type Act, type Message } from "../../protocol/index.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";

const ADA = "member-ada";
const CHANNEL = "channel-1";
const pin: Act = { type: "pin", on: true };
const thumb = (on = true): Act => ({ type: "react", emoji: "👍", on });
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Over an outbox that was not started: what is written waits. */
function laid(member: string | undefined = ADA) {
  const outbox = new Outbox({ api: createApi(), clock: new FakeClock(), signals: new FakeSignals(), locks: null });
  const acts = new PendingActions({ outbox, channel: CHANNEL, member });
  const events: OutboxEvent[] = [];
  stops.push(outbox.subscribe(CHANNEL, (event) => (events.push(event), acts.receive(event))));
  const waiting = () =>
    outbox.entries(CHANNEL).map((entry) => (entry.kind === "act" ? [entry.seq, entry.act] : [entry.kind]));
  const carried = (entry: OutboxEntry, rev: number) =>
    acts.receive({ type: "carried", entry, carried: { seq: 1, rev } });
  return { outbox, acts, events, waiting, carried };
}
const message = (seq: number, rev = seq, more: object = {}): Message => ({
  ...{ id: `id-${seq}`, seq, rev, author: "ben-01", at: 1, body: `message ${seq}` },
  ...more,
});
const base = { channel: CHANNEL, owner: "me", createdAt: 5, attempts: 1 };
const act = (id: string, seq: number, what: Act): ActEntry => ({ ...base, kind: "act", id, seq, act: what });
const edit = (id: string, seq: number, body: string): EditEntry => ({ ...base, kind: "edit", id, seq, body });

describe("sending", () => {
  test("takes back what waits and says the same thing of the same message, and nothing else", () => {
    const { acts, outbox, waiting } = laid();
    outbox.edit(CHANNEL, 1, { body: "words" });
    acts.send(1, thumb());
    acts.send(2, thumb());
    acts.send(1, pin);
    acts.send(1, thumb(false));
    expect(waiting()).toEqual([["edit"], [2, thumb()], [1, pin], [1, thumb(false)]]);
  });
});

describe("an act lies over its message", () => {
  test("from the writing to the message that holds it, however the words come", () => {
    const { acts, carried } = laid();
    const entry = act("a", 1, pin);
    acts.receive({ type: "queued", entry });
    acts.receive({ type: "queued", entry });
    const shown = acts.over(message(1));
    expect(shown.meta?.pinned).toEqual({ by: ADA, at: 5 });
    expect(acts.over(message(2)).meta).toBeUndefined();
    // Before its answer no change of the message takes it away.
    expect(acts.over(message(1, 50)).meta?.pinned).toBeDefined();
    carried(entry, 60);
    expect(acts.over(message(1, 59)).meta?.pinned).toBeDefined();
    const held = message(1, 60);
    expect(acts.over(held)).toBe(held);
    expect(acts.over(message(1, 59)).meta, "it is forgotten").toBeUndefined();
  });

  test("each for itself: what is carried out goes, what waits stays, in the order it was done", () => {
    const { acts, carried } = laid();
    const first = act("a", 1, pin);
    const second = act("b", 1, thumb());
    for (const entry of [first, second]) acts.receive({ type: "queued", entry });
    carried(first, 9);
    const over = acts.over(message(1, 9));
    expect(over.meta).toEqual({ reactions: [{ emoji: "👍", members: [ADA], count: 1 }] });
    acts.receive({ type: "discarded", entry: second });
    const bare = message(1, 9);
    expect(acts.over(bare)).toBe(bare);
  });

  test("until it is taken back, which takes no other away", () => {
    const { acts } = laid();
    for (const [id, what] of [
      ["a", pin],
      ["b", thumb()],
    ] as const)
      acts.receive({ type: "queued", entry: act(id, 1, what) });
    acts.receive({ type: "discarded", entry: act("a", 1, pin) });
    expect(acts.over(message(1)).meta).toEqual({ reactions: [{ emoji: "👍", members: [ADA], count: 1 }] });
  });

  test("and what is held back for a while lies on", () => {
    const { acts } = laid();
    const entry = act("a", 1, pin);
    acts.receive({ type: "queued", entry });
    acts.receive({ type: "held", entry, refusal: refusal("too_fast") });
    expect(acts.over(message(1)).meta?.pinned).toBeDefined();
  });

  test("until it is refused: then it is let go of, and whoever wants to know is told", () => {
    const { acts, outbox, waiting, events } = laid();
    const told: [Act, string][] = [];
    const stop = acts.onRefused((what, why) => told.push([what, why.code]));
    const { id } = acts.send(1, pin);
    const entry = outbox.entries(CHANNEL)[0] as ActEntry;
    acts.receive({ type: "failed", entry, refusal: refusal("forbidden") });
    expect([told, waiting()]).toEqual([[[pin, "forbidden"]], []]);
    expect(events.map(({ type }) => type)).toEqual(["queued", "discarded"]);
    expect(entry.id).toBe(id);
    expect(acts.over(message(1)).meta).toBeUndefined();
    stop();
    acts.receive({ type: "failed", entry, refusal: refusal("forbidden") });
    expect(told).toHaveLength(1);
  });

  test("not where it is not known who I am: it shows when the server says so", () => {
    const outbox = new Outbox({ api: createApi(), clock: new FakeClock(), signals: new FakeSignals(), locks: null });
    const acts = new PendingActions({ outbox, channel: CHANNEL, member: undefined });
    acts.receive({ type: "queued", entry: act("a", 1, pin) });
    const bare = message(1);
    expect(acts.over(bare)).toBe(bare);
  });
});

describe("an edit of mine lies over its message", () => {
  test("between its answer and the room's word on it, and not before", () => {
    const { acts, carried } = laid();
    const entry = edit("e", 1, "better");
    acts.receive({ type: "queued", entry });
    const bare = message(1);
    expect(acts.over(bare)).toBe(bare);
    expect(acts.editedRev(bare)).toBe(0);
    carried(entry, 9);
    expect(acts.over(bare)).toMatchObject({ body: "better", editedAt: 5, rev: 1 });
    expect(acts.editedRev(bare)).toBe(9);
    expect(acts.editedRev(message(1, 9))).toBe(0);
    expect(acts.over(message(1, 1, { body: "late" })).body).toBe("late");
  });

  test("and what became of another's act says nothing of how far my edits go", () => {
    const { acts, carried } = laid();
    const entry = act("a", 1, pin);
    acts.receive({ type: "queued", entry });
    carried(entry, 40);
    expect(acts.editedRev(message(1))).toBe(0);
    carried(edit("e", 1, "better"), 9);
    expect(acts.editedRev(message(1))).toBe(9);
  });

  test("but a deleted message keeps no words", () => {
    const { acts, carried } = laid();
    carried(edit("e", 1, "better"), 9);
    expect(acts.over(message(1, 2, { body: "", deletedAt: 7 }))).toMatchObject({ body: "", deletedAt: 7 });
  });

  test("posts, deletes and refused edits lie over nothing", () => {
    const { acts, carried } = laid();
    carried({ ...base, kind: "post", id: "p", body: "words" }, 9);
    carried({ ...base, kind: "delete", id: "d", seq: 1 }, 9);
    acts.receive({ type: "failed", entry: edit("e", 1, "better"), refusal: refusal("stale") });
    const bare = message(1);
    expect(acts.over(bare)).toBe(bare);
  });
});

describe("what is shown", () => {
  test("is the same object while neither the message nor what lies over it changed, and another when one did", () => {
    const { acts } = laid();
    acts.receive({ type: "queued", entry: act("a", 1, pin) });
    const bare = message(1);
    const shown = acts.over(bare);
    expect(acts.over(bare)).toBe(shown);
    const newer = message(1, 2, { body: "changed by another" });
    expect(acts.over(newer)).toMatchObject({ body: "changed by another", meta: { pinned: { by: ADA } } });
    acts.receive({ type: "queued", entry: act("b", 1, thumb()) });
    expect(acts.over(newer).meta).toHaveProperty("reactions");
  });

  test("of a list is the very list where nothing lies over any of it", () => {
    const { acts } = laid();
    const list = [message(1), message(2)];
    expect(acts.overAll(list)).toBe(list);
    acts.receive({ type: "queued", entry: act("a", 2, pin) });
    const over = acts.overAll(list);
    expect(over[0]).toBe(list[0]);
    expect(over[1]?.meta?.pinned).toBeDefined();
    acts.receive({ type: "discarded", entry: act("a", 2, pin) });
    expect(acts.overAll(list)).toBe(list);
  });

  test("after a greeting is what still waits, and that alone", () => {
    const { acts, carried } = laid();
    const gone = act("gone", 1, pin);
    const waits = act("waits", 1, thumb());
    for (const entry of [gone, waits, act("elsewhere", 2, pin)]) acts.receive({ type: "queued", entry });
    carried(edit("e", 3, "better"), 90);
    acts.settle([waits]);
    expect(acts.over(message(1)).meta).toEqual({ reactions: [{ emoji: "👍", members: [ADA], count: 1 }] });
    for (const bare of [message(2), message(3)]) expect(acts.over(bare)).toBe(bare);
  });
});
