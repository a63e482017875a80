import { expect, test } from "vitest";
import type { Poll } from "../../protocol/index.ts";
import {
  choicesOf,
  closing,
  isClosed,
  leaders,
  pollOf,
  rulesOf,
  shares,
  spokenResults,
} from "../../web/src/lib/features/polls/poll.ts";

const poll = (more: Partial<Poll> = {}): Poll => ({
  question: "When?",
  options: [
    { text: "Mon", votes: 3, voters: ["a", "b", "c"] },
    { text: "Tue", votes: 1, voters: ["d"] },
  ],
  multiple: false,
  secret: false,
  sealed: false,
  open: false,
  voted: ["a", "b", "c", "d"],
  ...more,
});
const MINUTE = 60_000;

test("R37: bars show the share of those who voted, also where everybody chooses several", () => {
  expect(shares(poll())).toEqual([0.75, 0.25]);
  expect(shares(poll({ voted: [], options: [{ text: "Mon", votes: 0 }] }))).toEqual([0]);
  expect(
    shares(
      poll({
        multiple: true,
        voted: ["a", "b"],
        options: [
          { text: "x", votes: 2 },
          { text: "y", votes: 1 },
        ],
      }),
    ),
  ).toEqual([1, 0.5]);
  expect([...leaders(poll())]).toEqual([0]);
  expect([...leaders(poll({ options: [{ text: "Mon", votes: 0 }] }))]).toEqual([]);
});

test("R38: of a secret or sealed ballot nobody reads out of the poll what I voted", () => {
  expect(choicesOf(poll(), "d")).toEqual([1]);
  expect(choicesOf(poll(), "nobody")).toEqual([]);
  expect(choicesOf(poll({ secret: true }), "d")).toBeNull();
  expect(choicesOf(poll({ sealed: true, options: [{ text: "Mon" }, { text: "Tue" }] }), "d")).toBeNull();
  expect(choicesOf(poll({ sealed: true, revealedAt: 1 }), "d")).toEqual([1]);
});

test("R38: sealed results are in no word that is read out", () => {
  const sealed = poll({ sealed: true, options: [{ text: "Mon" }, { text: "Tue" }] });
  expect(spokenResults(sealed)).toBe("4 people voted.");
  expect(spokenResults(poll())).toBe("When? Mon: 3, Tue: 1. 4 people voted.");
  expect(rulesOf(sealed)).toContain("Results are sealed until they are revealed");
  expect(rulesOf(poll({ secret: true }))).toEqual([
    "Choose one",
    "Secret ballot: nobody sees who voted what",
    "Results show when it closes",
  ]);
  expect(rulesOf(poll({ secret: true, closedAt: 1 }))).not.toContain("Results show when it closes");
});

test("a poll says when it closes, and is closed when the time has come even before the server says so", () => {
  const now = 1_000_000_000;
  expect(closing(poll(), now)).toBe("");
  expect(closing(poll({ closesAt: now + 90 * 1_000 }), now)).toBe("Closes in 2 min");
  expect(closing(poll({ closesAt: now + 5_000 }), now)).toBe("Closes within a minute");
  expect(closing(poll({ closesAt: now + 61 * MINUTE }), now)).toBe("Closes in 2 h");
  expect(closing(poll({ closesAt: now + 3 * 24 * 60 * MINUTE }), now)).toBe("Closes in 3 days");
  expect(isClosed(poll({ closesAt: now }), now)).toBe(true);
  expect(closing(poll({ closedAt: 1 }), now)).toBe("Closed");
});

test("a poll on its way looks like the poll it will be", () => {
  const draft = {
    question: "When?",
    options: ["Mon", "Tue"],
    multiple: true,
    secret: false,
    sealed: false,
    open: false,
  };
  expect(pollOf(draft)).toMatchObject({
    multiple: true,
    voted: [],
    options: [
      { text: "Mon", votes: 0 },
      { text: "Tue", votes: 0 },
    ],
  });
  for (const hidden of [{ sealed: true }, { secret: true }])
    expect(pollOf({ ...draft, ...hidden }).options).toEqual([{ text: "Mon" }, { text: "Tue" }]);
});
