/** What an act makes of a message: the message goes in, the message as it will be comes out. */
import { describe, expect, test } from "vitest";
import type { Act, Message, Poll } from "../../../protocol/index.ts";
import {
  actionOf,
  applyAct,
  newPoll,
  type ActionResult,
  type PrivateState,
} from "../../../worker/room/commit/message-actions.ts";

const NOW = 1_700_000_000_000;
const plain = (meta?: Message["meta"]): Message => ({
  id: "id",
  seq: 1,
  rev: 1,
  author: "ada",
  at: 1,
  body: "words",
  ...(meta && { meta }),
});
const act = (message: Message, given: Act, member = "ada", sealed: PrivateState = {}) =>
  applyAct(message, sealed, given, member, NOW);
/** The part of a message that acts change. */
const metaOf = (acted: ReturnType<typeof act>) => (acted as ActionResult).message.meta;

test("each act asks for its own permission", () => {
  const acts: Act[] = [
    { type: "react", emoji: "👍", on: true },
    { type: "pin", on: true },
    { type: "checkpoint", name: null },
    { type: "vote", choices: [] },
    { type: "addOption", text: "x" },
    { type: "closePoll" },
    { type: "revealPoll" },
  ];
  expect(acts.map(actionOf)).toEqual([
    "react",
    "pin",
    "setCheckpoint",
    "vote",
    "addPollOption",
    "managePoll",
    "managePoll",
  ]);
});

describe("a reaction", () => {
  const react = (message: Message, emoji: string, on: boolean, member: string) =>
    act(message, { type: "react", emoji, on }, member);

  test("is added, counted, and in the order in which each was first given", () => {
    const one = react(plain(), "👍", true, "ada");
    expect(one).toEqual({
      message: {
        id: "id",
        seq: 1,
        rev: 1,
        author: "ada",
        at: 1,
        body: "words",
        meta: { reactions: [{ emoji: "👍", members: ["ada"], count: 1 }] },
      },
      sealed: {},
    });
    const reactions = metaOf(one)!.reactions!;
    const two = metaOf(react(plain({ reactions }), "🎉", true, "bo"))!.reactions!;
    expect(metaOf(react(plain({ reactions: two }), "👍", true, "bo"))).toEqual({
      reactions: [
        { emoji: "👍", members: ["ada", "bo"], count: 2 },
        { emoji: "🎉", members: ["bo"], count: 1 },
      ],
    });
  });

  test("twice is once, and taking away what is not there changes nothing", () => {
    const reactions = [{ emoji: "👍", members: ["ada"], count: 1 }];
    expect(react(plain({ reactions }), "👍", true, "ada")).toBeNull();
    expect(react(plain({ reactions }), "👍", false, "bo")).toBeNull();
    expect(react(plain({ reactions }), "🎉", false, "ada")).toBeNull();
    expect(react(plain(), "👍", false, "ada")).toBeNull();
  });

  test("is taken away; with the last one goes the mark, and what an import knew only by number stays", () => {
    const both = [
      { emoji: "👍", members: ["ada", "bo"], count: 2 },
      { emoji: "🎉", members: ["ada"], count: 1 },
      { emoji: ":old:", members: ["ada"], count: 5 },
    ];
    expect(metaOf(react(plain({ reactions: both }), "👍", false, "ada"))!.reactions).toEqual([
      { emoji: "👍", members: ["bo"], count: 1 },
      both[1],
      both[2],
    ]);
    expect(metaOf(react(plain({ reactions: both }), "🎉", false, "ada"))!.reactions).toEqual([both[0], both[2]]);
    expect(metaOf(react(plain({ reactions: both }), ":old:", false, "ada"))!.reactions![2]).toEqual({
      emoji: ":old:",
      members: [],
      count: 4,
    });
    const last = react(plain({ reactions: [both[1]!] }), "🎉", false, "ada") as ActionResult;
    expect("meta" in last.message).toBe(false);
    expect(metaOf(react(plain({ source: "slack", reactions: [both[1]!] }), "🎉", false, "ada"))).toEqual({
      source: "slack",
    });
  });

  test("R61: at most twenty different ones, and more of those that are there", () => {
    const reactions = Array.from({ length: 20 }, (_, i) => ({ emoji: `:e${i}:`, members: ["bo"], count: 1 }));
    expect(react(plain({ reactions }), "👍", true, "ada")).toBe("too_many");
    expect(metaOf(react(plain({ reactions }), ":e3:", true, "ada"))!.reactions![3]!.count).toBe(2);
    expect(metaOf(react(plain({ reactions: reactions.slice(1) }), "👍", true, "ada"))!.reactions).toHaveLength(20);
  });
});

test("a pin says who and when, twice is once, and it goes away without a trace", () => {
  expect(metaOf(act(plain(), { type: "pin", on: true }))).toEqual({ pinned: { by: "ada", at: NOW } });
  const pinned = plain({ pinned: { by: "bo", at: 1 } });
  expect(act(pinned, { type: "pin", on: true })).toBeNull();
  expect(act(plain(), { type: "pin", on: false })).toBeNull();
  expect("meta" in (act(pinned, { type: "pin", on: false }) as ActionResult).message).toBe(false);
});

test("a checkpoint is set, renamed and taken away; the same name again changes nothing", () => {
  const set = (message: Message, name: string | null) => act(message, { type: "checkpoint", name });
  expect(metaOf(set(plain(), "Week 1"))).toEqual({ checkpoint: { name: "Week 1", by: "ada", at: NOW } });
  const week = plain({ checkpoint: { name: "Week 1", by: "bo", at: 1 } });
  expect(set(week, "Week 1")).toBeNull();
  expect(set(plain(), null)).toBeNull();
  expect(metaOf(set(week, "Week 2"))).toEqual({ checkpoint: { name: "Week 2", by: "ada", at: NOW } });
  expect("meta" in (set(week, null) as ActionResult).message).toBe(false);
});

describe("a poll", () => {
  const draft = {
    question: "When?",
    options: ["Mon", "Tue"],
    multiple: false,
    secret: false,
    sealed: false,
    open: false,
  };
  /** A message with a poll, and what is kept of its ballots. */
  function asked(more: Partial<typeof draft> & { closesAt?: number } = {}): { message: Message; sealed: PrivateState } {
    const { poll, sealed } = newPoll({ ...draft, ...more });
    return { message: plain({ poll }), sealed };
  }
  type State = ReturnType<typeof asked>;
  function after({ message, sealed }: State, given: Act, member = "ada", now = NOW): State {
    const acted = applyAct(message, sealed, given, member, now);
    if (acted === null || typeof acted === "string") throw new Error(String(acted));
    return { message: { ...acted.message, rev: 1 }, sealed: acted.sealed };
  }
  const refusal = ({ message, sealed }: State, given: Act, member = "ada", now = NOW) =>
    applyAct(message, sealed, given, member, now);
  const pollOf = ({ message }: State): Poll => message.meta!.poll!;
  const vote = (...choices: number[]): Act => ({ type: "vote", choices });

  test("begins with no votes: shown where results are live, and nothing where they are not", () => {
    expect(newPoll(draft)).toEqual({
      poll: {
        question: "When?",
        options: [
          { text: "Mon", votes: 0, voters: [] },
          { text: "Tue", votes: 0, voters: [] },
        ],
        multiple: false,
        secret: false,
        sealed: false,
        open: false,
        voted: [],
      },
      sealed: { ballots: {} },
    });
    expect(newPoll({ ...draft, secret: true, closesAt: 9 })).toEqual({
      poll: { ...draft, secret: true, options: [{ text: "Mon" }, { text: "Tue" }], voted: [], closesAt: 9 },
      sealed: { counts: [0, 0] },
    });
    expect(newPoll({ ...draft, sealed: true }).poll.options).toEqual([{ text: "Mon" }, { text: "Tue" }]);
  });

  test("counts each vote once, lets it be changed and taken back, and names the voters sorted", () => {
    const one = after(after(asked(), vote(1), "bo"), vote(1), "ada");
    expect(pollOf(one).options).toEqual([
      { text: "Mon", votes: 0, voters: [] },
      { text: "Tue", votes: 2, voters: ["bo", "ada"] },
    ]);
    expect(pollOf(one).voted).toEqual(["ada", "bo"]);
    expect(refusal(one, vote(1))).toBeNull();
    const moved = after(one, vote(0), "bo");
    expect(pollOf(moved).options.map(({ voters }) => voters)).toEqual([["bo"], ["ada"]]);
    const back = after(moved, vote(), "bo");
    expect(pollOf(back).voted).toEqual(["ada"]);
    expect(back.sealed).toEqual({ ballots: { ada: [1] } });
    expect(refusal(back, vote(), "bo")).toBeNull();
  });

  test("takes several choices only where it was made so, and none that is not there", () => {
    expect(refusal(asked(), vote(0, 1))).toBe("invalid");
    expect(refusal(asked(), vote(2))).toBe("invalid");
    expect(refusal(asked(), vote(0, 0))).not.toBe("invalid");
    const several = after(asked({ multiple: true }), vote(1, 0, 1));
    expect(several.sealed).toEqual({ ballots: { ada: [0, 1] } });
    expect(refusal(several, vote(0, 1))).toBeNull();
    expect(refusal(asked({ multiple: true }), vote(0, 2))).toBe("invalid");
  });

  test("R64: a secret ballot says who voted and not what, and a vote stays as it is", () => {
    const secret = asked({ secret: true, multiple: true });
    expect(refusal(secret, vote())).toBeNull();
    const one = after(after(secret, vote(0, 1), "cy"), vote(1), "bo");
    expect(pollOf(one).options).toEqual([{ text: "Mon" }, { text: "Tue" }]);
    expect(pollOf(one).voted).toEqual(["bo", "cy"]);
    expect(one.sealed).toEqual({ counts: [1, 2] });
    expect(refusal(one, vote(0), "bo")).toBe("voted");
    expect(refusal(one, vote(), "bo")).toBe("voted");
    const closed = after(one, { type: "closePoll" });
    expect(pollOf(closed).options).toEqual([
      { text: "Mon", votes: 1 },
      { text: "Tue", votes: 2 },
    ]);
  });

  test("that is sealed shows its results when they are revealed; a secret one is closed by that", () => {
    const sealed = after(asked({ sealed: true }), vote(0));
    expect(pollOf(sealed).options).toEqual([{ text: "Mon" }, { text: "Tue" }]);
    const shown = after(sealed, { type: "revealPoll" }, "ada", NOW + 5);
    expect(pollOf(shown)).toMatchObject({
      revealedAt: NOW + 5,
      options: [{ text: "Mon", votes: 1, voters: ["ada"] }, {}],
    });
    expect(pollOf(shown).closedAt).toBeUndefined();
    expect(refusal(shown, { type: "revealPoll" })).toBeNull();
    const both = after(after(asked({ sealed: true, secret: true }), vote(0)), { type: "closePoll" }, "ada", NOW + 1);
    expect(pollOf(both).options).toEqual([{ text: "Mon" }, { text: "Tue" }]);
    expect(pollOf(after(both, { type: "revealPoll" }, "ada", NOW + 5))).toMatchObject({
      closedAt: NOW + 1,
      revealedAt: NOW + 5,
      options: [
        { text: "Mon", votes: 1 },
        { text: "Tue", votes: 0 },
      ],
    });
    expect(pollOf(after(asked({ sealed: true, secret: true }), { type: "revealPoll" }, "ada", NOW + 5)).closedAt).toBe(
      NOW + 5,
    );
  });

  test("is closed by hand once, or by its time, and takes no vote and no option then", () => {
    const closed = after(asked({ open: true }), { type: "closePoll" });
    expect(pollOf(closed).closedAt).toBe(NOW);
    expect(refusal(closed, { type: "closePoll" })).toBeNull();
    expect(refusal(closed, vote(0))).toBe("poll_closed");
    expect(refusal(closed, { type: "addOption", text: "Wed" })).toBe("poll_closed");
    const timed = asked({ closesAt: NOW });
    expect(refusal(timed, vote(0), "ada", NOW)).toBe("poll_closed");
    expect(pollOf(after(timed, vote(0), "ada", NOW - 1)).voted).toEqual(["ada"]);
  });

  test("grows by options, by whoever the table of permissions lets", () => {
    const add = (text: string): Act => ({ type: "addOption", text });
    expect(pollOf(after(asked(), add("Wed"), "ada")).options.at(-1)).toEqual({ text: "Wed", votes: 0, voters: [] });
    const open = after(asked({ open: true }), add("Wed"), "bo");
    expect(pollOf(open).options.map(({ text }) => text)).toEqual(["Mon", "Tue", "Wed"]);
    expect(refusal(open, add("Wed"), "cy")).toBeNull();
    const secret = after(after(asked({ open: true, secret: true }), vote(1)), add("Wed"));
    expect(secret.sealed).toEqual({ counts: [0, 1, 0] });
    const full = asked({ open: true, options: Array.from({ length: 20 }, (_, i) => `Day ${i}`) });
    expect(refusal(full, add("One more"))).toBe("too_many");
    expect(
      refusal(asked({ open: true, options: Array.from({ length: 19 }, (_, i) => `Day ${i}`) }), add("Last")),
    ).not.toBe("too_many");
  });

  test("that is none is not found", () => {
    for (const given of [
      vote(0),
      { type: "addOption", text: "x" },
      { type: "closePoll" },
      { type: "revealPoll" },
    ] as Act[])
      expect(act(plain(), given)).toBe("not_found");
  });
});
