/** Where messages stand in a timeline that holds parts of its channel. */
import { describe, expect, test } from "vitest";
import { Timeline } from "../../client/timeline.ts";
import { refusal, type Message } from "../../protocol/index.ts";
import { logOf, RoomLog } from "./support/room-log.ts";
import { message, pageOf, timelineOf } from "./support/timeline-parts.ts";

describe("my own messages that are not in their place yet", () => {
  test("are known by their ids: what is told of one changes no other", () => {
    const { timeline, pending, show } = timelineOf(3);
    for (const id of ["a", "b", "c"]) show(id);
    timeline.failPending("b", refusal("muted"));
    timeline.failPending("nobody", refusal("muted"));
    timeline.applyStored({ id: "c", seq: 9 });
    timeline.applyStored({ id: "nobody", seq: 9 });
    expect(pending()).toEqual(["a sending", "b failed", "c stored"]);
    timeline.dropPending("b");
    expect(pending()).toEqual(["a sending", "c stored"]);
    timeline.dropPending("nobody");
    expect(pending()).toEqual(["a sending", "c stored"]);
  });

  test("are not shown as being sent again once they are stored, unless they were let go of", () => {
    const { timeline, pending, show } = timelineOf(3);
    show("a");
    timeline.applyStored({ id: "a", seq: 9 });
    show("a");
    expect(pending()).toEqual(["a stored"]);
    timeline.dropPending("a");
    show("a");
    expect(pending()).toEqual(["a sending"]);
  });

  test("lose the reason for which they waited when they are stored", () => {
    const { timeline, show } = timelineOf(3);
    show("a");
    timeline.showPending({ id: "a", body: "a", createdAt: 1, refusal: refusal("too_fast") });
    timeline.applyStored({ id: "a", seq: 9 });
    expect(timeline.snapshot().pending).toStrictEqual([{ id: "a", body: "a", createdAt: 1, state: "stored" }]);
  });

  test("go when their place is among what is loaded, or older, though they were never told", () => {
    const { timeline, pending, show } = timelineOf(200);
    for (const id of ["older", "last", "next"]) show(id);
    timeline.applyStored({ id: "older", seq: 7 });
    expect(pending()).toEqual(["last sending", "next sending"]);
    timeline.applyStored({ id: "last", seq: 200 });
    expect(pending()).toEqual(["next sending"]);
    timeline.applyStored({ id: "next", seq: 201 });
    expect(pending()).toEqual(["next stored"]);
  });

  test("of two that are stored, the one that goes takes nothing of the other with it", () => {
    const { timeline, pending, show } = timelineOf(10);
    for (const id of ["a", "b"]) show(id);
    timeline.applyStored({ id: "b", seq: 99 });
    timeline.applyStored({ id: "a", seq: 3 });
    expect(pending()).toEqual(["b stored"]);
    timeline.setPending(new Set());
    expect(pending(), "it is durable: nobody else need know of it").toEqual(["b stored"]);
    // Nothing is left of the one that went.
    show("a");
    expect(pending()).toEqual(["b stored", "a sending"]);
  });

  test("stay while what arrived of them stands behind a hole, and go when the hole is filled", () => {
    const { timeline, pending, show, seqs } = timelineOf(3);
    show("mine");
    timeline.applyChanges([message(5, 5, { id: "mine" })]);
    expect([pending(), seqs()]).toEqual([["mine sending"], [1, 2, 3]]);
    timeline.applyChanges([message(4)]);
    expect([pending(), seqs()]).toEqual([[], [1, 2, 3, 4, 5]]);
  });

  test("go with a page that holds them, or what stood remembered behind it", () => {
    const { timeline, pending, show, seqs } = timelineOf(3);
    for (const id of ["id-4", "id-5"]) show(id);
    timeline.applyMessage(message(5));
    expect(pending()).toEqual(["id-4 sending", "id-5 sending"]);
    timeline.applyPage(pageOf([message(3), message(4)], 9));
    expect([pending(), seqs()]).toEqual([[], [1, 2, 3, 4, 5]]);
  });

  test("are dropped when nobody waits for them any more, and nothing is told anew where all are waited for", () => {
    const { timeline, pending, show } = timelineOf(3);
    for (const id of ["a", "b"]) show(id);
    const before = timeline.snapshot();
    timeline.setPending(new Set(["a", "b"]));
    expect(timeline.snapshot()).toBe(before);
    timeline.setPending(new Set(["b"]));
    expect(pending()).toEqual(["b sending"]);
  });

  test("nothing is told anew by another's message that leaves them as they are", () => {
    const { timeline, show } = timelineOf(3);
    show("a");
    const { pending } = timeline.snapshot();
    timeline.applyChanges([message(4)]);
    expect(timeline.snapshot().pending).toBe(pending);
  });
});

describe("the snapshot", () => {
  test("is new after a message that HTTP answered, and holds it", () => {
    const { timeline } = timelineOf(3);
    const before = timeline.snapshot();
    timeline.applyMessage(message(2, 9, { body: "better" }));
    expect(timeline.snapshot()).not.toBe(before);
    expect(timeline.snapshot().messages[1]?.body).toBe("better");
  });

  test("tells the highest message and change that are known, and nothing before anything is", () => {
    expect(new Timeline().snapshot()).toMatchObject({
      ...{ head: { seq: 0, rev: 0 }, reachedStart: false, reachedEnd: false, epoch: 0, messages: [] },
    });
    const { timeline, log } = timelineOf(7);
    log.edit(3, "better");
    timeline.applyChanges(log.since(7));
    expect(timeline.snapshot().head).toEqual({ seq: 7, rev: 8 });
  });

  test("of an empty channel has reached both ends; of one whose messages were not told, neither", () => {
    const empty = new Timeline();
    empty.applyWelcome({ seq: 0, rev: 0 }, pageOf([], 0, { reachedStart: true, reachedEnd: true }));
    expect(empty.snapshot()).toMatchObject({ reachedStart: true, reachedEnd: true });
    const untold = new Timeline();
    untold.applyWelcome({ seq: 5, rev: 5 }, pageOf([], 5));
    expect(untold.snapshot()).toMatchObject({ reachedStart: false, reachedEnd: false });
  });

  test("counts an epoch for each time that what was loaded was dropped, and not for the first loading", () => {
    const { timeline, log } = timelineOf(3);
    expect(timeline.snapshot().epoch).toBe(0);
    timeline.applyWelcome(log.head, log.page());
    expect(timeline.snapshot().epoch).toBe(1);
  });
});

describe("the stream", () => {
  test("I4 resumes from where it was whole: an answer that leaves a hole moves nothing", () => {
    const { timeline } = timelineOf(3);
    timeline.applyResumed({ seq: 6, rev: 6 }, [message(4), message(6)]);
    expect([timeline.hasHole, timeline.syncedRev]).toEqual([true, 3]);
    timeline.applyResumed({ seq: 6, rev: 6 }, [message(4), message(5), message(6)]);
    expect([timeline.hasHole, timeline.syncedRev]).toEqual([false, 6]);
  });

  test("I4 never goes back: an answer to an earlier resume that comes late changes nothing", () => {
    const { timeline } = timelineOf(3);
    timeline.applyChanges([message(4), message(5)]);
    timeline.applyResumed({ seq: 4, rev: 4 }, [message(4)]);
    expect([timeline.syncedRev, timeline.snapshot().head.seq]).toEqual([5, 5]);
    expect(timeline.hasHole).toBe(false);
  });

  test("a resume before any welcome begins it", () => {
    const timeline = new Timeline();
    timeline.applyResumed({ seq: 0, rev: 4 }, []);
    expect(timeline.syncedRev).toBe(4);
  });

  test("tells each message as new once, and only those up to the head that was told", () => {
    const { timeline } = timelineOf(3);
    timeline.applyMessage(message(4));
    timeline.applyMessage(message(5));
    expect(timeline.applyResumed({ seq: 4, rev: 4 }, []).map(({ seq }) => seq)).toEqual([4]);
    expect(timeline.applyResumed({ seq: 5, rev: 5 }, [message(5)]).map(({ seq }) => seq)).toEqual([5]);
  });
});

describe("a reset", () => {
  test("I7 keeps of each message the newer view: a page read by HTTP may have overtaken the frame", () => {
    const log = logOf(3);
    const timeline = new Timeline();
    const older = log.page();
    const head = log.head;
    log.edit(2, "better");
    timeline.applyPage(log.page());
    timeline.applyWelcome(head, older);
    expect(timeline.get(2)?.body).toBe("better");
    // And takes the frame's where that is the newer.
    log.edit(1, "newest");
    timeline.applyWelcome(log.head, log.page());
    expect(timeline.get(1)?.body).toBe("newest");
  });

  test("forgets what was remembered from before it", () => {
    const { timeline, log } = timelineOf(80);
    timeline.applyMessage({ ...(log.messages[4] as Message), rev: 90, body: "from before" });
    expect(timeline.get(5)?.body).toBe("from before");
    timeline.applyWelcome({ seq: 80, rev: 100 }, { ...log.page(), rev: 100 });
    expect(timeline.get(5)).toBeNull();
  });
});

describe("what is remembered outside of all stretches", () => {
  test("I7 gives way only to what is newer, from wherever that comes", () => {
    const { timeline, log } = timelineOf(80);
    const body = () => timeline.get(5)?.body;
    timeline.applyMessage(message(5, 90, { body: "ninety" }));
    timeline.applyMessage(message(5, 85, { body: "eighty-five" }));
    expect(body()).toBe("ninety");
    timeline.applyMessage(message(5, 95, { body: "ninety-five" }));
    expect(body()).toBe("ninety-five");
    const older = log.page({ before: 31 }, 30);
    timeline.applyPage(older);
    expect(body(), "the page is older").toBe("ninety-five");
    expect(timeline.get(6)?.body).toBe("message 6");
  });

  test("I7 gives way to a page that is newer", () => {
    const { timeline, log } = timelineOf(80);
    timeline.applyMessage(message(5, 81, { body: "older" }));
    const page = log.page({ before: 31 }, 30);
    timeline.applyPage({ ...page, messages: page.messages.with(4, message(5, 99, { body: "newer" })) });
    expect(timeline.get(5)?.body).toBe("newer");
  });

  test("follows on when what stands before it comes, by a message or by a page", () => {
    const { timeline, seqs } = timelineOf(3);
    for (const seq of [5, 6, 8]) timeline.applyMessage(message(seq));
    expect(seqs()).toEqual([1, 2, 3]);
    timeline.applyMessage(message(4));
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]);
    timeline.applyPage(pageOf([message(6), message(7)], 9));
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("is a thousand at most; what is forgotten makes pages from before it too old", () => {
    const timeline = new Timeline();
    // Each second one, so that none follows on another.
    for (let n = 1; n <= 1_000; n += 1) timeline.applyMessage(message(2 * n, n));
    expect(timeline.wantedRev).toBeUndefined();
    // Told again, it is the newest of them.
    timeline.applyMessage(message(2, 2_000));
    timeline.applyMessage(message(9_000, 2_001));
    expect(timeline.wantedRev, "the second one was forgotten").toBe(2);
    expect([timeline.get(4), timeline.get(2)?.rev]).toEqual([null, 2_000]);
    timeline.applyMessage(message(9_002, 2_002));
    expect(timeline.wantedRev).toBe(3);
    expect(timeline.applyPage(pageOf([message(700)], 2))).toBe(false);
    expect(timeline.applyPage(pageOf([message(700)], 3))).toBe(true);
  });

  test("begins no stretch of its own in a channel that was empty, unless it is the very first", () => {
    const log = new RoomLog();
    const timeline = new Timeline();
    timeline.applyWelcome(log.head, log.page());
    timeline.applyMessage(message(2));
    expect(timeline.snapshot().messages).toEqual([]);
    timeline.applyMessage(message(1));
    expect(timeline.snapshot().messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  test("begins no stretch before anything was loaded", () => {
    const timeline = new Timeline();
    timeline.applyMessage(message(1));
    expect([timeline.snapshot().messages, timeline.loaded, timeline.get(1)?.seq]).toEqual([[], false, 1]);
  });
});
