/** What an act of mine on a poll, a checkpoint or a reaction makes of a message before the server has said so, and what it leaves alone. */
import { describe, expect, test } from "vitest";
import { previewAct, replaces } from "../../client/acts.ts";
import type { Act, Message, Poll } from "../../protocol/index.ts";

const ADA = "member-ada";
const BO = "member-bo";
const NOW = 1_700_000_000_000;
const poll: Poll = {
  question: "When?",
  options: [
    { text: "Mon", votes: 1, voters: [BO] },
    { text: "Tue", votes: 0, voters: [] },
  ],
  ...{ multiple: false, secret: false, sealed: false, open: true },
  voted: [BO],
};
const message = (meta?: Message["meta"]): Message => ({
  ...{ id: "id-1", seq: 1, rev: 1, author: BO, at: NOW, body: "words" },
  ...(meta && { meta }),
});
const polled = (more: Partial<Poll> = {}) => message({ poll: { ...poll, ...more } });
const pollAfter = (before: Message, act: Act) => previewAct(before, act, ADA, NOW).meta?.poll;

describe("an option that I add", () => {
  test("R37 stands last, without a vote, and the poll keeps all else", () => {
    expect(pollAfter(polled(), { type: "addOption", text: "Wed" })).toStrictEqual({
      ...poll,
      options: [...poll.options, { text: "Wed" }],
    });
  });

  test("R37 that is there already, or belongs to no poll, changes nothing", () => {
    const before = polled();
    expect(previewAct(before, { type: "addOption", text: "Tue" }, ADA, NOW)).toBe(before);
    const plain = message();
    expect(previewAct(plain, { type: "addOption", text: "Wed" }, ADA, NOW)).toBe(plain);
  });
});

describe("closing a poll", () => {
  test("R37 says when, once", () => {
    const closed = previewAct(polled(), { type: "closePoll" }, ADA, NOW);
    expect(closed.meta).toStrictEqual({ poll: { ...poll, closedAt: NOW } });
    expect(previewAct(closed, { type: "closePoll" }, ADA, NOW + 1)).toBe(closed);
  });

  test("R37 where there is none changes nothing", () => {
    const plain = message({ source: "slack" });
    expect(previewAct(plain, { type: "closePoll" }, ADA, NOW)).toBe(plain);
  });

  test("R37 what is sealed is not revealed here: the server alone knows it", () => {
    const before = polled({ sealed: true });
    expect(previewAct(before, { type: "revealPoll" }, ADA, NOW)).toBe(before);
  });
});

describe("a vote", () => {
  const vote = (...choices: number[]): Act => ({ type: "vote", choices });
  const secret: Partial<Poll> = { secret: true, options: [{ text: "Mon", votes: 4 }, { text: "Tue" }], voted: [BO] };

  test("R37 in a closed poll, or where there is none, changes nothing", () => {
    const closed = polled({ closedAt: 1 });
    expect(previewAct(closed, vote(0), ADA, NOW)).toBe(closed);
    const plain = message();
    expect(previewAct(plain, vote(0), ADA, NOW)).toBe(plain);
  });

  test("R37 in a secret poll adds mine where votes are told, and says that I voted", () => {
    expect(pollAfter(polled(secret), vote(0))).toStrictEqual({
      ...poll,
      ...secret,
      options: [{ text: "Mon", votes: 5 }, { text: "Tue" }],
      voted: [ADA, BO],
    });
    expect(pollAfter(polled(secret), vote(1))?.options).toStrictEqual(secret.options);
  });

  test("R37 in a secret poll that I voted in already, or for nothing, changes nothing: what it was is not known", () => {
    const again = polled({ ...secret, voted: [ADA, BO] });
    expect(previewAct(again, vote(1), ADA, NOW)).toBe(again);
    const nothing = polled(secret);
    expect(previewAct(nothing, vote(), ADA, NOW)).toBe(nothing);
  });

  test("R37 in an open poll may be moved and taken back", () => {
    const voted = previewAct(polled(), vote(0, 1), ADA, NOW);
    expect(voted.meta?.poll?.options.map(({ voters }) => voters)).toEqual([[BO, ADA], [ADA]]);
    const gone = previewAct(voted, vote(), ADA, NOW);
    expect(gone.meta?.poll).toEqual(poll);
  });
});

describe("a checkpoint", () => {
  test("R40 that bears this name already, or is none where none is wanted, changes nothing", () => {
    const marked = message({ checkpoint: { name: "Lecture 5", by: BO, at: 1 } });
    expect(previewAct(marked, { type: "checkpoint", name: "Lecture 5" }, ADA, NOW)).toBe(marked);
    const plain = message();
    expect(previewAct(plain, { type: "checkpoint", name: null }, ADA, NOW)).toBe(plain);
  });
});

test("R36 a reaction changes its own emoji alone, and leaves the message's other marks", () => {
  const before = message({
    pinned: { by: BO, at: 1 },
    reactions: [
      { emoji: "👍", members: [BO], count: 1 },
      { emoji: "🎉", members: [BO, ADA], count: 2 },
    ],
  });
  const after = previewAct(before, { type: "react", emoji: "👍", on: true }, ADA, NOW);
  expect(after.meta).toStrictEqual({
    pinned: { by: BO, at: 1 },
    reactions: [
      { emoji: "👍", members: [BO, ADA], count: 2 },
      { emoji: "🎉", members: [BO, ADA], count: 2 },
    ],
  });
  const first = previewAct(message(), { type: "react", emoji: "👍", on: true }, ADA, NOW);
  expect(first.meta).toStrictEqual({ reactions: [{ emoji: "👍", members: [ADA], count: 1 }] });
});

test("a later checkpoint makes an earlier one pointless; what belongs to a poll does not", () => {
  expect(replaces({ type: "checkpoint", name: "b" }, { type: "checkpoint", name: "a" })).toBe(true);
  expect(replaces({ type: "addOption", text: "b" }, { type: "addOption", text: "a" })).toBe(false);
  expect(replaces({ type: "closePoll" }, { type: "closePoll" })).toBe(false);
});
