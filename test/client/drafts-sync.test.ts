/** R115: when a draft is behind, who hears of it, which words count as seen, and when the server is asked again. */
import { describe, expect, test } from "vitest";
import { Drafts } from "../../client/drafts.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS, refusal, type Draft, type Refusal } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";

const GENERAL = "general-1";

function opened() {
  const clock = new FakeClock();
  const server = {
    ...{ reachable: true, refuse: null as Refusal | null, drafts: [] as Draft[], isHeld: false },
    answer: null as { at: number; body?: string } | null,
  };
  const waiting: (() => void)[] = [];
  const { api, asked } = fakeApi(async ({ method, body, query }) => {
    if (server.isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
    if (!server.reachable) return unreachable();
    if (server.refuse !== null) return new Refusing(server.refuse);
    if (method === "GET") return { drafts: server.drafts };
    return server.answer ?? { at: Number(body["at"] ?? query.get("at")) };
  });
  const drafts = new Drafts({ api, workspace: "class-1", clock });
  const told = () =>
    asked
      .filter(({ method }) => method !== "GET")
      .map(({ path, body }) => `${path.split("/")[3]} ${String(body["body"])}`);
  const others: string[] = [];
  const changed: string[] = [];
  const stopOthers = drafts.onOther((_channel, body) => others.push(body));
  const stopChanged = drafts.subscribe((channel) => changed.push(channel));
  const hear = (body: string, at: number, over?: number) =>
    drafts.receive({ channel: GENERAL, body, at, ...(over !== undefined && { over }) });
  const answer = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await settled();
  };
  const text = () => drafts.text(GENERAL);
  const isBehind = () => drafts.isBehind(GENERAL);
  /** Typed and on the server. */
  const saved = async (body: string) => {
    drafts.write(GENERAL, body);
    await clock.pass(DRAFT_PAUSE_MS);
  };
  return { clock, server, drafts, told, others, changed, stopOthers, stopChanged, hear, answer, text, isBehind, saved };
}

describe("a draft is behind", () => {
  test("from the first key until the server has it", async () => {
    const { drafts, server, clock, answer, isBehind } = opened();
    expect([isBehind(), drafts.text(GENERAL), drafts.changedAt(GENERAL)]).toEqual([false, "", 0]);
    drafts.write(GENERAL, "One");
    expect(isBehind()).toBe(true);
    server.isHeld = true;
    await clock.pass(DRAFT_PAUSE_MS);
    expect(isBehind(), "on its way").toBe(true);
    await answer();
    expect(isBehind()).toBe(false);
  });

  test("until the answer, though the server told before that it has these words; then nothing more is sent", async () => {
    const { drafts, server, clock, hear, answer, isBehind, told } = opened();
    server.isHeld = true;
    drafts.write(GENERAL, "One");
    await clock.pass(DRAFT_PAUSE_MS);
    hear("One", clock.now());
    expect(isBehind()).toBe(true);
    server.isHeld = false;
    await answer();
    await clock.pass(DRAFT_EVERY_MS);
    expect([isBehind(), told()]).toEqual([false, ["general-1 One"]]);
  });

  test("not where another tab of this browser sees to it", async () => {
    const { drafts, clock, isBehind, told } = opened();
    drafts.write(GENERAL, "One");
    drafts.adopt(GENERAL, "One, two");
    expect(isBehind()).toBe(false);
    drafts.leave(GENERAL);
    drafts.flush();
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual([]);
  });

  test("not where the very same was typed elsewhere: nothing is sent", async () => {
    const { drafts, clock, hear, isBehind, told, others } = opened();
    drafts.write(GENERAL, "One");
    hear("One", clock.now() - 5);
    expect(isBehind()).toBe(false);
    await clock.pass(DRAFT_EVERY_MS);
    expect([told(), others]).toEqual([[], []]);
  });
});

describe("who listens", () => {
  test("hears of each key that changed something, of what came from elsewhere, and when the server has it", async () => {
    const { drafts, changed, clock, hear, stopChanged } = opened();
    drafts.write(GENERAL, "One");
    drafts.write(GENERAL, "One");
    expect(changed).toHaveLength(1);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(changed).toHaveLength(2);
    hear("From the phone", clock.now());
    hear("From the phone", clock.now() + 1);
    expect(changed).toHaveLength(3);
    hear("", clock.now() + 2);
    expect(changed).toHaveLength(4);
    stopChanged();
    drafts.write(GENERAL, "Two");
    expect(changed).toHaveLength(4);
  });

  test("hears of no draft that was none before", () => {
    const { hear, changed, text, drafts } = opened();
    hear("", 5);
    expect([changed, text(), drafts.channels()]).toEqual([[], "", []]);
  });

  test("for words that gave way hears of them until they stop", async () => {
    const { drafts, others, stopOthers, hear, clock } = opened();
    drafts.write(GENERAL, "mine");
    hear("theirs", clock.now() - 9);
    expect(others).toEqual(["theirs"]);
    stopOthers();
    hear("theirs again", clock.now() - 8);
    expect(others).toHaveLength(1);
  });
});

test("blanks alone are no draft, neither here nor on the server", async () => {
  const { drafts, clock, told } = opened();
  drafts.write(GENERAL, " \n ");
  drafts.write("other-1", " x ");
  expect(drafts.channels()).toEqual(["other-1"]);
  await clock.pass(DRAFT_PAUSE_MS);
  expect(told()).toEqual(["other-1  x "]);
});

test("the drafts of all devices are known once they were loaded, and not before", async () => {
  const { drafts, server } = opened();
  expect(drafts.isLoaded).toBe(false);
  server.reachable = false;
  expect([await drafts.load(), drafts.isLoaded]).toEqual([false, false]);
  server.reachable = true;
  expect([await drafts.load(), drafts.isLoaded]).toEqual([true, true]);
});

test("leaving the page sends all that is behind, each once", async () => {
  const { drafts, clock, told } = opened();
  drafts.write(GENERAL, "One");
  drafts.write("other-1", "Two");
  drafts.flush();
  drafts.flush();
  await settled();
  expect(told()).toEqual(["general-1 One", "other-1 Two"]);
  await clock.pass(DRAFT_EVERY_MS);
  expect(told()).toHaveLength(2);
});

test("what is typed after words from the future is later than they", () => {
  const { drafts, clock, hear } = opened();
  const at = clock.now() + 60_000;
  hear("from a clock that is ahead", at);
  drafts.write(GENERAL, "mine");
  expect(drafts.changedAt(GENERAL)).toBe(at + 1);
});

test("what was typed while an earlier wording was on its way keeps its own time, and goes out after the answer", async () => {
  const { drafts, server, clock, answer, told } = opened();
  server.isHeld = true;
  drafts.write(GENERAL, "One");
  const first = clock.now();
  await clock.pass(DRAFT_PAUSE_MS);
  drafts.write(GENERAL, "One, two");
  const second = clock.now();
  await clock.pass(DRAFT_PAUSE_MS);
  expect(told(), "one at a time").toEqual(["general-1 One"]);
  server.isHeld = false;
  await answer();
  expect([drafts.changedAt(GENERAL), second > first]).toEqual([second, true]);
  await clock.pass(DRAFT_PAUSE_MS);
  expect(told()).toEqual(["general-1 One", "general-1 One, two"]);
});

describe("asking again", () => {
  test("a refusal that waiting mends is asked again, another is not", async () => {
    const { drafts, server, clock, told, isBehind } = opened();
    server.refuse = refusal("too_fast", { retryAfter: 1_000 });
    drafts.write(GENERAL, "One");
    await clock.pass(DRAFT_PAUSE_MS);
    expect(isBehind()).toBe(true);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toHaveLength(2);
    server.refuse = refusal("not_found");
    await clock.pass(2 * DRAFT_PAUSE_MS);
    expect([told().length, isBehind()]).toEqual([3, false]);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toHaveLength(3);
  });

  test("R74: where nobody answered it is asked again, later each time and every half minute in the end, also while I type on", async () => {
    const { drafts, server, clock, told, isBehind } = opened();
    server.reachable = false;
    drafts.write(GENERAL, "One");
    const asked: number[] = [];
    for (let seconds = 1; seconds <= 100; seconds += 1) {
      await clock.pass(1_000);
      if (told().length > asked.length) asked.push(seconds);
      if (seconds === 12) drafts.write(GENERAL, "Once more");
    }
    expect([asked, isBehind()]).toEqual([[5, 10, 20, 40, 70, 100], true]);
    // On leaving there may be no later.
    drafts.leave(GENERAL);
    expect(told().at(-1)).toBe("general-1 Once more");
    server.reachable = true;
    await clock.pass(DRAFT_EVERY_MS);
    expect(isBehind()).toBe(false);
    drafts.write(GENERAL, "Answered");
    const before = told().length;
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toHaveLength(before + 1);
  });

  test("who is told to wait longer waits longer, and what says that it failed in itself is tried again", async () => {
    const { drafts, server, clock, told, isBehind } = opened();
    server.refuse = refusal("too_fast", { retryAfter: 45_000 });
    drafts.write(GENERAL, "One");
    await clock.pass(DRAFT_PAUSE_MS + 44_999);
    expect(told()).toHaveLength(1);
    server.refuse = refusal("internal");
    await clock.pass(1);
    expect([told().length, isBehind()]).toEqual([2, true]);
  });

  test("where the server has something else that was typed later, that stands here and nothing more is sent", async () => {
    const { drafts, server, clock, told, others, text, isBehind } = opened();
    server.answer = { at: clock.now() + 1, body: "theirs" };
    drafts.write(GENERAL, "mine");
    await clock.pass(DRAFT_PAUSE_MS);
    expect([text(), others, isBehind()]).toEqual(["theirs", ["mine"], false]);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toHaveLength(1);
  });
});

describe("two wordings", () => {
  test("words that are on their way are mine: others that were typed later stand, and mine are offered", async () => {
    const { drafts, server, clock, hear, text, others, answer, isBehind } = opened();
    server.isHeld = true;
    drafts.write(GENERAL, "mine");
    await clock.pass(DRAFT_PAUSE_MS);
    hear("theirs", clock.now());
    expect([text(), others]).toEqual(["theirs", ["mine"]]);
    expect(isBehind(), "nothing of mine is left to be told").toBe(false);
    await answer();
    expect(text()).toBe("theirs");
  });

  test("an emptied draft elsewhere takes nothing of what I type, and is offered to nobody", async () => {
    const { drafts, hear, text, others, clock, told } = opened();
    hear("before", 5);
    drafts.write(GENERAL, "mine");
    hear("", clock.now() + 5);
    expect([text(), others]).toEqual(["mine", []]);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["general-1 mine"]);
  });

  test("what stood here once is no news when it is told again", () => {
    const { drafts, hear, text, others, clock } = opened();
    hear("first", 5);
    hear("second", 6);
    drafts.write(GENERAL, "mine");
    hear("first", clock.now() - 1);
    expect([text(), others]).toEqual(["mine", []]);
  });

  test("the last twenty that stood here are known; one told again is among the newest of them", () => {
    const { drafts, hear, others, clock } = opened();
    let at = 0;
    hear("old", (at += 1));
    hear("oldest", (at += 1));
    for (let n = 0; n < 18; n += 1) hear(`n${n}`, (at += 1));
    // Twenty: "old" stands first, until it is told once more.
    hear("old", (at += 1));
    hear("n18", (at += 1));
    drafts.write(GENERAL, "mine");
    const typedAt = clock.now();
    hear("old", typedAt - 3);
    hear("n0", typedAt - 2);
    expect(others).toEqual([]);
    hear("oldest", typedAt - 1);
    expect(others).toEqual(["oldest"]);
  });

  test("what I sent or emptied is not offered when somebody writes over it unseen", async () => {
    const { drafts, saved, hear, clock, text, others } = opened();
    await saved("mine");
    drafts.sent(GENERAL);
    await settled();
    hear("theirs", clock.now() + 1, 0);
    expect([text(), others]).toEqual(["theirs", []]);
  });

  test("what I typed and another writes over unseen is offered; seen, or where they do not say, it is not", async () => {
    for (const [over, offered] of [
      [0, ["mine"]],
      [undefined, []],
      ["seen", []],
    ] as const) {
      const { drafts, saved, hear, clock, others } = opened();
      await saved("mine");
      hear("theirs", clock.now() + 1, over === "seen" ? drafts.changedAt(GENERAL) : over);
      expect(others, String(over)).toEqual(offered);
    }
  });

  test("what another tab of this browser typed is not mine to lose here", async () => {
    const { drafts, saved, hear, clock, others } = opened();
    await saved("mine");
    drafts.adopt(GENERAL, "mine, and on");
    hear("theirs", clock.now() + 1, 0);
    expect(others).toEqual([]);
  });

  test("what an earlier visit left unsent is mine: when it is saved and another writes over it unseen, it is offered", async () => {
    const { drafts, hear, clock, text, told, others } = opened();
    drafts.restore(GENERAL, "from Monday", "", clock.now() - 60_000);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["general-1 from Monday"]);
    hear("theirs", clock.now(), 0);
    expect([text(), others]).toEqual(["theirs", ["from Monday"]]);
  });
});
