import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ChannelSnapshot } from "../../client/index.ts";
import type { PostContent, Refusal } from "../../protocol/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import { t as words } from "#texts/conversation-later";
import { provideLaterWords } from "../../web/src/lib/conversation/later-words.ts";
import { wayBack } from "../../web/src/lib/features/time/way-back.ts";
import { Growth } from "../../web/src/lib/conversation/window/growth.ts";
import { missedCount } from "../../web/src/lib/conversation/window/missed.ts";
import { all, channel, range, said, shown } from "./support/reading.ts";
import { stubStorage } from "../support/browser-stubs.ts";

beforeEach(() => {
  stubStorage();
  toasts.shown = [];
  provideLaterWords(() => Promise.resolve(words));
  vi.stubGlobal("document", { visibilityState: "visible" });
});

describe("opening a channel", () => {
  test("R40: what is known is shown from its newest message on, and the line stands where the new begins", () => {
    const { conversation, show, calls } = channel();
    conversation.enter(7, 3, null);
    expect(calls.open).toHaveBeenCalledTimes(1);
    show(all(10));
    expect(shown(conversation)).toEqual(range(1, 10).map(({ seq }) => seq));
    expect(conversation.rows.map(({ kind }) => kind)).toContain("new");
    expect([conversation.newCount, conversation.firstNew]).toEqual([3, 8]);
    expect(conversation.goal).toMatchObject({ seq: 8 });
  });

  test("R13: of a long history a part is in the page, whose first message goes on after the one before it", () => {
    const { conversation, show } = channel();
    conversation.enter(300, 0, null);
    show(all(300));
    const [first] = conversation.rows;
    expect(shown(conversation)[0]).toBeGreaterThan(1);
    expect(first).toMatchObject({ kind: "message", grouped: true });
  });

  test("R6: a link leads to its message, which is fetched with what stands around it", async () => {
    const { conversation, show, calls } = channel({ ...all(0), messages: range(400, 500), reachedStart: false });
    calls.jumpTo.mockImplementation(async (seq) => {
      show({ messages: range(seq - 20, seq + 20), reachedEnd: false, epoch: 2 });
      return true;
    });
    conversation.enter(0, 0, 100);
    await vi.waitFor(() => expect(conversation.goal).toMatchObject({ seq: 100, marked: true }));
    expect(shown(conversation)).toContain(100);
    expect(conversation.following).toBe(false);
  });

  test("a later jump decides; one that could not be had says so and moves nothing", async () => {
    const { conversation, show, calls } = channel(all(50));
    conversation.enter(50, 0, null);
    const first = Promise.withResolvers<boolean>();
    calls.jumpTo.mockImplementationOnce(() => first.promise);
    const lost = conversation.openAt(900, true);
    await conversation.openAt(10, false);
    expect(conversation.goal).toMatchObject({ seq: 10 });
    calls.jumpTo.mockImplementationOnce(async () => {
      show({ loadFailed: true });
      return false;
    });
    conversation.goal = null;
    await conversation.openAt(901, true);
    expect(toasts.shown.at(-1)?.trouble).toBe(true);
    expect(conversation.goal).toBeNull();
    conversation.goal = null;
    show({ messages: range(880, 920), reachedStart: false, epoch: 2 });
    first.resolve(true);
    await lost;
    expect(conversation.goal).toBeNull();
  });

  test("so does one to a message that is in the page already", async () => {
    const { conversation, show, calls } = channel(all(50));
    conversation.enter(50, 0, null);
    const far = Promise.withResolvers<boolean>();
    calls.jumpTo.mockImplementationOnce(() => far.promise);
    const lost = conversation.openAt(900, true);
    await conversation.openAt(10, false);
    show({ messages: range(880, 920), reachedStart: false, head: { seq: 920, rev: 920 } });
    far.resolve(true);
    await lost;
    expect(conversation.goal).not.toMatchObject({ seq: 900 });
  });

  test("each jump from further up leaves a way back, a dragged line one for all its stops, and a link none", async () => {
    const { conversation } = channel(all(500));
    conversation.enter(500, 0, 300);
    const at = (last: number, following = false) =>
      conversation.seen({
        ...{
          first: last - 9,
          last,
          nearFirst: last - 30,
          nearLast: last,
          nearTop: false,
          nearBottom: false,
          following,
        },
      });
    at(305);
    expect(conversation.trail).toEqual([]);
    // To what a message answers.
    await conversation.openAt(40, true);
    expect(conversation.trail).toEqual([305]);
    at(45);
    for (const stop of [60, 80, 100]) {
      await conversation.openAt(stop, false);
      at(stop + 5);
    }
    expect(conversation.trail).toEqual([305]);
    await conversation.openLatest();
    expect(conversation.trail).toEqual([305, 105]);
    // "Jump to latest" leads back to the end.
    at(500, true);
    await conversation.openAt(40, true);
    expect(conversation.trail).toEqual([305, 105]);

    await wayBack(conversation, false);
    expect(conversation.goal).toEqual({ seq: 105, top: "lowest", marked: false });
    at(105);
    // By the dialog, for who has the keyboard alone.
    await wayBack(conversation, true);
    expect(conversation.goal).toMatchObject({ seq: 305, top: "lowest", marked: true });
    expect(conversation.trail).toEqual([]);
    conversation.goal = null;
    await wayBack(conversation, false);
    expect(conversation.goal).toBeNull();
  });

  test("R13: the first messages wait for what shows them whole, and stand there at once then", async () => {
    const coming = Promise.withResolvers<void>();
    const { conversation, show } = channel({}, ({ ready }) => (ready ? coming.promise : null));
    conversation.enter(0, 0, null);
    show(all(5));
    show(all(6));
    expect(conversation.loaded).toBe(false);
    coming.resolve();
    await vi.waitFor(() => expect(shown(conversation)).toHaveLength(6));
    show(all(7));
    expect(shown(conversation)).toHaveLength(7);
  });
});

describe("reading", () => {
  const seen = (more: object) => ({
    ...{ first: 0, last: 0, nearFirst: 0, nearLast: 0, nearTop: false, nearBottom: false, following: false },
    ...more,
  });

  test("R12: what was on the screen is read, and not while the tab is hidden", () => {
    const { conversation, calls } = channel(all(50));
    conversation.enter(0, 0, null);
    conversation.seen(seen({ first: 40, last: 50, following: true }));
    expect(calls.markRead).toHaveBeenCalledWith(50);
    vi.stubGlobal("document", { visibilityState: "hidden" });
    conversation.seen(seen({ first: 40, last: 50, following: true }));
    expect(calls.markRead).toHaveBeenCalledTimes(1);
  });

  test("R33: near the beginning of what is known, older messages are asked for once; after a failure not at once again", async () => {
    const { conversation, show, calls } = channel({ ...all(300), messages: range(200, 300), reachedStart: false });
    conversation.enter(300, 0, null);
    calls.loadOlder.mockResolvedValueOnce(false);
    conversation.seen(seen({ first: 245, last: 260, nearTop: true, nearLast: 270 }));
    expect(calls.loadOlder).toHaveBeenCalledTimes(1);
    await Promise.resolve();
    conversation.seen(seen({ first: 241, last: 256, nearTop: true, nearLast: 270 }));
    expect(calls.loadOlder).toHaveBeenCalledTimes(1);
    show({ loading: new Set(["older"]) });
    conversation.seen(seen({ first: 240, last: 255, nearTop: true, nearLast: 270 }));
    expect(calls.loadOlder).toHaveBeenCalledTimes(1);
  });

  test("near the end of the page more comes into it, not in the same turn, and nothing for who has left", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { conversation } = channel(all(300));
    conversation.enter(300, 0, null);
    const growth = new Growth(conversation);
    growth.look();
    const first = shown(conversation).at(0)!;
    conversation.seen(seen({ first: first + 1, last: first + 20, nearTop: true, nearLast: 300 }));
    growth.look();
    expect(shown(conversation).at(0)).toBe(first);
    await vi.runAllTimersAsync();
    expect(shown(conversation).at(0)).toBeLessThan(first);
    const now = shown(conversation).at(0)!;
    conversation.seen(seen({ first: now, last: now + 20, nearTop: true, nearLast: 300 }));
    growth.look();
    conversation.leave({ at: "end" });
    await vi.runAllTimersAsync();
    expect(shown(conversation).at(0)).toBe(now);
  });

  test("R13: where somebody reads is fetched before all that is known gives way to something else", async () => {
    const { conversation, show, calls } = channel(all(300));
    conversation.enter(300, 0, null);
    await conversation.openAt(100, false);
    conversation.seen(seen({ first: 95, last: 105 }));
    const fetched = Promise.withResolvers<boolean>();
    calls.jumpTo.mockImplementationOnce(() => fetched.promise);
    show({ ...all(900), messages: range(800, 900), reachedStart: false, epoch: 2 });
    expect(calls.jumpTo).toHaveBeenCalledWith(105);
    expect(shown(conversation)).toContain(100);
    show({ messages: range(80, 140), reachedEnd: false });
    fetched.resolve(true);
    await vi.waitFor(() => expect(shown(conversation).at(0)).toBeGreaterThanOrEqual(80));
    expect(shown(conversation)).toContain(105);
  });

  test("what others say while I am further up is told and counted; my own is not", () => {
    const { conversation, show } = channel(all(50));
    const told: number[] = [];
    conversation.onposted = (messages) => told.push(...messages.map(({ seq }) => seq));
    conversation.enter(50, 0, null);
    conversation.seen(seen({ first: 10, last: 20 }));
    show({ messages: [...range(1, 50), said(51), said(52, "ada"), said(53)], head: { seq: 53, rev: 53 } });
    expect(told).toEqual([51, 53]);
    const at = (seq: number) => conversation.message(seq) ?? null;
    expect(missedCount(conversation, conversation.head, at)).toBe(2);
  });

  test("R40: unread from here puts the line there; refused, the reason is said", async () => {
    const { conversation, calls } = channel(all(50));
    conversation.enter(50, 0, null);
    await conversation.markUnread(said(40));
    expect(conversation.firstNew).toBe(40);
    const { RefusedError } = await import("../../client/index.ts");
    calls.markUnread.mockRejectedValueOnce(new RefusedError(refusal("forbidden"), 403));
    await conversation.markUnread(said(30));
    expect(conversation.firstNew).toBe(40);
    expect(toasts.shown.at(-1)?.trouble).toBe(true);
  });

  test("who leaves is not there any more, and what they were editing is let go of", () => {
    const { conversation, calls, ended } = channel(all(50));
    conversation.enter(50, 0, null);
    conversation.editing = 5;
    conversation.leave({ at: "row", key: "m20", seq: 20, top: 10 });
    expect([conversation.isOpen, conversation.editing, calls.close.mock.calls.length]).toEqual([false, null, 1]);
    conversation.enter(50, 0, null);
    expect(conversation.goal).toEqual({ seq: 20, top: 10, marked: false });
    conversation.dispose();
    expect(ended).toHaveBeenCalledTimes(1);
  });
});

describe("what I do in it", () => {
  test("an answer names what it answers, once; what was deleted is not answered", () => {
    const { conversation, show, calls } = channel(all(5));
    conversation.enter(5, 0, null);
    conversation.replyTo = 3;
    conversation.answer({ body: "Yes" });
    conversation.answer({ body: "And more", alsoToChannel: true });
    conversation.replyTo = 2;
    // What is made beside the field answers nothing, and lets what is chosen there be.
    const poll = {
      ...{ question: "Tea?", options: ["a", "b"] },
      multiple: false,
      secret: false,
      sealed: false,
      open: false,
    };
    conversation.post({ body: "Tea?", poll });
    expect(conversation.replyTo).toBe(2);
    expect(calls.send.mock.calls.map(([content]) => content as PostContent)).toStrictEqual([
      { body: "Yes", replyTo: 3 },
      { body: "And more", alsoToChannel: true },
      { body: "Tea?", poll },
    ]);
    conversation.replyTo = 4;
    show({ messages: [...range(1, 3), said(4, "bo", { deletedAt: 9 }), said(5)] });
    expect(conversation.replyTarget).toBeUndefined();
  });

  test("R36: my newest message that is there is the one to edit; the same words change nothing", () => {
    const mine = [said(1, "ada"), said(2, "ada"), said(3, "ada", { deletedAt: 4 }), said(4)];
    const { conversation, calls } = channel({ ...all(4), messages: mine });
    conversation.enter(4, 0, null);
    expect(conversation.myLast?.seq).toBe(2);
    conversation.edit(said(2, "ada"), "No. 2");
    expect(calls.edit).not.toHaveBeenCalled();
    conversation.edit(said(2, "ada"), "Better");
    expect(calls.edit).toHaveBeenCalledWith(2, "Better");
  });

  test("an edit that was refused gives way to the next one", () => {
    const failed = { id: "e", kind: "edit" as const, seq: 2, body: "Bad", state: "failed" as const };
    const { conversation, calls } = channel({ ...all(3), changes: [failed] });
    conversation.enter(3, 0, null);
    conversation.edit(said(2, "ada"), "Good");
    expect(calls.discard).toHaveBeenCalledWith("e");
  });

  test("a channel that refuses a message for good bars the next; a pace does not", () => {
    const pendingWith = (code: Refusal["code"]) =>
      [
        { id: "p", body: "x", createdAt: 1, state: "failed", refusal: refusal(code) },
      ] as unknown as ChannelSnapshot["pending"];
    const { conversation, show } = channel({ ...all(3), pending: pendingWith("archived") });
    conversation.enter(3, 0, null);
    expect(conversation.barred?.code).toBe("archived");
    show({ pending: pendingWith("too_fast") });
    expect(conversation.barred).toBeUndefined();
  });
});
