/** What an operator is told of how far search is behind. */
import { expect, test } from "vitest";
import { stateLines } from "../../tools/place/search/state.ts";

const state = { done: 0, total: 0, isDone: true, behind: 0, behindMs: 0 };

test.each([
  ["nothing is lacking", {}, ["The index has everything that was said."]],
  ["a change is", { behind: 1, behindMs: 40 }, ["The index is 1 change behind, the oldest for 1 second."]],
  ["many are", { behind: 1_200, behindMs: 63_400 }, ["The index is 1,200 changes behind, the oldest for 63 seconds."]],
  [
    "the history was brought in part",
    { done: 2_000, total: 90_000, isDone: false },
    [
      "The index has everything that was said.",
      "Of the history, 2,000 of 90,000 messages were brought: run reindex to go on.",
    ],
  ],
])("R108: it says so where %s", (_title, more, lines) => {
  expect(stateLines({ ...state, ...more })).toEqual(lines);
});
