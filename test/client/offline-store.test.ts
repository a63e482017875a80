/** What is kept to be read without a network: whose it is, what goes with a membership, and how pages are laid over one another. */
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { bootstrapOf } from "../../client/bootstrap-of.ts";
import {
  joined,
  OFFLINE_FOR_MS,
  OFFLINE_MESSAGES,
  OfflineStore,
  type OfflinePage,
} from "../../client/offline-store.ts";
import { fromBootstrap } from "../../client/workspace-state.ts";
import type { Account, Bootstrap, Message, Page } from "../../protocol/index.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const page = (from: number, to: number, rev: number): Page => ({
  messages: Array.from({ length: to - from + 1 }, (_, at) => ({ seq: from + at, rev }) as Message),
  reachedStart: from === 1,
  reachedEnd: true,
  rev,
});
const channel = (id: string, workspace: string, more: Partial<OfflinePage> = {}): OfflinePage => ({
  ...{ id, workspace, home: id, page: page(1, 2, 2), at: Date.now() },
  ...more,
});
const classroom = (id: string, at = Date.now()) => ({
  ...{ id, at, account: { id: "ada" } as Account },
  bootstrap: { workspace: { id } } as unknown as Bootstrap,
});
const bounds = ({ messages }: Page) => [messages[0]?.seq, messages.at(-1)?.seq];

const store = new OfflineStore();
beforeEach(async () => {
  await store.clear();
  await store.claim("ada");
  await store.putClass("ada", classroom("physics"), new Set(["general", "lab"]));
});

describe("whose it is", () => {
  test("what one account left is gone as soon as another one comes; the same one finds it again", async () => {
    await store.putPage("ada", channel("general", "physics"));
    await store.claim("ada");
    expect(await store.page("general")).toBeDefined();
    await store.claim("ben");
    expect([await store.page("general"), await store.classOf("physics"), await store.classOf(null)]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  test("a tab that has not heard that its person signed out keeps nothing more", async () => {
    await store.clear();
    const late = new OfflineStore();
    await late.putClass("ada", classroom("physics"), new Set(["general"]));
    await late.putPage("ada", channel("general", "physics"));
    await store.claim("ben");
    await late.putClass("ada", classroom("physics"), new Set(["general"]));
    await late.putPage("ada", channel("general", "physics"));
    expect([await store.page("general"), await store.classOf(null)]).toEqual([undefined, undefined]);
  });
});

describe("what goes", () => {
  test("with a channel that one is in no more, its words and its threads'; and what was not renewed for two weeks", async () => {
    const old = Date.now() - OFFLINE_FOR_MS - DAY_MS;
    await store.putPage("ada", channel("general", "physics"));
    await store.putPage("ada", channel("lab", "physics", { at: old }));
    await store.putPage("ada", channel("secret", "physics"));
    await store.putPage("ada", channel("thread", "physics", { home: "secret" }));
    await store.putClass("ada", classroom("physics"), new Set(["general", "lab"]));
    expect([...(await store.pagesOf("physics")).keys()]).toEqual(["general"]);
  });

  test("with a class, all that was said in it and nothing else", async () => {
    await store.putClass("ada", classroom("logic"), new Set(["proofs"]));
    await store.putPage("ada", channel("general", "physics"));
    await store.putPage("ada", channel("proofs", "logic"));
    await store.keepOnly((id) => id !== "physics");
    expect([await store.page("general"), await store.classOf("physics")]).toEqual([undefined, undefined]);
    expect((await store.page("proofs"))?.workspace).toBe("logic");
    // A conversation that is still open has nowhere to be kept.
    await store.putPage("ada", channel("general", "physics"));
    expect(await store.page("general")).toBeUndefined();
  });

  test("the class that was open last is the one that is found without a name", async () => {
    await store.putClass("ada", classroom("logic", Date.now() + 1), new Set());
    expect((await store.classOf(null))?.id).toBe("logic");
    expect((await store.classOf("physics"))?.id).toBe("physics");
  });
});

describe("pages laid over one another", () => {
  test("what is known before the newer one stays, and the room is asked from where the older one was whole", () => {
    const both = joined(page(1, 80, 80), page(51, 90, 120));
    expect([bounds(both), both.reachedStart, both.rev]).toEqual([[1, 90], true, 80]);
    expect(both.messages[60]?.rev).toBe(120);
  });

  test("a gap between them is not bridged, and a newer one that has it all stands alone", () => {
    expect(joined(page(1, 40, 40), page(51, 90, 90))).toEqual(page(51, 90, 90));
    expect(joined(page(60, 80, 80), page(51, 90, 90)).rev).toBe(90);
    expect(joined(page(1, 4, 4), { ...page(1, 0, 9), messages: [] }).messages).toEqual([]);
  });

  test("never more than are to be kept", () => {
    const both = joined(page(1, OFFLINE_MESSAGES, 200), page(150, 260, 300));
    expect([bounds(both), both.reachedStart]).toEqual([[61, 260], false]);
  });
});

test("a class as it is known is told as bootstrap would, older than anything that the server says", () => {
  const bootstrap = {
    ...{ now: 5, account: { id: "ada" }, workspace: { id: "physics" }, settings: { language: "en" } },
    me: { member: "m-ada", role: "student", guest: false, mutedUntil: 7 },
    ...{ blocks: ["m-eve"], noDirect: ["m-bob"], saved: [{ channel: "general", seq: 3 }] },
    channels: [{ id: "general", lastSeq: 9, readSeq: 4 }],
    threads: [{ id: "thread", kind: "thread" }],
    members: [{ id: "m-ada" }, { id: "m-bob" }],
    emoji: [{ name: "party" }],
    keepsFiles: true,
  } as unknown as Bootstrap;
  expect(bootstrapOf(fromBootstrap(bootstrap))).toEqual({ ...bootstrap, now: 0 });
});
