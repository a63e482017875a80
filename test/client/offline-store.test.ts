/** What is kept to be read without a network: whose it is, what goes with a membership, and how pages are laid over one another. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";
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
const classroom = (id: string, at = Date.now(), members: string[] = []) => ({
  ...{ id, at, account: { id: "ada" } as Account },
  bootstrap: { workspace: { id }, members: members.map((member) => ({ id: member })) } as unknown as Bootstrap,
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

test("whose words are kept is known by name, also where the class names them no more; nobody else is", async () => {
  const by = (...authors: string[]): Page => ({
    ...page(1, authors.length, authors.length),
    messages: authors.map((author, at) => ({ seq: at + 1, author }) as Message),
  });
  const named = async () => (await store.classOf("physics"))?.bootstrap.members.map(({ id }) => id);
  await store.putPage("ada", channel("general", "physics", { page: by("ada", "imported") }));
  await store.putPage("ada", channel("secret", "physics", { page: by("dan") }));
  await store.putClass("ada", classroom("physics", Date.now(), ["ada", "imported", "cy", "dan"]), new Set(["general"]));
  // Opened anew, a class names who is in it.
  await store.putClass("ada", classroom("physics", Date.now(), ["ada"]), new Set(["general"]));
  expect(await named()).toEqual(["ada", "imported"]);
});

describe("small pictures", () => {
  const bytes = new Blob(["picture"], { type: "image/webp" });
  const withPictures = (id: string, workspace: string, pictures: string[], more: Partial<OfflinePage> = {}) =>
    channel(id, workspace, {
      page: {
        ...page(1, pictures.length, pictures.length),
        messages: pictures.map((file, at) => ({
          ...{ seq: at + 1, rev: at + 1 },
          meta: {
            files: [{ name: "a.webp", id: `whole-${file}`, preview: { id: file, size: 7, type: "image/webp" } }],
          },
        })) as Message[],
      },
      ...more,
    });
  const put = (id: string, where: string) => store.putPicture({ id, channel: where, bytes });
  beforeEach(async () => {
    await store.putPage("ada", withPictures("general", "physics", ["p1", "p2"]));
    await put("p1", "general");
    await put("p2", "general");
  });

  test("are kept of messages that are kept, and of no others", async () => {
    await put("p3", "general");
    await put("p1", "secret");
    expect(await store.picturesOf("general")).toEqual(new Set(["p1", "p2"]));
    expect([await store.picture("p3"), await store.picturesOf("secret")]).toEqual([undefined, new Set()]);
    expect((await store.picture("p1"))?.channel).toBe("general");
  });

  test("go with a message that is deleted", async () => {
    const { page: kept } = withPictures("general", "physics", ["p1", "p2"]);
    const messages = [kept.messages[0]!, { seq: 2, rev: 9 } as Message];
    await store.putPage("ada", channel("general", "physics", { page: { ...kept, messages, rev: 9 } }));
    expect(await store.picturesOf("general")).toEqual(new Set(["p1"]));
  });

  test("go with a channel that one is in no more, its threads', with a class, and with the session", async () => {
    await store.putPage("ada", withPictures("secret", "physics", ["s1"]));
    await store.putPage("ada", withPictures("thread", "physics", ["t1"], { home: "secret" }));
    await put("s1", "secret");
    await put("t1", "thread");
    await store.putClass("ada", classroom("physics"), new Set(["general", "lab"]));
    expect([await store.picture("s1"), await store.picture("t1")]).toEqual([undefined, undefined]);
    expect(await store.picture("p1")).toBeDefined();
    await store.keepOnly((id) => id !== "physics");
    expect(await store.picture("p1")).toBeUndefined();
    await store.putClass("ada", classroom("physics"), new Set(["general"]));
    await store.putPage("ada", withPictures("general", "physics", ["p1"]));
    await put("p1", "general");
    await store.claim("ben");
    expect(await store.picture("p1")).toBeUndefined();
  });

  test("have a place on a device that kept words alone before", async () => {
    vi.stubGlobal("indexedDB", new IDBFactory());
    await new Promise<void>((resolve) => {
      const before = indexedDB.open("place-offline", 1);
      before.onupgradeneeded = () => {
        before.result.createObjectStore("owner").put("ada", "owner");
        for (const name of ["classes", "pages"]) before.result.createObjectStore(name, { keyPath: "id" });
      };
      before.onsuccess = () => (before.result.close(), resolve());
    });
    const renewed = new OfflineStore();
    await renewed.claim("ada");
    await renewed.putClass("ada", classroom("physics"), new Set(["general"]));
    await renewed.putPage("ada", withPictures("general", "physics", ["p1"]));
    await renewed.putPicture({ id: "p1", channel: "general", bytes });
    expect(await renewed.picture("p1")).toBeDefined();
    vi.unstubAllGlobals();
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
