/** Which part of a timeline is in view. */
import { describe, expect, test } from "vitest";
import { Timeline } from "../../client/timeline.ts";
import { message, pageOf, timelineOf } from "./support/timeline-parts.ts";

describe("pages", () => {
  test("tell how far the channel goes: one that did not reach the end says that there is more", () => {
    const timeline = new Timeline();
    timeline.applyPage(pageOf([message(1), message(2)], 2));
    expect(timeline.snapshot()).toMatchObject({ head: { seq: 3 }, reachedEnd: false });
    timeline.applyPage(pageOf([message(2), message(3)], 3, { reachedEnd: true }));
    expect(timeline.snapshot()).toMatchObject({ head: { seq: 3 }, reachedEnd: true });
    timeline.applyPage(pageOf([message(1), message(2)], 3));
    expect(timeline.snapshot()).toMatchObject({ head: { seq: 3 }, reachedEnd: true });
    timeline.applyPage(pageOf([], 3, { reachedEnd: true }));
    expect(timeline.snapshot().head.seq).toBe(3);
  });
});

describe("the view", () => {
  test("stays where it is when a page comes that nobody asked to look at", () => {
    const { timeline, log, seqs } = timelineOf(300);
    timeline.applyPage(log.page({ around: 100 }));
    expect(seqs()).toContain(300);
    timeline.applyPage(log.page({ around: 100 }), "here");
    expect(seqs()).toContain(100);
    expect(seqs()).not.toContain(300);
  });

  test("goes to what is loaded, and says so; to what is not it does not go", () => {
    const { timeline, log, seqs } = timelineOf(300);
    timeline.applyPage(log.page({ around: 100 }));
    expect(timeline.lookAt(100)).toBe(true);
    const there = seqs();
    expect(there).toContain(100);
    expect(timeline.lookAt(200)).toBe(false);
    expect(seqs()).toEqual(there);
    expect(timeline.bounds()).toEqual({ first: there[0], last: there.at(-1) });
  });

  test("at the end is whole where all is loaded up to it, and not before anything is", () => {
    expect(new Timeline().lookAtEnd()).toBe(false);
    const { timeline, log } = timelineOf(300);
    expect(timeline.lookAtEnd()).toBe(true);
    timeline.applyPage(log.page({ around: 100 }), "here");
    expect(timeline.snapshot().reachedEnd).toBe(false);
    const before = timeline.snapshot();
    expect(timeline.lookAtEnd()).toBe(true);
    expect(timeline.snapshot()).not.toBe(before);
    timeline.applyMessage(message(302));
    expect(timeline.lookAtEnd(), "there is something newer").toBe(false);
  });

  test("of a stretch that has grown into the newest follows what comes after", () => {
    const { timeline, log, seqs } = timelineOf(160);
    timeline.applyPage(log.page({ around: 60 }), "here");
    expect([seqs()[0], seqs().at(-1)]).toEqual([35, 84]);
    timeline.applyPage(log.page({ after: 84 }));
    expect([seqs()[0], seqs().at(-1)]).toEqual([35, 160]);
    expect(timeline.snapshot().reachedEnd).toBe(true);
    // A newer stretch that does not follow on: the view is the newest, whichever that is.
    timeline.applyPage(pageOf([message(200, 200)], 200, { reachedEnd: true }));
    expect(seqs()).toEqual([200]);
  });

  test("of the newest stretch, where that does not reach the end, stays on it when a newer one comes", () => {
    const timeline = new Timeline();
    timeline.applyPage(pageOf([message(10), message(11)], 11), "here");
    const seqs = () => timeline.snapshot().messages.map(({ seq }) => seq);
    timeline.applyPage(pageOf([message(40), message(41)], 41, { reachedEnd: true }));
    expect(seqs()).toEqual([10, 11]);
    // Looking at the end takes it there.
    timeline.lookAtEnd();
    expect(seqs()).toEqual([40, 41]);
  });

  test("grows with messages in it, by older pages too, and is drawn anew for those alone", () => {
    const { timeline, log, seqs } = timelineOf(300);
    timeline.applyPage(log.page({ around: 100 }), "here");
    const before = timeline.snapshot().messages;
    timeline.applyChanges([log.post("new at the end")]);
    expect(timeline.snapshot().messages, "nothing of it is in view").toBe(before);
    timeline.applyChanges([log.edit(100, "better")]);
    expect(timeline.snapshot().messages).not.toBe(before);
    expect(timeline.snapshot().messages.find(({ seq }) => seq === 100)?.body).toBe("better");
    timeline.applyPage(log.page({ before: 75 }));
    expect(seqs()[0]).toBe(25);
  });
});
