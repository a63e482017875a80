import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Poll } from "../../protocol/index.ts";
import { POLL_OPTION_MAX_CHARS, POLL_OPTIONS_MAX } from "../../protocol/index.ts";
import { Ballot, type Voting } from "../../web/src/lib/features/polls/ballot.svelte.ts";
import { PollClosing } from "../../web/src/lib/features/polls/poll-closing.svelte.ts";
import { PollOptions } from "../../web/src/lib/features/polls/poll-options.svelte.ts";
import { stubStorage } from "../support/browser-stubs.ts";

beforeEach(() => {
  stubStorage();
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

/** Results that are hidden are told to nobody. */
const poll = (more: Partial<Poll> = {}): Poll => ({
  question: "Tea?",
  options: ["a", "b", "c"].map((text) => (more.sealed ? { text } : { text, votes: 0, voters: [] })),
  ...{ multiple: false, secret: false, sealed: false, open: false, voted: [] },
  ...more,
});
function ballotOn(of: Poll, more: Partial<Voting> = {}) {
  const sent: number[][] = [];
  const voting: Voting = { me: "ada", message: "m1", poll: of, canVote: true, ...more };
  return {
    ballot: new Ballot(
      () => voting,
      (choices) => sent.push(choices),
    ),
    sent,
  };
}

describe("a vote", () => {
  test("I8: is sent when the hand has settled, and as it was left", () => {
    const { ballot, sent } = ballotOn(poll());
    ballot.choose(0, true);
    vi.advanceTimersByTime(300);
    ballot.choose(2, true);
    vi.advanceTimersByTime(399);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([[2]]);
  });

  test("for several is what is marked, in order", () => {
    const { ballot, sent } = ballotOn(poll({ multiple: true }));
    ballot.choose(2, true);
    ballot.choose(0, true);
    ballot.choose(1, true);
    ballot.choose(2, false);
    expect(ballot.mine).toEqual([0, 1]);
    vi.advanceTimersByTime(400);
    expect(sent).toEqual([[0, 1]]);
  });

  test("goes out as well when its voter scrolls on before it settled", () => {
    const { ballot, sent } = ballotOn(poll());
    ballot.choose(1, true);
    ballot.leave();
    expect(sent).toEqual([[1]]);
    vi.advanceTimersByTime(1_000);
    expect(sent).toHaveLength(1);
  });

  test("in secret is final: it waits to be cast, and leaving casts nothing", () => {
    const { ballot, sent } = ballotOn(poll({ secret: true }));
    ballot.choose(1, true);
    vi.advanceTimersByTime(5_000);
    ballot.leave();
    expect(sent).toEqual([]);
    ballot.cast();
    expect(sent).toEqual([[1]]);
  });

  test("in a poll that is hidden until revealed is remembered on this device alone, a secret one nowhere", () => {
    const { ballot } = ballotOn(poll({ sealed: true }));
    ballot.choose(2, true);
    ballot.leave();
    const voted = ["ada", "bo"];
    expect(ballotOn(poll({ sealed: true, voted })).ballot.mine).toEqual([2]);
    expect(ballotOn(poll({ sealed: true, voted }), { me: "bo" }).ballot.mine).toEqual([]);
    const secret = ballotOn(poll({ sealed: true, secret: true }), { message: "m2" });
    secret.ballot.choose(0, true);
    secret.ballot.cast();
    expect(ballotOn(poll({ sealed: true, secret: true, voted }), { message: "m2" }).ballot.mine).toEqual([]);
  });

  test("R9: nobody votes where they may not, nor in a poll that is not out yet", () => {
    const closed = ballotOn(poll(), { canVote: false });
    closed.ballot.choose(0, true);
    vi.advanceTimersByTime(1_000);
    const waiting = ballotOn(poll(), { message: undefined });
    waiting.ballot.choose(0, true);
    vi.advanceTimersByTime(1_000);
    expect([...closed.sent, ...waiting.sent]).toEqual([]);
  });

  test("is taken back as a vote for nothing", () => {
    const { ballot, sent } = ballotOn(poll());
    ballot.takeBack();
    expect(sent).toEqual([[]]);
  });
});

describe("the options of a poll that is being made", () => {
  test("two at least, none of them twice, the empty ones aside", () => {
    const options = new PollOptions();
    expect(options.trouble).toBeTruthy();
    options.all.forEach((option, index) => (option.text = ["Tea ", " Tea"][index] ?? ""));
    expect(options.trouble).toContain("Tea");
    options.insert(1);
    const [, second] = options.all;
    if (second) second.text = "Coffee";
    expect([options.trouble, options.filled]).toEqual([undefined, ["Tea", "Coffee"]]);
  });

  test("a pasted list fills the rows, cut where there is no room", () => {
    const options = new PollOptions();
    options.replace(
      0,
      Array.from({ length: POLL_OPTIONS_MAX + 5 }, (_, index) => `${index}`.padEnd(500, "x")),
    );
    expect(options.all).toHaveLength(POLL_OPTIONS_MAX);
    expect(options.all[0]?.text).toHaveLength(POLL_OPTION_MAX_CHARS);
    expect([options.isFull, options.canLoseOne]).toEqual([true, true]);
    while (options.canLoseOne) options.remove(0);
    expect(options.all).toHaveLength(2);
  });
});

describe("when a poll closes", () => {
  test("never, after some minutes, or at a time that is still to come", () => {
    vi.setSystemTime(new Date(2026, 10, 5, 12));
    const closing = new PollClosing();
    expect([closing.time(), closing.trouble]).toEqual([undefined, undefined]);
    closing.by = "in";
    expect(closing.time()).toBe(Date.now() + 15 * 60_000);
    closing.by = "at";
    expect(closing.trouble).toBeTruthy();
    closing.at = "2026-11-05T11:00";
    expect(closing.trouble).toBeTruthy();
    closing.at = "2026-11-05T13:00";
    expect([closing.trouble, closing.time()]).toEqual([undefined, new Date(2026, 10, 5, 13).getTime()]);
  });
});
