import { describe, expect, test } from "vitest";
import { previewAct, replaces } from "../../client/acts.ts";
import type { Message, Poll } from "../../protocol/index.ts";

const ADA = "member-ada";
const BO = "member-bo";
const NOW = 1_700_000_000_000;

const message = (meta?: Message["meta"]): Message => ({
  id: "id-1",
  seq: 1,
  rev: 1,
  author: BO,
  at: NOW,
  body: "words",
  ...(meta && { meta }),
});
const react = (emoji: string, on = true) => ({ type: "react", emoji, on }) as const;
const reactionsOf = (shown: Message) => shown.meta?.reactions;

describe("what my act makes of a message, before the server has said so", () => {
  test("R36: my reaction is counted beside the others', and taking it back leaves theirs", () => {
    const before = message({ reactions: [{ emoji: "👍", members: [BO], count: 1 }] });
    const after = previewAct(before, react("👍"), ADA, NOW);
    expect(reactionsOf(after)).toEqual([{ emoji: "👍", members: [BO, ADA], count: 2 }]);
    expect(reactionsOf(previewAct(after, react("👍", false), ADA, NOW))).toEqual(reactionsOf(before));
  });

  test("a reaction nobody gave yet stands last, and goes with the last one who gave it", () => {
    const first = previewAct(message(), react("👍"), BO, NOW);
    const both = previewAct(first, react("🎉"), ADA, NOW);
    expect(reactionsOf(both)?.map(({ emoji }) => emoji)).toEqual(["👍", "🎉"]);
    const none = previewAct(previewAct(both, react("🎉", false), ADA, NOW), react("👍", false), BO, NOW);
    expect(none).toEqual(message());
  });

  test("an imported reaction that knows more people than names keeps its number", () => {
    const imported = message({ reactions: [{ emoji: "👍", members: [], count: 7 }] });
    const after = previewAct(imported, react("👍"), ADA, NOW);
    expect(reactionsOf(after)).toEqual([{ emoji: "👍", members: [ADA], count: 8 }]);
    expect(reactionsOf(previewAct(after, react("👍", false), ADA, NOW))).toEqual(reactionsOf(imported));
  });

  test("what is so already gives the very same message, and so does an act on a deleted one", () => {
    const reacted = message({ reactions: [{ emoji: "👍", members: [ADA], count: 1 }] });
    expect(previewAct(reacted, react("👍"), ADA, NOW)).toBe(reacted);
    expect(previewAct(reacted, react("🎉", false), ADA, NOW)).toBe(reacted);
    expect(previewAct(reacted, { type: "pin", on: false }, ADA, NOW)).toBe(reacted);
    const gone = { ...message(), deletedAt: NOW };
    expect(previewAct(gone, react("👍"), ADA, NOW)).toBe(gone);
  });

  test("R36, R40: pins and checkpoints say who set them, and a message keeps what else belongs to it", () => {
    const imported = message({ source: "slack" });
    const pinned = previewAct(imported, { type: "pin", on: true }, ADA, NOW);
    expect(pinned.meta).toEqual({ source: "slack", pinned: { by: ADA, at: NOW } });
    const marked = previewAct(pinned, { type: "checkpoint", name: "Lecture 5" }, ADA, NOW);
    expect(marked.meta?.checkpoint).toEqual({ name: "Lecture 5", by: ADA, at: NOW });
    const renamed = previewAct(marked, { type: "checkpoint", name: "Lecture 6" }, BO, NOW);
    expect(renamed.meta?.checkpoint?.name).toBe("Lecture 6");
    const cleared = previewAct(renamed, { type: "checkpoint", name: null }, BO, NOW);
    expect(previewAct(cleared, { type: "pin", on: false }, ADA, NOW)).toEqual(imported);
  });

  test("R37: a vote moves where results show, and only says that I voted where they are sealed", () => {
    const poll: Poll = {
      question: "When?",
      options: [
        { text: "Mon", votes: 1, voters: [BO] },
        { text: "Tue", votes: 0, voters: [] },
      ],
      multiple: false,
      secret: false,
      sealed: false,
      open: false,
      voted: [BO],
    };
    const vote = (choices: number[]) => ({ type: "vote", choices }) as const;
    const voted = previewAct(message({ poll }), vote([0]), ADA, NOW);
    expect(voted.meta?.poll).toMatchObject({ options: [{ votes: 2 }, { votes: 0 }], voted: [ADA, BO] });
    const moved = previewAct(voted, vote([1]), ADA, NOW);
    expect(moved.meta?.poll?.options).toEqual([
      { text: "Mon", votes: 1, voters: [BO] },
      { text: "Tue", votes: 1, voters: [ADA] },
    ]);
    expect(previewAct(moved, vote([]), ADA, NOW).meta?.poll).toEqual(poll);
    const sealed = { ...poll, sealed: true, options: [{ text: "Mon" }, { text: "Tue" }] };
    const unseen = previewAct(message({ poll: sealed }), vote([1]), ADA, NOW).meta?.poll;
    expect(unseen).toEqual({ ...sealed, voted: [ADA, BO] });
  });

  test("only what names the same thing makes an earlier act pointless", () => {
    expect(replaces(react("👍", false), react("👍"))).toBe(true);
    expect(replaces(react("🎉"), react("👍"))).toBe(false);
    expect(replaces({ type: "pin", on: false }, { type: "pin", on: true })).toBe(true);
    expect(replaces({ type: "pin", on: true }, react("👍"))).toBe(false);
    expect(replaces({ type: "vote", choices: [1] }, { type: "vote", choices: [0] })).toBe(false);
  });
});
