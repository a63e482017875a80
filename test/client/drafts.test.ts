import { describe, expect, test } from "vitest";
import { Drafts } from "../../client/drafts.ts";
import { DRAFT_EVERY_MS, DRAFT_PAUSE_MS, refusal, type Draft } from "../../protocol/index.ts";
import { fakeApi, Refusing, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";

function opened() {
  const clock = new FakeClock();
  const server = { reachable: true, refuse: false, drafts: [] as Draft[] };
  const { api, asked } = fakeApi(({ method }) => {
    if (!server.reachable) return unreachable();
    if (server.refuse) return new Refusing(refusal("too_many"));
    if (method === "GET") return { drafts: server.drafts };
    return method === "PUT" ? { at: clock.now() } : undefined;
  });
  const drafts = new Drafts({ api, workspace: "class-1", clock });
  const told = () =>
    asked
      .filter(({ method }) => method !== "GET")
      .map(({ method, body }) => `${method} ${String(body["body"] ?? "")}`.trim());
  return { clock, server, asked, drafts, told };
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
