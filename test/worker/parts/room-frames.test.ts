/** A whole room: what it makes of frames, and of what its log has trimmed. */
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test, vi } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { SAVE_EVERY_MS } from "../../../worker/room/readers/read-marks.ts";
import { storedIn } from "../support/channel.ts";
import { inObject } from "../support/in-room.ts";
import { ada, bo, tess, expectSoon, roomIn, codeOf, react, wholeRoomForAll } from "../support/whole-room.ts";

wholeRoomForAll();

describe("a frame", () => {
  test("I1: posts are acknowledged, told to all, told to the hub, and carried to D1", async () => {
    await inObject(async (state) => {
      const { id, room, facts, open, notices, settled } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      const message = a.post("@bob look");
      expect((await a.next("stored")).messages[0]).toMatchObject({ id: message, seq: 1, rev: 1 });
      expect((await b.next("changed")).changes[0]).toMatchObject({ seq: 1, body: "@bob look" });
      await settled();
      expect(await storedIn(id)).toHaveLength(1);
      expect(notices).toEqual([expect.objectContaining({ channel: id, seq: 1, own: { [ada.id]: [1] } })]);
      expect(notices[0]!.named).toHaveLength(1);
      const steps = (await room.traceOf(facts, 1))!.map(({ step }) => step);
      expect(steps).toEqual(["received", "committed", "told", "kept"]);
      expect([await room.traceOf(facts, 2), await room.traceOf(facts, 0)]).toEqual([null, []]);
    });
  });

  test("changes are answered, told, and carried; what changes nothing is answered alone, a refusal with its reference", async () => {
    await inObject(async (state) => {
      const { id, open, settled, notices } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      a.post("one");
      await b.next("changed");
      a.say({ type: "edit", ref: "e", seq: 1, body: "two" });
      expect(await a.next("done")).toEqual({ type: "done", ref: "e", seq: 1, rev: 2 });
      expect((await b.next("changed", 2)).changes[0]).toMatchObject({ body: "two", rev: 2 });
      b.say({ type: "act", ref: "r", seq: 1, act: react("👍") });
      expect(await b.next("done")).toEqual({ type: "done", ref: "r", seq: 1, rev: 3 });
      a.say({ type: "edit", ref: "again", seq: 1, body: "two" });
      expect(await a.next("done", 2)).toMatchObject({ ref: "again", rev: 3 });
      b.say({ type: "delete", ref: "no", seq: 1 });
      expect(await b.next("refused")).toMatchObject({ ref: "no", refusal: { code: "forbidden" } });
      b.say({ type: "edit", ref: "none", seq: 2, body: "x" });
      expect(await b.next("refused", 2)).toMatchObject({ ref: "none", refusal: { code: "not_found" } });
      expect(notices.some(({ deleted }) => deleted)).toBe(false);
      a.say({ type: "delete", ref: "d", seq: 1 });
      expect(await a.next("done", 3)).toMatchObject({ ref: "d", rev: 4 });
      await settled();
      expect(b.heard("changed")).toHaveLength(4);
      expect(await storedIn(id)).toEqual([expect.objectContaining({ rev: 4, body: "" })]);
      await expectSoon(() => expect(notices.flatMap(({ deleted = [] }) => deleted).map(({ seq }) => seq)).toEqual([1]));
    });
  });

  test("what a message that is deleted had named is told to the hub, from while it had its words", async () => {
    await inObject(async (state) => {
      const { facts, who, post, room, notices } = await roomIn(state);
      await post(ada, "@bob look");
      await room.change(facts, who(ada), { type: "delete", seq: 1 });
      await expectSoon(() =>
        expect(notices.flatMap(({ deleted = [] }) => deleted)).toEqual([
          { seq: 1, author: ada.id, handles: ["bob"], reach: [] },
        ]),
      );
    });
  });

  test("a page, and a hole that is filled, are answered at a pace", async () => {
    await inObject(async (state) => {
      const slow = { burst: 1, perSecond: 0.001 };
      const { open, post } = await roomIn(state, { limits: { page: slow, resume: slow } });
      const a = await open(ada);
      for (const body of ["one", "two"]) await post(bo, body);
      a.say({ type: "page", ref: "p", before: 2 });
      const { ref, page } = await a.next("page");
      expect([ref, page.messages.map(({ body }) => body)]).toEqual(["p", ["one"]]);
      a.say({ type: "page", ref: "q", before: 2 });
      expect(await a.next("refused")).toMatchObject({ ref: "q", refusal: { code: "too_fast" } });
      expect((await a.next("refused")).refusal.retryAfter).toBeGreaterThan(900_000);
      a.say({ type: "resume", rev: 1 });
      expect((await a.next("resumed")).changes.map(({ body }) => body)).toEqual(["two"]);
      a.say({ type: "resume", rev: 1 });
      const refused = await a.next("refused", 2);
      expect(refused).toMatchObject({ refusal: { code: "too_fast" } });
      expect(refused).not.toHaveProperty("ref");
      expect(refused.refusal.retryAfter).toBeGreaterThan(900_000);
      expect([a.heard("page"), a.heard("resumed")].map(({ length }) => length)).toEqual([1, 1]);
    });
  });

  test("that somebody writes is told to the others, where they may write", async () => {
    await inObject(async (state) => {
      const { room, open } = await roomIn(state);
      const [a, b] = [await open(ada), await open(bo)];
      a.say({ type: "typing" });
      expect(await b.next("typed")).toEqual({ type: "typed", member: ada.id });
      const t = await open(tess);
      await room.order({ type: "rulesChanged", rules: { posting: "staff", archived: false } });
      a.say({ type: "typing" });
      t.say({ type: "typing" });
      expect((await b.next("typed", 2)).member).toBe(tess.id);
      expect([a.heard("typed").length, t.heard("typed").length]).toEqual([1, 0]);
    });
  });

  test("R12, R86: a read mark goes to the hub and to those who see it, no further than there is anything, and not back", async () => {
    await inObject(async (state) => {
      const { open, post, notices, no, rings } = await roomIn(state, { kind: "group" });
      const [a, b] = [await open(ada), await open(bo)];
      for (const body of ["one", "two"]) await post(tess, body);
      await expectSoon(() => expect(notices.at(-1)?.seq).toBe(2));
      notices.length = 0;
      a.say({ type: "markRead", seq: 9 });
      a.say({ type: "markRead", seq: 1 });
      expect(await b.next("seen")).toMatchObject({ member: ada.id, seq: 2 });
      b.say({ type: "markRead", seq: 1, quiet: true });
      expect(await a.next("seen")).toMatchObject({ member: bo.id, seq: 1 });
      await expectSoon(() => expect(notices.map(({ reads }) => reads)).toEqual([{ [ada.id]: 2 }]));
      expect([a.heard("seen").length, b.heard("seen").length]).toEqual([1, 1]);
      const now = Date.now();
      expect(rings()!).toBeLessThanOrEqual(now + SAVE_EVERY_MS);
      // It is due by then: the alarm saves it, or the next mark does.
      const saved = async () =>
        (await env.DB.prepare("select max(read_seq) as seq, count(read_at) as n from memberships where channel_no = ?")
          .bind(no)
          .first<{ seq: number; n: number }>())!;
      vi.useFakeTimers({ now: now + SAVE_EVERY_MS + 1, toFake: ["Date"] });
      b.say({ type: "markRead", seq: 2, quiet: true });
      await expectSoon(async () => expect(await saved()).toEqual({ seq: 2, n: 2 }));
    });
  });
});

describe("what the log has trimmed", () => {
  /** A channel of whose 320 messages the log has the last 200. */
  async function longRoomIn(state: DurableObjectState, limits: object = {}) {
    const part = await roomIn(state, { limits });
    const messages = Array.from({ length: 320 }, (_, i) => ({
      ...{ id: uuidv7({ msecs: 1_000_000 + i }), author: ada.id, at: 1_000_000 + i, body: `line ${i + 1}` },
    }));
    const imported = await part.room.importMessages(part.facts, messages);
    expect(imported).toMatchObject({ stored: 320, known: 0 });
    await part.settled();
    expect(part.log().at(1)).toBeUndefined();
    part.d1.calls.length = 0;
    return { ...part, messages };
  }

  test("is changed, read and looked up all the same", async () => {
    await inObject(async (state) => {
      const { room, facts, who, log, open } = await longRoomIn(state);
      const b = await open(bo);
      const written = await room.change(facts, who(ada), { type: "edit", seq: 1, body: "changed" });
      expect(written).toMatchObject({ ok: true, isNew: true, message: { seq: 1, body: "changed", rev: 321 } });
      expect((await b.next("changed")).changes).toHaveLength(1);
      expect(log().at(1)?.body).toBe("changed");
      expect(await room.messageAt(facts, 2)).toMatchObject({ seq: 2, body: "line 2" });
      expect(await room.messageAt(facts, 1)).not.toHaveProperty("sealed");
      expect(await room.messageAt(facts, 999)).toBeUndefined();
      expect(await room.versions(facts, who(ada), 1)).toMatchObject({ ok: true, versions: [{ body: "line 1" }] });
      expect(await room.versions(facts, who(ada), 2)).toEqual({ ok: true, versions: [] });
      expect(codeOf(await room.change(facts, who(ada), { type: "edit", seq: 999, body: "x" }))).toBe("not_found");
    });
  });

  test("is asked of D1 at a pace; where D1 cannot be asked, that is said and noted", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await inObject(async (state) => {
      const slow = { burst: 1, perSecond: 0.001 };
      const { id, room, facts, who, d1 } = await longRoomIn(state, { old: slow });
      const failing = d1.fail("messages");
      const edit = (seq: number, person = ada) => room.change(facts, who(person), { type: "edit", seq, body: "x" });
      const away = await edit(1);
      expect(away).toMatchObject({ ok: false, refusal: { code: "unavailable", retryAfter: 5_000 } });
      expect(JSON.parse(String(said.mock.calls[0]?.[0]))).toMatchObject({ what: "oldMessage", channel: id });
      failing.end();
      expect(codeOf(await edit(2))).toBe("too_fast");
      // What is at hand costs nothing.
      expect(codeOf(await edit(320))).toBe("ok");
    });
  });

  test("that somebody brought back meanwhile is changed as it is now", async () => {
    await inObject(async (state) => {
      const { room, facts, who, d1 } = await longRoomIn(state);
      const asking = d1.hold("messages", { wait: "after" });
      const [first, second] = [
        room.change(facts, who(ada), { type: "act", seq: 1, act: react("👍") }),
        room.change(facts, who(bo), { type: "act", seq: 1, act: react("👍") }),
      ];
      await asking.arrived(2);
      await asking.open();
      await Promise.all([first, second]);
      expect((await room.messageAt(facts, 1))?.meta?.reactions?.[0]?.count).toBe(2);
    });
  });

  test("a page from D1 is completed by what changed since, within its places", async () => {
    await inObject(async (state) => {
      const { room, facts, who } = await longRoomIn(state);
      for (const seq of [150, 250]) await room.change(facts, who(ada), { type: "edit", seq, body: "new" });
      const { changes, head } = await room.changesWithin(facts, 101, 200, 320);
      expect(changes.map(({ seq }) => seq)).toEqual([150]);
      expect(head).toEqual({ seq: 320, rev: 322 });
      const page = await room.newestPage(facts, 3);
      expect(page.messages.map(({ seq }) => seq)).toEqual([318, 319, 320]);
      expect(page).toMatchObject({ reachedStart: false, reachedEnd: true, rev: 322 });
    });
  });

  test("a new batch of an import is known by its ids, and one comes to its end where people write", async () => {
    await inObject(async (state) => {
      const { room, facts, messages, post, id } = await longRoomIn(state);
      const again = await room.importMessages(facts, messages.slice(0, 3));
      expect(again).toEqual({
        ...{ stored: 0, known: 3 },
        places: messages.slice(0, 3).map((message, i) => ({ id: message.id, seq: i + 1 })),
      });
      const written = await post(bo, "people are here");
      const newest = (written as { message: Message }).message;
      const next = { id: uuidv7({ msecs: 2_000_000 }), author: ada.id, at: 2_000_000, body: "more" };
      const takenOverBy = { message: newest.id, author: bo.id };
      expect(await room.importMessages(facts, [next])).toEqual({ stored: 0, known: 0, places: [], takenOverBy });
      expect(await room.importMessages(facts, messages.slice(0, 1))).toMatchObject({ stored: 0, known: 1 });
      // Where an import brought it in the beginning, when messages were not marked, it goes on.
      expect(await room.importMessages(facts, [next], newest.id)).toMatchObject({ stored: 1, known: 0 });
      const gone = { ...next, id: uuidv7({ msecs: 3_000_000 }), deletedAt: 3_000_001 };
      expect(await room.importMessages(facts, [gone])).toMatchObject({
        stored: 1,
        places: [{ id: gone.id, seq: 323 }],
      });
      expect((await storedIn(id)).length).toBe(323);
    });
  });
});
