/** What the server has of a draft, and what goes out when its writer leaves. */
import { describe, expect, test } from "vitest";
import { createApi } from "../../client/api.ts";
import { Drafts } from "../../client/drafts.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS } from "../../protocol/index.ts";
import { fakeApi } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { GENERAL, opened } from "./support/open-drafts.ts";

describe("R115: what the server has", () => {
  test("an empty field of mine that is not told yet gives way to words of another device that I have not seen", async () => {
    const { drafts, clock, others, told } = opened();
    const before = clock.now();
    drafts.write(GENERAL, "hello");
    await clock.pass(DRAFT_PAUSE_MS);
    drafts.write(GENERAL, "");
    drafts.receive({ channel: GENERAL, body: "from the phone", at: before + 1 });
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

  test("what an earlier visit left unsent goes out with the time when it was typed, unless something later is there", async () => {
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
