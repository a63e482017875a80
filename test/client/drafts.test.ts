import { describe, expect, test } from "vitest";
import { createApi } from "../../client/api.ts";
import { Drafts } from "../../client/drafts.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS, refusal, type Draft } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";

function opened() {
  const clock = new FakeClock();
  const server = {
    reachable: true,
    refuse: false,
    drafts: [] as Draft[],
    hold: undefined as Promise<void> | undefined,
    answer: undefined as { at: number; body?: string } | undefined,
  };
  const { api, asked } = fakeApi(async ({ method, body, query }) => {
    if (!server.reachable) return unreachable();
    if (server.refuse) return new Refusing(refusal("too_many"));
    if (method === "GET") return { drafts: server.drafts };
    await server.hold;
    // Nothing is typed in the future.
    return server.answer ?? { at: Math.min(Number(body["at"] ?? query.get("at")), clock.now()) };
  });
  const drafts = new Drafts({ api, workspace: "class-1", clock });
  const told = () =>
    asked
      .filter(({ method }) => method !== "GET")
      .map(({ method, body }) => `${method} ${String(body["body"] ?? "")}`.trim());
  const others: string[] = [];
  drafts.onOther((channel, body) => others.push(`${channel}: ${body}`));
  return { clock, server, asked, drafts, told, others };
}
const GENERAL = "general-1";
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
    drafts.hear(draft("From my phone", clock.now()));
    expect(drafts.text(GENERAL)).toBe("From my phone");
    expect(changed).toEqual([GENERAL]);
    drafts.write(GENERAL, "From my phone, and on");
    drafts.hear(draft("Something else", clock.now()));
    expect(drafts.text(GENERAL)).toBe("From my phone, and on");
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT From my phone, and on"]);
    drafts.hear(draft("", clock.now()));
    expect(drafts.channels()).toEqual([]);
  });

  test("a late word of an older draft changes nothing", async () => {
    const { drafts } = opened();
    drafts.hear(draft("newer", 20));
    drafts.hear(draft("older", 10));
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
    drafts.hear({ channel: GENERAL, body: "hello", at: before });
    expect(drafts.text(GENERAL)).toBe("world");
    expect(others).toEqual([`${GENERAL}: hello`]);
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told()).toEqual(["PUT world"]);
    expect(asked.at(-1)?.body).toEqual({ body: "world", at: before + 500, over: before });
    // Told once more, it is not offered once more.
    drafts.write(GENERAL, "world!");
    drafts.hear({ channel: GENERAL, body: "hello", at: clock.now() });
    expect(others).toHaveLength(1);
  });

  test("a later one of another device takes the place of what I typed before it, which is offered", async () => {
    const { drafts, clock, told, others } = opened();
    drafts.write(GENERAL, "hello");
    const typedAt = clock.now();
    drafts.hear({ channel: GENERAL, body: "world", at: typedAt });
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
    drafts.hear({ channel: GENERAL, body: "hello you", at: clock.now(), over: typedAt });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello you"]);
    drafts.write(GENERAL, "hello you there");
    const later = clock.now();
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.hear({ channel: GENERAL, body: "world", at: clock.now(), over: later - 1 });
    expect([drafts.text(GENERAL), ...others]).toEqual(["world", `${GENERAL}: hello you there`]);
    // What another device typed is its own to lose.
    drafts.hear({ channel: GENERAL, body: "more world", at: clock.now(), over: 0 });
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
    drafts.hear({ channel: GENERAL, body: "hel", at });
    answer();
    await settled();
    drafts.hear({ channel: GENERAL, body: "hel", at });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello"]);
  });

  test("another tab of this browser typed on: it is known here, saved there, and no other draft", async () => {
    const { drafts, clock, told, others } = opened();
    drafts.write(GENERAL, "hel");
    drafts.adopt(GENERAL, "hello");
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual([]);
    drafts.write(GENERAL, "hello you");
    drafts.hear({ channel: GENERAL, body: "hello", at: clock.now() });
    expect([drafts.text(GENERAL), ...others]).toEqual(["hello you"]);
  });
});

describe("R115: what the server has", () => {
  test("an empty field of mine that is not told yet gives way to words of another device that I have not seen", async () => {
    const { drafts, clock, others, told } = opened();
    const before = clock.now();
    drafts.write(GENERAL, "hello");
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.write(GENERAL, "");
    drafts.hear({ channel: GENERAL, body: "from the phone", at: before + 1 });
    expect([drafts.text(GENERAL), ...others]).toEqual(["from the phone"]);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual(["PUT hello"]);
  });

  test("an answer that comes after a later one's says nothing of what is there now", async () => {
    const { drafts, clock, server, told } = opened();
    const answers: (() => void)[] = [];
    const hold = () => (server.hold = new Promise((resolve) => answers.push(resolve)));
    void hold();
    drafts.write(GENERAL, "hel");
    await clock.pass(DRAFT_PAUSE_MS);
    void hold();
    drafts.write(GENERAL, "hello");
    drafts.leave(GENERAL);
    await settled();
    answers[1]?.();
    await settled();
    answers[0]?.();
    await settled();
    expect(drafts.isBehind(GENERAL)).toBe(false);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toEqual(["PUT hel", "PUT hello"]);
  });

  test("a clock that is ahead is set right by the answer", async () => {
    const clock = new FakeClock();
    const { api } = fakeApi(({ body }) => ({ at: Math.min(Number(body["at"]), clock.now()) }));
    const drafts = new Drafts({ api, workspace: "class-1", clock, serverNow: () => clock.now() + 3_600_000 });
    drafts.write(GENERAL, "hello");
    expect(drafts.changedAt(GENERAL)).toBe(clock.now() + 3_600_000);
    drafts.leave(GENERAL);
    await settled();
    expect(drafts.changedAt(GENERAL)).toBe(clock.now());
  });
});

describe("R115: leaving at once", () => {
  test("what was emptied is told although an earlier wording has no answer yet, with a later time", async () => {
    const { drafts, clock, server, asked, told } = opened();
    let answer: () => void = () => undefined;
    server.hold = new Promise((resolve) => (answer = resolve));
    drafts.write(GENERAL, "hello");
    const typedAt = clock.now();
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.write(GENERAL, "");
    drafts.leave(GENERAL);
    await settled();
    expect(told()).toEqual(["PUT hello", "DELETE"]);
    expect(asked.map(({ body, query }) => Number(body["at"] ?? query.get("at")))).toEqual([
      typedAt,
      typedAt + DRAFT_PAUSE_MS,
    ]);
    answer();
    await settled();
    expect(drafts.isBehind(GENERAL)).toBe(false);
    await clock.pass(DRAFT_EVERY_MS);
    expect(told()).toHaveLength(2);
  });

  test("nothing goes out where the server has it, or was never told", async () => {
    const { drafts, told } = opened();
    drafts.leave(GENERAL);
    drafts.write(GENERAL, "hello");
    drafts.write(GENERAL, "");
    drafts.leave(GENERAL);
    drafts.write(GENERAL, "  \n");
    drafts.flush();
    await settled();
    expect(told()).toEqual([]);
  });

  test("drafts go out so that they outlive the page", async () => {
    const kept: unknown[] = [];
    const fetch = (_input: unknown, init?: RequestInit) => {
      kept.push([init?.method, init?.keepalive]);
      return Promise.resolve(Response.json({ at: 1, drafts: [] }));
    };
    const api = createApi({ baseUrl: "http://place.test", fetch: fetch as typeof globalThis.fetch });
    await api.call("personal.keepDraft", { channel: GENERAL }, { body: "hello" });
    await api.call("personal.dropDraft", { channel: GENERAL }, { at: 5 });
    await api.call("personal.drafts", { workspace: "class-1" });
    expect(kept).toEqual([
      ["PUT", true],
      ["DELETE", true],
      ["GET", undefined],
    ]);
  });

  test("what an earlier visit left untold goes out with the time when it was typed, unless something later is there", async () => {
    const { drafts, clock, server, asked, told, others } = opened();
    const typedAt = clock.now() - 60_000;
    drafts.restore(GENERAL, "from Monday", "told", typedAt);
    drafts.restore("other-1", "", "emptied here", typedAt);
    drafts.restore("third-1", "mine", "", typedAt);
    server.drafts = [
      { channel: GENERAL, body: "told", at: typedAt - 1 },
      { channel: "other-1", body: "emptied here", at: typedAt - 1 },
      { channel: "third-1", body: "from Tuesday", at: typedAt + 1 },
    ];
    await drafts.load();
    await clock.pass(DRAFT_PAUSE_MS);
    expect(told().sort()).toEqual(["DELETE", "PUT from Monday"]);
    expect(asked.find(({ method }) => method === "PUT")?.body).toMatchObject({ at: typedAt });
    expect(drafts.text("third-1")).toBe("from Tuesday");
    expect(others).toEqual(["third-1: mine"]);
  });

  test("times are the server's: a clock that is wrong here loses nothing and wins nothing", async () => {
    const clock = new FakeClock();
    const { api, asked } = fakeApi(({ body }) => ({ at: body["at"] }));
    const drafts = new Drafts({ api, workspace: "class-1", clock, serverNow: () => clock.now() - 3_600_000 });
    drafts.write(GENERAL, "hello");
    const first = clock.now() - 3_600_000;
    expect(drafts.changedAt(GENERAL)).toBe(first);
    drafts.write(GENERAL, "hello you");
    expect(drafts.changedAt(GENERAL), "of two in one millisecond, the second is later").toBe(first + 1);
    drafts.leave(GENERAL);
    await settled();
    expect(asked.map(({ body }) => body["at"])).toEqual([first + 1]);
    expect(drafts.changedAt("other-1")).toBe(0);
  });
});
