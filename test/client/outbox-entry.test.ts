/** An entry of the outbox as it goes over the socket, in its order, and as it is sent again because the person said so. */
import { expect, test } from "vitest";
import { inOrder, isChange, revived, toFrame, writtenOver, type OutboxEntry } from "../../client/outbox-entry.ts";
import { refusal, type PollDraft } from "../../protocol/index.ts";

const base = { channel: "channel-1", owner: "me", createdAt: 5, attempts: 1 };
const poll: PollDraft = {
  ...{ question: "When?", options: ["Mon", "Tue"], multiple: false, secret: false, sealed: false, open: false },
};
const post = (id: string, more: object = {}): OutboxEntry => ({ ...base, kind: "post", id, body: "words", ...more });
const edit = (more: object = {}) => ({ ...base, kind: "edit" as const, id: "e", seq: 3, body: "better", ...more });

test("a frame says what was written, and nothing that was not", () => {
  expect(toFrame(post("p"))).toStrictEqual({ type: "post", id: "p", body: "words" });
  expect(toFrame(post("p", { replyTo: 7, poll, alsoToChannel: true, attempts: 2 }))).toStrictEqual({
    ...{ type: "post", id: "p", body: "words", replyTo: 7, poll, alsoToChannel: true, retry: true },
  });
  expect(toFrame(post("p", { owner: "other", refusal: refusal("muted"), attempts: 0 }))).toStrictEqual({
    ...{ type: "post", id: "p", body: "words" },
  });
  // Written by a build to come, and left in the store.
  expect(toFrame(post("p", { toCome: ["x"] }))).toStrictEqual({ type: "post", id: "p", body: "words", toCome: ["x"] });
  expect(toFrame(edit())).toStrictEqual({ type: "edit", ref: "e", seq: 3, body: "better" });
  expect(toFrame(edit({ rev: 9 }))).toStrictEqual({ type: "edit", ref: "e", seq: 3, body: "better", rev: 9 });
  expect(toFrame({ ...base, kind: "delete", id: "d", seq: 3 })).toStrictEqual({ type: "delete", ref: "d", seq: 3 });
  expect(toFrame({ ...base, kind: "act", id: "a", seq: 3, act: { type: "pin", on: true } })).toStrictEqual({
    ...{ type: "act", ref: "a", seq: 3, act: { type: "pin", on: true } },
  });
});

test("entries stand in the order of the writing, and of their ids where two were written at once", () => {
  const entries = [post("b"), post("c", { createdAt: 4 }), post("a"), post("d", { createdAt: 6 })];
  expect(entries.toSorted(inOrder).map(({ id }) => id)).toEqual(["c", "a", "b", "d"]);
  expect(
    entries
      .toReversed()
      .toSorted(inOrder)
      .map(({ id }) => id),
  ).toEqual(["c", "a", "b", "d"]);
});

test("edits and deletes are changes; posts and acts are none", () => {
  const act: OutboxEntry = { ...base, kind: "act", id: "a", seq: 3, act: { type: "pin", on: true } };
  const removal: OutboxEntry = { ...base, kind: "delete", id: "d", seq: 3 };
  expect([post("p"), edit(), removal, act].map(isChange)).toEqual([false, true, true, false]);
});

test("an edit over an earlier one of mine stands on the newer of what that one made and what it saw itself", () => {
  expect(writtenOver(edit(), 9)).toStrictEqual(edit({ rev: 9 }));
  expect(writtenOver(edit({ rev: 2 }), 9)).toStrictEqual(edit({ rev: 9 }));
  expect(writtenOver(edit({ rev: 12 }), 9)).toStrictEqual(edit({ rev: 12 }));
});

test("sent again because the person said so, it bears no refusal, and an edit stands over whatever was changed", () => {
  expect(revived(post("p", { refusal: refusal("muted"), replyTo: 7 }))).toStrictEqual(post("p", { replyTo: 7 }));
  expect(revived(edit({ refusal: refusal("stale"), rev: 2 }))).toStrictEqual(edit());
});
