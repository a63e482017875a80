/** What is known of a channel's messages, step by step. */
import { describe, expect, test, vi } from "vitest";
import { mintMessageId } from "../../client/message-id.ts";
import { Timeline } from "../../client/timeline.ts";
import { refusal, type Message } from "../../protocol/index.ts";
import { logOf, RoomLog } from "./support/room-log.ts";

const shown = (timeline: Timeline) => timeline.snapshot().messages.map(({ seq }) => seq);
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const pending = (timeline: Timeline) => timeline.snapshot().pending.map(({ body, state }) => `${body}: ${state}`);

function welcomed(log: RoomLog, limit = 50): Timeline {
  const timeline = new Timeline();
  timeline.applyWelcome(log.head, log.page({}, limit));
  return timeline;
}

describe("my own message", () => {
  const id = mintMessageId(1_700_000_000_000);
  const written = { id, body: "hello", createdAt: 1 };

  test("R64 is shown as sending, then stored, then in its place, when the acknowledgement comes first", () => {
    const log = logOf(3);
    const timeline = welcomed(log);
    timeline.showPending(written);
    expect(pending(timeline)).toEqual(["hello: sending"]);
    const message = log.post("hello", id);
    timeline.applyStored(message);
    expect(pending(timeline)).toEqual(["hello: stored"]);
    timeline.applyChanges([message]);
    expect(pending(timeline)).toEqual([]);
    expect(shown(timeline)).toEqual([1, 2, 3, 4]);
  });

  test("I2 is there once when the broadcast comes before the acknowledgement", () => {
    const log = logOf(3);
    const timeline = welcomed(log);
    timeline.showPending(written);
    const message = log.post("hello", id);
    timeline.applyChanges([message]);
    timeline.applyStored(message);
    timeline.applyChanges([message]);
    expect(pending(timeline)).toEqual([]);
    expect(shown(timeline)).toEqual([1, 2, 3, 4]);
  });

  test("I2 is not shown a second time by an outbox that is read after the page which has it", () => {
    const log = logOf(3);
    log.post("hello", id);
    const timeline = welcomed(log);
    timeline.showPending(written);
    expect(pending(timeline)).toEqual([]);
  });

  test("R64 stays with its reason when it was refused, and can be sent again or let go", () => {
    const timeline = welcomed(logOf(1));
    timeline.showPending(written);
    timeline.failPending(id, refusal("muted"));
    expect(timeline.snapshot().pending[0]).toMatchObject({
      body: "hello",
      state: "failed",
      refusal: { code: "muted" },
    });
    timeline.showPending(written);
    expect(pending(timeline)).toEqual(["hello: sending"]);
    timeline.dropPending(id);
    expect(pending(timeline)).toEqual([]);
  });

  test("I3 stands after the others' messages until its place is known, and then in its place", () => {
    const log = logOf(3);
    const timeline = welcomed(log);
    timeline.showPending(written);
    const theirs = log.post("theirs");
    const mine = log.post("hello", id);
    timeline.applyStored(mine);
    expect(shown(timeline)).toEqual([1, 2, 3]);
    timeline.applyChanges([theirs, mine]);
    expect(
      timeline
        .snapshot()
        .messages.map(({ body }) => body)
        .slice(3),
    ).toEqual(["theirs", "hello"]);
    expect(timeline.snapshot().hasHole).toBe(false);
  });
});

describe("the history", () => {
  test("I3 an empty channel is whole, and its first message begins it", () => {
    const log = new RoomLog();
    const timeline = welcomed(log);
    expect(timeline.snapshot()).toMatchObject({ messages: [], reachedStart: true, reachedEnd: true });
    timeline.applyChanges([log.post("first")]);
    expect(shown(timeline)).toEqual([1]);
    expect(timeline.snapshot().reachedStart).toBe(true);
  });

  test("R33 older pages join in front until the start is reached", () => {
    const log = logOf(120);
    const timeline = welcomed(log);
    expect(timeline.snapshot().reachedStart).toBe(false);
    timeline.applyPage(log.page({ before: 71 }));
    timeline.applyPage(log.page({ before: 21 }));
    expect(shown(timeline)).toEqual(from(1, 120));
    expect(timeline.snapshot().reachedStart).toBe(true);
  });

  test("I3 a message beyond the next one is a hole: nothing behind it is shown until a resume fills it", () => {
    const log = logOf(10);
    const timeline = welcomed(log);
    log.post("lost on the way");
    const later = log.post("later");
    expect(timeline.applyChanges([later])).toEqual([]);
    expect(shown(timeline)).toEqual(from(1, 10));
    expect(timeline.snapshot()).toMatchObject({ hasHole: true, reachedEnd: false });
    expect(timeline.syncedRev).toBe(10);
    const posted = timeline.applyResumed(log.head, log.since(10));
    expect(posted.map(({ seq }) => seq)).toEqual([11, 12]);
    expect(shown(timeline)).toEqual(from(1, 12));
    expect(timeline.snapshot()).toMatchObject({ hasHole: false, reachedEnd: true });
  });

  test("I3 a message that was edited in the commit that stored it arrives behind later ones, and makes no hole", () => {
    const log = logOf(2);
    const timeline = welcomed(log);
    log.post("three");
    const four = log.post("four");
    const three = log.edit(3, "three, edited");
    const posted = timeline.applyChanges([four, three]);
    expect(posted.map(({ seq }) => seq)).toEqual([3, 4]);
    expect(timeline.snapshot()).toMatchObject({ hasHole: false, reachedEnd: true });
    timeline.applyResumed(log.head, log.since(timeline.syncedRev ?? 0));
    expect(timeline.syncedRev).toBe(5);
  });

  test("I4 a change that was lost on the way is noticed by its number, and a resume brings it", () => {
    const log = logOf(10);
    const timeline = welcomed(log);
    log.edit(3, "lost on the way");
    timeline.applyChanges([log.edit(4, "arrived")]);
    expect(timeline.needsResume).toBe(true);
    expect(timeline.snapshot().hasHole).toBe(false);
    expect(timeline.syncedRev).toBe(10);
    timeline.applyResumed(log.head, log.since(10));
    expect(timeline.get(3)?.body).toBe("lost on the way");
    expect(timeline.needsResume).toBe(false);
  });

  test("R6 a jump opens another stretch; going on reading joins it to the newest", () => {
    const log = logOf(300);
    const timeline = welcomed(log);
    timeline.applyPage(log.page({ around: 100 }), "here");
    expect(shown(timeline)).toEqual(from(75, 124));
    expect(timeline.snapshot()).toMatchObject({ reachedStart: false, reachedEnd: false });
    timeline.applyChanges([log.post("meanwhile")]);
    expect(shown(timeline)).toEqual(from(75, 124));
    for (const after of [124, 174, 224]) timeline.applyPage(log.page({ after }));
    expect(shown(timeline)).toEqual(from(75, 301));
    expect(timeline.snapshot().reachedEnd).toBe(true);
    timeline.applyChanges([log.post("and then")]);
    expect(shown(timeline).at(-1)).toBe(302);
  });

  test("R6 a jump away and back to the latest shows the newest again", () => {
    const log = logOf(300);
    const timeline = welcomed(log);
    timeline.applyPage(log.page({ around: 10 }), "here");
    expect(timeline.lookAt(290)).toBe(true);
    expect(shown(timeline)).toEqual(from(251, 300));
    expect(timeline.lookAt(200)).toBe(false);
    timeline.lookAt(10);
    expect(timeline.lookAtEnd()).toBe(true);
    expect(shown(timeline)).toEqual(from(251, 300));
  });

  test("I7 an edit that comes while its page is on the way is not undone by the page", () => {
    const log = logOf(200);
    const timeline = welcomed(log);
    const onTheWay = structuredClone(log.page({ before: 151 }));
    timeline.applyChanges([log.edit(120, "changed")]);
    expect(timeline.applyPage(onTheWay)).toBe(true);
    expect(timeline.get(120)?.body).toBe("changed");
  });

  test("I7 a page that brings an older view of what is shown changes nothing", () => {
    const log = logOf(60);
    const timeline = welcomed(log);
    const old = structuredClone(log.page());
    timeline.applyChanges([log.remove(50)]);
    timeline.applyPage(old);
    expect(timeline.get(50)?.deletedAt).toBeDefined();
  });

  test("I4 a page from before a reset is not taken, since what changed while away is not known", () => {
    const log = logOf(200);
    const timeline = welcomed(log);
    const onTheWay = structuredClone(log.page({ before: 151 }));
    for (let n = 0; n < 600; n += 1) log.edit(120, `edit ${n}`);
    timeline.applyWelcome(log.head, log.page());
    expect(timeline.applyPage(onTheWay)).toBe(false);
    expect(timeline.wantedRev).toBe(log.rev);
    expect(timeline.applyPage(log.page({ before: 151 }))).toBe(true);
    expect(timeline.get(120)?.body).toBe("edit 599");
  });

  test("I7 a page is asked for again when more changed meanwhile than is remembered", () => {
    const log = logOf(3_000);
    const timeline = welcomed(log);
    const onTheWay = structuredClone(log.page({ before: 1_500 }));
    for (let seq = 1; seq <= 2_000; seq += 1) timeline.applyChanges([log.edit(seq, "changed")]);
    expect(timeline.applyPage(onTheWay)).toBe(false);
    expect(timeline.applyPage(log.page({ before: 1_500 }))).toBe(true);
  });

  test("I4 a reset keeps the newest page alone, and says that places are lost", () => {
    const log = logOf(200);
    const timeline = welcomed(log);
    timeline.applyPage(log.page({ before: 151 }));
    timeline.applyPage(log.page({ around: 20 }), "here");
    const { epoch } = timeline.snapshot();
    log.edit(150, "while away");
    timeline.applyWelcome(log.head, log.page());
    expect(shown(timeline)).toEqual(from(151, 200));
    expect(timeline.snapshot().epoch).toBe(epoch + 1);
  });

  test("I3 a page with a hole in it is not taken", () => {
    const log = logOf(200);
    const timeline = welcomed(log);
    const page = log.page({ before: 151 });
    page.messages.splice(20, 1);
    expect(timeline.applyPage(page)).toBe(false);
    expect(shown(timeline)).toEqual(from(151, 200));
  });

  test("R6 a page without a message leaves the view where it is", () => {
    const log = logOf(200);
    const timeline = welcomed(log);
    timeline.applyPage(log.page({ around: 20 }), "here");
    const before = shown(timeline);
    timeline.applyPage({ messages: [], reachedStart: false, reachedEnd: true, rev: log.rev }, "here");
    expect(shown(timeline)).toEqual(before);
  });

  test("R60 a newest page read without a socket does not hide what came between", () => {
    const log = logOf(100);
    const timeline = welcomed(log);
    for (let n = 0; n < 80; n += 1) log.post("while the socket was away");
    timeline.applyPage(log.page());
    expect(shown(timeline)).toEqual(from(131, 180));
    expect(timeline.syncedRev).toBe(100);
    timeline.applyPage(log.page({ before: 131 }));
    expect(shown(timeline)).toEqual(from(51, 180));
  });

  test("a snapshot's arrays are the same as long as nothing in them changed, and never change afterwards", () => {
    const log = logOf(10);
    const timeline = welcomed(log);
    const before = timeline.snapshot();
    expect(timeline.snapshot()).toBe(before);
    timeline.showPending({ id: mintMessageId(1), body: "x", createdAt: 1 });
    expect(timeline.snapshot().messages).toBe(before.messages);
    timeline.applyChanges([log.post("new")]);
    expect(timeline.snapshot().messages).not.toBe(before.messages);
    expect(before.messages).toHaveLength(10);
  });

  test("100,000 messages take 200 changes without a copy for each", () => {
    const log = new RoomLog();
    const timeline = welcomed(log);
    const messages: Message[] = from(1, 100_000).map((seq) => ({
      id: `id-${seq}`,
      seq,
      rev: seq,
      author: "member-0001",
      at: seq,
      body: "x",
    }));
    for (const message of messages) timeline.applyChanges([message]);
    const copies = vi.spyOn(Array.prototype, "slice");
    for (let n = 1; n <= 200; n += 1) {
      const seq = 100_000 + n;
      timeline.applyChanges([{ id: `id-${seq}`, seq, rev: seq, author: "member-0001", at: seq, body: "x" }]);
    }
    expect(timeline.snapshot().messages).toHaveLength(100_200);
    expect(copies.mock.contexts.filter((array) => (array as unknown[]).length > 1_000)).toHaveLength(1);
    copies.mockRestore();
  });
});
