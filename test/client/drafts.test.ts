/** Drafts that several devices write. */
import { describe, expect, test } from "vitest";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS, type Draft } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { GENERAL, opened } from "./support/open-drafts.ts";

const draft = (body: string, at = 1): Draft => ({ channel: GENERAL, body, at });

describe("R115: drafts", () => {
  test("I10: a message that is written in one go and sent is never a draft on the server", async () => {
    const { drafts, clock, told } = opened();
    for (const text of ["H", "He", "Hey"]) {
      drafts.write(GENERAL, text);
      await clock.pass(1_000);
    }
    expect(drafts.text(GENERAL)).toBe("Hey");
    drafts.sent(GENERAL);
    await clock.pass(DRAFT_EVERY_MS);
    expect(drafts.text(GENERAL)).toBe("");
    expect(told()).toEqual([]);
  });

  test("it is kept after a pause, on leaving, and every half minute while I go on; thrown away once it is sent", async () => {
    const { drafts, clock, told } = opened();
    drafts.write(GENERAL, "One");
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT One"]);
    for (let n = 0; n <= DRAFT_EVERY_MS / 1_000; n += 1) {
      drafts.write(GENERAL, `One ${n}`);
      await clock.pass(1_000);
    }
    expect(told()).toHaveLength(2);
    drafts.write(GENERAL, "Two");
    drafts.leave(GENERAL);
    await settled();
    expect(told().at(-1)).toBe("PUT Two");
    drafts.sent(GENERAL);
    await settled();
    expect(told().at(-1)).toBe("DELETE");
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toHaveLength(4);
  });

  test("what another device writes is here, but never over what I am writing here", async () => {
    const { drafts, clock, told } = opened();
    const changed: string[] = [];
    drafts.subscribe((channel) => changed.push(channel));
    drafts.receive(draft("From my phone", clock.now()));
    expect(drafts.text(GENERAL)).toBe("From my phone");
    expect(changed).toEqual([GENERAL]);
    drafts.write(GENERAL, "From my phone, and on");
    drafts.receive(draft("Something else", clock.now()));
    expect(drafts.text(GENERAL)).toBe("From my phone, and on");
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT From my phone, and on"]);
    drafts.receive(draft("", clock.now()));
    expect(drafts.channels()).toEqual([]);
  });

  test("a late word of an older draft changes nothing", async () => {
    const { drafts } = opened();
    drafts.receive(draft("newer", 20));
    drafts.receive(draft("older", 10));
    expect(drafts.text(GENERAL)).toBe("newer");
  });

  test("the drafts of all devices are there after loading, and what was sent elsewhere meanwhile is gone", async () => {
    const { drafts, server } = opened();
    server.drafts = [draft("One", 5), { channel: "other-1", body: "Two", at: 6 }];
    expect(await drafts.load()).toBe(true);
    expect(drafts.channels()).toEqual([GENERAL, "other-1"]);
    server.drafts = [draft("One", 5)];
    await drafts.load();
    expect(drafts.channels()).toEqual([GENERAL]);
    server.reachable = false;
    expect(await drafts.load()).toBe(false);
    expect(drafts.channels()).toEqual([GENERAL]);
  });

  test("R74: without a network it stays here and goes to the server later; one that is refused stays here", async () => {
    const { drafts, server, clock, told } = opened();
    server.reachable = false;
    drafts.write(GENERAL, "On the train");
    await clock.pass(DRAFT_PAUSE_MS);
    server.reachable = true;
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT On the train", "PUT On the train"]);
    server.refuse = true;
    drafts.write(GENERAL, "One too many");
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toHaveLength(3);
    expect(drafts.text(GENERAL)).toBe("One too many");
  });
});

describe("R115: two wordings that were typed without one another", () => {
  test("the later one stands here, and the earlier one of another device is offered", async () => {
    const { drafts, clock, told, others, asked } = opened();
    const before = clock.now();
    await clock.pass(500);
    drafts.write(GENERAL, "world");
    drafts.receive({ channel: GENERAL, body: "hello", at: before });
    expect(drafts.text(GENERAL)).toBe("world");
    expect(others).toEqual([`${GENERAL}: hello`]);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT world"]);
    expect(asked.at(-1)?.body).toEqual({ body: "world", at: before + 500, over: before });
    // Told once more, it is not offered once more.
    drafts.write(GENERAL, "world!");
    drafts.receive({ channel: GENERAL, body: "hello", at: clock.now() });
    expect(others).toHaveLength(1);
  });

  test("a later one of another device takes the place of what I typed before it, which is offered", async () => {
    const { drafts, clock, told, others } = opened();
    drafts.write(GENERAL, "hello");
    const typedAt = clock.now();
    drafts.receive({ channel: GENERAL, body: "world", at: typedAt });
    expect([drafts.text(GENERAL), ...others]).toEqual(["world", `${GENERAL}: hello`]);
    expect(drafts.isBehind(GENERAL)).toBe(false);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual([]);
  });

  test("what was saved here and is written over unseen elsewhere is offered; seen, it is not", async () => {
    const { drafts, clock, others } = opened();
    drafts.write(GENERAL, "hello");
    const typedAt = clock.now();
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.receive({ channel: GENERAL, body: "hello you", at: clock.now(), over: typedAt });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello you"]);
    drafts.write(GENERAL, "hello you there");
    const later = clock.now();
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.receive({ channel: GENERAL, body: "world", at: clock.now(), over: later - 1 });
    expect([drafts.text(GENERAL), ...others]).toEqual(["world", `${GENERAL}: hello you there`]);
    // What another device typed is its own to lose.
    drafts.receive({ channel: GENERAL, body: "more world", at: clock.now(), over: 0 });
    expect(others).toHaveLength(1);
  });

  test("the server says that something else was typed later: that stands, mine is offered", async () => {
    const { drafts, clock, server, others, told } = opened();
    drafts.write(GENERAL, "hello");
    server.answer = { at: clock.now() + 1_000, body: "world" };
    await clock.pass(DRAFT_PAUSE_MS);
    expect([drafts.text(GENERAL), ...others]).toEqual(["world", `${GENERAL}: hello`]);
    server.answer = undefined;
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual(["PUT hello"]);
  });

  test("an empty one takes nothing away that was not there when it was emptied", async () => {
    const { drafts, clock, server, others, told } = opened();
    drafts.write(GENERAL, "hello");
    server.answer = { at: clock.now() + 1_000, body: "" };
    await clock.pass(DRAFT_PAUSE_MS);
    server.answer = undefined;
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello"]);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT hello", "PUT hello"]);
    expect(drafts.isBehind(GENERAL)).toBe(false);
  });

  test("the echo of what went out from here while I typed on is nobody else's", async () => {
    const { drafts, clock, server, others } = opened();
    let answer: () => void = () => undefined;
    server.hold = new Promise((resolve) => (answer = resolve));
    drafts.write(GENERAL, "hel");
    const at = clock.now();
    await clock.pass(DRAFT_PAUSE_MS);
    expect(drafts.isBehind(GENERAL), "not before the answer").toBe(true);
    drafts.write(GENERAL, "hello");
    drafts.receive({ channel: GENERAL, body: "hel", at });
    answer();
    await settled();
    drafts.receive({ channel: GENERAL, body: "hel", at });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello"]);
  });

  test("another tab of this browser typed on: it is known here, saved there, and no other draft", async () => {
    const { drafts, clock, told, others } = opened();
    drafts.write(GENERAL, "hel");
    drafts.adopt(GENERAL, "hello");
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual([]);
    drafts.write(GENERAL, "hello you");
    drafts.receive({ channel: GENERAL, body: "hello", at: clock.now() });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello you"]);
  });
});
