/** One emoji is one reaction, however it is spelled. */
import { expect, test } from "vitest";
import { eachEmojiOnce, emojiKey, withReaction } from "../../protocol/reactions.ts";

const [HEART, BARE_HEART] = ["❤\uFE0F", "❤"];

test("R13: with and without the sign that asks for a picture it is one emoji", () => {
  expect(emojiKey(HEART)).toBe(emojiKey(BARE_HEART));
  expect(emojiKey("1\uFE0F\u20E3")).toBe(emojiKey("1\u20E3"));
  expect(emojiKey("👍🏽")).not.toBe(emojiKey("👍"));
});

test("R13: what is stored in two spellings, or twice, is one reaction; nobody counts twice and no number is lost", () => {
  const stored = [
    { emoji: HEART, members: ["ada", "ben"], count: 2 },
    { emoji: "👍", members: ["ada"], count: 1 },
    { emoji: BARE_HEART, members: ["ben", "cyd"], count: 4 },
    { emoji: "👍", members: [], count: 3 },
  ];
  expect(eachEmojiOnce(stored)).toEqual([
    { emoji: HEART, members: ["ada", "ben", "cyd"], count: 5 },
    { emoji: "👍", members: ["ada"], count: 4 },
  ]);
  const fine = stored.slice(0, 2);
  expect(eachEmojiOnce(fine)).toBe(fine);
});

test("R13: given and taken back in any spelling, it is the reaction that stands there", () => {
  const there = [{ emoji: HEART, members: ["ada"], count: 1 }];
  expect(withReaction(there, BARE_HEART, true, "ben")).toEqual([{ emoji: HEART, members: ["ada", "ben"], count: 2 }]);
  expect(withReaction(there, BARE_HEART, true, "ada")).toBeNull();
  expect(withReaction(there, BARE_HEART, false, "ada")).toEqual([]);
  expect(withReaction(there, BARE_HEART, false, "ben")).toBeNull();
  expect(withReaction([], BARE_HEART, true, "ada")).toEqual([{ emoji: BARE_HEART, members: ["ada"], count: 1 }]);
  const twice = [...there, { emoji: BARE_HEART, members: ["ada", "ben"], count: 2 }];
  expect(withReaction(twice, HEART, false, "ada")).toEqual([{ emoji: HEART, members: ["ben"], count: 1 }]);
});
